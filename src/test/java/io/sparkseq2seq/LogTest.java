package io.sparkseq2seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout of {@code log4j2.properties}: what others log has no secrets either. */
class LogTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cannot read s3a://KEY:SEC/RET@bucket/x | cannot read s3a://***@bucket/x",
                "GET https://a.blob/x?sv=1&sig=abc%2F1 failed | GET https://a.blob/x?sv=1&sig=*** failed",
                "jdbc:postgresql://host/db?user=me&password=hunter2&ssl=on | jdbc:postgresql://host/db?user=me&password=***&ssl=on",
                "fs.s3a.secret.key = abc in use | fs.s3a.secret.key = *** in use",
                "hdfs://host:9000/x max-tokens=7 tokenize=zh | hdfs://host:9000/x max-tokens=7 tokenize=zh"
            })
    void masksWhatOpensAPathOrAService(String message, String logged) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(Path.of("src/main/resources/log4j2.properties"))) {
            properties.load(in);
        }
        var layout = PatternLayout.newBuilder()
                .withPattern(properties.getProperty("appender.console.layout.pattern"))
                .build();
        var event = Log4jLogEvent.newBuilder()
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(message))
                .setThrown(new IOException(message))
                .build();
        assertThat(layout.toSerializable(event))
                .contains("warning: " + logged + "\n", "IOException: " + logged)
                .doesNotContain("hunter2");
    }
}
