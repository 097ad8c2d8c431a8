package io.sparkseq2seq.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkseq2seq.align.Calibration;
import io.sparkseq2seq.align.CutOff;
import io.sparkseq2seq.align.Expectations;
import io.sparkseq2seq.align.LexicalTable;
import io.sparkseq2seq.align.Lexicon;
import io.sparkseq2seq.align.PairLinks;
import io.sparkseq2seq.align.Sides;
import io.sparkseq2seq.align.Swaps;
import io.sparkseq2seq.align.WordAligner;
import io.sparkseq2seq.config.FilterRule;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.storage.Checksums;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Learns on the cluster which words translate each other: IBM model 1 in both directions, and the scores by which pairs
 * are judged.
 *
 * <p>Rounds from the third on leave out pairs that the table of the round before speaks against, so that a corpus half
 * of which is noise teaches what its other half does. Sums are whole numbers: partitions, their order and tasks that
 * run twice change no bit.
 *
 * <p>Memory is bounded by the settings of the rule: a sample of the pairs, the most frequent words, the pairs of words
 * that stood together most often. A table of 2 million pairs of words takes 70 MB on the driver and on each executor,
 * and 32 MB for each task while it is learned.
 *
 * @param source words
 * @param target words
 * @param aligner that was learned
 */
record AlignmentLearning(TermCounts source, TermCounts target, WordAligner aligner) {
    /** Rounds of expectation and maximization. */
    private static final int ROUNDS = 5;
    /** Rounds that learn from all pairs. */
    private static final int TRUSTING = 2;
    /** Sums of so many tasks travel to the driver in each round, whatever the size of the cluster. */
    private static final int TASKS = 16;

    private static final int DEPTH = 2;

