package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import org.apache.hadoop.conf.Configuration;

/**
 * The one model that a JVM keeps, so that an executor loads it once for all its tasks, of whichever job. It is known by
 * its path and fingerprint: a model that was replaced is loaded anew. Another one takes its place; tasks that still use
 * the former keep it until they end.
 */
final class LoadedModel {
    private record Key(String path, String fingerprint) {}

    private static Key key;
    private static TranslationModel model;

    private LoadedModel() {}

    /** The model, loaded while others that ask wait. */
    static synchronized TranslationModel get(String path, String fingerprint, Configuration hadoop) {
        var wanted = new Key(path, fingerprint);
        if (!wanted.equals(key)) {
            // Not two models in memory at once.
            key = null;
            model = null;
            var loaded = TranslationModel.load(path, hadoop);
            if (!loaded.fingerprint().equals(fingerprint)) {
                throw new UserException(
                        "the model was replaced while the job ran",
                        path,
                        "Run the job again, with one model to its end.");
            }
            model = loaded;
            key = wanted;
        }
        return model;
    }
}
