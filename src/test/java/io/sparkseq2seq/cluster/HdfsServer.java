package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** HDFS on the loopback, in a JVM of its own. */
public final class HdfsServer implements AutoCloseable {
    private final Daemon daemon;
    private final String root;

    private HdfsServer(Daemon daemon, String root) {
        this.daemon = daemon;
        this.root = root;
    }

    /** @param folder for its files and its log */
    public static HdfsServer start(Path folder) throws IOException, InterruptedException {
        var daemon = Daemon.start(
                folder.resolve("hdfs.log"),
                Map.of(),
                Cluster.hdfsClassPath(),
                "384m",
                Hdfs.class.getName(),
                folder.toAbsolutePath() + "/data");
        try {
            return new HdfsServer(daemon, daemon.await("hdfs at (\\S+)").group(1));
        } catch (IOException | InterruptedException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /** {@code hdfs://localhost:PORT}. */
    public String root() {
        return root;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
