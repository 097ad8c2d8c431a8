package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ObjectStoresTest {
    private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";

    private static SparkConf configured(SparkConf user, Configuration site) {
        ObjectStores.configure(user, site);
        return user;
    }

    @Test
    void s3IsWrittenByItsOwnCommitter() throws ClassNotFoundException {
        var conf = configured(new SparkConf(false).set("spark.executor.cores", "32"), new Configuration());
        assertThat(conf.get("spark.hadoop.fs.s3a.committer.name")).isEqualTo("magic");
        assertThat(conf.get("spark.hadoop.fs.s3a.connection.maximum")).isEqualTo("256");
        assertThat(conf.get("spark.hadoop.fs.s3a.attempts.maximum")).isEqualTo("5");
        for (var key : new String[] {PROTOCOL, "spark.sql.parquet.output.committer.class"}) {
            assertThat(Class.forName(conf.get(key))).isNotNull();
        }
    }

    @Test
    void aCommitterThatTheUserHasChosenStands() {
        var conf = configured(
                new SparkConf(false)
                        .set("spark.hadoop.fs.s3a.committer.name", "directory")
                        .set("spark.hadoop.fs.s3a.attempts.maximum", "9"),
                new Configuration());
        assertThat(conf.get("spark.hadoop.fs.s3a.committer.name")).isEqualTo("directory");
        assertThat(conf.contains(PROTOCOL)).isFalse();
        assertThat(conf.get("spark.hadoop.fs.s3a.attempts.maximum")).isEqualTo("9");
    }

    @Test
    void whatTheFilesOfTheClusterSayStands() {
        var site = new Configuration();
        site.addResource(
                new ByteArrayInputStream(
                        "<configuration><property><name>fs.s3a.committer.name</name><value>partitioned</value></property></configuration>"
                                .getBytes(StandardCharsets.UTF_8)),
                "core-site.xml");
        var conf = configured(new SparkConf(false), site);
        assertThat(conf.contains("spark.hadoop.fs.s3a.committer.name")).isFalse();
        assertThat(conf.contains(PROTOCOL)).isFalse();
        assertThat(conf.contains("spark.hadoop.fs.s3a.committer.threads")).isTrue();
    }

    @Test
    void whoseFilesAreCopiedIsToldWhatWouldSpareThat() {
        var without = new SparkConf(false);
        assertThat(ObjectStores.advice("s3a://lake/out", without)).hasValueSatisfying(line -> assertThat(line)
                .contains("s3a://lake/out", "org.apache.spark:spark-hadoop-cloud_2.12:3.5"));
        assertThat(ObjectStores.advice("hdfs:///out", without)).isEmpty();
        assertThat(ObjectStores.advice("lake.db.comments", without)).isEmpty();
        assertThat(ObjectStores.advice("s3a://lake/out", configured(without, new Configuration())))
                .isEmpty();
    }
}
