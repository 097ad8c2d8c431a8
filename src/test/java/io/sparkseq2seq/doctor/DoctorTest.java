package io.sparkseq2seq.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.doctor.Finding.Grade;
import io.sparkseq2seq.translate.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor finds on a local Spark; on executors of a cluster it is asked in {@code ClusterIT}. */
class DoctorTest implements SparkTest {
    @TempDir
    Path folder;

    private static Diagnosis examine(SparkSession spark, String... settings) {
        var doctor = new Doctor(
                Settings.load(Optional.empty(), List.of(settings)), new Configuration(), Throwable::getMessage);
        doctor.examineDriver();
        doctor.examineExecutors(spark);
        return doctor.diagnosis();
    }

    private static Finding the(String what, Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " in\n" + diagnosis));
    }

    @Test
    void aLocalSparkWillDo(SparkSession spark) {
        var found = examine(spark);
        assertThat(found.count(Grade.OK))
                .as(found.toString())
                .isEqualTo(found.findings().size());
        assertThat(the("Java, driver", found).found())
                .isEqualTo(Runtime.version().toString());
        assertThat(the("Spark, driver", found).found()).startsWith("3.5.").contains("Scala 2.12.");
        assertThat(the("native libraries, driver", found).found()).contains("unpacked in /");
        assertThat(the("slots", found).found()).startsWith("2 task(s)");
        assertThat(found.toString().lines()).allMatch(line -> line.equals("doctor") || line.startsWith("  "));
    }

    @Test
    void programsReadItAsJson(SparkSession spark) throws IOException {
        var json = new ObjectMapper().readTree(examine(spark, "train.workers=3").toJson());
        assertThat(json.path("outcome").asText()).isEqualTo("warn");
        assertThat(json.path("checks"))
                .anyMatch(check -> check.path("what").asText().equals("slots")
                        && check.path("grade").asText().equals("warn")
                        && check.path("mend").asText().contains("train.workers"));
    }

    @Test
    void aFileSystemWithoutItsJarIsNamedWithWhereToGetIt(SparkSession spark) {
        var found = the("abfs:, driver", examine(spark, "translate.input=abfs://texts@account.example/new"));
        assertThat(found.grade()).isEqualTo(Grade.FAIL);
        assertThat(found.mend()).contains("--packages org.apache.hadoop:hadoop-azure:3.3.4");
    }

    @Test
    void aPlaceIsTriedAndNothingStays(SparkSession spark) throws IOException {
        var there = Files.createDirectory(folder.resolve("out"));
        Files.writeString(there.resolve("mine"), "mine");
        var deep = folder.resolve("a/b/model");
        var found = examine(spark, "translate.output=" + there, "train.model=" + deep);
        assertThat(the("translate.output", found).grade()).isEqualTo(Grade.OK);
        assertThat(the("train.model", found).found()).endsWith("appear by rename");
        try (var files = Files.walk(folder)) {
            assertThat(files.map(folder::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("", "out", "out/mine");
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldAsTheJobWould(SparkSession spark) throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        var found = the("translate.output", examine(spark, "translate.output=" + file + "/out"));
        assertThat(found.grade()).isEqualTo(Grade.FAIL);
        assertThat(found.found()).contains(file.toString());
    }

    @Test
    void aModelIsMeasuredAgainstNativeMemory(SparkSession spark) {
        var model = folder.resolve("model");
        SavedModel.write(model, 1);
        var fits = the("memory of translating", examine(spark, "translate.model=" + model));
        assertThat(fits.grade()).isEqualTo(Grade.OK);
        var need = MemoryNeed.ofTranslation(model.toString(), 2, new Configuration());
        assertThat(need.within(need.bytes() - 1).grade()).isEqualTo(Grade.FAIL);
        assertThat(need.within(need.bytes() - 1).mend()).contains("spark.off-heap");
    }

    @Test
    void aModelThatIsNotThereIsAWarningAndItsMemoryUnknown(SparkSession spark) {
        var found = examine(spark, "translate.model=" + folder.resolve("none"));
        assertThat(the("translate.model", found).grade()).isEqualTo(Grade.WARN);
    }

    @Test
    void ofAListEachPathIsLookedFor() throws IOException {
        var one = Files.writeString(folder.resolve("a"), "a\n");
        var two = Files.writeString(folder.resolve("b"), "b\n");
        assertThat(references(one + ", " + two)).isEqualTo(Grade.OK);
        assertThat(references(one + "," + folder.resolve("none"))).isEqualTo(Grade.WARN);
    }

    private static Grade references(String paths) {
        var settings = Settings.load(Optional.empty(), List.of("evaluate.references=" + paths));
        var doctor = new Doctor(settings, new Configuration(), Throwable::getMessage);
        doctor.examineDriver();
        return the("evaluate.references", doctor.diagnosis()).grade();
    }

    @Test
    void aModelToStartFromMustBeThereUnlessItIsTheOneThatLearnsOn() {
        assertThat(read("train.start-from=first", "train.model=second")).containsEntry("train.start-from", "first");
        assertThat(read("train.start-from=second/", "train.model=second")).doesNotContainKey("train.start-from");
    }

    private static Map<String, String> read(String... settings) {
        return Places.of(Settings.load(Optional.empty(), List.of(settings))).read();
    }

    @Test
    void secretsInPathsAreMasked(SparkSession spark) {
        var found = examine(spark, "translate.input=s3n://KEY:SECRET@bucket/x");
        assertThat(found.toString()).contains("s3n:, driver").doesNotContain("SECRET");
    }

    @Test
    void executorsAreAskedWithSparksClassesAloneWhatTheirJavaIs(SparkSession spark) {
        assertThat(new Executors(spark).javaVersions().values())
                .containsOnly(Integer.toString(Runtime.version().feature()));
        assertThat(Doctor.number("1.8")).isEqualTo(8);
        assertThat(Doctor.number("11")).isEqualTo(11);
        assertThat(Doctor.number("17.0.15+6")).isEqualTo(17);
    }
}
