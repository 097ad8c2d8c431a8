package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS with one data node, and YARN with some NodeManagers, in a JVM of its own. YARN measures containers and kills
 * those that are larger than they asked for, as on a real cluster. Prints {@code hadoop at URI} when it is up, and
 * stays; a file {@code lose-N} in its folder stops the NodeManager of that number.
 */
public final class MiniHadoop {
    /** What a client must know. The whole configuration would tie it to the daemons' own folders. */
    private static final List<String> ADDRESSES = List.of(
            "yarn.resourcemanager.address",
            "yarn.resourcemanager.scheduler.address",
            "yarn.resourcemanager.admin.address",
            "yarn.resourcemanager.resource-tracker.address",
            "yarn.resourcemanager.hostname");

    private MiniHadoop() {}

    /** The folder for files, in which {@code conf} will be the client's; NodeManagers; MB of each; cores of each. */
    public static void main(String[] args) throws IOException, InterruptedException, YarnException {
        Path folder = Path.of(args[0]);
        int nodes = Integer.parseInt(args[1]);
        // Where the mini cluster has its nodes' folders.
        System.setProperty("test.build.data", folder.toString());
        var files = hdfs(folder).getFileSystem().getUri().toString();
        var yarn = new MiniYARNCluster("yarn", 1, nodes, 1, 1);
        yarn.init(configuration(folder, files, Integer.parseInt(args[2]), Integer.parseInt(args[3])));
        yarn.start();
        yarn.waitForNodeManagersToConnect(60_000);
        writeClient(folder.resolve("conf"), files, yarn.getConfig());
        System.out.println("hadoop at " + files);
        loseNodes(yarn, folder, nodes);
    }

    private static MiniDFSCluster hdfs(Path folder) throws IOException {
        var conf = new Configuration();
        conf.set("hadoop.tmp.dir", folder + "/tmp");
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder + "/dfs");
        conf.setInt("dfs.replication", 1);
        var cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
        return cluster;
    }

    private static YarnConfiguration configuration(Path folder, String files, int megabytes, int cores) {
        var yarn = new YarnConfiguration();
        yarn.set("fs.defaultFS", files);
        yarn.set("hadoop.tmp.dir", folder + "/tmp");
        yarn.setInt("dfs.replication", 1);
        // The checks of memory are off unless all of these are set: a mini cluster has no monitor of its own accord,
        // and by
        // default the check is left to cgroups, which are not in use.
        yarn.setBoolean("yarn.minicluster.control-resource-monitoring", true);
        yarn.setBoolean("yarn.nodemanager.pmem-check-enabled", true);
        yarn.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        yarn.setBoolean("yarn.nodemanager.resource.memory.enforced", false);
        yarn.setInt("yarn.nodemanager.container-monitor.interval-ms", 500);
        yarn.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", megabytes);
        yarn.setInt("yarn.nodemanager.resource.memory-mb", megabytes);
        yarn.setInt("yarn.nodemanager.resource.cpu-vcores", cores);
        yarn.setInt("yarn.scheduler.minimum-allocation-mb", 64);
        yarn.setInt("yarn.scheduler.maximum-allocation-mb", megabytes);
        yarn.setClass(
                "yarn.resourcemanager.scheduler.class",
                org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler.class,
                Object.class);
        yarn.set("yarn.scheduler.capacity.root.queues", "default");
        yarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
        yarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        yarn.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");
        yarn.setInt("yarn.resourcemanager.am.max-attempts", 2);
        yarn.setInt("yarn.nm.liveness-monitor.expiry-interval-ms", 20_000);
        // Logs stay where they are written.
        yarn.setInt("yarn.nodemanager.delete.debug-delay-sec", 3600);
        return yarn;
    }

    private static void writeClient(Path folder, String files, Configuration running) throws IOException {
        var client = new Configuration(false);
        client.set("fs.defaultFS", files);
        client.set("dfs.replication", "1");
        for (var key : ADDRESSES) {
            if (running.get(key) != null) {
                client.set(key, running.get(key));
            }
        }
        Files.createDirectories(folder);
        for (var name : List.of("core-site.xml", "yarn-site.xml")) {
            try (var out = Files.newOutputStream(folder.resolve(name))) {
                client.writeXml(out);
            }
        }
    }

    private static void loseNodes(MiniYARNCluster yarn, Path folder, int nodes) throws InterruptedException {
        var left = new ArrayList<Integer>();
        for (int node = 0; node < nodes; node++) {
            left.add(node);
        }
        while (true) {
            for (int node : left.stream().sorted(Comparator.reverseOrder()).toList()) {
                if (Files.exists(folder.resolve("lose-" + node))) {
                    left.remove((Integer) node);
                    yarn.getNodeManager(node).stop();
                    System.out.println("lost NodeManager " + node);
                }
            }
            Thread.sleep(100);
        }
    }
}
