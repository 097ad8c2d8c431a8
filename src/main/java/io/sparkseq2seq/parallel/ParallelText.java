package io.sparkseq2seq.parallel;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.FormatOptions;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.PreprocessSettings.Columns;
import io.sparkseq2seq.config.PreprocessSettings.Format;
import io.sparkseq2seq.config.PreprocessSettings.Held;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.Lines;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.table.TextColumn;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where parallel text lies, and how to read it as {@link Pairs}.
 *
 * @param format what the files are
 * @param paths of the two sides, or of the one table
 * @param columns of a table's two sides, or their languages
 * @param options of tables in files
 */
public record ParallelText(Format format, Held paths, Columns columns, FormatOptions options) {
    /** Endings of packed files, before which the format's stands. */
    private static final Pattern PACKED = Pattern.compile("\\.(gz|bz2|zst|xz)$");

    private static final Map<String, Format> ENDINGS = Map.ofEntries(
            Map.entry(".tsv", Format.TSV),
            Map.entry(".csv", Format.CSV),
            Map.entry(".json", Format.JSON),
            Map.entry(".jsonl", Format.JSON),
            Map.entry(".ndjson", Format.JSON),
            Map.entry(".parquet", Format.PARQUET),
            Map.entry(".orc", Format.ORC),
            Map.entry(".avro", Format.AVRO),
            Map.entry(".tmx", Format.TMX),
            Map.entry(".tmx.zip", Format.TMX),
            Map.entry(".xlf", Format.XLIFF),
            Map.entry(".xliff", Format.XLIFF),
            Map.entry(".txt.zip", Format.MOSES),
            Map.entry(".moses.zip", Format.MOSES));

    /** What is set where nothing is. */
    private static final Columns FIRST_TWO = new Columns("0", "1");

    private static final StructType LINE =
            new StructType().add(Pairs.ID, DataTypes.LongType, false).add("line", DataTypes.StringType, false);

    /** The set of that name, if one is given. */
    public static Optional<ParallelText> given(String section, PreprocessSettings settings, Held paths) {
        return of(section, settings.format(), paths, settings.columns(), settings.options());
    }

    /**
     * Text of these paths, if there are any.
     *
     * @param section of the settings that they stand in
     * @throws UserException when one of two sides is missing, or the format cannot be told
     */
    static Optional<ParallelText> of(String section, Format set, Held paths, Columns columns, FormatOptions options) {
        var format = format(section, set, paths);
        if (format == Format.TEXT && paths.source().isBlank() != paths.target().isBlank()) {
            throw new UserException(
                    "only one of the two sides is given",
                    section + ".source, " + section + ".target",
                    "Name both files, or neither.");
        }
        var path = format == Format.TEXT ? paths.source() : paths.input();
        return path.isBlank() ? Optional.empty() : Optional.of(new ParallelText(format, paths, columns, options));
    }

