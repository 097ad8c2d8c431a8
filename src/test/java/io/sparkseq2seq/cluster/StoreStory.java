package io.sparkseq2seq.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The whole story on an object store: text on S3, the four jobs by spark-submit on Spark's own cluster, translations on
 * S3; one more translation is killed while it publishes, and run again. It counts what the server was asked for, by
 * kind, and what was copied, prints that beside what was published, and writes it as JSON.
 */
public final class StoreStory {
    private static final Path FOLDER = Path.of("target/story/s3");
    private static final List<String> TEXTS =
            List.of("train.en", "train.zh", "valid.en", "valid.zh", "test.en", "test.zh");
    private static final List<String> KINDS = List.of(
            "GET", "HEAD", "LIST", "PUT", "POST uploads", "PUT part", "POST complete", "POST delete", "DELETE", "COPY");
    /** How often the sentences of the test set are translated. */
    private static final int TIMES = 10;

    private static final int PARTS = 8;

    private final ObjectStore s3;
    private final Cluster cluster;
    private final Configuration hadoop;
    private final Map<String, String> spark = new HashMap<>();
    private final List<Map<String, Object>> steps = new ArrayList<>();
    private StoreRequests seen;

    private StoreStory(ObjectStore s3, Cluster cluster) throws IOException {
        this.s3 = s3;
        this.cluster = cluster;
        this.hadoop = s3.configuration();
        this.seen = s3.requests();
        s3.properties().forEach((key, value) -> spark.put("spark.hadoop." + key, value));
    }

    /** The file for the figures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (var cluster = new Cluster(FOLDER)) {
            cluster.install("hadoop-aws-", "aws-java-sdk-bundle-", "spark-hadoop-cloud_");
            try (var s3 = ObjectStore.start(FOLDER.resolve("store"))) {
                var story = new StoreStory(s3, cluster);
                story.tell();
                System.out.printf(Locale.ROOT, "all of it took %.0f s%n", seconds(started));
                var json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                json.writeValue(Path.of(args[0]).toFile(), story.steps);
            }
        }
        // Hadoop's threads of file systems that are open.
        System.exit(0);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static String at(String path) {
        return ObjectStore.ROOT + "/" + path;
    }

    private void tell() throws IOException, InterruptedException {
        for (var text : TEXTS) {
            TextFiles.write(at("in/" + text), Files.readString(Path.of("data-samples", text)), hadoop);
        }
        var many = Files.readString(Path.of("data-samples/test.en")).repeat(TIMES);
        TextFiles.write(at("in/many.en"), many, hadoop);
        int lines = (int) many.lines().count();
        System.out.println("requests to S3 of each job, and what it copied; bytes in kB");
        var title = new StringBuilder(String.format("%-24s %5s %9s %5s", "", "s", "published", "files"));
        KINDS.forEach(kind -> title.append("  ").append(kind));
        System.out.println(title + "  copied");

        run("preprocess", "corpus", preprocess());
        run(
                "train",
                "model",
                "train",
                "--conf",
                "quickstart",
                "train.corpus=" + at("corpus"),
                "train.model=" + at("model"),
                "train.epochs=4");
        run(
                "evaluate",
                "scores",
                "evaluate",
                "--conf",
                "quickstart",
                "evaluate.model=" + at("model"),
                "evaluate.corpus=" + at("corpus"),
                "evaluate.output=" + at("scores"));
        run("translate", "out", translate("out"));
        require(lines(at("out")) == lines, "lines were lost");
        kill();
        run("translate, run again", "out", translate("out"));
        require(lines(at("out")) == lines, "lines were lost");
        spark.put("spark.hadoop.fs.s3a.committer.name", "file");
        run("translate, files copied", "copied", translate("copied"));
    }

    private static String[] preprocess() {
        var all = new ArrayList<>(List.of(
                "preprocess",
                "--conf",
                "quickstart",
                "preprocess.source=" + at("in/train.en"),
                "preprocess.target=" + at("in/train.zh"),
                "preprocess.output=" + at("corpus")));
        for (var set : List.of("valid", "test")) {
            all.add("preprocess." + set + ".source=" + at("in/" + set + ".en"));
            all.add("preprocess." + set + ".target=" + at("in/" + set + ".zh"));
        }
        return all.toArray(String[]::new);
    }

    private static String[] translate(String output) {
        return new String[] {
            "translate",
            "translate.model=" + at("model"),
            "translate.input=" + at("in/many.en"),
            "translate.output=" + at(output),
            "translate.overwrite=true",
            "translate.partitions=" + PARTS,
            "translate.beam=1",
            "translate.max-length=40"
        };
    }

    /** Kills the driver as soon as the mark is written, and the parts of before are about to be deleted. */
    private void kill() throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (var command = start("killed", translate("out"))) {
            while (command.isAlive()
                    && s3.requests().after(seen).of("PUT").stream()
                            .noneMatch(put -> put.object().equals("lake/out/_seq2seq.json"))) {
                Thread.sleep(5);
            }
            boolean alive = command.isAlive();
            command.kill();
            command.await();
            require(alive, "it ended before it could be killed: " + command.printed());
        }
        var damage = Published.damage(new org.apache.hadoop.fs.Path(at("out")), hadoop);
        require(damage.isEmpty(), "what readers find is not whole: " + damage);
        tell("translate, killed", "out", seconds(started));
    }

    private Command start(String name, String... arguments) throws IOException {
        return cluster.start(name.replaceAll("\\W+", "-"), spark, "", arguments);
    }

    private void run(String name, String output, String... arguments) throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (var command = start(name, arguments)) {
            var result = command.await();
            require(result.exitCode() == 0, name + " ended with " + result.exitCode() + ": " + result.err());
        }
        tell(name, output, seconds(started));
    }

    private void tell(String name, String output, double seconds) throws IOException {
        var all = s3.requests();
        var requests = all.after(seen);
        var folder = new org.apache.hadoop.fs.Path(at(output));
        var published = folder.getFileSystem(hadoop).getContentSummary(folder);
        // What this program asks for is nobody's.
        seen = s3.requests();
        var kinds = requests.kinds();
        var line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %5.0f %,9d %5d",
                name,
                seconds,
                published.getLength() / 1000,
                published.getFileCount()));
        for (var kind : KINDS) {
            line.append(String.format(Locale.ROOT, "  %" + kind.length() + "d", kinds.getOrDefault(kind, 0L)));
        }
        System.out.println(line + String.format(Locale.ROOT, "  %,6d", requests.bytes("COPY") / 1000));
        var step = new LinkedHashMap<String, Object>();
        step.put("step", name);
        step.put("seconds", seconds);
        step.put("published bytes", published.getLength());
        step.put("published files", published.getFileCount());
        step.put("requests", kinds);
        step.put("copied bytes", requests.bytes("COPY"));
        step.put(
                "copied bytes per published byte",
                (double) requests.bytes("COPY") / Math.max(1, published.getLength()));
        step.put(
                "copied",
                requests.of("COPY").stream().map(StoreRequests.Request::object).toList());
        steps.add(step);
    }

    private int lines(String folder) throws IOException {
        int lines = 0;
        for (var part : Published.parts(folder, Kind.TRANSLATIONS, hadoop)) {
            lines += (int) TextFiles.read(part, hadoop).lines().count();
        }
        return lines;
    }

    private static void require(boolean is, String what) {
        if (!is) {
            throw new IllegalStateException(what);
        }
    }
}
