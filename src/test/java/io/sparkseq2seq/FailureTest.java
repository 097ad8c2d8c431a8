package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.ConfigFactory;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.SparkSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.storage.TextFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.SparkUserAppException;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    private static final UserException MENDABLE = new UserException("no text", "a.txt", "Give some.");
    private static final SparkSettings SPARK =
            Settings.load(Optional.empty(), List.of("spark.off-heap=3g")).spark();

    private static Failure of(Throwable thrown) {
        return Failure.of(thrown, Optional.of(SPARK));
    }

    @Test
    void theUsersErrorIsFoundUnderWhatSparkWrapsAroundIt() {
        var failure = of(new SparkException("Job aborted", new RuntimeException("task failed", MENDABLE)));
        assertThat(failure.exit()).isEqualTo(ExitCode.MENDABLE);
        assertThat(failure.message()).isEqualTo("no text (a.txt). Give some.");
    }

    @Test
    void theUsersErrorIsFoundInTheTextThatSparkQuotes() {
        var failure = of(new SparkException("Job aborted due to stage failure: Lost task 0.3 (executor 1): " + MENDABLE
                + "\n\tat a.b.C(C.java:1)"));
        assertThat(failure.exit()).isEqualTo(ExitCode.MENDABLE);
        assertThat(failure.message()).isEqualTo("no text (a.txt). Give some.");
    }

    @Test
    void anErrorOfTheUserThatMayPassIsToBeTriedAgain() {
        var busy = UserException.temporary("the output is being written", "out", "Wait for its end.");
        var failure = of(new RuntimeException(busy));
        assertThat(failure.exit().code()).isEqualTo(75);
        assertThat(failure.message()).isEqualTo("the output is being written (out). Wait for its end.");
        assertThat(Submission.failed(failure.exit(), failure.message()))
                .isInstanceOfSatisfying(SparkUserAppException.class, thrown -> assertThat(thrown.exitCode())
                        .isEqualTo(75));
    }

    @Test
    void aRefusalOfTheGateHasAnExitCodeOfItsOwn() {
        var failure = of(new RuntimeException(new GateRefusedException("the gate refused it: cut-share")));
        assertThat(failure.exit().code()).isEqualTo(3);
        assertThat(failure.message()).isEqualTo("the gate refused it: cut-share");
        assertThat(Submission.failed(failure.exit(), failure.message()))
                .isInstanceOfSatisfying(SparkUserAppException.class, thrown -> assertThat(thrown.exitCode())
                        .isEqualTo(3));
    }

    @Test
    void aBugKeepsItsStackTrace() {
        var printed = new ByteArrayOutputStream();
        int exitCode = of(new SparkException("Job aborted", new IllegalStateException("rows = -1")))
                .print(new PrintStream(printed));
        assertThat(exitCode).isEqualTo(1);
        assertThat(printed.toString()).contains("bug", "rows = -1", "at io.sparkseq2seq.FailureTest");
    }

    /** As Java, Hadoop and Spark have been seen to say it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2 | the disk is full | java.io.IOException: No space left on device",
                "2 | the disk is full: /data/x | org.apache.hadoop.fs.FSError: java.io.IOException: /data/x: No space left on device",
                "2 | the disk is full | org.apache.hadoop.hdfs.protocol.DSQuotaExceededException: The DiskSpace quota of /user/a is exceeded",
                "2 | hadoop-aws | java.lang.RuntimeException: java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found",
                "2 | spark-hadoop-cloud_2.12 | java.lang.ClassNotFoundException: org.apache.spark.internal.io.cloud.PathOutputCommitProtocol",
                "2 | hadoop-azure | java.lang.RuntimeException: java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.azurebfs.AzureBlobFileSystem not found",
                "2 | gcs-connector | org.apache.hadoop.fs.UnsupportedFileSystemException: No FileSystem for scheme \"gs\"",
                "2 | there is no such bucket | org.apache.hadoop.fs.s3a.UnknownStoreException: `s3a://no-such/x': Bucket does not exist",
                "2 | credentials | org.apache.hadoop.fs.s3a.auth.NoAwsCredentialsException: SimpleAWSCredentialsProvider: No AWS credentials in the Hadoop configuration",
                "2 | --keytab | org.apache.hadoop.security.AccessControlException: Client cannot authenticate via:[TOKEN, KERBEROS]",
                "2 | who may read and write | org.apache.hadoop.security.AccessControlException: Permission denied: user=x, access=WRITE, inode=\"/\":hdfs:supergroup:drwxr-xr-x",
                "2 | nothing can be written | java.io.IOException: Mkdirs failed: Read-only file system",
                "2 | JAVA_HOME | java.lang.UnsupportedClassVersionError: io/sparkseq2seq/App has been compiled by a more recent version of the Java Runtime (class file version 61.0)",
                "2 | Spark 3.5 for Scala 2.12 | java.lang.NoSuchMethodError: 'scala.collection.mutable.ArrayOps scala.Predef$.refArrayOps(java.lang.Object[])'",
                "2 | glibc | java.lang.UnsatisfiedLinkError: no jnind4jcpu in java.library.path: /usr/lib",
                "2 | spark.memory (4g) | java.lang.OutOfMemoryError: Java heap space",
                "2 | spark.off-heap (3g) | java.lang.OutOfMemoryError: Physical memory usage is too high: physicalBytes (8G) > maxPhysicalBytes (8G)",
                "2 | ulimit -u | java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached",
                "2 | there is no host nohost | java.net.UnknownHostException: nohost",
                "2 | master | org.apache.spark.SparkException: Could not parse Master URL: 'locl[2]'",
                "75 | 5.6 GB of 5.5 GB physical memory used | ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Container killed by YARN for exceeding physical memory limits. 5.6 GB of 5.5 GB physical memory used. Consider boosting spark.executor.memoryOverhead",
                "75 | spark.off-heap (3g) | ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52",
                "75 | spark.off-heap (3g) | ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Container from a bad node: container_1 on host: x. Exit status: 137. Diagnostics: [x]Container killed on request. Exit code is 137",
                "75 | spark.off-heap (3g) | ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: The executor with id 2 exited with exit code 137(SIGKILL, possible container OOM).",
                "75 | crashed | ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: Command exited with code 134",
                "75 | executors were lost | ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: Container marked as failed: container_1 on host: x. Exit status: 143.",
                "75 | Spark was stopped | org.apache.spark.SparkException: Job 0 cancelled because SparkContext was shut down",
                "75 | no connection | java.net.ConnectException: Call From a/127.0.0.1 to b:8020 failed on connection exception",
                "75 | no connection | org.apache.spark.SparkException: All masters are unresponsive! Giving up.",
                "1 | this is a bug | java.lang.NullPointerException: Cannot invoke \"Object.toString()\"",
                "1 | this is a bug | java.lang.StackOverflowError",
            })
    void whatIsNoBugIsToldInALineHoweverDeepItLies(int exitCode, String line, String cause) {
        for (var thrown : List.of(
                new SparkException("Job aborted due to stage failure: Task 1 in stage 2.0 failed 4 times, most recent"
                        + " failure: Lost task 1.3 in stage 2.0 (TID 9) (host executor 3): " + cause
                        + "\n\tat a.b.C(C.java:1)\n\nDriver stacktrace:"),
                new UncheckedIOException("writing x", new IOException(cause)),
                new IllegalStateException("x", new RuntimeException(cause)))) {
            var failure = of(thrown);
            assertThat(failure.exit().code()).as(failure.message()).isEqualTo(exitCode);
            assertThat(failure.message()).contains(line).doesNotContain("\n", "\tat ");
        }
    }

    @Test
    void whatASideEffectOfTheFailureThrewIsLookedAtToo() {
        var failed = new IllegalStateException("x");
        failed.addSuppressed(new IOException("No space left on device"));
        assertThat(of(failed).exit()).isEqualTo(ExitCode.MENDABLE);
        var own = new RuntimeException("own cause");
        own.addSuppressed(new RuntimeException("around", own));
        assertThat(of(own).exit()).isEqualTo(ExitCode.BUG);
    }

    @Test
    void nativeMemoryThatRunsOutNamesTheSettingToRaise() {
        assertThat(of(caught(() -> new BytePointer(1L << 45))).message())
                .contains("Cannot allocate", "spark.off-heap (3g)");
    }

    @Test
    void aMissingFileSystemNamesItsJar() {
        var failure = of(
                caught(() -> TextFiles.read("abfs://container@account.dfs.core.windows.net/x", new Configuration())));
        assertThat(failure.exit()).isEqualTo(ExitCode.MENDABLE);
        assertThat(failure.message()).contains("--packages org.apache.hadoop:hadoop-azure:3.3.4");
    }

    @Test
    void settingsNestedTooDeeplyAreNoBug() {
        var text = "{a:".repeat(200_000) + "1" + "}".repeat(200_000);
        var failure = of(caught(() -> ConfigFactory.parseString(text).root().render()));
        assertThat(failure.message()).contains("nested too deeply");
    }

    @Test
    void aServerThatIsNotThereMayComeBack() throws IOException {
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var hadoop = new Configuration();
        hadoop.setInt("ipc.client.connect.max.retries", 0);
        var failure = of(caught(() -> TextFiles.read("hdfs://localhost:" + port + "/x", hadoop)));
        assertThat(failure.exit()).isEqualTo(ExitCode.RETRY);
        assertThat(of(new ConnectException("refused")).exit()).isEqualTo(ExitCode.RETRY);
    }

    @Test
    void aFullDiskIsNoBug(@TempDir Path folder) throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(done("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString()))
                .as("root mounts a small disk")
                .isTrue();
        try {
            var big = "x".repeat(3_000_000);
            var failure = of(caught(() -> TextFiles.write(disk + "/a", big, new Configuration())));
            assertThat(failure.exit()).isEqualTo(ExitCode.MENDABLE);
            assertThat(failure.message()).contains("the disk is full");
        } finally {
            // What failed to write may be open still.
            assertThat(done("umount", "-l", disk.toString())).isTrue();
        }
    }

    private static boolean done(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    private static Throwable caught(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            return e;
        }
        throw new IllegalStateException("nothing was thrown");
    }
}