    /** The format of some paths: what is set, or what the paths tell. */
    private static Format format(String section, Format set, Held paths) {
        if (set != Format.AUTO || paths.input().isBlank()) {
            return set == Format.AUTO ? Format.TEXT : set;
        } else if (!paths.source().isBlank() || !paths.target().isBlank()) {
            throw new UserException(
                    "two files and a table are given",
                    section + ".source, " + section + ".target, " + section + ".input",
                    "Name either the files of both sides, or the one input.");
        }
        String name = PACKED.matcher(paths.input().toLowerCase(Locale.ROOT)).replaceFirst("");
        return ENDINGS.entrySet().stream()
                .filter(ending -> name.endsWith(ending.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                // Other archives tell by what is in them that they are none of those.
                .or(() -> name.endsWith(".zip") ? Optional.of(Format.MOSES) : Optional.empty())
                .orElseThrow(
                        () -> new UserException(
                                "its name does not tell its format",
                                paths.input(),
                                "Set preprocess.format to one of tsv, csv, json, parquet, orc, avro, table, tmx, xliff, moses."));
    }

    /** Whether both sides are the same file. */
    boolean isTwice() {
        return format == Format.TEXT && paths.source().equals(paths.target());
    }

    /**
     * What changes whenever the text may have changed, and is cheap to ask for: a digest of the files' paths, sizes and
     * times of change, or of a table its snapshot; empty where nothing tells.
     *
     * @throws UserException when nothing is there
     */
    public Optional<String> version(SparkSession spark) {
        if (format == Format.TABLE) {
            return Source.open(spark, DataFormat.TABLE, paths.input(), options).version();
        }
        return Stream.of(paths.source(), paths.target(), paths.input())
                .filter(path -> !path.isBlank())
                .map(path -> Source.version(spark, DataFormat.TEXT, path))
                .reduce((one, other) -> one.flatMap(left -> other.map(right -> left + " " + right)))
                .orElse(Optional.empty());
    }

    /** @throws UserException when files are missing, unreadable, empty or of unequal length, or lack a column */
    public Pairs read(SparkSession spark) {
        var pairs =
                switch (format) {
                    case AUTO -> throw new IllegalStateException(toString());
                    case TEXT -> text(spark);
                    case TSV -> tsv(spark);
                    case PARQUET -> parquet(spark);
                    case CSV -> table(spark, DataFormat.CSV);
                    case JSON -> table(spark, DataFormat.JSON);
                    case ORC -> table(spark, DataFormat.ORC);
                    case AVRO -> table(spark, DataFormat.AVRO);
                    case TABLE -> table(spark, DataFormat.TABLE);
                    case TMX, XLIFF, MOSES -> new UnitFiles(
                                    format, paths.input(), language(columns.source()), language(columns.target()))
                            .read(spark);
                };
        if (pairs.count() == 0) {
            throw new UserException("there is not a single line of text", where(), "Name files with text in them.");
        }
        return pairs;
    }

    private String where() {
        return format == Format.TEXT ? paths.source() + ", " + paths.target() : paths.input();
    }

    private Pairs text(SparkSession spark) {
        var source = Lines.read(spark, paths.source());
        var target = Lines.read(spark, paths.target());
        LineFiles.check(source.files(), target.files(), where());
        var sources = spark.createDataFrame(source.rows(), LINE).withColumnRenamed("line", Pairs.SOURCE);
        var targets = spark.createDataFrame(target.rows(), LINE).withColumnRenamed("line", Pairs.TARGET);
        return new Pairs(sources.join(targets, Pairs.ID), source.count());
    }

    private Pairs tsv(SparkSession spark) {
        int source = number(columns.source());
        int target = number(columns.target());
        var lines = Lines.read(spark, paths.input());
        var rows = lines.rows().map(row -> fields(row.getLong(0), row.getString(1), source, target));
        return new Pairs(spark.createDataFrame(rows, Pairs.SCHEMA), lines.count());
    }

    private static Row fields(long id, String line, int source, int target) {
        var fields = line.split("\t", -1);
        return RowFactory.create(
                id, source < fields.length ? fields[source] : null, target < fields.length ? fields[target] : null);
    }

    private static int number(String column) {
        if (!isNumber(column)) {
            throw new UserException(
                    "'" + column + "' is not the number of a column",
                    "preprocess.columns",
                    "Columns of TSV files are numbered from 0. Where their first line has names, set the format to csv and"
                            + " options.separator to \\t.");
        }
        return Integer.parseInt(column);
    }

    private Pairs parquet(SparkSession spark) {
        // A number counts all columns.
        boolean byName = !isNumber(columns.source()) && !isNumber(columns.target());
        var table = byName ? ParquetTable.openTexts(spark, paths.input()) : ParquetTable.open(spark, paths.input());
        var numbered =
                table.numbered(column(table.schema(), columns.source()), column(table.schema(), columns.target()));
        return new Pairs(numbered.rows().toDF(Pairs.ID, Pairs.SOURCE, Pairs.TARGET), numbered.count());
    }

    /** Rows of a table have no place of their own: theirs is that of their text among all texts. */
    private Pairs table(SparkSession spark, DataFormat of) {
        var table = Source.open(spark, of, paths.input(), options);
        var schema = table.schema();
        var sides = table.rows()
                .select(
                        column(schema, columns.source()).as(Pairs.SOURCE),
                        column(schema, columns.target()).as(Pairs.TARGET));
        try {
            var ordered = sides.orderBy(Pairs.SOURCE, Pairs.TARGET)
                    .toJavaRDD()
                    .zipWithIndex()
                    .map(row -> RowFactory.create(row._2, row._1.getString(0), row._1.getString(1)));
            var pairs = spark.createDataFrame(ordered, Pairs.SCHEMA);
            return new Pairs(pairs, pairs.count());
        } catch (Exception e) {
            throw table.unreadable(e);
        }
    }

    private static Language language(String name) {
        if (isNumber(name)) {
            throw new UserException(
                    "which languages to read is not said",
                    "preprocess.columns",
                    "Set preprocess.columns.source and preprocess.columns.target to languages, such as en and zh.");
        }
        return new Language(name);
    }

    private static boolean isNumber(String column) {
        return column.matches("[0-9]{1,6}");
    }

    /** By its name, or else by its number. */
    private Column column(StructType schema, String name) {
        boolean isPlace = isNumber(name)
                && Integer.parseInt(name) < schema.size()
                && !schema.getFieldIndex(name).isDefined();
        if (isPlace && isGuess(schema)) {
            throw new UserException(
                    "which of its columns are the two sides is not said",
                    paths.input(),
                    "Set preprocess.columns.source and preprocess.columns.target to two of: "
                            + String.join(", ", TextColumn.texts(schema, "")) + ".");
        }
        var found = isPlace ? schema.fieldNames()[Integer.parseInt(name)] : name;
        return TextColumn.of(schema, found, paths.input(), "preprocess.columns.source and preprocess.columns.target")
                .column();
    }

    /**
     * Whether places would be a guess: the fields of JSON have no order, and of more than two columns with names the
     * first two, which nothing set means, may be anything.
     */
    private boolean isGuess(StructType schema) {
        return switch (format) {
            case JSON -> true;
            case CSV -> options.header() && schema.size() > 2 && columns.equals(FIRST_TWO);
            default -> schema.size() > 2 && columns.equals(FIRST_TWO);
        };
    }
}
