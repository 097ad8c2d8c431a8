package io.sparkseq2seq;

import io.sparkseq2seq.config.Reference;
import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.evaluate.EvaluateJob;
import io.sparkseq2seq.history.MeasuredRun;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.storage.DoneBeforeException;
import io.sparkseq2seq.translate.TranslateConsole;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: one subcommand a job. It ends with an {@link ExitCode}, or as {@link Submission} says where
 * spark-submit has started it.
 *
 * <pre>{@code scripts/seq2seq train --conf multi30k-en-de train.epochs=3}</pre>
 */
@Command(
        name = "seq2seq",
        description = "Trains and runs translation models on Spark.",
        versionProvider = Version.class,
        synopsisSubcommandLabel =
                "preprocess | train | evaluate | translate | doctor | history | verify | sign | subwords",
        footer = {
            "",
            "A model of your own, from two files whose lines belong together:",
            "  seq2seq preprocess preprocess.source=talks.en preprocess.target=talks.zh",
            "  seq2seq train",
            "  seq2seq evaluate evaluate.model=model evaluate.corpus=corpus",
            "  echo 'Tom loves playing football.' | seq2seq translate",
            "",
            "'seq2seq COMMAND --help' tells more, 'seq2seq COMMAND --help-keys' all its settings.",
            "What stands after '--' goes to spark-submit, when SPARK_HOME is set."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or nothing new to do",
            "1:a bug of spark-seq2seq, told with its stack trace",
            "2:a mistake that you can mend, told in one line",
            "3:translations outside of the bounds in translate.gate: nothing is published",
            "75:what may pass, such as lost executors, no connection, or an output that another run writes:"
                    + " try again",
            "130, 143:interrupted by Ctrl-C; terminated"
        })
public final class App extends JobCommands {
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions and exit.")
    private boolean version;

    /** Of the command that runs; null before they are read. */
    private Settings settings;

    private Failure failure;

    /** Null where none is wanted, or before that is known. */
    private SummaryFile summary;

    /** Null in a JVM that is not ours to end. */
    private Signals signals;

