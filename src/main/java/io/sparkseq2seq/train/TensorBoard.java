package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.report.EventFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The course of a training for TensorBoard: a file of events for each epoch, written when it is done, so that it can be
 * watched on any file system. Times are counted back from when a file is written, as if training had not been cut off.
 */
public final class TensorBoard {
    /** The folder's name. */
    static final String FOLDER = "tensorboard";

    private TensorBoard() {}

    /** Writes the file of an epoch. */
    static void write(Path parent, History history, EpochResult epoch, Configuration hadoop) {
        var name = String.format(Locale.ROOT, "events.out.tfevents.%06d", epoch.epoch());
        var path = new Path(new Path(parent, FOLDER), name);
        try {
            var files = path.getFileSystem(hadoop);
            // TensorBoard would take a file with checksums beside it for one of events.
            var plain = files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
            try (var out = plain.create(path, true)) {
                out.write(events(history, epoch));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + path, e);
        }
    }

    private static byte[] events(History history, EpochResult epoch) {
        double end = System.currentTimeMillis() / 1e3 - 60 * (history.minutes() - epoch.minutes());
        var rounds = history.rounds(epoch.epoch());
        double time = end - rounds.stream().mapToDouble(RoundResult::seconds).sum();
        var file = new EventFile(time);
        for (var round : rounds) {
            time += round.seconds();
            var scalars = new LinkedHashMap<String, Double>();
            scalars.put("loss/train", round.loss());
            scalars.put("gradient_norm", round.gradientNorm());
            scalars.put("skipped_batches", (double) round.skipped());
            scalars.put("learning_rate", round.learningRate());
            scalars.put("speed/target_tokens_per_second", round.tokensPerSecond());
            scalars.put("time/computing", round.computing() / round.seconds());
            scalars.put("time/waiting", round.waiting() / round.seconds());
            scalars.put("time/averaging", round.averaging() / round.seconds());
            scalars.put("memory/heap_mib", (double) round.mostHeap());
            scalars.put("memory/resident_mib", (double) round.mostResident());
            file.add(time, round.step(), scalars);
        }
        var scalars = new LinkedHashMap<String, Double>();
        scalars.put("loss/valid", epoch.validLoss());
        scalars.put("bleu/valid", epoch.validBleu());
        file.add(end, epoch.step(), scalars);
        return file.bytes();
    }
}
