package io.sparkseq2seq.translate;

import java.io.Serializable;

/**
 * The texts of a row, on their way to the task that translates them.
 *
 * @param place of the row
 * @param hash by which it is known again
 * @param texts of each column; null where there is none
 * @param damaged whether each had bytes that are no UTF-8
 */
record RowTexts(Place place, int hash, String[] texts, boolean[] damaged) implements Serializable {

    /**
     * Where a row stands in its table.
     *
     * @param partition of the table
     * @param index within the partition, from 0
     */
    record Place(int partition, long index) implements Serializable, Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int partitions = Integer.compare(partition, other.partition);
            return partitions != 0 ? partitions : Long.compare(index, other.index);
        }
    }

    long characters() {
        long characters = 0;
        for (var text : texts) {
            characters += text == null ? 0 : text.length();
        }
        return characters;
    }
}
