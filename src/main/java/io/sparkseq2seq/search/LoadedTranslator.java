package io.sparkseq2seq.search;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.model.TranslationModel;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * A model that translates in this JVM, without Spark: for a service, a test or a script. Threads may share it; texts
 * that are given together are translated together, which is several times faster than one by one.
 *
 * <pre>{@code
 * try (var translator = LoadedTranslator.load("hdfs:///models/en-de", "beam=2")) {
 *     System.out.println(translator.translate("Good morning.").text());
 * }
 * }</pre>
 */
public final class LoadedTranslator implements TextTranslator, AutoCloseable {
    private final TranslationModel model;
    private final TextTranslator translator;
    /** Translating reads the model, closing frees it. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    private LoadedTranslator(TranslationModel model, TextTranslator translator) {
        this.model = model;
        this.translator = translator;
    }

    /**
     * Loads a model.
     *
     * @param path its folder, a Hadoop path: local without a scheme
     * @param settings of the search, each {@code key=value} as in the section {@code translate}
     * @throws io.sparkseq2seq.config.UserException when there is no model, it cannot be read, or a setting is wrong
     */
    public static LoadedTranslator load(String path, String... settings) {
        return load(path, new Configuration(), settings);
    }

    /** The same with Hadoop's configuration, which says how to reach other file systems. */
    public static LoadedTranslator load(String path, Configuration hadoop, String... settings) {
        var values = new TreeMap<String, String>();
        for (var setting : settings) {
            var parts = setting.split("=", 2);
            values.put("translate." + parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
        }
        var translate = Settings.of(values, key -> "settings of the translator").translate();
        var model = TranslationModel.load(path, hadoop);
        return new LoadedTranslator(model, DocumentTranslator.of(model, translate, hadoop));
    }

    /**
     * Translates a text.
     *
     * @throws IllegalStateException when this is closed
     */
    public Translation translate(String text) {
        return translate(List.of(text)).get(0);
    }

    @Override
    public List<Translation> translate(List<String> texts) {
        return using(open -> open.translate(texts));
    }

    @Override
    public double confidence(double score) {
        return using(open -> open.confidence(score));
    }

    private <T> T using(Function<TextTranslator, T> use) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the translator is closed");
            }
            return use.apply(translator);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** What tells the model from all others, 32 hexadecimal digits. */
    public String fingerprint() {
        return model.fingerprint();
    }

    /** Frees the model when what is being translated is done; closing again does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                model.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
