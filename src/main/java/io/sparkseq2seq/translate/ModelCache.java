package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The models that a JVM keeps loaded, so that an executor loads each once for all its tasks, of whichever job. They are
 * known by their fingerprints, wherever they lie: what was replaced is another model. Of more than a few, those that no
 * task has used for longest are freed; one that a task uses is not, even where there are then more.
 */
final class ModelCache {
    /** The one of this JVM. */
    static final ModelCache OF_JVM = new ModelCache();

    /** A model that is used until this is closed. */
    final class Lease implements AutoCloseable {
        private final Entry entry;
        private boolean closed;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        TranslationModel model() {
            return entry.model;
        }

        /** Lets the model be freed when others need its place; closing again does nothing. */
        @Override
        public void close() {
            synchronized (ModelCache.this) {
                entry.leases -= closed ? 0 : 1;
                closed = true;
            }
        }
    }

    private static final class Entry {
        private final TranslationModel model;
        private int leases;

        Entry(TranslationModel model) {
            this.model = model;
        }
    }

    /** By fingerprint, the one used last at the end. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A model, loaded while others that ask wait.
     *
     * @param path the model's folder
     * @param fingerprint that it must have
     * @param most models to keep, those in use apart
     * @throws UserException when it cannot be read, or another one lies there
     */
    synchronized Lease take(String path, String fingerprint, int most, Configuration hadoop) {
        var entry = entries.get(fingerprint);
        if (entry == null) {
            // Before it is loaded, so that there are no more in memory than may be.
            free(most - 1);
            entry = new Entry(load(path, fingerprint, hadoop));
            entries.put(fingerprint, entry);
        }
        entry.leases++;
        return new Lease(entry);
    }

    private static TranslationModel load(String path, String fingerprint, Configuration hadoop) {
        var model = TranslationModel.load(path, hadoop);
        if (!model.fingerprint().equals(fingerprint)) {
            model.close();
            throw new UserException(
                    "the model was replaced while the job ran", path, "Run the job again, with one model to its end.");
        }
        return model;
    }

    private void free(int most) {
        var oldest = entries.values().iterator();
        int left = entries.size();
        while (left > most && oldest.hasNext()) {
            var entry = oldest.next();
            if (entry.leases == 0) {
                oldest.remove();
                entry.model.close();
                left--;
            }
        }
    }

    /** How many are loaded. */
    synchronized int size() {
        return entries.size();
    }
}
