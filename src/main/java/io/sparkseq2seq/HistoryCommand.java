package io.sparkseq2seq;

import io.sparkseq2seq.history.MeasuredRun;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code history}, which needs no Spark. */
@Command(
        name = "history",
        description = "Makes a page of the runs whose files translate.history has kept: rates, rows, failures, costs.",
        footer = {"", "Example:", "  seq2seq history hdfs:///lake/history --output history.html"})
final class HistoryCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "history.html",
            description = "The page, at any Hadoop path (history.html).")
    private String output;

    @Parameters(paramLabel = "FOLDER", description = "What translate.history named, a Hadoop path.")
    private String folder;

    HistoryCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        var summary = MeasuredRun.page(folder, output, Session.hadoop());
        out.println(json ? summary.toJson() : summary.toString());
        return 0;
    }
}
