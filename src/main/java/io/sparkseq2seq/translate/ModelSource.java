package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.DocumentTranslator;
import io.sparkseq2seq.search.TextTranslator;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.util.function.Function;
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
    /**
     * Loads the model that {@code settings} name in this JVM, so that one that cannot be read is known at the start.
     *
     * @throws UserException when there is none or it cannot be read
     */
    public static ModelSource open(SparkSession spark, TranslateSettings settings) {
        return named(spark, settings).loaded();
    }

    /**
     * The same of values.
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
        return named(spark, model, precision, search, batch, maxSourceLength, document, keep)
                .loaded();
    }

    /**
     * The model that lies there now, without its weights being read: that is left to the tasks.
     *
     * @throws UserException when there is none or its digests cannot be read
     */
    public static ModelSource named(SparkSession spark, TranslateSettings settings) {
        return named(
                spark,
                settings.model(),
                settings.precision(),
                BeamSearch.of(settings, spark.sparkContext().hadoopConfiguration()),
                settings.batch(),
                settings.maxSourceLength(),
                settings.document(),
                settings.keepModels());
    }

    private static ModelSource named(
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
            return new ModelSource(
                    path.toString(),
                    TranslationModel.fingerprint(path.toString(), configuration),
                    new SerializableConfiguration(configuration),
                    precision,
                    search,
                    batch,
                    maxSourceLength,
                    document,
                    keep);
        } catch (IOException e) {
            throw new UserException(
                    "the model can't be read: " + e.getMessage(), model, "Copy it again, or train a new one.");
        }
    }

    private ModelSource loaded() {
        lease().close();
        return this;
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
        return over(lease);
    }

    @Override
    public String glossary() {
        return search.control().terms().glossary().digest();
    }

    /** Uses the model outside of a task, or for so little that it need not stay loaded. */
    public <T> T using(Function<TextTranslator, T> use) {
        try (var lease = lease()) {
            return use.apply(over(lease));
        }
    }

    private DocumentTranslator over(ModelCache.Lease lease) {
        var sentences = new Translator(lease.model().in(precision), search, batch, maxSourceLength);
        return new DocumentTranslator(sentences, document);
    }
}
