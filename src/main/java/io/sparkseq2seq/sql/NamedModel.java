package io.sparkseq2seq.sql;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.translate.ModelSource;
import java.io.Serializable;
import java.util.Objects;

/**
 * A model of Spark's configuration as it lay there when a query was analyzed. Two are equal that translate alike.
 *
 * @param name in the configuration
 * @param settings of the search
 * @param source the model itself
 */
record NamedModel(String name, TranslateSettings settings, ModelSource source) implements Serializable {

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedModel model
                && source.fingerprint().equals(model.source.fingerprint())
                && source.search().equals(model.source.search())
                && settings.equals(model.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source.fingerprint(), settings);
    }

    @Override
    public String toString() {
        return name;
    }
}
