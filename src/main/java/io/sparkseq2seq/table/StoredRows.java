package io.sparkseq2seq.table;

import io.sparkseq2seq.config.DataFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * The rows of a table as Spark reads them, partition by partition, the same at each reading: no value is converted, and
 * none leaves the task that read it. Those of files are in the order of the files' paths, which Spark's are not.
 */
public final class StoredRows {
    /** Small files are read together. */
    private static final long BYTES_OF_PARTITION = 32L << 20;

    private static final String SPLIT = "spark.sql.files.maxPartitionBytes";
    private static final String OPEN_COST = "spark.sql.files.openCostInBytes";

    private StoredRows() {}

    /**
     * The rows of a source. Each is valid until the next one is asked for. They may be persisted: whoever is done with
     * them unpersists them.
     */
    public static RDD<InternalRow> of(Source source) {
        var session = source.rows().sparkSession();
        boolean isOfFiles = FileTable.relation(source.rows()).isPresent();
        if (isOfFiles && source.format() != DataFormat.TABLE) {
            // A partition for each split of a file, to be put in order.
            session.conf().set(OPEN_COST, session.conf().get(SPLIT));
        }
        var execution = source.rows().queryExecution();
        if (isExchanged(execution.executedPlan())) {
            // Of a view, say: after a shuffle rows come in another order each time.
            return execution
                    .toRdd()
                    .toJavaRDD()
                    .map(InternalRow::copy)
                    .persist(StorageLevel.DISK_ONLY())
                    .rdd();
        }
        var rows = execution.toRdd();
        var partitions = rows.partitions();
        return partitions.length > 0 && Arrays.stream(partitions).allMatch(FilePartition.class::isInstance)
                ? rows.coalesce(partitions.length, false, Option.apply(new InOrder()), null)
                : rows;
    }

    private static boolean isExchanged(TreeNode<?> plan) {
        return plan instanceof Exchange
                || plan instanceof AdaptiveSparkPlanExec adaptive && isExchanged(adaptive.executedPlan())
                || Stream.of(plan.children(), plan.innerChildren())
                        .flatMap(nodes -> JavaConverters.seqAsJavaList(nodes).stream())
                        .anyMatch(node -> isExchanged((TreeNode<?>) node));
    }

    /** Puts partitions of files in the order of their paths, and small ones together. */
    private static final class InOrder implements PartitionCoalescer, scala.Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public PartitionGroup[] coalesce(int most, RDD<?> rows) {
            var ordered = new ArrayList<Partition>(List.of(rows.partitions()));
            ordered.sort(Comparator.comparing(InOrder::path).thenComparing(InOrder::start));
            var groups = new ArrayList<PartitionGroup>();
            long bytes = BYTES_OF_PARTITION;
            for (var partition : ordered) {
                if (bytes >= BYTES_OF_PARTITION) {
                    groups.add(new PartitionGroup(Option.empty()));
                    bytes = 0;
                }
                groups.get(groups.size() - 1).partitions().$plus$eq(partition);
                bytes += bytes(partition);
            }
            return groups.toArray(PartitionGroup[]::new);
        }

        private static String path(Partition partition) {
            return ((FilePartition) partition).files()[0].filePath().toPath().toString();
        }

        private static long start(Partition partition) {
            return ((FilePartition) partition).files()[0].start();
        }

        private static long bytes(Partition partition) {
            return Arrays.stream(((FilePartition) partition).files())
                    .mapToLong(file -> file.length())
                    .sum();
        }
    }
}
