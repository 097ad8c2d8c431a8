package io.sparkseq2seq.table;

import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import org.apache.spark.sql.SparkSession;

/** An output of a Spark job, which carries the job's name, and which of its drivers this is. */
public final class JobOutput {
    private JobOutput() {}

    /** YARN starts another driver for one that is lost, and numbers them; others do not. */
    public static Output of(SparkSession spark, Kind kind, String target) {
        var context = spark.sparkContext();
        var attempt = context.applicationAttemptId();
        int number = attempt.isDefined() && attempt.get().matches("\\d{1,9}") ? Integer.parseInt(attempt.get()) : 0;
        return Output.of(kind, target).by(context.applicationId(), number);
    }
}
