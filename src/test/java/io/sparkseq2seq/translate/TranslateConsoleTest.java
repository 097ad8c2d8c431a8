package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.EchoModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TranslateConsoleTest {

    private final EchoModel model = new EchoModel();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void eachLineInIsALineOut() {
        var summary = translate("Tom\n\n  the \r dog\r\n我们", false);
        assertThat(out).hasToString("Tom\n\nthe dog\n我们\n");
        assertThat(err).hasToString("");
        assertThat(summary.get("sentences")).isEqualTo(4L);
    }

    @Test
    void pipedLinesAreTranslatedInBatches() {
        var lines = IntStream.range(0, 100).mapToObj(i -> "the " + i + "\n").collect(Collectors.joining());
        translate(lines, false);
        assertThat(out).hasToString(lines);
        assertThat(model.batches).hasSizeLessThan(40).anyMatch(batch -> batch.size() == 4);
    }

    @Test
    @Timeout(60)
    void aTypedLineIsAnsweredBeforeTheNextComes() throws Exception {
        var keyboard = new PipedOutputStream();
        var in = new PipedInputStream(keyboard);
        var session = new Thread(() -> translate(in, true));
        session.start();
        for (var line : new String[] {"Tom", "the dog", "我们"}) {
            keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            while (!out.toString(StandardCharsets.UTF_8).endsWith(line + "\n")) {
                Thread.sleep(5);
            }
        }
        keyboard.close();
        session.join(Duration.ofSeconds(30).toMillis());
        assertThat(out).hasToString("Tom\nthe dog\n我们\n");
        assertThat(err.toString()).startsWith("> > > >").isEqualToIgnoringNewLines("> > > > ");
    }

    @Test
    void aLineThatFailsLeavesAnEmptyLineAndItsReason() {
        var summary = translate("Tom\n" + EchoModel.POISON + "\ndog\n", false);
        assertThat(out).hasToString("Tom\n\ndog\n");
        assertThat(err.toString()).startsWith("line 2: ").contains("NaN").hasLineCount(1);
        assertThat(summary.get("failed")).isEqualTo(1L);
    }

    @Test
    void moreFailuresThanAllowedEndAsAnError() {
        assertThatThrownBy(() -> translate(EchoModel.POISON + "\nTom\n" + EchoModel.POISON + "\n", false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("2 of 3 sentences failed, one of them because: ")
                .hasMessageContaining("(standard input)")
                .hasMessageContaining("translate.max-failed-share");
        assertThat(out).hasToString("\nTom\n\n");
    }

    @Test
    @Timeout(60)
    void anEndlessInputEndsWithTheReaderOfItsTranslations() {
        var endless = new InputStream() {
            private int position;

            @Override
            public int read() {
                return "Tom\n".charAt(position++ % 4);
            }

            @Override
            public int available() {
                return Integer.MAX_VALUE;
            }
        };
        var closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThatThrownBy(() -> translate(endless, closed, false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("translations cannot be written (standard output)");
    }

    @Test
    void noInputGivesNoOutput() throws IOException {
        assertThat(translate("", false).get("sentences")).isEqualTo(0L);
        assertThat(out.size()).isZero();
    }

    private JobSummary translate(String text, boolean terminal) {
        return translate(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), terminal);
    }

    private JobSummary translate(InputStream in, boolean terminal) {
        return translate(in, out, terminal);
    }

    private JobSummary translate(InputStream in, OutputStream out, boolean terminal) {
        var settings = Settings.load(Optional.empty(), List.of("translate.batch=4", "translate.max-failed-share=0.5"))
                .translate();
        return new TranslateConsole(model.translator(4, 100), settings)
                .translate(
                        in,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminal);
    }
}
