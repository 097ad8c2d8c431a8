package io.sparkseq2seq;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.doctor.Diagnosis;
import io.sparkseq2seq.doctor.Doctor;
import io.sparkseq2seq.doctor.Finding.Grade;
import java.util.function.Function;

/** The command {@code doctor}: the driver first, and what can be seen of it when Spark does not start. */
final class DoctorCommand {
    private DoctorCommand() {}

    /**
     * Looks at everything.
     *
     * @param told what the command line makes of something thrown
     */
    static Diagnosis run(Settings settings, Function<Throwable, Failure> told) {
        Session.limitNativeMemory(settings.spark());
        var doctor = new Doctor(
                settings, Session.hadoop(), thrown -> told.apply(thrown).message());
        doctor.examineDriver();
        try (var session = Session.open("seq2seq doctor", settings.spark())) {
            doctor.examineExecutors(session.spark());
        } catch (RuntimeException | LinkageError e) {
            doctor.failed("Spark", e);
        }
        return doctor.diagnosis();
    }

    /** @throws UserException when something must be mended before a job can run */
    static void check(Diagnosis found) {
        long wrong = found.count(Grade.FAIL);
        if (wrong > 0) {
            throw new UserException(
                    wrong + " of " + found.findings().size() + " things will not do",
                    "doctor",
                    "Each says above what to do.");
        }
    }
}
