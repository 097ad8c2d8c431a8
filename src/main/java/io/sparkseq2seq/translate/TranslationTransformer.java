package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.search.BeamSearch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Translation as a stage of a Spark ML pipeline: adds the column {@code outputCol} and, named after it, those that tell
 * of the translation: {@code german}, {@code german_score}, {@code german_confidence}, {@code german_status} and
 * {@code german_reason}. Each can have another name, or none, which leaves it out; so stages can follow one another.
 * Parameters have the defaults of the {@code translate} settings.
 *
 * <p>Saving it saves the path and the fingerprint of the model, not the model: the stage that is loaded translates with
 * that one model or not at all.
 *
 * <pre>{@code
 * new TranslationTransformer().setModel("hdfs:///model").setInputCol("comment").setOutputCol("german").transform(comments)
 * }</pre>
 */
public final class TranslationTransformer extends Transformer implements DefaultParamsWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Param<String> model;
    private final Param<String> fingerprint;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> scoreCol;
    private final Param<String> confidenceCol;
    private final Param<String> statusCol;
    private final Param<String> reasonCol;
    private final Param<String> precision;
    private final IntParam beam;
    private final DoubleParam lengthPenalty;
    private final IntParam maxLength;
    private final DoubleParam maxLengthRatio;
    private final IntParam maxSourceLength;
    private final IntParam batch;
    private final StringArrayParam settings;

    /** A stage of the default settings. */
    public TranslationTransformer() {
        this(Identifiable$.MODULE$.randomUID("translation"));
    }

    /** A stage of the default settings and a given id. */
    public TranslationTransformer(String uid) {
        this.uid = uid;
        var params = new StageParams(this);
        var defaults = Settings.load(Optional.empty(), List.of()).translate();
        model = params.text("model", "folder of the trained model, a Hadoop path", defaults.model());
        fingerprint = new Param<>(this, "fingerprint", "that the model must have; empty: any");
        setDefault(fingerprint, "");
        inputCol = params.text("inputCol", "column of strings to translate", defaults.column());
        outputCol = params.text("outputCol", "column of the translation", "translation");
        scoreCol = params.added("score", "mean log-probability a token");
        confidenceCol = params.added("confidence", "how good the translation is expected to be, from 0 to 1");
        statusCol = params.added("status", "translated, cut, empty, missing or failed");
        reasonCol = params.added("reason", "why the status is what it is");
        var precisions = Arrays.stream(DecodingPrecision.values())
                .map(TranslationTransformer::name)
                .toList();
        precision = new Param<>(
                this,
                "precision",
                "of products: " + String.join(" | ", precisions),
                ParamValidators.inArray(precisions));
        setDefault(precision, name(defaults.precision()));
        beam = params.count("beam", "hypotheses kept; 1: greedy", defaults.beam());
        lengthPenalty = params.number("lengthPenalty", "alpha of ((5 + length) / 6)^alpha", defaults.lengthPenalty());
        maxLength = params.count("maxLength", "longest translation, in tokens", defaults.maxLength());
        maxLengthRatio = params.number(
                "maxLengthRatio",
                "and at most so many times the source's tokens, plus " + BeamSearch.SLACK,
                defaults.maxLengthRatio());
        maxSourceLength = params.count(
                "maxSourceLength", "a longer source, in tokens, is translated in parts", defaults.maxSourceLength());
        batch = params.count("batch", "sentences translated together", defaults.batch());
        settings = new StringArrayParam(
                this, "settings", "others of the section translate, each as key=value: document.split=lines");
        setDefault(settings, new String[0]);
    }

    /** Reads what {@code save} wrote. */
    public static TranslationTransformer load(String path) {
        return read().load(path);
    }

    /** A reader of what {@code write} writes. */
    public static MLReader<TranslationTransformer> read() {
        return new DefaultParamsReadable<TranslationTransformer>() {}.read();
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Adds the columns. The model is loaded in this JVM at once, in the executors when rows are asked for.
     *
     * @throws io.sparkseq2seq.config.UserException when there is no model, it cannot be read or is not the one that the
     *     stage was saved with
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        var schema = transformSchema(dataset.schema());
        var source = source(dataset.sparkSession());
        var rows = new TransformedRows(source, dataset.schema().fieldIndex(getOrDefault(inputCol)), columns());
        return dataset.toDF().mapPartitions(rows, Encoders.row(schema));
    }

    private ModelSource source(SparkSession spark) {
        var values = new TreeMap<String, String>();
        for (var setting : getOrDefault(settings)) {
            var parts = setting.split("=", 2);
            values.put(parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
        }
        values.put("model", getOrDefault(model));
        values.put("precision", getOrDefault(precision));
        values.put("beam", getOrDefault(beam).toString());
        values.put("length-penalty", getOrDefault(lengthPenalty).toString());
        values.put("max-length", getOrDefault(maxLength).toString());
        values.put("max-length-ratio", getOrDefault(maxLengthRatio).toString());
        values.put("max-source-length", getOrDefault(maxSourceLength).toString());
        values.put("batch", getOrDefault(batch).toString());
        return new StageModel("stage " + uid, values, getOrDefault(fingerprint)).open(spark);
    }

    private TranslationColumns columns() {
        var translation = getOrDefault(outputCol);
        if (translation.isBlank()) {
            throw new IllegalArgumentException("outputCol of the stage " + uid + " is empty");
        }
        return new TranslationColumns(
                translation,
                name(scoreCol, translation, "score"),
                name(confidenceCol, translation, "confidence"),
                name(statusCol, translation, "status"),
                name(reasonCol, translation, "reason"));
    }

    private String name(Param<String> column, String translation, String value) {
        return isSet(column) ? getOrDefault(column).strip() : translation + "_" + value;
    }

    /**
     * Writes the stage with the fingerprint of its model, where that can be read now.
     *
     * @return what writes it
     */
    @Override
    public MLWriter write() {
        var stage = copy(ParamMap.empty());
        if (getOrDefault(fingerprint).isEmpty()) {
            StageModel.fingerprint(getOrDefault(model)).ifPresent(stage::setFingerprint);
        }
        return new DefaultParamsWriter(stage);
    }

    /**
     * @throws IllegalArgumentException when the input column is missing or holds no strings, or an added one is there
     */
    @Override
    public StructType transformSchema(StructType schema) {
        var input = getOrDefault(inputCol);
        if (!schema.getFieldIndex(input).isDefined()) {
            throw new IllegalArgumentException(
                    "there is no column '" + input + "' among " + String.join(", ", schema.fieldNames()));
        }
        var type = schema.apply(input).dataType();
        if (!type.equals(DataTypes.StringType)) {
            throw new IllegalArgumentException("column '" + input + "' holds " + type.simpleString() + ", not text");
        }
        return columns().added(schema);
    }

    @Override
    public TranslationTransformer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Folder of the trained model, a Hadoop path. */
    public Param<String> model() {
        return model;
    }

    /** Sets {@link #model()}; the one that lies there then, whatever its fingerprint. */
    public TranslationTransformer setModel(String value) {
        set(model, value);
        clear(fingerprint);
        return this;
    }

    /** The fingerprint that the model must have, 32 hexadecimal digits; empty: any. */
    public Param<String> fingerprint() {
        return fingerprint;
    }

    /** Sets {@link #fingerprint()}. */
    public TranslationTransformer setFingerprint(String value) {
        set(fingerprint, value);
        return this;
    }

    /** Column of strings to translate. */
    public Param<String> inputCol() {
        return inputCol;
    }

    /** Sets {@link #inputCol()}. */
    public TranslationTransformer setInputCol(String value) {
        set(inputCol, value);
        return this;
    }

    /** Column of the translation. */
    public Param<String> outputCol() {
        return outputCol;
    }

    /** Sets {@link #outputCol()}. */
    public TranslationTransformer setOutputCol(String value) {
        set(outputCol, value);
        return this;
    }

    /** Column of the score; not set: after {@link #outputCol()}. */
    public Param<String> scoreCol() {
        return scoreCol;
    }

    /** Sets {@link #scoreCol()}; empty: no such column. */
    public TranslationTransformer setScoreCol(String value) {
        set(scoreCol, value);
        return this;
    }

    /** Column of the confidence; not set: after {@link #outputCol()}. */
    public Param<String> confidenceCol() {
        return confidenceCol;
    }

    /** Sets {@link #confidenceCol()}; empty: no such column. */
    public TranslationTransformer setConfidenceCol(String value) {
        set(confidenceCol, value);
        return this;
    }

    /** Column of the status; not set: after {@link #outputCol()}. */
    public Param<String> statusCol() {
        return statusCol;
    }

    /** Sets {@link #statusCol()}; empty: no such column. */
    public TranslationTransformer setStatusCol(String value) {
        set(statusCol, value);
        return this;
    }

    /** Column of the reason; not set: after {@link #outputCol()}. */
    public Param<String> reasonCol() {
        return reasonCol;
    }

    /** Sets {@link #reasonCol()}; empty: no such column. */
    public TranslationTransformer setReasonCol(String value) {
        set(reasonCol, value);
        return this;
    }

    /** Others of the section translate, each as {@code key=value}. */
    public StringArrayParam settings() {
        return settings;
    }

    /** Sets {@link #settings()}: {@code setSettings("document.split=lines", "keep-models=1")}. */
    public TranslationTransformer setSettings(String... values) {
        set(settings, values);
        return this;
    }

    /** Precision of products, see {@code translate.precision}: model, f32, bf16, auto or int8. */
    public Param<String> precision() {
        return precision;
    }

    /** Sets {@link #precision()}. */
    public TranslationTransformer setPrecision(String value) {
        set(precision, value);
        return this;
    }

    /** Hypotheses kept; 1: greedy. */
    public IntParam beam() {
        return beam;
    }

    /** Sets {@link #beam()}. */
    public TranslationTransformer setBeam(int value) {
        set(beam, value);
        return this;
    }

    /** Exponent of the length penalty. */
    public DoubleParam lengthPenalty() {
        return lengthPenalty;
    }

    /** Sets {@link #lengthPenalty()}. */
    public TranslationTransformer setLengthPenalty(double value) {
        set(lengthPenalty, value);
        return this;
    }

    /** Longest translation, in tokens. */
    public IntParam maxLength() {
        return maxLength;
    }

    /** Sets {@link #maxLength()}. */
    public TranslationTransformer setMaxLength(int value) {
        set(maxLength, value);
        return this;
    }

    /** Longest translation, in tokens for each source token. */
    public DoubleParam maxLengthRatio() {
        return maxLengthRatio;
    }

    /** Sets {@link #maxLengthRatio()}. */
    public TranslationTransformer setMaxLengthRatio(double value) {
        set(maxLengthRatio, value);
        return this;
    }

    /** Longest source that is translated as one, in tokens. */
    public IntParam maxSourceLength() {
        return maxSourceLength;
    }

    /** Sets {@link #maxSourceLength()}. */
    public TranslationTransformer setMaxSourceLength(int value) {
        set(maxSourceLength, value);
        return this;
    }

    /** Sentences translated together. */
    public IntParam batch() {
        return batch;
    }

    /** Sets {@link #batch()}. */
    public TranslationTransformer setBatch(int value) {
        set(batch, value);
        return this;
    }

    private static String name(DecodingPrecision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
