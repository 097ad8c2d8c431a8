package io.sparkseq2seq;

import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every job's command takes. */
final class Arguments {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    @Option(names = "--help-keys", description = "Show all settings of this command with their defaults, and exit.")
    boolean helpKeys;

    @Option(
            names = {"-c", "--conf"},
            paramLabel = "FILE",
            description =
                    "A file of settings, at any path such as hdfs:///my.conf, or a preset: quickstart, multi30k-en-de, tatoeba-en-zh, clean.")
    String conf;

    @Option(names = "--json", description = "Print the summary as JSON.")
    boolean json;

    @Parameters(
            paramLabel = "KEY=VALUE",
            description = "Settings; they win over those of the file. Each stands under the root seq2seq, which"
                    + " may be left off; a file that has the root may hold other programs' settings beside it.")
    List<String> overrides = List.of();
}
