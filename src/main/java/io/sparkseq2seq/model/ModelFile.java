package io.sparkseq2seq.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sparkseq2seq.config.ModelSettings;
import io.sparkseq2seq.storage.StrictJson;
import io.sparkseq2seq.subword.Subwords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a model is: the file {@value #NAME}, by which all its other files are checked before they are used.
 *
 * @param format of the model on disk: {@value #FORMAT}
 * @param tool version of this tool that wrote it
 * @param architecture of the network
 * @param source the source side's subwords
 * @param target the target side's subwords
 * @param parameters of the network
 * @param training how it was trained
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ModelFile(
        int format,
        String tool,
        Architecture architecture,
        Vocabulary source,
        Vocabulary target,
        long parameters,
        Training training) {

    /** The format that this version writes and reads. */
    static final int FORMAT = 1;

    static final String NAME = "model.json";

    /** More is no description. */
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_TOKENS = 1 << 24;
    /** Of a matrix, whose bytes an int must count. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");

    /**
     * A side's subwords.
     *
     * @param size token ids are below it
     * @param sha256 of their file: 64 hexadecimal digits
     */
    record Vocabulary(int size, String sha256) {}

    /**
     * How it was trained, and what it is decoded with unless asked otherwise.
     *
     * @param precision of matrix products
     * @param product the library that took them
     * @param seed of all that was random
     * @param corpus its fingerprint
     */
    record Training(ModelSettings.Precision precision, ModelSettings.Product product, long seed, String corpus) {}

    /** Only what must be known to know how to read the rest. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Format(int format) {}

    /** What a model has whose confidence is calibrated. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Calibrated(Calibration calibration) {}

    /** What a model has that began with the weights of another. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Started(String start) {}

    /** A description with what not every model has: null is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Whole(@JsonUnwrapped ModelFile file, String start, Calibration calibration) {}

    /**
     * Reads the file's bytes.
     *
     * @throws IOException when they are no description of a model that this version can read; its message is one line
     */
    static ModelFile parse(byte[] json) throws IOException {
        int format = StrictJson.read(json, Format.class).format;
        if (format != FORMAT) {
            throw new IOException("it is of format " + format + ", where " + FORMAT + " can be read");
        }
        var file = StrictJson.read(json, ModelFile.class);
        var problem = file.architecture.problem();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        check(file.source);
        check(file.target);
        long parameters =
                file.encoder().parameters().size() + file.decoder().parameters().size();
        if (file.parameters != parameters) {
            throw new IOException("it says " + file.parameters + " parameters, where its sizes make " + parameters);
        }
        return file;
    }

    /**
     * How the model's confidence is calibrated, where it is: models of few validation sentences, and those of earlier
     * versions, have no such section.
     *
     * @throws IOException when the section is none; its message is one line
     */
    static Optional<Calibration> calibration(byte[] json) throws IOException {
        if (!StrictJson.read(json, Map.class).containsKey("calibration")) {
            return Optional.empty();
        }
        var calibration = StrictJson.read(json, Calibrated.class).calibration;
        calibration.check();
        return Optional.of(calibration);
    }

    /**
     * The fingerprint of the model whose weights its training began with; empty where it began with random ones.
     *
     * @throws IOException when it is none; its message is one line
     */
    static String start(byte[] json) throws IOException {
        if (!StrictJson.read(json, Map.class).containsKey("start")) {
            return "";
        }
        var start = StrictJson.read(json, Started.class).start;
        if (!FINGERPRINT.matcher(start).matches()) {
            throw new IOException("a fingerprint of the model it began with that is none");
        }
        return start;
    }

    private static void check(Vocabulary vocabulary) throws IOException {
        if (vocabulary.size <= Subwords.END || vocabulary.size > MOST_TOKENS) {
            throw new IOException("a vocabulary of " + vocabulary.size);
        }
        if (!SHA256.matcher(vocabulary.sha256).matches()) {
            throw new IOException("a SHA-256 that is none");
        }
    }

    /**
     * The file's bytes.
     *
     * @param start fingerprint of the model whose weights its training began with; empty: random ones
     */
    byte[] bytes(String start, Optional<Calibration> calibration) {
        var whole = new Whole(this, start.isEmpty() ? null : start, calibration.orElse(null));
        return StrictJson.write(whole).getBytes(StandardCharsets.UTF_8);
    }

    Encoder.Shape encoder() {
        return architecture.encoder(source.size);
    }

    Decoder.Shape decoder() {
        return architecture.decoder(target.size);
    }
}
