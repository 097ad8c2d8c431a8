package io.sparkseq2seq;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ByteArrayOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use whom; what a package may use, those that use it may use too. */
class PackagesTest {
    private static final String ROOT = "io.sparkseq2seq";
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            entry("config", List.of()),
            entry("storage", List.of("config")),
            entry("report", List.of("storage")),
            entry("launch", List.of("storage")),
            entry("text", List.of("config")),
            entry("subword", List.of("text")),
            entry("align", List.of("text")),
            entry("kernel", List.of("config")),
            entry("model", List.of("kernel", "subword", "storage")),
            entry("glossary", List.of("text", "storage")),
            entry("document", List.of("text")),
            entry("search", List.of("model", "document", "glossary")),
            entry("metric", List.of("config")),
            entry("language", List.of("config")),
            entry("similarity", List.of("config")),
            entry("filter", List.of("subword", "language")),
            entry("table", List.of("storage")),
            entry("parallel", List.of("table")),
            entry("corpus", List.of("filter", "similarity", "align", "parallel", "report")),
            entry("averaging", List.of("model")),
            entry("train", List.of("averaging", "corpus", "search", "metric", "report")),
            entry("history", List.of("report")),
            entry("gate", List.of("search", "table", "language")),
            entry("translate", List.of("search", "table", "report", "gate")),
            entry("sql", List.of("translate")),
            entry("lake", List.of("gate", "translate")),
            entry("evaluate", List.of("translate", "corpus", "metric")),
            entry("doctor", List.of("averaging", "corpus")),
            entry("signature", List.of("model", "report")),
            entry("bench", List.of("averaging", "corpus", "lake", "metric")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static Set<String> reachable(String name) {
        var all = new TreeSet<>(Set.of(name));
        ARROWS.get(name).forEach(used -> all.addAll(reachable(used)));
        return all;
    }

    @Test
    void packagesUseOnlyThoseTheyMay() {
        for (String name : ARROWS.keySet()) {
            String[] allowed = reachable(name).stream()
                    .map(used -> ROOT + "." + used + "..")
                    .toArray(String[]::new);
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + name + "..")
                    .should()
                    .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void everyPackageIsInTheTable() {
        assertThat(CLASSES.stream().map(type -> type.getPackageName()).distinct())
                .isSubsetOf(
                        Stream.concat(Stream.of(ROOT), ARROWS.keySet().stream().map(name -> ROOT + "." + name))
                                .toList());
    }

    @Test
    void theModelAndWhatLiesBelowKnowNoSpark() {
        noClasses()
                .that()
                .resideInAnyPackage(Stream.of(
                                "config",
                                "storage",
                                "report",
                                "text",
                                "document",
                                "subword",
                                "align",
                                "language",
                                "filter",
                                "similarity",
                                "kernel",
                                "model",
                                "glossary",
                                "search",
                                "metric",
                                "signature")
                        .map(name -> ROOT + "." + name + "..")
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .check(CLASSES);
    }

    @Test
    void settingsAndTextArePlainJava() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".config..",
                        ROOT + ".text..",
                        ROOT + ".document..",
                        ROOT + ".subword..",
                        ROOT + ".align..",
                        ROOT + ".language..",
                        ROOT + ".filter..",
                        ROOT + ".similarity..",
                        ROOT + ".metric..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..", "org.nd4j..", "org.deeplearning4j..")
                .check(CLASSES);
    }

    /**
     * What {@code docs/vulnerabilities.tsv} calls "ours": the parsers within DL4J are given nothing that came from
     * elsewhere.
     */
    @Test
    void whatIsWithinDl4jReadsOnlyWhatWasWrittenHere() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.sparkseq2seq\\.report\\.EventFile.*")
                .should()
                .dependOnClassesThat(resideInAPackage("org.nd4j.shade..")
                        .and(not(resideInAPackage("org.nd4j.shade.jackson.annotation.."))))
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.nd4j.shade.protobuf.CodedInputStream")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.sparkseq2seq.averaging.Replicas")
                .should()
                .callMethodWhere(
                        target(nameMatching("from(Json|Yaml)|restore\\w+|importGraph|load(Model)?|createFromNpy\\w*"))
                                .and(target(owner(resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")))))
                .check(CLASSES);
    }

    /** An Arabic locale has other digits, a Turkish one another lower case of I. */
    @Test
    void nothingDependsOnTheMachinesLocale() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
                .check(CLASSES);
    }

    /** Text is UTF-8, whatever the machine takes for its charset. */
    @Test
    void nothingDependsOnTheMachinesCharset() {
        noClasses()
                .should()
                .callConstructor(String.class, byte[].class)
                .orShould()
                .callMethod(String.class, "getBytes")
                .orShould()
                .callConstructor(InputStreamReader.class, InputStream.class)
                .orShould()
                .callConstructor(OutputStreamWriter.class, OutputStream.class)
                .orShould()
                .callConstructor(PrintStream.class, OutputStream.class)
                .orShould()
                .callConstructor(PrintStream.class, OutputStream.class, boolean.class)
                .orShould()
                .callConstructor(PrintWriter.class, OutputStream.class)
                .orShould()
                .callConstructor(PrintWriter.class, OutputStream.class, boolean.class)
                .orShould()
                .callConstructor(FileReader.class, String.class)
                .orShould()
                .callConstructor(FileWriter.class, String.class)
                .orShould()
                .callConstructor(Scanner.class, InputStream.class)
                .orShould()
                .callMethod(ByteArrayOutputStream.class, "toString")
                .orShould()
                .callMethod(Charset.class, "defaultCharset")
                .check(CLASSES);
    }
}
