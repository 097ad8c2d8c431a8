package io.sparkseq2seq;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.PreprocessJob;
import io.sparkseq2seq.evaluate.EvaluateJob;
import io.sparkseq2seq.lake.LakeJob;
import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.train.TrainJob;
import io.sparkseq2seq.translate.TranslateJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands of the four jobs, with what their help says. */
abstract class JobCommands {
    /** One of the four jobs. */
    interface Job {
        JobSummary run(SparkSession spark, Settings settings);
    }

    @Command(
            description = "Makes a corpus of token ids from parallel text: normalizes, filters, deduplicates, learns"
                    + " subwords, encodes.",
            footer = {
                "",
                "Settings used most:",
                "  preprocess.source, preprocess.target    two files, or globs, whose lines belong together",
                "  preprocess.input                        or one file or table with both: tsv, csv, json, parquet, tmx, zip …",
                "  preprocess.columns.source, .target      its two columns or languages, such as en and zh",
                "  preprocess.valid.source, .target        the validation set; likewise preprocess.test",
                "  preprocess.holdout.valid, .test         or how many pairs to hold out",
                "  preprocess.output                       where the corpus goes (corpus)",
                "  preprocess.extend                       a corpus whose subwords and held-out sets stay",
                "  preprocess.explain                      a pair's place in the input: tells what became of it",
                "  preprocess.subwords.vocabulary-size     subwords of the model (8000)",
                "",
                "Examples:",
                "  seq2seq preprocess preprocess.source=talks.en preprocess.target=talks.zh",
                "  seq2seq preprocess preprocess.input=hdfs:///pairs.tsv.gz preprocess.output=hdfs:///corpus",
                "  seq2seq preprocess preprocess.input=memory.tmx preprocess.columns.source=en"
                        + " preprocess.columns.target=zh"
            })
    int preprocess(@Mixin Arguments arguments) {
        return run("preprocess", arguments, PreprocessJob::run);
    }

    @Command(
            description = "Trains a model on a corpus, by parameter averaging over Spark tasks.",
            footer = {
                "",
                "Settings used most:",
                "  train.corpus                      what preprocess made (corpus)",
                "  train.model                       where the model goes (model)",
                "  train.workers                     parallel Spark tasks (2)",
                "  train.epochs, train.max-minutes   when to stop at the latest",
                "  train.batch, train.learning-rate  how to learn",
                "  model.cell, model.embedding, model.encoder.hidden, model.decoder.hidden, …",
                "                                    the network; 'seq2seq train --help-keys' shows all",
                "",
                "Examples:",
                "  seq2seq train train.workers=4 train.epochs=10",
                "  seq2seq train --conf multi30k-en-de train.model=hdfs:///model -- --master yarn --num-executors 4"
            })
    int train(@Mixin Arguments arguments) {
        return run("train", arguments, TrainJob::run);
    }

    @Command(
            description = "Scores a model on a test set, or a file of translations: BLEU, chrF and TER, as sacrebleu"
                    + " prints them.",
            footer = {
                "",
                "Settings used most:",
                "  evaluate.model, evaluate.corpus         a model on the test set of a corpus",
                "  evaluate.hypotheses, evaluate.references  or a file against one or more, separated by commas",
                "  evaluate.tokenize                       13a, zh, char, intl or none (13a)",
                "  evaluate.lowercase                      true or false (false)",
                "",
                "Examples:",
                "  seq2seq evaluate evaluate.model=model evaluate.corpus=corpus",
                "  seq2seq evaluate --json evaluate.hypotheses=out.de evaluate.references=test.de"
            })
    int evaluate(@Mixin Arguments arguments) {
        return run("evaluate", arguments, EvaluateJob::run);
    }

    @Command(
            description =
                    "Translates text, files of tables, or tables by name; without an input, lines from standard input.",
            footer = {
                "",
                "Settings used most:",
                "  translate.model            what train made (model)",
                "  translate.input, .output   paths; without input: standard input to standard output",
                "  translate.format           text, parquet, orc, json, csv, avro or table (text)",
                "  translate.column           of a table: the column to translate (source)",
                "  translate.beam             hypotheses kept; 1 is greedy (5)",
                "",
                "Examples:",
                "  echo 'Tom loves playing football.' | seq2seq translate",
                "  seq2seq translate translate.input=hdfs:///talks.en translate.output=hdfs:///talks.zh",
                "  seq2seq translate translate.format=table translate.input=lake.db.comments translate.column=text"
                        + " translate.output=lake.db.comments_zh"
            })
    int translate(@Mixin Arguments arguments) {
        return run(
                "translate",
                arguments,
                (spark, all) ->
                        all.translate().key().isEmpty() ? TranslateJob.run(spark, all) : LakeJob.run(spark, all));
    }

    /**
     * Runs a job with the settings that the arguments name.
     *
     * @return the exit code
     */
    abstract int run(String command, Arguments arguments, Job job);
}
