package io.sparkseq2seq.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainersTest {
    private static final long MEGABYTE = 1L << 20;
    private static final ModelSize SMALL = new ModelSize(1_614_908, 900, 700, 10_000);
    private static final ModelSize LARGE = new ModelSize(16_800_000, 8_000, 8_000, 20_000);

    private static Containers of(ClusterManager manager, Job job, ModelSize size, int tasks, String... overrides) {
        var settings = Settings.load(Optional.empty(), List.of(overrides));
        return Containers.of(manager, true, job, settings, Optional.ofNullable(size), tasks);
    }

    @Test
    void aSmallModelAsksForLittle() {
        for (var job : Job.values()) {
            var small = of(ClusterManager.YARN, job, SMALL, 1);
            assertThat(small.executorOverhead()).as(job + " executor").isBetween(512L, 1536L);
            assertThat(small.driverOverhead()).as(job + " driver").isBetween(512L, 1024L);
        }
    }

    @Test
    void needsGrowWithModelBatchAndTasksOfAnExecutor() {
        for (var job : List.of(Job.TRAIN, Job.TRANSLATE, Job.EVALUATE)) {
            var small = of(ClusterManager.KUBERNETES, job, SMALL, 1);
            var large = of(ClusterManager.KUBERNETES, job, LARGE, 1);
            var four = of(ClusterManager.KUBERNETES, job, LARGE, 4);
            assertThat(large.executor()).as(job.toString()).isGreaterThan(small.executor());
            assertThat(large.driver()).as(job.toString()).isGreaterThan(small.driver());
            assertThat(four.executor()).as(job.toString()).isGreaterThan(large.executor());
            assertThat(four.driver()).as(job.toString()).isEqualTo(large.driver());
        }
        assertThat(of(ClusterManager.YARN, Job.TRAIN, LARGE, 1, "train.batch=128")
                        .executor())
                .isGreaterThan(of(ClusterManager.YARN, Job.TRAIN, LARGE, 1, "train.batch=64")
                        .executor());
        // Each task that trains has weights, gradients and two moments of its own.
        var one = of(ClusterManager.YARN, Job.TRAIN, LARGE, 1);
        var two = of(ClusterManager.YARN, Job.TRAIN, LARGE, 2);
        assertThat(two.executor() - one.executor()).isGreaterThan(4 * LARGE.bytes());
    }

    @Test
    void whatIsNotKnownGetsMuch() {
        for (var job : List.of(Job.TRAIN, Job.TRANSLATE, Job.EVALUATE)) {
            assertThat(of(ClusterManager.YARN, job, null, 1).executor()).isEqualTo(4096 * MEGABYTE);
        }
    }

    @Test
    void whatTheUserSetsWins() {
        for (var manager : ClusterManager.values()) {
            var set = of(manager, Job.TRAIN, LARGE, 4, "spark.off-heap=300m");
            assertThat(set).isEqualTo(new Containers(300 * MEGABYTE, 300 * MEGABYTE, 1024 * MEGABYTE));
        }
    }

    @Test
    void whereNobodyCountsNothingIsSpared() {
        for (var manager : List.of(ClusterManager.LOCAL, ClusterManager.STANDALONE)) {
            var roomy = of(manager, Job.TRAIN, SMALL, 1);
            assertThat(roomy.executor()).isEqualTo(4096 * MEGABYTE);
            assertThat(roomy.driver()).isEqualTo(4096 * MEGABYTE);
        }
        var settings = Settings.load(Optional.empty(), List.of());
        var client = Containers.of(ClusterManager.YARN, false, Job.TRAIN, settings, Optional.of(SMALL), 1);
        assertThat(client.driver()).isEqualTo(4096 * MEGABYTE);
        assertThat(client.executor()).isLessThan(1024 * MEGABYTE);
    }

    @Test
    void sizesOfNetworksAreThoseOfTheirLayers() {
        var cases = new ArrayList<List<String>>();
        for (var score : List.of("additive", "general", "dot")) {
            for (var cell : List.of("lstm", "gru")) {
                for (var tied : List.of("true", "false")) {
                    cases.add(List.of(
                            "model.attention.score=" + score,
                            "model.cell=" + cell,
                            "model.tie-embeddings=" + tied,
                            "model.encoder.layers=2",
                            "model.embedding=24",
                            "model.encoder.hidden=40",
                            "model.decoder.hidden=40",
                            "model.attention.hidden=12",
                            "model.encoder.bidirectional=" + cell.equals("lstm")));
                }
            }
        }
        for (var overrides : cases) {
            var model = Settings.load(Optional.empty(), overrides).model();
            assertThat(ModelSize.of(model, 300, 200).parameters())
                    .as(overrides.toString())
                    .isEqualTo(io.sparkseq2seq.model.NetworkSize.of(model, 300, 200));
        }
    }
}
