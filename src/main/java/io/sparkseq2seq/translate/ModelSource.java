package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.model.TranslationModel;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.search.Translator;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A saved model as Spark tasks get it: the path travels, and each executor JVM loads the model once.
 *
 * <pre>{@code
 * var source = ModelSource.open(spark, "model", Precision.MODEL, new BeamSearch(5, 0.6, 100, 3), 64, 100);
 * rows.mapPartitions(new MyFunction(source)); // which calls source.get().translate(…)
 * }</pre>
 *
 * @param path the model's folder, qualified with its file system
 * @param fingerprint of the content of weights and subwords: 32 hexadecimal digits
 * @param hadoop how to reach it
 * @param precision of its products
 * @param search how to search
 * @param batch sentences translated together
 * @param maxSourceLength a longer source, in tokens, is translated in parts
 */
public record ModelSource(
        String path,
        String fingerprint,
        Broadcast<SerializableConfiguration> hadoop,
        TranslateSettings.Precision precision,
        BeamSearch search,
        int batch,
        int maxSourceLength)
        implements TranslatorSource {
    private static final List<String> FILES =
            List.of(TranslationModel.WEIGHTS, TranslationModel.SOURCE_SUBWORDS, TranslationModel.TARGET_SUBWORDS);

    /** As {@code settings} say. */
    static ModelSource open(SparkSession spark, TranslateSettings settings) {
        return open(
                spark,
                settings.model(),
                settings.precision(),
                BeamSearch.of(settings),
                settings.batch(),
                settings.maxSourceLength());
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
            TranslateSettings.Precision precision,
            BeamSearch search,
            int batch,
            int maxSourceLength) {
        var configuration = spark.sparkContext().hadoopConfiguration();
        var hadoop = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new SerializableConfiguration(configuration));
        var folder = TextFiles.path(model);
        try {
            var path = TextFiles.fileSystem(folder, configuration).makeQualified(folder);
            var source = new ModelSource(
                    path.toString(),
                    fingerprint(path.toString(), configuration),
                    hadoop,
                    precision,
                    search,
                    batch,
                    maxSourceLength);
            source.get();
            return source;
        } catch (IOException e) {
            throw new UserException(
                    "the model can't be read: " + e.getMessage(), model, "Copy it again, or train a new one.");
        }
    }

    /** Over the model that this JVM has loaded. */
    @Override
    public Translator get() {
        var model = LoadedModel.get(path, fingerprint, hadoop.value().value());
        return new Translator(model.in(precision), search, batch, maxSourceLength);
    }

    private static String fingerprint(String path, Configuration hadoop) throws IOException {
        var folder = TextFiles.path(path);
        var fileSystem = TextFiles.fileSystem(folder, hadoop);
        if (!fileSystem.exists(folder)) {
            throw new UserException("there is no model", path, "Train one, or give translate.model=PATH.");
        }
        var digest = digest();
        for (var name : FILES) {
            var file = new Path(folder, name);
            // What is missing is named when the model is loaded.
            if (fileSystem.exists(file)) {
                try (var in = new DigestInputStream(fileSystem.open(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
