package io.sparkseq2seq.bench;

import io.sparkseq2seq.report.JobSummary;
import io.sparkseq2seq.similarity.Distinction;
import io.sparkseq2seq.similarity.Shingles;
import io.sparkseq2seq.text.Normalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Near duplicates of a real corpus, as the preprocess job finds them, against all pairs compared with all: which share
 * of those to drop it drops (recall), and which share of those that it drops is near a pair that stays (precision).
 */
final class DuplicatesBench {
    private static final int SHINGLE = 4;

    private final List<CleaningRun.Text> pairs;
    private final double similarity;
    private final int workers;
    private final Path folder;

    private record Print(int id, long distinction, long[] shingles) {}

    /** @param similarity Jaccard's, from which on pairs are near */
    DuplicatesBench(Path source, Path target, double similarity, int workers, Path folder) throws IOException {
        var sources = Files.readAllLines(source);
        var targets = Files.readAllLines(target);
        this.pairs = IntStream.range(0, sources.size())
                .mapToObj(i -> new CleaningRun.Text(
                        Normalizer.PLAIN.normalize(sources.get(i)), Normalizer.PLAIN.normalize(targets.get(i))))
                .toList();
        this.similarity = similarity;
        this.workers = workers;
        this.folder = folder;
    }

    JobSummary run() throws IOException {
        CleaningRun run;
        try (var spark = CleaningRun.session(workers, folder)) {
            run = CleaningRun.of(
                    spark,
                    pairs,
                    folder,
                    Optional.empty(),
                    List.of(
                            "preprocess.filters=[]",
                            "preprocess.near-duplicates.similarity=" + similarity,
                            "preprocess.near-duplicates.shingle=" + SHINGLE));
        }
        var prints = prints();
        long start = System.nanoTime();
        var near = near(prints);
        double seconds = (System.nanoTime() - start) / 1e9;
        var expected = firstStays(near);
        long both = expected.keySet().stream()
                .filter(id -> run.dropped().containsKey((long) id))
                .count();
        long right = run.dropped().entrySet().stream()
                .filter(entry -> isRight(entry.getKey(), entry.getValue().of(), prints, run))
                .count();
        return new JobSummary("bench duplicates")
                .put("pairs", pairs.size())
                .put("different pairs", prints.size())
                .put("similarity", similarity)
                .put(
                        "near relations",
                        near.values().stream().mapToInt(List::size).sum())
                .put("to drop", expected.size())
                .put("dropped", run.dropped().size())
                .put("recall", share(both, expected.size()))
                .put("precision", share(right, run.dropped().size()))
                .put("seconds of the job", run.seconds())
                .put("seconds of all with all", seconds);
    }

    private static double share(long part, long all) {
        return all == 0 ? 1 : (double) part / all;
    }

    private boolean isRight(long id, Long of, Map<Integer, Print> prints, CleaningRun run) {
        var one = prints.get((int) id);
        var other = of == null ? null : prints.get(of.intValue());
        return one != null
                && other != null
                && run.kept().containsKey(of)
                && one.distinction == other.distinction
                && Shingles.similarity(one.shingles, other.shingles) >= similarity;
    }

    /** Those of the pairs that are not the same as one before them, by their numbers. */
    private Map<Integer, Print> prints() {
        var seen = new HashSet<CleaningRun.Text>();
        var prints = new TreeMap<Integer, Print>();
        for (int i = 0; i < pairs.size(); i++) {
            var pair = pairs.get(i);
            if (!pair.source().isEmpty() && !pair.target().isEmpty() && seen.add(pair)) {
                prints.put(
                        i,
                        new Print(
                                i,
                                Distinction.of(pair.source(), pair.target()),
                                Shingles.set(Shingles.of(pair.source(), pair.target(), SHINGLE))));
            }
        }
        return prints;
    }

    /** All with all: for each pair those before it that are near. */
    private Map<Integer, List<Integer>> near(Map<Integer, Print> prints) {
        var all = List.copyOf(prints.values());
        var found = new TreeMap<Integer, List<Integer>>();
        IntStream.range(0, all.size()).parallel().forEach(i -> {
            var mine = new ArrayList<Integer>();
            for (int j = 0; j < i; j++) {
                if (all.get(i).distinction == all.get(j).distinction
                        && isNear(all.get(i).shingles, all.get(j).shingles)) {
                    mine.add(all.get(j).id);
                }
            }
            if (!mine.isEmpty()) {
                synchronized (found) {
                    found.put(all.get(i).id, mine);
                }
            }
        });
        return found;
    }

    /** Jaccard's similarity against the threshold, given up as soon as too little can be shared. */
    private boolean isNear(long[] one, long[] other) {
        if (Math.min(one.length, other.length) < similarity * Math.max(one.length, other.length)) {
            return false;
        }
        int size = one.length + other.length;
        int spare = size - 2 * (int) Math.ceil(similarity / (1 + similarity) * size - 1e-9);
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                i++;
                j++;
            } else {
                if (one[i] < other[j]) {
                    i++;
                } else {
                    j++;
                }
                if (--spare < 0) {
                    return false;
                }
            }
        }
        return Shingles.similarity(one, other) >= similarity;
    }

    private static Map<Integer, Integer> firstStays(Map<Integer, List<Integer>> near) {
        var gone = new HashMap<Integer, Integer>();
        near.forEach((id, before) -> before.stream()
                .filter(other -> !gone.containsKey(other))
                .findFirst()
                .ifPresent(other -> gone.put(id, other)));
        return gone;
    }
}