    /**
     * Learns from pairs, of more than the rule's number from a sample by hash.
     *
     * @param pairs {@code source}, {@code target}: text, normalized
     * @param count of the pairs
     */
    static AlignmentLearning from(Dataset<Row> pairs, long count, FilterRule.Alignment rule, long seed) {
        var spark = pairs.sparkSession();
        var sample = sample(pairs, count, rule.pairs(), seed).select(Pairs.SOURCE, Pairs.TARGET);
        var source = TermCounts.of(sample, Pairs.SOURCE, rule.words());
        var target = TermCounts.of(sample, Pairs.TARGET, rule.words());
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var sides =
                new Sides(source.ids(), source.words(), source.counts(), target.ids(), target.words(), target.counts());
        var held = context.broadcast(sides);
        var rows = sample.javaRDD();
        var encoded = rows.coalesce(Math.min(TASKS, Math.max(1, rows.getNumPartitions())))
                .map(row -> TermPair.of(row, held.value()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            var first = WordPairCounts.of(
                    encoded, Math.min(count, rule.pairs()), source.counts(), target.counts(), rule.entries());
            var table = learn(context, encoded, first);
            var partners = Partners.of(sample, sides.target(), seed);
            var compared = compare(context, encoded, table, partners, new CutOff(source.words(), target.words()));
            var cuts = cutScores(context, encoded, table, compared.cutOff());
            return new AlignmentLearning(
                    source,
                    target,
                    new WordAligner(
                            table,
                            sides,
                            compared.swaps(),
                            compared.swaps().threshold(rule.certainty()),
                            compared.cutOff(),
                            CutOff.threshold(cuts, rule.certainty()),
                            compared.calibration().thresholds(rule.certainty())));
        } finally {
            encoded.unpersist();
            held.destroy();
        }
    }

    /** Writes the table with its words, and describes the file. */
    Manifest.Lexicon write(Path file, Configuration hadoop) {
        try {
            try (var out = file.getFileSystem(hadoop).create(file, true)) {
                Lexicon.write(aligner.table(), source.words(), target.words(), out);
            }
            return new Manifest.Lexicon(
                    aligner.table().pairs().size(), aligner.thresholds().misaligned(), Checksums.sum(file, hadoop));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    private static Dataset<Row> sample(Dataset<Row> pairs, long count, long most, long seed) {
        if (count <= most) {
            return pairs;
        }
        return pairs.where(
                xxhash64(col(Pairs.SOURCE), col(Pairs.TARGET), lit(seed)).leq(bound((double) most / count)));
    }

    /**
     * The hash up to which a share of all hashes lies.
     *
     * @param share from 0 to 1
     */
    static long bound(double share) {
        return (long) (0x1p64 * share - 0x1p63);
    }

    private static LexicalTable learn(JavaSparkContext context, JavaRDD<TermPair> pairs, LexicalTable first) {
        var table = first;
        for (int round = 0; round < ROUNDS; round++) {
            var held = context.broadcast(table);
            boolean isTrusting = round < TRUSTING;
            var sums =
                    pairs.mapPartitions(part -> expect(part, held, isTrusting)).treeReduce(Sums::add, DEPTH);
            table = table.next(new Expectations(sums.rows()[0], sums.rows()[1]), Expectations.ONE)
                    .pruned();
            held.destroy(false);
        }
        return table;
    }

    private static Iterator<Sums> expect(Iterator<TermPair> pairs, Broadcast<LexicalTable> table, boolean isTrusting) {
        var sums = new Expectations(table.value().pairs().size());
        var links = new PairLinks(table.value());
        while (pairs.hasNext()) {
            var pair = pairs.next();
            links.set(pair.source(), pair.target());
            if (isTrusting || links.evidence() >= 0) {
                sums.add(links);
            }
        }
        return List.of(new Sums(sums.forward(), sums.backward())).iterator();
    }

    /** Pairs as they are beside wrong ones. */
    private record Compared(Calibration calibration, CutOff cutOff, Swaps swaps) implements Serializable {
        Compared add(Compared others) {
            return new Compared(
                    calibration.add(others.calibration), cutOff.add(others.cutOff), swaps.add(others.swaps));
        }
    }

    private static Compared compare(
            JavaSparkContext context, JavaRDD<TermPair> pairs, LexicalTable table, Partners partners, CutOff none) {
        var held = context.broadcast(table);
        var others = context.broadcast(partners);
        try {
            return pairs.mapPartitions(part -> compare(part, held, others, none.empty()))
                    .treeReduce(Compared::add, DEPTH);
        } finally {
            held.destroy(false);
            others.destroy(false);
        }
    }

    private static Iterator<Compared> compare(
            Iterator<TermPair> pairs, Broadcast<LexicalTable> table, Broadcast<Partners> partners, CutOff cutOff) {
        var calibration = new Calibration();
        var swaps = Swaps.NONE;
        var links = new PairLinks(table.value());
        while (pairs.hasNext()) {
            var pair = pairs.next();
            swaps = swaps.add(Swaps.of(pair.evidence()));
            links.set(pair.source(), pair.target());
            int shorter = links.shorter();
            double score = links.score();
            int words = links.words();
            if (words > 0 && score >= 0) {
                cutOff.addWhole(links);
                if (pair.canCut()) {
                    cutOff.addCut(pair.cut(links), pair.isSourceCut());
                }
            }
            var other = shorter < WordAligner.SHORTEST ? null : partners.value().of(pair);
            if (other != null) {
                calibration.addOwn(words, score);
                links.set(pair.source(), other);
                if (links.shorter() >= WordAligner.SHORTEST) {
                    calibration.addOther(links.words(), links.score());
                }
            }
        }
        return List.of(new Compared(calibration, cutOff, swaps)).iterator();
    }

    private static Calibration cutScores(
            JavaSparkContext context, JavaRDD<TermPair> pairs, LexicalTable table, CutOff cutOff) {
        var held = context.broadcast(table);
        try {
            return pairs.mapPartitions(part -> cutScores(part, held, cutOff)).treeReduce(Calibration::add, DEPTH);
        } finally {
            held.destroy(false);
        }
    }

    private static Iterator<Calibration> cutScores(
            Iterator<TermPair> pairs, Broadcast<LexicalTable> table, CutOff cutOff) {
        var calibration = new Calibration();
        var links = new PairLinks(table.value());
        while (pairs.hasNext()) {
            var pair = pairs.next();
            links.set(pair.source(), pair.target());
            if (CutOff.isTold(links)) {
                calibration.addOwn(links.words(), cutOff.score(links));
            }
            if (pair.canCut() && CutOff.isTold(pair.cut(links))) {
                calibration.addOther(links.words(), cutOff.score(links));
            }
        }
        return List.of(calibration).iterator();
    }
}
