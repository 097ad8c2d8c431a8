package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A test that translates a small table of comments by the whole job, in a folder of its own. */
interface CommentsTest extends SparkTest {
    /** Where inputs and outputs lie. */
    Path folder();

    default JobSummary translate(String... settings) {
        var all = new ArrayList<>(
                List.of("translate.output=" + folder().resolve("out"), "translate.batch=4", "translate.column=text"));
        all.addAll(List.of(settings));
        return TranslateJob.run(SparkTest.spark(), Settings.load(Optional.empty(), all), EchoModel::translator);
    }

    default void fails(String message, String... settings) {
        assertThatThrownBy(() -> translate(settings))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    default Dataset<Row> comments() {
        return SparkTest.spark()
                .sql("select id, case when id % 5 = 0 then null else concat('the dog ', id % 7) end as text,"
                        + " concat('l', id % 3) as lang from range(40)");
    }
}
