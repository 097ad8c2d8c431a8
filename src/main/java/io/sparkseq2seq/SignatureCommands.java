package io.sparkseq2seq;

import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.signature.ModelSignature;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code verify} and {@code sign}, which need no Spark. */
final class SignatureCommands {
    private SignatureCommands() {}

    /** @param out for the summary */
    static void addTo(CommandLine commands, PrintStream out) {
        commands.addSubcommand(new Verify(out)).addSubcommand(new Sign(out));
    }

    private abstract static class OfModel implements Callable<Integer> {
        private final PrintStream out;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this and exit.")
        private boolean help;

        @Option(names = "--json", description = "Print the summary as JSON.")
        private boolean json;

        @Parameters(paramLabel = "MODEL", description = "Folder of the model, a Hadoop path.")
        String model;

        OfModel(PrintStream out) {
            this.out = out;
        }

        abstract JobSummary run();

        @Override
        public Integer call() {
            var summary = run();
            out.println(json ? summary.toJson() : summary.toString());
            return 0;
        }
    }

    @Command(
            name = "verify",
            description = "Checks every file of a model against its digests and, with a key, its signature.",
            footer = {
                "",
                "The signature is the file model.sig in the form of OpenSSF model signing. README.md, checkpoints and"
                        + " evaluation are not checked, for they may change.",
                "",
                "Example:",
                "  seq2seq verify model --key public.pem"
            })
    private static final class Verify extends OfModel {
        @Option(names = "--key", paramLabel = "PUBLIC.pem", description = "The public key that it must be signed with.")
        private String key;

        Verify(PrintStream out) {
            super(out);
        }

        @Override
        JobSummary run() {
            return ModelSignature.verify(model, Optional.ofNullable(key), Session.hadoop());
        }
    }

    @Command(
            name = "sign",
            description = "Signs a model: writes model.sig into its folder.",
            footer = {
                "",
                "Example:",
                "  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out private.pem",
                "  openssl pkey -in private.pem -pubout -out public.pem",
                "  seq2seq sign model --key private.pem"
            })
    private static final class Sign extends OfModel {
        @Option(
                names = "--key",
                paramLabel = "PRIVATE.pem",
                required = true,
                description = "A private key without a password: of an elliptic curve, or Ed25519.")
        private String key;

        Sign(PrintStream out) {
            super(out);
        }

        @Override
        JobSummary run() {
            return ModelSignature.sign(model, key, Session.hadoop());
        }
    }
}
