package io.sparkseq2seq.storage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An output that a job is going to write.
 *
 * @param kind of it
 * @param target its folder, on any Hadoop file system
 * @param inputs paths or globs that the job reads, none of which may be, hold or lie in the output
 * @param application Spark's name of the job, for whoever finds the output taken; empty when there is none
 * @param attempt which of the application's drivers this is, where the cluster starts another when one is lost: from 1;
 *     0 where it does not
 */
public record Output(Kind kind, String target, List<String> inputs, String application, int attempt) {

    /** An output of a job that reads nothing. */
    public static Output of(Kind kind, String target) {
        return new Output(kind, target, List.of(), "", 0);
    }

    /** The same, of a job that reads these; blank ones count for nothing. */
    public Output reading(String... paths) {
        var all = Stream.concat(inputs.stream(), Arrays.stream(paths).filter(path -> !path.isBlank()));
        return new Output(kind, target, all.toList(), application, attempt);
    }

    /** The same, of a job that Spark knows by this name, and whose driver is the only one. */
    public Output by(String application) {
        return by(application, 0);
    }

    /** The same, of a job that Spark knows by this name, and of this attempt at it. */
    public Output by(String application, int attempt) {
        return new Output(kind, target, inputs, application, attempt);
    }
}
