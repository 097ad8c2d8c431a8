package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Bounds;
import io.sparkseq2seq.config.DecodingPrecision;
import io.sparkseq2seq.config.DocumentSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.search.BeamSearch;
import io.sparkseq2seq.table.TextColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * Translation as a stage of a Spark ML pipeline: adds the columns {@code outputCol}, {@code log_probability} and
 * {@code translation_error}, as {@link TranslateJob} does. Parameters have the defaults of the {@code translate}
 * settings. Saving it saves the path of the model, not the model.
 *
 * <pre>{@code
 * new TranslationTransformer().setModel("hdfs:///model").setInputCol("comment").transform(comments)
 * }</pre>
 */
public final class TranslationTransformer extends Transformer implements DefaultParamsWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Param<String> model;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> precision;
    private final IntParam beam;
    private final DoubleParam lengthPenalty;
    private final IntParam maxLength;
    private final DoubleParam maxLengthRatio;
    private final IntParam maxSourceLength;
    private final IntParam batch;
    private final DocumentSettings document;
    private final int keep;

    /** A stage of the default settings. */
    public TranslationTransformer() {
        this(Identifiable$.MODULE$.randomUID("translation"));
    }

    /** A stage of the default settings and a given id. */
    public TranslationTransformer(String uid) {
        this.uid = uid;
        var defaults = Settings.load(Optional.empty(), List.of()).translate();
        model = text("model", "folder of the trained model, a Hadoop path", defaults.model());
        inputCol = text("inputCol", "column of strings to translate", defaults.column());
        outputCol = text("outputCol", "column of the translation", TranslateInput.TRANSLATION);
        var precisions = Arrays.stream(DecodingPrecision.values())
                .map(TranslationTransformer::name)
                .toList();
        precision = new Param<>(
                this,
                "precision",
                "of products: " + String.join(" | ", precisions),
                ParamValidators.inArray(precisions));
        setDefault(precision, name(defaults.precision()));
        beam = count("beam", "hypotheses kept; 1: greedy", defaults.beam());
        lengthPenalty = number("lengthPenalty", "alpha of ((5 + length) / 6)^alpha", defaults.lengthPenalty());
        maxLength = count("maxLength", "longest translation, in tokens", defaults.maxLength());
        maxLengthRatio = number(
                "maxLengthRatio",
                "and at most so many times the source's tokens, plus " + BeamSearch.SLACK,
                defaults.maxLengthRatio());
        maxSourceLength = count(
                "maxSourceLength", "a longer source, in tokens, is translated in parts", defaults.maxSourceLength());
        batch = count("batch", "sentences translated together", defaults.batch());
        document = defaults.document();
        keep = defaults.keepModels();
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
     * Adds the three columns. The model is loaded in this JVM at once, in the executors when rows are asked for.
     *
     * @throws io.sparkseq2seq.config.UserException when there is no model or it cannot be read
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        var schema = transformSchema(dataset.schema());
        var source = ModelSource.open(
                dataset.sparkSession(),
                getOrDefault(model),
                DecodingPrecision.valueOf(getOrDefault(precision).toUpperCase(Locale.ROOT)),
                new BeamSearch(
                        (Integer) getOrDefault(beam),
                        (Double) getOrDefault(lengthPenalty),
                        (Integer) getOrDefault(maxLength),
                        (Double) getOrDefault(maxLengthRatio)),
                (Integer) getOrDefault(batch),
                (Integer) getOrDefault(maxSourceLength),
                document,
                keep);
        var rows = new TranslateRows(
                source,
                TextColumn.at(dataset.schema().fieldIndex(getOrDefault(inputCol)), dataset.schema()),
                source.batch(),
                new TranslateCounts(dataset.sparkSession().sparkContext()));
        return dataset.toDF().mapPartitions(rows, Encoders.row(schema));
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
        return TranslateInput.extended(schema, getOrDefault(outputCol));
    }

    @Override
    public TranslationTransformer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Folder of the trained model, a Hadoop path. */
    public Param<String> model() {
        return model;
    }

    /** Sets {@link #model()}. */
    public TranslationTransformer setModel(String value) {
        set(model, value);
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

    private Param<String> text(String name, String doc, String value) {
        var param = new Param<String>(this, name, doc);
        setDefault(param, value);
        return param;
    }

    private IntParam count(String name, String doc, int value) {
        var param = new IntParam(this, name, doc, inRange(name));
        setDefault(param, value);
        return param;
    }

    /** As the setting of that name. */
    private static <T> Function1<T, Object> inRange(String name) {
        var bounds = Bounds.of(TranslateSettings.class, name);
        return ParamValidators.inRange(bounds.least(), bounds.most());
    }

    private DoubleParam number(String name, String doc, double value) {
        var param = new DoubleParam(this, name, doc, inRange(name));
        setDefault(param, value);
        return param;
    }
}
