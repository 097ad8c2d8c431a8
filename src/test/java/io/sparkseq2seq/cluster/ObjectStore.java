package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** An S3 server on the loopback, in a JVM of its own, with one bucket. */
public final class ObjectStore implements AutoCloseable {
    /** The bucket. */
    public static final String ROOT = "s3a://lake";

    private static final String READY = "Started S3MockApplication";
    private static final String PORT = "Tomcat started on ports? (\\d+)";

    private final Daemon daemon;
    private final int port;
    private final Path log;

    private ObjectStore(Daemon daemon, int port, Path log) {
        this.daemon = daemon;
        this.port = port;
        this.log = log;
    }

    /** @param folder for its files and its log */
    public static ObjectStore start(Path folder) throws IOException, InterruptedException {
        // Spring's own start of the jar; a test's class starts that, to end with this JVM.
        var daemon = Daemon.start(
                folder.resolve("s3.log"),
                Map.of(),
                "target/test-classes:target/s3mock.jar",
                "256m",
                "org.springframework.boot.loader.launch.JarLauncher",
                "--server.ssl.enabled=false",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--com.adobe.testing.s3mock.httpPort=0",
                "--server.tomcat.basedir=" + folder.toAbsolutePath(),
                "--server.tomcat.accesslog.enabled=true",
                "--server.tomcat.accesslog.buffered=false",
                "--server.tomcat.accesslog.directory=requests",
                "--server.tomcat.accesslog.pattern=" + StoreRequests.PATTERN,
                "--com.adobe.testing.s3mock.store.root="
                        + folder.toAbsolutePath().resolve("s3"),
                "--com.adobe.testing.s3mock.store.initialBuckets=lake");
        try {
            int port = Integer.parseInt(daemon.await(PORT).group(1));
            daemon.await(READY);
            return new ObjectStore(daemon, port, folder.resolve("requests"));
        } catch (IOException | InterruptedException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /** What it has been asked for so far. */
    public StoreRequests requests() throws IOException {
        return StoreRequests.read(log);
    }

    /** Hadoop's properties to reach it. */
    public Map<String, String> properties() {
        return new TreeMap<>(Map.of(
                "fs.s3a.endpoint", "http://127.0.0.1:" + port,
                "fs.s3a.endpoint.region", "us-east-1",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.connection.ssl.enabled", "false",
                "fs.s3a.access.key", "any",
                "fs.s3a.secret.key", "any",
                "fs.s3a.attempts.maximum", "2"));
    }

    /** A configuration with them. */
    public Configuration configuration() {
        var hadoop = new Configuration();
        properties().forEach(hadoop::set);
        return hadoop;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
