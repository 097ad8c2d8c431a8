package io.sparkseq2seq.corpus;

import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.PreprocessSettings.Columns;
import io.sparkseq2seq.config.PreprocessSettings.Format;
import io.sparkseq2seq.config.PreprocessSettings.Held;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.Lines;
import io.sparkseq2seq.table.ParquetTable;
import io.sparkseq2seq.table.TextColumn;
import java.util.Optional;
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
 * @param columns of a table's two sides
 */
record ParallelText(Format format, Held paths, Columns columns) {
    private static final StructType LINE =
            new StructType().add(Pairs.ID, DataTypes.LongType, false).add("line", DataTypes.StringType, false);

    /**
     * The training data.
     *
     * @throws UserException when no paths are given
     */
    static ParallelText train(PreprocessSettings settings) {
        var paths = new Held(settings.source(), settings.target(), settings.input());
        return given("preprocess", settings, paths)
                .orElseThrow(() -> new UserException(
                        "no input is given",
                        settings.format() == Format.TEXT ? "preprocess.source, preprocess.target" : "preprocess.input",
                        "Name the files of the training text."));
    }

    /** The set of that name, if one is given. */
    static Optional<ParallelText> given(String section, PreprocessSettings settings, Held paths) {
        if (settings.format() != Format.TEXT) {
            return paths.input().isBlank()
                    ? Optional.empty()
                    : Optional.of(new ParallelText(settings.format(), paths, settings.columns()));
        }
        if (paths.source().isBlank() != paths.target().isBlank()) {
            throw new UserException(
                    "only one of the two sides is given",
                    section + ".source, " + section + ".target",
                    "Name both files, or neither.");
        }
        return paths.source().isBlank()
                ? Optional.empty()
                : Optional.of(new ParallelText(Format.TEXT, paths, settings.columns()));
    }

    /** @throws UserException when files are missing, unreadable, empty or of unequal length, or lack a column */
    Pairs read(SparkSession spark) {
        var pairs =
                switch (format) {
                    case TEXT -> text(spark);
                    case TSV -> tsv(spark);
                    case PARQUET -> parquet(spark);
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
                    "Columns of TSV files are numbered from 0.");
        }
        return Integer.parseInt(column);
    }

    private Pairs parquet(SparkSession spark) {
        // A number counts all columns.
        boolean byName = !isNumber(columns.source()) && !isNumber(columns.target());
        var table = byName ? ParquetTable.openTexts(spark, paths.input()) : ParquetTable.open(spark, paths.input());
        var numbered = table.numbered(column(table, columns.source()), column(table, columns.target()));
        return new Pairs(numbered.rows().toDF(Pairs.ID, Pairs.SOURCE, Pairs.TARGET), numbered.count());
    }

    private static boolean isNumber(String column) {
        return column.matches("[0-9]{1,6}");
    }

    /** By its name, or else by its number. */
    private Column column(ParquetTable table, String name) {
        var schema = table.schema();
        boolean isPlace = isNumber(name) && Integer.parseInt(name) < schema.size();
        var found =
                isPlace && !schema.getFieldIndex(name).isDefined() ? schema.fieldNames()[Integer.parseInt(name)] : name;
        return TextColumn.of(schema, found, paths.input(), "preprocess.columns.source and preprocess.columns.target")
                .column();
    }
}
