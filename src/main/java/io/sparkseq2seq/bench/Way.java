package io.sparkseq2seq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A way to translate the same rows, which must make no difference but for the precision.
 *
 * @param precision {@code translate.precision}
 * @param batch sentences translated together
 * @param partitions Spark tasks
 * @param threads compute threads of a task
 */
record Way(String precision, int batch, int partitions, int threads, Order order) {
    private static final List<String> PRECISIONS = List.of("f32", "bf16", "int8");
    private static final List<Integer> BATCHES = List.of(64, 1, 7, 512);
    private static final List<Integer> PARTITIONS = List.of(1, 3, 17);
    private static final int MIXES = 10;

    /** Of the rows. */
    enum Order {
        GIVEN,
        SORTED,
        SHUFFLED
    }

    /** For each precision the first way and each change of one thing, then random mixes. */
    static List<Way> all() {
        var all = new ArrayList<Way>();
        for (var precision : PRECISIONS) {
            for (int batch : BATCHES) {
                all.add(new Way(precision, batch, 1, 1, Order.GIVEN));
            }
            PARTITIONS.stream().skip(1).forEach(n -> all.add(new Way(precision, 64, n, 1, Order.GIVEN)));
            all.add(new Way(precision, 64, 1, 2, Order.GIVEN));
            all.add(new Way(precision, 64, 1, 1, Order.SORTED));
            all.add(new Way(precision, 64, 1, 1, Order.SHUFFLED));
        }
        var random = new Random(17);
        while (all.size() < PRECISIONS.size() * 9 + MIXES) {
            var mix = new Way(
                    any(PRECISIONS, random),
                    any(BATCHES, random),
                    any(PARTITIONS, random),
                    1 + random.nextInt(2),
                    any(List.of(Order.values()), random));
            if (!all.contains(mix)) {
                all.add(mix);
            }
        }
        return all;
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Such as {@code int8-7-3-2-shuffled}: precision, batch, partitions, threads, order. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s-%d-%d-%d-%s", precision, batch, partitions, threads, order)
                .toLowerCase(Locale.ROOT);
    }

    /** The way of that name. */
    static Way of(String name) {
        var parts = name.split("-");
        return new Way(
                parts[0],
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Order.valueOf(parts[4].toUpperCase(Locale.ROOT)));
    }
}
