package io.sparkseq2seq;

import io.sparkseq2seq.corpus.SubwordExport;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code subwords}, which needs no Spark. */
@Command(
        name = "subwords",
        description =
                "Writes subwords of a corpus or a model for SentencePiece, PREFIX.model and PREFIX.vocab, and, where"
                        + " they were learned as subword-nmt does, its PREFIX.codes.",
        footer = {
            "",
            "Ids stay the same. Text goes through seq2seq's own normalizing first (preprocess.lowercase, .chinese), then"
                    + " SentencePiece cuts unigrams as seq2seq does, but for a few odd strings of signs, and merges in"
                    + " nearly all words: it joins any two pieces whose joint spelling is a piece. It puts a ▁ before"
                    + " every text; seq2seq puts none before one that begins with a script without spaces, such as"
                    + " Chinese, or with a symbol of the user.",
            "subword-nmt is told of symbols by --glossaries.",
            "The other way, preprocess.subwords.model takes a .model file or codes as they are.",
            "",
            "Example:",
            "  seq2seq subwords target/my/corpus/subwords.source --to english"
        })
final class SubwordsCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Option(names = "--to", paramLabel = "PREFIX", required = true, description = "Of the files, a Hadoop path.")
    private String prefix;

    @Option(names = "--overwrite", description = "Replace files that are there.")
    private boolean overwrite;

    @Parameters(
            paramLabel = "FILE",
            description = "subwords.source or subwords.target of a corpus or a model, a Hadoop path.")
    private String file;

    SubwordsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        var summary = SubwordExport.write(file, prefix, overwrite, Session.hadoop());
        out.println(json ? summary.toJson() : summary.toString());
        return 0;
    }
}
