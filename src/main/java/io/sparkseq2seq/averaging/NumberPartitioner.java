package io.sparkseq2seq.averaging;

import org.apache.spark.Partitioner;

/** Keys are the numbers of their partitions. */
public final class NumberPartitioner extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int count;

    public NumberPartitioner(int count) {
        this.count = count;
    }

    @Override
    public int numPartitions() {
        return count;
    }

    @Override
    public int getPartition(Object key) {
        return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberPartitioner numbered && numbered.count == count;
    }

    @Override
    public int hashCode() {
        return count;
    }
}
