package io.sparkseq2seq.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobSummaryTest {
    @Test
    void namesAndValuesAreAlignedAndSectionsIndented() {
        var summary = new JobSummary("preprocess").put("pairs read", 29_000L).put("corpus", "c");
        summary.section("pairs dropped");
        summary.section("train").put("pairs", 9);
        assertThat(summary.toString())
                .isEqualTo(
                        """
                preprocess
                  pairs read  29,000
                  corpus      c
                  pairs dropped  none
                  train
                    pairs  9
                """);
    }

    @Test
    void programsGetTheSameTypesWhetherASectionHasAnything() {
        var summary = new JobSummary("preprocess").put("pairs read", 1L);
        summary.section("pairs dropped");
        assertThat(summary.toJson().replaceAll("\\s", "")).contains("\"pairs_read\":1", "\"pairs_dropped\":{}");
    }
}
