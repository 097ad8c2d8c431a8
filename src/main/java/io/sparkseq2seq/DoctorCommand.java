package io.sparkseq2seq;

import io.sparkseq2seq.config.Reference;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.doctor.Diagnosis;
import io.sparkseq2seq.doctor.Doctor;
import io.sparkseq2seq.doctor.Finding.Grade;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code doctor}: the driver first, and what can be seen of it when Spark does not start. */
@Command(
        name = "doctor",
        description = "Looks whether a job can run where it is to run: Java, Spark, native libraries, file systems,"
                + " workers, memory; on the driver and on every executor. It leaves nothing behind.",
        footer = {
            "",
            "Give it what the job is going to get. Paths that are set are looked at; beside outputs something small is"
                    + " written, read and deleted.",
            "",
            "Examples:",
            "  seq2seq doctor -- --master yarn --num-executors 4",
            "  seq2seq doctor --json translate.model=s3a://models/en-de translate.output=s3a://lake/texts-de"
        })
final class DoctorCommand implements Callable<Integer> {
    private final PrintStream out;

    @Mixin
    private Arguments arguments = new Arguments();

    DoctorCommand(PrintStream out) {
        this.out = out;
    }

    /** @throws UserException when something must be mended before a job can run */
    @Override
    public Integer call() {
        if (arguments.helpKeys) {
            out.print(Reference.section("spark"));
            return 0;
        }
        var settings =
                Settings.load(Optional.ofNullable(arguments.conf), arguments.overrides, Session.settingsReader());
        App.checkSpelling(settings.render(), System.getProperty("sun.jnu.encoding"));
        var found = examine(settings);
        out.println(arguments.json ? found.toJson() : found);
        long wrong = found.count(Grade.FAIL);
        if (wrong > 0) {
            throw new UserException(
                    wrong + " of " + found.findings().size() + " things will not do",
                    "doctor",
                    "Each says above what to do.");
        }
        return 0;
    }

    private static Diagnosis examine(Settings settings) {
        var spark = Optional.of(settings.spark());
        Session.limitNativeMemory(settings.spark());
        var doctor = new Doctor(
                settings, Session.hadoop(), thrown -> Failure.of(thrown, spark).message());
        doctor.examineDriver();
        try (var session = Session.open("seq2seq doctor", Optional.empty(), settings)) {
            doctor.examineExecutors(session.spark());
        } catch (RuntimeException | LinkageError e) {
            doctor.failed("Spark", e);
        }
        return doctor.diagnosis();
    }
}