    private App(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs one command, and ends the JVM with its exit code.
     *
     * @throws Exception when it fails under spark-submit; its message is the line that helps
     */
    public static void main(String[] args) throws Exception {
        // Digits and lower case are the same for everybody, in Spark's names of files, too.
        Locale.setDefault(Locale.ROOT);
        var app = new App(utf8(System.out), utf8(System.err));
        app.signals = Signals.watch(app.err);
        int code = app.run(args);
        app.signals.ended(app.failure == null ? ExitCode.DONE : app.failure.exit());
        if (!Submission.isOne()) {
            System.exit(code);
        }
        if (app.failure != null) {
            if (Submission.isOnYarn() && app.failure.exit().isFinal()) {
                YarnApplication.end(app.failure.message(), app.err);
            }
            throw Submission.failed(app.failure.exit(), app.failure.message());
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Runs one command.
     *
     * @param out for results: the summary, JSON, help that was asked for
     * @param err for errors
     * @return the exit code
     */
    static int run(String[] args, PrintStream out, PrintStream err) {
        return new App(out, err).run(args);
    }

    private int run(String[] args) {
        var commands = new CommandLine(this);
        // Java tells methods in no order.
        for (String job : List.of("preprocess", "train", "evaluate", "translate")) {
            commands.getCommandSpec()
                    .addSubcommand(job, commands.getCommandSpec().removeSubcommand(job));
        }
        SignatureCommands.addTo(commands, out);
        commands.addSubcommand(new HistoryCommand(out))
                .addSubcommand(new DoctorCommand(out))
                .addSubcommand(new SubwordsCommand(out));
        commands.setOut(writer(out)).setErr(writer(err));
        commands.setUsageHelpWidth(100).setUsageHelpAutoWidth(false);
        commands.setParameterExceptionHandler((error, arguments) -> failed(misused(error)));
        commands.setExecutionExceptionHandler((error, line, parsed) -> failed(error));
        // Without a command: the help, as an error.
        return args.length == 0 ? usage(commands) : commands.execute(args);
    }

    private int failed(Throwable error) {
        if (signals != null && Signals.asked()) {
            failure = new Failure(ExitCode.INTERRUPTED, "interrupted", error);
            signals.say();
        } else {
            failure = Failure.of(error, Optional.ofNullable(settings).map(Settings::spark));
            failure.print(err);
        }
        note();
        return failure.exit().code();
    }

    /** Writes down how the command has failed. */
    private void note() {
        if (summary != null) {
            try {
                summary.failed(ending(failure));
            } catch (RuntimeException e) {
                err.println(
                        "seq2seq: the summary cannot be written: " + Secrets.masked(String.valueOf(e.getMessage())));
            }
        }
    }

    private static UserException misused(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !error.getCommandLine().getSubcommands().isEmpty()) {
            return new UserException(
                    "there is no command '" + unmatched.getUnmatched().get(0) + "'",
                    "command line",
                    "The commands are "
                            + String.join(
                                    ", ",
                                    error.getCommandLine().getSubcommands().keySet())
                            + ".");
        }
        String name = error.getCommandLine().getCommandSpec().qualifiedName();
        return new UserException(error.getMessage(), "command line", "'" + name + " --help' tells what it takes.");
    }

    private int usage(CommandLine commands) {
        commands.usage(err);
        var mistake = new UserException("no command was given", "command line", "'seq2seq --help' shows them.");
        failure = new Failure(ExitCode.MENDABLE, mistake.getMessage(), mistake);
        return failure.exit().code();
    }

    private MeasuredRun.Ending ending(Throwable error) {
        if (signals != null && Signals.asked()) {
            return new MeasuredRun.Ending("interrupted", ExitCode.INTERRUPTED.code(), "interrupted");
        }
        if (error instanceof DoneBeforeException) {
            return new MeasuredRun.Ending("done", ExitCode.DONE.code(), error.getMessage());
        }
        return ending(Failure.of(error, Optional.of(settings.spark())));
    }

    private static MeasuredRun.Ending ending(Failure failure) {
        var outcome =
                switch (failure.exit()) {
                    case INTERRUPTED -> "interrupted";
                    case REFUSED -> "refused";
                    default -> "failed";
                };
        return new MeasuredRun.Ending(outcome, failure.exit().code(), failure.message());
    }

    @Override
    int run(String command, Arguments arguments, Job job) {
        if (arguments.helpKeys) {
            out.print(helpKeys(command));
            return 0;
        }
        settings = load(command, arguments);
        if (!settings.summary().isEmpty()) {
            summary = SummaryFile.begin(settings.summary(), command, Session.hadoop());
        }
        checkSpelling(settings.render(), System.getProperty("sun.jnu.encoding"));
        if (command.equals("translate") && settings.translate().input().isEmpty()) {
            Session.limitNativeMemory(settings.spark());
            // Standard output holds translations, and nothing else.
            print(TranslateConsole.run(settings, Session.hadoop(), out, err), arguments, err);
            return 0;
        }
        if (command.equals("evaluate") && EvaluateJob.ofFiles(settings)) {
            print(EvaluateJob.scoreFiles(Session.hadoop(), settings), arguments, out);
            return 0;
        }
        try (var session = Session.open(name(command), io.sparkseq2seq.launch.Job.of(command), settings)) {
            ObjectStores.advice(output(command), session.spark().sparkContext().getConf())
                    .ifPresent(line -> err.println(Secrets.masked("seq2seq: " + line)));
            if (summary != null) {
                summary.of(session.spark().sparkContext().applicationId());
            }
            print(outcome(command, job, session.spark()), arguments, out);
        }
        return 0;
    }

    private JobSummary outcome(String command, Job job, SparkSession spark) {
        try {
            return command.equals("translate")
                    ? MeasuredRun.of(spark, settings.translate(), () -> job.run(spark, settings), this::ending, err)
                    : job.run(spark, settings);
        } catch (DoneBeforeException e) {
            return new JobSummary(command)
                    .put("outcome", "done by an earlier attempt at this application")
                    .put("output", e.output());
        }
    }

    private Settings load(String command, Arguments arguments) {
        try {
            return Settings.load(Optional.ofNullable(arguments.conf), arguments.overrides, Session.settingsReader());
        } catch (UserException e) {
            try {
                SummaryFile.named(arguments.overrides)
                        .ifPresent(path -> summary = SummaryFile.begin(path, command, Session.hadoop()));
            } catch (RuntimeException unusable) {
                e.addSuppressed(unusable);
            }
            throw e;
        }
    }

    /**
     * Java spells the names of local files, and has read the command line, in the encoding of the locale.
     *
     * @throws UserException when that cannot spell what is set
     */
    static void checkSpelling(String rendered, String encoding) {
        if (rendered.indexOf('\uFFFD') >= 0
                || !Charset.forName(encoding).newEncoder().canEncode(rendered)) {
            throw new UserException(
                    "the locale's encoding, " + encoding + ", cannot spell all that is set",
                    "locale",
                    "Set LC_ALL=C.UTF-8.");
        }
    }

    /** Of the application, as the cluster's pages list it. */
    private String name(String command) {
        return Secrets.masked("seq2seq " + command + " " + output(command));
    }

    private String output(String command) {
        return switch (command) {
            case "preprocess" -> settings.preprocess().output();
            case "train" -> settings.train().model();
            case "translate" -> settings.translate().output();
            default -> settings.evaluate().model();
        };
    }

    private void print(JobSummary result, Arguments arguments, PrintStream stream) {
        if (summary != null) {
            summary.done(result);
        }
        stream.println(arguments.json ? result.toJson() : result.toString());
        if (stream.checkError()) {
            throw new UserException(
                    "the summary cannot be written, but what it tells of is done",
                    "standard output",
                    "Check where it goes to.");
        }
    }

    private static String helpKeys(String command) {
        var sections = command.equals("train")
                ? List.of("train", "model", "common", "spark")
                : List.of(command, "common", "spark");
        return sections.stream()
                .map(Reference::section)
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow();
    }
}
