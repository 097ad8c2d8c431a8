package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model of a {@link TranslationTransformer}.
 *
 * @param stage its name, for messages
 * @param settings of the section {@code translate}, the path of the model among them
 * @param fingerprint that the model must have; empty: any
 */
record StageModel(String stage, Map<String, String> settings, String fingerprint) {
    private static final Logger LOG = LoggerFactory.getLogger(StageModel.class);

    /** The fingerprint of the model that lies at a path now, where it can be read. */
    static Optional<String> fingerprint(String path) {
        try {
            var hadoop = SparkSession.active().sparkContext().hadoopConfiguration();
            return Optional.of(TranslationModel.fingerprint(path, hadoop));
        } catch (UserException e) {
            LOG.warn("a stage is written without its model's fingerprint: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Loads the model in this JVM.
     *
     * @throws UserException when a setting is wrong, there is no model, it cannot be read or is another one
     */
    ModelSource open(SparkSession spark) {
        var values = new TreeMap<String, String>();
        settings.forEach((key, value) -> values.put("translate." + key, value));
        var translate = Settings.of(values, key -> stage).translate();
        ModelSource source;
        try {
            source = ModelSource.open(spark, translate);
        } catch (UserException e) {
            throw new UserException(
                    e.getMessage(), stage, "Where the model was moved, give its new path with setModel.");
        }
        if (!fingerprint.isEmpty() && !fingerprint.equals(source.fingerprint())) {
            throw new UserException(
                    "the model has the fingerprint " + source.fingerprint() + ", not " + fingerprint
                            + ", with which the " + stage + " was saved",
                    translate.model(),
                    "Put the other one back, or take this one with setModel.");
        }
        return source;
    }
}
