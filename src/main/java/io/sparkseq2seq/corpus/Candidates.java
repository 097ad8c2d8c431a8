package io.sparkseq2seq.corpus;

import io.sparkseq2seq.similarity.MinHash;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Pairs of pairs that share a band and whose sketches are near: what is to be compared. Members of a band come one
 * behind the other, in the order of their ids.
 *
 * <p>A member is compared with the first {@link #ANCHORS} members alone, and of these the few with the nearest sketches
 * are its candidates, so that the work is linear in the band's size: a line that a million pages share has a million
 * members.
 */
final class Candidates implements Iterator<Row> {
    private static final int ANCHORS = 64;
    /** Candidates of a member in one band, the first near one aside. */
    private static final int NEAREST = 3;

    private final Iterator<InternalRow> members;
    private final MinHash signatures;
    private final long[] ids = new long[ANCHORS];
    private final long[] sketches = new long[ANCHORS];
    private final ArrayDeque<Row> found = new ArrayDeque<>();
    private int anchors;
    private long band;

    /** @param members {@code band, id, sketch}, sorted by the first two */
    Candidates(Iterator<InternalRow> members, MinHash signatures) {
        this.members = members;
        this.signatures = signatures;
    }

    @Override
    public boolean hasNext() {
        while (found.isEmpty() && members.hasNext()) {
            var member = members.next();
            add(member.getLong(0), member.getLong(1), member.getLong(2));
        }
        return !found.isEmpty();
    }

    /** {@code first, second}: ids, the first one smaller. */
    @Override
    public Row next() {
        hasNext();
        return found.remove();
    }

    private void add(long hash, long id, long sketch) {
        if (hash != band) {
            band = hash;
            anchors = 0;
        }
        find(id, sketch);
        if (anchors < ANCHORS) {
            ids[anchors] = id;
            sketches[anchors] = sketch;
            anchors++;
        }
    }

    /** The first anchor that may be near, and the nearest of the others. */
    private void find(long id, long sketch) {
        var nearest = new int[0];
        for (int i = 0; i < anchors; i++) {
            if (signatures.mayBeNear(sketches[i], sketch)) {
                nearest = Arrays.copyOf(nearest, nearest.length + 1);
                nearest[nearest.length - 1] = i;
            }
        }
        if (nearest.length > 0) {
            found.add(RowFactory.create(ids[nearest[0]], id));
            Arrays.stream(nearest)
                    .skip(1)
                    .boxed()
                    .sorted(Comparator.comparingInt(anchor -> MinHash.difference(sketches[anchor], sketch)))
                    .limit(NEAREST)
                    .forEach(anchor -> found.add(RowFactory.create(ids[anchor], id)));
        }
    }
}
