package io.sparkseq2seq.corpus;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Which of near pairs go: each that is near a pair which has a smaller id and stays. Where a is near b and b near c,
 * but a not near c, b goes and c stays, for nothing that stays is near it. The relations come sorted, so one task
 * decides with a set of what has gone: a bit for each id, in pages of those that are needed.
 */
final class FirstStays implements Iterator<Row> {
    private static final int PAGE = 1 << 16;

    private final Iterator<InternalRow> relations;
    private final Map<Long, long[]> gone = new HashMap<>();
    private Row next;

    /** @param relations {@code first, second}: ids, the first one smaller; sorted by the second, then the first */
    FirstStays(Iterator<InternalRow> relations) {
        this.relations = relations;
    }

    @Override
    public boolean hasNext() {
        while (next == null && relations.hasNext()) {
            var relation = relations.next();
            long first = relation.getLong(0);
            long second = relation.getLong(1);
            if (!isGone(second) && !isGone(first)) {
                go(second);
                next = RowFactory.create(second, first);
            }
        }
        return next != null;
    }

    /** {@code id, of}: what goes, and the smallest id of what stays in its place. */
    @Override
    public Row next() {
        hasNext();
        var row = next;
        next = null;
        return row;
    }

    private boolean isGone(long id) {
        var page = gone.get(id / PAGE);
        return page != null && (page[(int) (id % PAGE) >> 6] >>> id & 1) != 0;
    }

    private void go(long id) {
        gone.computeIfAbsent(id / PAGE, page -> new long[PAGE >> 6])[(int) (id % PAGE) >> 6] |= 1L << id;
    }
}
