package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What S3A, the real one, makes of the answers that S3 gives to whom it does not serve, as the line that a user reads.
 */
class StoreErrorsTest {
    private static HttpServer server;
    private static volatile int status;
    private static volatile String code;
    private static volatile String message;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>"
                            + message + "</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static Configuration hadoop(int port) {
        var hadoop = new Configuration();
        hadoop.set("fs.s3a.endpoint", "http://127.0.0.1:" + port);
        hadoop.set("fs.s3a.endpoint.region", "us-east-1");
        hadoop.set("fs.s3a.path.style.access", "true");
        hadoop.set("fs.s3a.access.key", "any");
        hadoop.set("fs.s3a.secret.key", "any");
        hadoop.set("fs.s3a.attempts.maximum", "1");
        for (var limit : List.of("fs.s3a.retry.limit", "fs.s3a.retry.throttle.limit")) {
            hadoop.set(limit, "1");
        }
        for (var interval : List.of("fs.s3a.retry.interval", "fs.s3a.retry.throttle.interval")) {
            hadoop.set(interval, "10ms");
        }
        hadoop.setBoolean("fs.s3a.impl.disable.cache", true);
        return hadoop;
    }

    private static void answers(int with, String coded, String told) {
        status = with;
        code = coded;
        message = told;
    }

    private static Failure of(Throwable thrown) {
        var spark = Settings.load(Optional.empty(), List.of()).spark();
        return Failure.of(thrown, Optional.of(spark));
    }

    private static Throwable listing(Configuration hadoop) {
        return catchThrowable(() -> {
            try {
                var folder = new Path("s3a://lake/texts");
                folder.getFileSystem(hadoop).listStatus(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | InvalidAccessKeyId | The AWS Access Key Id you provided does not exist in our records. | 2 | (credentials)",
                "403 | SignatureDoesNotMatch | The request signature we calculated does not match the signature you provided. | 2 | (credentials)",
                "400 | ExpiredToken | The provided token has expired. | 2 | (credentials)",
                "403 | RequestTimeTooSkewed | The difference between the request time and the current time is too large. | 2 | NTP",
                "403 | AccessDenied | Access Denied | 2 | who may read and write",
                "404 | NoSuchBucket | The specified bucket does not exist | 2 | there is no such bucket",
                "301 | PermanentRedirect | The bucket you are attempting to access must be addressed using the specified endpoint. | 2 | region",
                "503 | SlowDown | Please reduce your request rate. | 75 | later",
                "500 | InternalError | We encountered an internal error. Please try again. | 75 | later",
            })
    void whatAStoreAnswersIsToldInALine(int with, String coded, String told, int exit, String line) {
        answers(with, coded, told);
        var failure = of(listing(hadoop(server.getAddress().getPort())));
        assertThat(failure.exit().code()).as(failure.message()).isEqualTo(exit);
        assertThat(failure.message()).contains(line).doesNotContain("\n", "\tat ");
    }

    /** It has no body that would tell more. */
    @Test
    void aRefusalOfTheFirstRequestNamesAllThatMayBeWrong() {
        answers(403, "InvalidAccessKeyId", "It does not exist.");
        var hadoop = hadoop(server.getAddress().getPort());
        var failure = of(catchThrowable(() -> TextFiles.exists("s3a://lake/model", hadoop)));
        assertThat(failure.exit()).isEqualTo(ExitCode.MENDABLE);
        assertThat(failure.message()).contains("s3a://lake/model", "keys", "clock");
    }

    @Test
    void anOutputThatCannotBeMadeIsTriedAgainWhereThatMayHelp() {
        answers(503, "SlowDown", "Please reduce your request rate.");
        var hadoop = hadoop(server.getAddress().getPort());
        var output = Output.of(Kind.CORPUS, "s3a://lake/out");
        assertThat(of(catchThrowable(() -> Publication.open(output, false, hadoop)))
                        .exit())
                .isEqualTo(ExitCode.RETRY);
        answers(404, "NoSuchBucket", "The specified bucket does not exist");
        assertThat(of(catchThrowable(() -> Publication.open(output, false, hadoop)))
                        .message())
                .contains("there is no such bucket");
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "com.amazonaws.auth.EnvironmentVariableCredentialsProvider"
    })
    void withoutCredentialsTheirProvidersAreNamed(String provider) {
        var hadoop = hadoop(server.getAddress().getPort());
        hadoop.unset("fs.s3a.access.key");
        hadoop.unset("fs.s3a.secret.key");
        hadoop.set("fs.s3a.aws.credentials.provider", provider);
        var failure = of(listing(hadoop));
        assertThat(failure.exit()).isEqualTo(ExitCode.MENDABLE);
        assertThat(failure.message())
                .contains("(credentials)", "fs.s3a.aws.credentials.provider")
                .doesNotContain("\n");
    }

    @Test
    void aStoreThatIsNotThereMayComeBack() throws IOException {
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var failure = of(listing(hadoop(port)));
        assertThat(failure.exit()).as(failure.message()).isEqualTo(ExitCode.RETRY);
    }
}
