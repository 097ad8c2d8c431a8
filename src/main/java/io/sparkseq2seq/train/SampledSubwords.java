package io.sparkseq2seq.train;

import io.sparkseq2seq.averaging.Pair;
import io.sparkseq2seq.averaging.SplitMix;
import io.sparkseq2seq.config.TrainSettings.SubwordSampling;
import io.sparkseq2seq.corpus.Corpus;
import io.sparkseq2seq.subword.Subwords;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Training pairs whose words are cut into other subwords in each epoch. A pair's text is what its ids spell, and the
 * random source of each of its sides comes from seed, epoch and id: so an epoch's pairs are the same for any partitions
 * and workers, and however often they are computed.
 */
final class SampledSubwords implements AutoCloseable {
    private static final int SOURCE = 1;
    private static final int TARGET = 2;

    private final SubwordSampling how;
    private final long seed;
    private final int mostTokens;
    /** Null where the side's words stay as they are. */
    private final Broadcast<Subwords> source;

    private final Broadcast<Subwords> target;

    /** @param seed of the whole training */
    SampledSubwords(JavaSparkContext context, Corpus corpus, SubwordSampling how, long seed) {
        this.how = how;
        this.seed = seed;
        mostTokens =
                how.side() == SubwordSampling.Side.NONE ? 0 : corpus.manifest().mostTokens();
        source = how.ofSource() ? context.broadcast(corpus.sourceSubwords()) : null;
        target = !how.ofTarget()
                ? null
                : corpus.manifest().joint() && source != null ? source : context.broadcast(corpus.targetSubwords());
    }

    /** The pairs as an epoch has them. */
    JavaRDD<Pair> of(int epoch, JavaRDD<Pair> pairs) {
        return how.side() == SubwordSampling.Side.NONE
                ? pairs
                : pairs.map(new Cut(source, target, how, SplitMix.mix(seed + 0x9E3779B97F4A7C15L * epoch), mostTokens));
    }

    /** Cuts the words of one pair. */
    private record Cut(
            Broadcast<Subwords> source, Broadcast<Subwords> target, SubwordSampling how, long seed, int mostTokens)
            implements Function<Pair, Pair> {
        @Override
        public Pair call(Pair pair) {
            return new Pair(
                    pair.id(),
                    source == null ? pair.source() : anew(pair.source(), source.value(), random(pair, SOURCE)),
                    target == null ? pair.target() : anew(pair.target(), target.value(), random(pair, TARGET)));
        }

        private SplittableRandom random(Pair pair, int side) {
            return new SplittableRandom(SplitMix.mix(SplitMix.mix(seed ^ side) ^ pair.id()));
        }

        private int[] anew(int[] ids, Subwords subwords, SplittableRandom random) {
            var text = subwords.decode(ids);
            if (!Arrays.equals(subwords.encode(text), ids)) {
                return ids; // They do not tell the text: an unknown character is in it.
            }
            var drawn = subwords.sample(text, how.dropout(), how.alpha(), random);
            return drawn.length <= mostTokens ? drawn : ids;
        }
    }

    @Override
    public void close() {
        if (source != null) {
            source.destroy(false);
        }
        if (target != null && target != source) {
            target.destroy(false);
        }
    }
}
