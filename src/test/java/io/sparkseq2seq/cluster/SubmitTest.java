package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a command ends where Spark's own spark-submit has started it. */
class SubmitTest {
    private static final String APP = "io.sparkseq2seq.App";

    @TempDir
    Path folder;

    private Command.Result java(List<String> options, String main, String... arguments)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@scripts/java-options"));
        line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        line.addAll(options);
        line.add(main);
        Collections.addAll(line, arguments);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        var builder = new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        try (var command = new Command(builder.start(), out, err)) {
            return command.await();
        }
    }

    private Command.Result submit(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("--master", "local[1]", "--conf", "spark.ui.enabled=false"));
        Collections.addAll(all, "--conf", "spark.driver.host=127.0.0.1", "--class", APP, "spark-internal");
        Collections.addAll(all, arguments);
        return java(List.of(), "org.apache.spark.deploy.SparkSubmit", all.toArray(String[]::new));
    }

    private String[] preprocess(String source) throws IOException {
        Files.writeString(folder.resolve("a.en"), "one two\nthree four\nfive six\n");
        Files.writeString(folder.resolve("a.zh"), "一 二\n三 四\n五 六\n");
        return new String[] {
            "preprocess",
            "--json",
            "preprocess.source=" + folder.resolve(source),
            "preprocess.target=" + folder.resolve("a.zh"),
            "preprocess.output=" + folder.resolve("corpus"),
            "preprocess.holdout.valid=0",
            "preprocess.holdout.test=0",
            "preprocess.subwords.vocabulary-size=300"
        };
    }

    @Test
    void aJobThatIsDoneReturns() throws IOException, InterruptedException {
        var result = submit(preprocess("a.en"));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("{").contains("pairs_read");
        assertThat(folder.resolve("corpus/manifest.json")).exists();
    }

    @Test
    void aMistakeIsOneLineAndItsCodeIsKeptInClientMode() throws IOException, InterruptedException {
        var result = submit(preprocess("no-such.en"));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines().filter(line -> !line.contains("warning:")))
                .singleElement()
                .asString()
                .startsWith("seq2seq: ")
                .contains("no-such.en");
        assertThat(result.out()).isEmpty();
    }

    /** What YARN keeps as diagnostics is the exception as a stack trace: it is to be the line alone. */
    @Test
    void aMistakeOnTheClusterIsThrownAsTheLineThatHelps() throws IOException, InterruptedException {
        var result = java(List.of("-Dspark.submit.deployMode=cluster"), APP, "train", "train.epoch=3");
        assertThat(result.exitCode()).isEqualTo(1);
        var line = "seq2seq: there is no setting train.epoch (command line). Did you mean train.epochs?";
        assertThat(result.err().strip().lines()).containsExactly(line, "Exception in thread \"main\" " + line);
    }

    @Test
    void aCommandThatIsDoneOnTheClusterReturns() throws IOException, InterruptedException {
        var result = java(List.of("-Dspark.submit.deployMode=cluster"), APP, "train", "--help-keys");
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
