package io.sparkseq2seq.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.sparkseq2seq.kernel.NativeLibraries;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.bytedeco.javacpp.Pointer;
import scala.util.Properties;

/**
 * What the JVM of a driver or an executor is like, looked at from within it.
 *
 * @param name {@code driver}, or Spark's number of the executor
 * @param host it runs on
 * @param java its version
 * @param spark the version of the Spark in it
 * @param scala the version of Scala in it
 * @param platform operating system and processor
 * @param natives its native libraries, loaded
 * @param heap bytes that it may take at most
 * @param offHeap bytes that the model may take outside of the heap; 0: as much as there is
 * @param memory bytes of its container, or of its machine
 * @param missing file systems of schemes whose classes are not there
 */
record Machine(
        String name,
        String host,
        String java,
        String spark,
        String scala,
        String platform,
        NativeLibraries natives,
        long heap,
        long offHeap,
        long memory,
        List<String> missing)
        implements Serializable {

    /** This JVM. */
    static Machine here(String name, List<String> schemes) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var natives = NativeLibraries.load();
        return new Machine(
                name,
                hostName(),
                Runtime.version().toString(),
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                Properties.versionNumberString(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                natives,
                Runtime.getRuntime().maxMemory(),
                natives.problem().isEmpty() ? Pointer.maxBytes() : 0,
                system.getTotalMemorySize(),
                missing(schemes));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }

    private static List<String> missing(List<String> schemes) {
        var missing = new TreeMap<String, String>();
        for (var scheme : schemes) {
            try {
                FileSystem.getFileSystemClass(scheme, new Configuration());
            } catch (UnsupportedFileSystemException | RuntimeException e) {
                missing.put(scheme, scheme);
            } catch (java.io.IOException e) {
                throw new IllegalStateException(scheme, e);
            }
        }
        return List.copyOf(missing.keySet());
    }

    @Override
    public String toString() {
        return name.equals("driver") ? "driver" : "executor " + name + " on " + host;
    }
}
