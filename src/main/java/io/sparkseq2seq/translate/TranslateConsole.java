package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.search.DocumentTranslator;
import io.sparkseq2seq.search.Outcome;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.storage.LineFeedReader;
import io.sparkseq2seq.text.Normalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Translates lines from a stream as they come, without Spark: for trying a sentence, and at the end of a pipe. A line
 * in, its translation out, in order and in UTF-8. Lines that are there already are translated together, some batches at
 * a time; one that a person types is translated at once.
 */
public final class TranslateConsole {
    /** Batches that are taken together. */
    private static final int BATCHES = 4;

    private static final String PROMPT = "> ";

    private final TextTranslator translator;
    private final TranslateSettings settings;
    private final int most;
    private long sentences;
    private long tokens;
    private long failures;
    private String lastFailure;

    TranslateConsole(TextTranslator translator, TranslateSettings settings) {
        this.translator = translator;
        this.settings = settings;
        this.most = BATCHES * settings.batch();
    }

    /**
     * Translates standard input until it ends, as {@code settings.translate()} says.
     *
     * @param hadoop by which the model is read
     * @param out for translations, flushed after each line
     * @param err for prompts and problems
     * @return what was done
     * @throws UserException when a key or a gate is set, when there is no model or it cannot be read, when {@code out}
     *     takes no more, and at the end when more than {@code translate.max-failed-share} of all lines failed
     */
    public static JobSummary run(Settings settings, Configuration hadoop, PrintStream out, PrintStream err) {
        var translate = settings.translate();
        refuseWhatNeedsAnInput(translate);
        var model = TranslationModel.load(translate.model(), hadoop);
        // Of a JVM's standard streams, both are a terminal's or System.console() is null.
        boolean terminal = System.console() != null;
        if (terminal) {
            err.println("Type a line to have it translated; Ctrl-D ends.");
        }
        return new TranslateConsole(DocumentTranslator.of(model, translate, hadoop), translate)
                .translate(System.in, out, err, terminal);
    }

    private static void refuseWhatNeedsAnInput(TranslateSettings settings) {
        if (!settings.key().isEmpty() || !settings.gate().isOff()) {
            var key = settings.key().isEmpty() ? "translate.gate" : "translate.key";
            throw new UserException(
                    key + " is set, and lines of standard input are translated as they come",
                    "settings",
                    "Set translate.input, or leave " + key + " out.");
        }
    }

    /**
     * Translates until the input ends.
     *
     * @param out for translations, flushed after each line
     * @param err for the prompt, and for the reason where a line fails; its translation is an empty line
     * @param terminal whether a person sits before it, and is prompted
     * @return what was done
     * @throws UserException as {@link #run}
     */
    JobSummary translate(InputStream in, PrintStream out, PrintStream err, boolean terminal) {
        var started = System.nanoTime();
        var reader = new LineFeedReader(in);
        while (true) {
            if (terminal) {
                err.print(PROMPT);
                err.flush();
            }
            var lines = available(reader);
            if (lines.isEmpty()) {
                break;
            }
            for (var outcome : Outcome.of(translator, lines)) {
                print(outcome, out, err);
            }
            // It flushes. Without a reader, an endless input would be translated for ever.
            if (out.checkError()) {
                throw new UserException(
                        "translations cannot be written",
                        "standard output",
                        "What reads them has ended, or the disk is full.");
            }
        }
        if (terminal) {
            err.println();
        }
        TranslateJob.checkFailed(failures, sentences, () -> lastFailure, "standard input", settings);
        double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
        return new JobSummary("translate")
                .put("sentences", sentences)
                .put("failed", failures)
                .put("tokens", tokens)
                .put("sentences a second", sentences / Math.max(1e-3, seconds));
    }

    private void print(Outcome outcome, PrintStream out, PrintStream err) {
        sentences++;
        if (outcome.error() != null) {
            failures++;
            lastFailure = outcome.error();
            err.println("line " + sentences + ": " + lastFailure);
            out.println();
        } else {
            tokens += outcome.translation().tokens();
            out.println(Normalizer.oneLine(outcome.translation().text()));
        }
    }

    /** Waits for one line, and takes what has come with it; nothing at the end of the input. */
    private List<String> available(LineFeedReader reader) {
        try {
            var lines = new ArrayList<String>();
            do {
                var line = reader.next();
                if (line == null) {
                    break;
                }
                lines.add(line);
            } while (lines.size() < most && reader.ready());
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("reading standard input", e);
        }
    }
}
