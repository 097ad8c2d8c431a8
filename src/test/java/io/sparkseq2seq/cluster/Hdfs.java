package io.sparkseq2seq.cluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** HDFS with one data node in a JVM of its own: prints {@code hdfs at URI} when it is up, and stays. */
public final class Hdfs {
    private Hdfs() {}

    /** The folder for its files. */
    public static void main(String[] args) throws IOException {
        var conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, args[0]);
        conf.setInt("dfs.replication", 1);
        var cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
        System.out.println("hdfs at " + cluster.getFileSystem().getUri());
    }
}
