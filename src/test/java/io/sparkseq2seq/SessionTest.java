package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.SparkSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.launch.ClusterManager;
import io.sparkseq2seq.launch.Containers;
import io.sparkseq2seq.launch.Job;
import io.sparkseq2seq.launch.JobArguments;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static SparkSettings settings(String... overrides) {
        return Settings.load(Optional.empty(), List.of(overrides)).spark();
    }

    private static SparkConf conf(SparkConf user, String... overrides) {
        var settings = Settings.load(Optional.empty(), List.of(overrides));
        var manager = ClusterManager.of(user.get("spark.master", "local[*]"));
        return Session.conf(
                user, settings.spark(), Containers.of(manager, false, Job.PREPROCESS, settings, Optional.empty(), 1));
    }

    @Test
    void threadsAndNativeMemoryAreLimitedOnExecutors() {
        var conf = conf(new SparkConf(false), "spark.threads-per-task=2", "spark.off-heap=3g");
        assertThat(conf.get("spark.task.cpus")).isEqualTo("2");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("2");
        assertThat(conf.get("spark.executorEnv.OPENBLAS_NUM_THREADS")).isEqualTo("2");
        assertThat(conf.get("spark.executor.extraJavaOptions"))
                .isEqualTo("-Dorg.bytedeco.javacpp.maxbytes=3221225472 -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
        assertThat(conf.get("spark.executor.memoryOverhead")).isEqualTo("4096m");
        assertThat(conf.get("spark.driver.maxResultSize")).isEqualTo("0");
        // Of a table that holds 0001-01-01.
        assertThat(conf.get("spark.sql.parquet.datetimeRebaseModeInWrite")).isEqualTo("CORRECTED");
    }

    @Test
    void whatSparkSubmitHasSetStands() {
        var user = new SparkConf(false)
                .set("spark.master", "yarn")
                .set("spark.executorEnv.OMP_NUM_THREADS", "8")
                .set("spark.executor.extraJavaOptions", "-verbose:gc");
        var conf = conf(user, "spark.master=local[7]");
        assertThat(conf.get("spark.master")).isEqualTo("yarn");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("8");
        assertThat(conf.get("spark.executor.extraJavaOptions"))
                .startsWith("-Dorg.")
                .endsWith(" -verbose:gc");
        assertThat(conf.contains("spark.driver.host")).isFalse();
        assertThat(conf.contains("spark.kryo.registrator")).isFalse();
    }

    @Test
    void theEmbeddedSparkServesNoPagesUnlessAsked() {
        assertThat(conf(new SparkConf(false)).get("spark.ui.enabled")).isEqualTo("false");
        var conf = conf(new SparkConf(false), "spark.ui=true", "spark.master=local[1]");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.master")).isEqualTo("local[1]");
    }

    @Test
    void onlyTheEmbeddedExecutorMayBeSilentForLongAndHandsResultsOverInItsProcess() {
        var embedded = conf(new SparkConf(false));
        assertThat(embedded.get("spark.network.timeout")).isEqualTo("7d");
        assertThat(embedded.get("spark.task.maxDirectResultSize")).isEqualTo("100m");
        var cluster = conf(new SparkConf(false).set("spark.master", "spark://host:7077"));
        assertThat(cluster.contains("spark.network.timeout")).isFalse();
        assertThat(cluster.contains("spark.task.maxDirectResultSize")).isFalse();
    }

    @Test
    void theEmbeddedSparkIsLocal() {
        assertThatThrownBy(() -> conf(new SparkConf(false), "spark.master=spark://host:7077"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("spark://host:7077")
                .hasMessageContaining("SPARK_HOME");
    }

    @Test
    void filesAreReachedAsSparkWouldWhereNoneRuns() {
        System.setProperty("spark.hadoop.fs.s3a.endpoint", "http://here:9000");
        try {
            assertThat(Session.hadoop().get("fs.s3a.endpoint")).isEqualTo("http://here:9000");
        } finally {
            System.clearProperty("spark.hadoop.fs.s3a.endpoint");
        }
    }

    @Test
    void anotherSparkOrScalaIsNamed() {
        Version.check("3.5.8", "2.12.18");
        assertThatThrownBy(() -> Version.check("3.5.5", "2.13.8"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Spark 3.5.5 for Scala 2.13.8");
        assertThatThrownBy(() -> Version.check("4.0.0", "2.13.16")).isInstanceOf(UserException.class);
    }

    @Test
    void kryoKnowsArraysWhenItIsChosen() {
        var user = new SparkConf(false).set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        assertThat(conf(user).get("spark.kryo.registrator")).isEqualTo(KryoRecords.class.getName());
    }

    @Test
    void aSessionThatRunsAlreadyIsUsedAndStaysOpen() {
        var running = SparkTest.spark();
        try (var session = Session.open("x", Optional.of(Job.PREPROCESS), Settings.load(Optional.empty(), List.of()))) {
            assertThat(session.spark()).isSameAs(running);
        }
        assertThat(running.sparkContext().isStopped()).isFalse();
    }

    @Test
    void theLauncherLearnsTheHeapBeforeTheJvmStarts() {
        assertThat(launched("train", "spark.memory=3g", "--json").memory()).hasToString("3g");
        assertThat(launched("train", "--conf", "quickstart").memory()).hasToString("2g");
        assertThat(launched("train", "train.epoch=3")).isEqualTo(settings());
    }

    private static SparkSettings launched(String... arguments) {
        return Launch.settings(JobArguments.of(List.of(arguments)), Session.settingsReader(), false)
                .spark();
    }
}
