package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.config.EvaluateSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.metric.Bleu;
import io.sparkseq2seq.metric.Chrf;
import io.sparkseq2seq.metric.Score;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.metric.Ter;
import io.sparkseq2seq.report.JobSummary;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Scores a model on a set of a corpus, or a file of translations against files of references, with BLEU, chrF, chrF++
 * and TER.
 *
 * <pre>{@code
 * var settings = Settings.load(Optional.empty(), List.of("evaluate.hypotheses=out.de", "evaluate.references=test.de"));
 * System.out.println(EvaluateJob.scoreFiles(new Configuration(), settings));
 * }</pre>
 */
public final class EvaluateJob {
    private EvaluateJob() {}

    /**
     * Runs the job as {@code settings.evaluate()} says.
     *
     * @return each score with its signature, and what was scored
     * @throws UserException for what is missing, empty, of unequal length or contradictory
     */
    public static JobSummary run(SparkSession spark, Settings settings) {
        return ofFiles(settings)
                ? scoreFiles(spark.sparkContext().hadoopConfiguration(), settings)
                : ModelEvaluation.run(spark, settings);
    }

    /**
     * Whether plain files are scored, which needs no Spark.
     *
     * @throws UserException when neither files nor a model are given, or both, or half of what they need
     */
    public static boolean ofFiles(Settings settings) {
        EvaluateSettings evaluate = settings.evaluate();
        boolean files =
                !evaluate.hypotheses().isBlank() || !evaluate.references().isBlank();
        boolean model = !evaluate.model().isBlank() || !evaluate.corpus().isBlank();
        if (files && !evaluate.hypotheses().isBlank() && !evaluate.references().isBlank()) {
            // A preset may name a model; files on the command line then win.
            return true;
        }
        if (files) {
            String missing = evaluate.hypotheses().isBlank() ? "evaluate.hypotheses" : "evaluate.references";
            throw new UserException(
                    missing + " is not set", "settings", "Give evaluate.hypotheses=FILE evaluate.references=FILE.");
        }
        if (!model || evaluate.model().isBlank() || evaluate.corpus().isBlank()) {
            throw new UserException(
                    model
                            ? (evaluate.model().isBlank() ? "evaluate.model" : "evaluate.corpus") + " is not set"
                            : "there is nothing to evaluate",
                    "settings",
                    "Give evaluate.model=PATH evaluate.corpus=PATH, or evaluate.hypotheses=FILE"
                            + " evaluate.references=FILE.");
        }
        return false;
    }

    /**
     * Scores plain files, without Spark.
     *
     * @throws UserException as {@link #run}
     */
    public static JobSummary scoreFiles(Configuration hadoop, Settings settings) {
        EvaluateSettings evaluate = settings.evaluate();
        var scorer = scorer(evaluate);
        var tally = FileTally.of(evaluate.hypotheses(), evaluate.references(), scorer, hadoop);
        var summary = new JobSummary("evaluate")
                .put("hypotheses", evaluate.hypotheses())
                .put("references", evaluate.references())
                .put("sentences", tally.sentences());
        put(scorer.scores(tally), summary);
        return summary;
    }

    /** The metrics of every evaluation. */
    static Scorer scorer(EvaluateSettings settings) {
        EvaluateSettings.Ter ter = settings.ter();
        return new Scorer(List.of(
                new Bleu(
                        settings.tokenize(), settings.lowercase(), settings.smooth(), settings.smoothValue(), 4, false),
                Chrf.characters(settings.lowercase()),
                Chrf.withWords(settings.lowercase()),
                new Ter(ter.caseSensitive(), ter.normalize(), !ter.punctuation(), ter.asian())));
    }

    /** A section for each score. */
    static void put(List<Score> scores, JobSummary summary) {
        for (Score score : scores) {
            JobSummary section = summary.section(score.signature().metric())
                    .put("score", score.rounded(4))
                    .put("signature", score.signature().toString());
            if (!score.detail().isEmpty()) {
                section.put("detail", score.detail());
            }
        }
    }
}
