package io.sparkseq2seq.bench;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.subword.UnigramComparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How likely a text is in a unigram model that SentencePiece has trained on it, and in one of as many pieces that is
 * learned here from the same text.
 */
final class UnigramBench {
    private final Path text;
    private final Path model;

    UnigramBench(Path text, Path model) {
        this.text = text;
        this.model = model;
    }

    JobSummary run() {
        var compared = UnigramComparison.of(bytes(model), model.toString(), string(text));
        return new JobSummary("bench unigram")
                .put("characters", compared.characters())
                .put("pieces", compared.pieces())
                .put("log-likelihood of the model", compared.given())
                .put("log-likelihood of what is learned", compared.learned())
                .put("ratio", compared.learned() / compared.given())
                .put("seconds learning", compared.seconds());
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserException("it cannot be read: " + e.getMessage(), file.toString(), "Give another file.")
                    .because(e);
        }
    }

    private static String string(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }
}
