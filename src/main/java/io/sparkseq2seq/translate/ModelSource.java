package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.DocumentTranslator;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A saved model as Spark tasks get it: the path travels, and each executor JVM loads the model once.
 *
 * <pre>{@code
 * var source = ModelSource.open(spark, settings.translate());
 * rows.mapPartitions(new MyFunction(source)); // which calls source.get() once in a partition
 * }</pre>
 *
 * @param path the model's folder, qualified with its file system
 * @param fingerprint see {@link TranslationModel#fingerprint()}
 * @param hadoop how to reach it
 * @param precision of its products
 * @param search how to search
 * @param batch sentences translated together
 * @param maxSourceLength a longer source, in tokens, is translated in parts
 * @param document how texts become sentences
 * @param keep models that a JVM keeps loaded
 */
public record ModelSource(
        String path,
        String fingerprint,
        SerializableConfiguration hadoop,
        DecodingPrecision precision,
        BeamSearch search,
        int batch,
        int maxSourceLength,
        DocumentSettings document,
        int keep)
        implements TranslatorSource {
    /** As {@code settings} say. */
    static ModelSource open(SparkSession spark, TranslateSettings settings) {
        return open(
                spark,
                settings.model(),
                settings.precision(),
                BeamSearch.of(settings),
                settings.batch(),
                settings.maxSourceLength(),
                settings.document(),
                settings.keepModels());
    }

    /**
     * Loads the model in this JVM, so that one that cannot be read is known at the start.
     *
     * @param model its folder, a Hadoop path
     * @throws UserException when there is none or it cannot be read
     */
    public static ModelSource open(
            SparkSession spark,
            String model,
            DecodingPrecision precision,
            BeamSearch search,
            int batch,
            int maxSourceLength,
            DocumentSettings document,
            int keep) {
        var configuration = spark.sparkContext().hadoopConfiguration();
        var folder = Published.find(model, Kind.MODEL, configuration);
        try {
            var path = TextFiles.fileSystem(folder, configuration).makeQualified(folder);
            var source = new ModelSource(
                    path.toString(),
                    TranslationModel.fingerprint(path.toString(), configuration),
                    new SerializableConfiguration(configuration),
                    precision,
                    search,
                    batch,
                    maxSourceLength,
                    document,
                    keep);
            source.lease().close();
            return source;
        } catch (IOException e) {
            throw new UserException(
                    "the model can't be read: " + e.getMessage(), model, "Copy it again, or train a new one.");
        }
    }

    private ModelCache.Lease lease() {
        return ModelCache.OF_JVM.take(path, fingerprint, keep, hadoop.value());
    }

    /**
     * Over the model that this JVM has loaded, which stays at least until the task ends.
     *
     * @throws IllegalStateException outside of a task
     */
    @Override
    public DocumentTranslator get() {
        var task = TaskContext.get();
        if (task == null) {
            throw new IllegalStateException("no task runs that could give the model back");
        }
        var lease = lease();
        task.addTaskCompletionListener((TaskCompletionListener) ended -> lease.close());
        var sentences = new Translator(lease.model().in(precision), search, batch, maxSourceLength);
        return new DocumentTranslator(sentences, document);
    }
}
