package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.DataFormat;
import io.sparkseq2seq.config.TranslateSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.gate.Gate;
import io.sparkseq2seq.gate.GateColumns;
import io.sparkseq2seq.gate.GateRefusedException;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.table.Source;
import io.sparkseq2seq.translate.TranslatedColumn.Added;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Shows the {@link Gate} what a whole job has translated, before it is written: the rows with columns of its own. */
final class Audit {
    private final SparkSession spark;
    private final TranslateSettings settings;
    private final Gate gate;
    private final Optional<Path> report;

    /** @throws UserException when the gate's settings or the output cannot be */
    Audit(SparkSession spark, TranslateSettings settings) {
        this.spark = spark;
        this.settings = settings;
        this.gate = Gate.of(settings.gate());
        this.report = gate.isOpen() ? Optional.empty() : Optional.of(report());
    }

    /**
     * Lets the rows pass or not.
     *
     * @param translated in the order of the input's rows, at rest
     * @throws GateRefusedException when a bound does not hold
     */
    void pass(TranslateInput input, JavaRDD<RowTranslations> translated) {
        if (gate.isOpen()) {
            return;
        }
        var columns = new ArrayList<TranslatedColumn>();
        var shown = new ArrayList<GateColumns>();
        for (var column : input.columns()) {
            var names = names(column.names().get(Added.TRANSLATION));
            columns.add(new TranslatedColumn(column.source(), names));
            shown.add(new GateColumns(
                    column.source().path(),
                    quoted(names.get(Added.TRANSLATION)),
                    quoted(names.get(Added.CONFIDENCE)),
                    quoted(names.get(Added.STATUS)),
                    quoted(names.get(Added.REASON))));
        }
        var finished = new FinishedRows(settings.input(), input.texts(), columns, "", false);
        var rows = input.session()
                .internalCreateDataFrame(
                        input.rows().zipPartitions(translated, finished).rdd(),
                        TranslatedColumn.extended(input.schema(), columns),
                        false);
        gate.pass(
                rows,
                List.of(),
                shown,
                settings.output(),
                report.orElseThrow(),
                spark.sparkContext().hadoopConfiguration());
    }

    /** Of the gate's own columns, whatever a user calls or leaves out. */
    private static Map<Added, String> names(String translation) {
        var names = new EnumMap<Added, String>(Added.class);
        names.put(Added.TRANSLATION, translation);
        for (var added : List.of(Added.CONFIDENCE, Added.STATUS, Added.REASON)) {
            names.put(added, translation + " " + added + " of the gate");
        }
        return names;
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private Path report() {
        if (!settings.gate().report().isEmpty()) {
            return TextFiles.path(settings.gate().report());
        }
        return Gate.reportBeside(TextFiles.path(
                settings.written() == DataFormat.TABLE
                        ? Source.workplace(
                                spark, settings.output(), settings.incremental().work())
                        : settings.output()));
    }
}
