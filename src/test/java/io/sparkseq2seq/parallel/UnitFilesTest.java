package io.sparkseq2seq.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.PreprocessSettings;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Translation memories, files of localization, archives of OPUS, packed files and tables, read as pairs. */
class UnitFilesTest implements SparkTest {
    private static final String TMX =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE tmx SYSTEM "tmx14.dtd">
            <tmx version="1.4" xmlns:x="http://example.com/x"><header srclang="en" segtype="sentence"/><body>
              <tu tuid="1" x:status="draft"><note>one</note>
                <tuv xml:lang="EN-us"><seg>Press <bpt i="1">&lt;b&gt;</bpt>OK<ept i="1">&lt;/b&gt;</ept> &amp; go.</seg></tuv>
                <tuv xml:lang="fr"><seg>Appuyez sur <hi>OK</hi>.</seg></tuv>
                <tuv xml:lang="de"><seg>OK drücken.</seg></tuv></tu>
              <tu><tuv xml:lang="en"><seg>Only <![CDATA[<English>]]></seg></tuv></tu>
              <tu><tuv xml:lang="pl"><seg>Nic</seg></tuv><tuv xml:lang="it"><seg>Niente</seg></tuv></tu>
              <tu><tuv lang="en"><seg>Two</seg></tuv><tuv lang="fr-CA"><seg>Deux</seg></tuv><tuv lang="fr"><seg>2</seg></tuv></tu>
            </body></tmx>
            """;

    @TempDir
    Path folder;

    private List<String> read(Path path, String... more) {
        var settings = new ArrayList<>(List.of("preprocess.input=" + path));
        settings.addAll(List.of(more));
        var text = train(Settings.load(Optional.empty(), settings).preprocess());
        var pairs = text.read(SparkTest.spark());
        var rows = pairs.rows().orderBy("id").collectAsList();
        assertThat(rows).hasSize((int) pairs.count());
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).getLong(0)).isEqualTo(i);
        }
        return rows.stream()
                .map(row -> row.getString(1) + " | " + row.getString(2))
                .toList();
    }

    private static String[] languages(String source, String target) {
        return new String[] {"preprocess.columns.source=" + source, "preprocess.columns.target=" + target};
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path zip(String name, String... entries) throws IOException {
        Path path = folder.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return path;
    }

    @Test
    void aTranslationMemoryGivesTheUnitsOfTwoLanguages() throws IOException {
        Path tmx = write("a.tmx", TMX);
        assertThat(read(tmx, languages("en", "fr")))
                .containsExactly("Press OK & go. | Appuyez sur OK.", "Only <English> | null", "Two | Deux", "Two | 2");
        assertThat(read(tmx, languages("fr", "de")))
                .containsExactly("Appuyez sur OK. | OK drücken.", "Deux | null", "2 | null");
        assertThat(read(tmx, languages("en-US", "de"))).containsExactly("Press OK & go. | OK drücken.");
    }

    @Test
    void languagesThatAFileLacksAreAnErrorThatNamesThoseItHas() throws IOException {
        Path tmx = write("a.tmx", TMX);
        assertThatThrownBy(() -> read(tmx, languages("ja", "ko")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("from ja to ko")
                .hasMessageContaining("EN-us, de, en, fr, fr-CA, it, pl");
        // A side that no unit has is missing as a whole, not from each pair.
        assertThatThrownBy(() -> read(tmx, languages("en", "ko")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("from en to ko")
                .hasMessageContaining("fr-CA");
        assertThatThrownBy(() -> read(tmx)).isInstanceOf(UserException.class).hasMessageContaining("such as en and zh");
    }

    @Test
    void anArchiveIsOneOfLinesUnlessItSaysOtherwise() throws IOException {
        Path lines = zip("opus.zip", "LICENSE", "no", "x.de-en.en", "one\ntwo\n", "x.de-en.de", "eins\nzwei\n");
        assertThat(read(lines, languages("en", "de"))).containsExactly("one | eins", "two | zwei");
        Path memory = zip("memory.zip", "a.tmx", TMX);
        assertThatThrownBy(() -> read(memory, languages("en", "fr")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("it has a.tmx")
                .hasMessageContaining("Set the format to tmx");
        assertThat(read(
                        memory,
                        "preprocess.format=tmx",
                        "preprocess.columns.source=en",
                        "preprocess.columns.target=de"))
                .contains("Press OK & go. | OK drücken.");
    }

    @Test
    void numbersGoOnThroughTheFilesOfAFolderAndThroughArchives() throws IOException {
        write("1.tmx", TMX);
        zip("2.tmx.zip", "README", "no", "__MACOSX/._a.tmx", "\0", "x/a.tmx", TMX, "x/b.TMX", TMX);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("3.tmx.gz")))) {
            out.write(TMX.getBytes(StandardCharsets.UTF_8));
        }
        var all = languages("en", "fr");
        var one = read(folder.resolve("1.tmx"), all);
        var four = new ArrayList<>(one);
        for (int i = 0; i < 3; i++) {
            four.addAll(one);
        }
        assertThat(read(folder, "preprocess.format=tmx", all[0], all[1])).isEqualTo(four);
    }

    @Test
    void aMemoryInUtf16IsReadAsItDeclares() throws IOException {
        Path file = folder.resolve("a.tmx");
        Files.write(file, TMX.replace("UTF-8", "UTF-16").getBytes(StandardCharsets.UTF_16));
        assertThat(read(file, languages("de", "fr"))).contains("OK drücken. | Appuyez sur OK.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"</tmx>", "</body></tmx>", "drücken.</seg></tuv></tu>"})
    void aDamagedMemoryIsNamedWithTheLine(String lost) throws IOException {
        Path tmx = write("a.tmx", TMX.substring(0, TMX.indexOf(lost)));
        assertThatThrownBy(() -> read(tmx, languages("en", "fr")))
                .hasMessageContaining("the XML cannot be read")
                .hasMessageContaining("a.tmx:")
                .hasMessageContaining("Check that it is TMX, and whole.");
    }

    /** A billion laughs, and a file of the machine. */
    @Test
    void aHostileMemoryReadsNothingElse() throws IOException {
        Path secret = write("secret.txt", "top secret");
        Path tmx = write(
                "a.tmx",
                "<!DOCTYPE tmx [<!ENTITY a \"" + "ha".repeat(1_000) + "\"><!ENTITY b \"" + "&a;".repeat(1_000)
                        + "\"><!ENTITY f SYSTEM \"" + secret.toUri() + "\">]>\n<tmx><body><tu><tuv xml:lang='en'><seg>"
                        + "&f;&b;</seg></tuv><tuv xml:lang='fr'><seg>x</seg></tuv></tu></body></tmx>");
        assertThatThrownBy(() -> read(tmx, languages("en", "fr")))
                .hasMessageNotContaining("top secret")
                .hasMessageContaining("a.tmx:2");
    }

    @Test
    void filesOfLocalizationGiveWhatIsTranslated() throws IOException {
        Path old = write(
                "a.xlf",
                """
                <xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
                <file source-language="en-US" target-language="de" original="a"><body><group>
                <trans-unit id="1"><source>Open <g id="1">the</g> file<x id="2"/></source>
                  <target state="translated">Datei öffnen<ph id="2">\\n</ph></target>
                  <alt-trans><source>Open</source><target>Öffnen</target></alt-trans></trans-unit>
                <trans-unit id="2"><source>New</source><target state="new">New</target></trans-unit>
                </group></body></file>
                <file source-language="en" target-language="fr" original="b"><body>
                <trans-unit id="1"><source>Yes</source><target>Oui</target></trans-unit></body></file></xliff>
                """);
        assertThat(read(old, languages("en", "de"))).containsExactly("Open the file | Datei öffnen", "New | null");
        assertThat(read(old, languages("en", "fr"))).containsExactly("Yes | Oui");
        Path two = write(
                "b.xliff",
                """
                <xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="de">
                <file id="f"><unit id="u"><segment><source>One <pc id="1">bold</pc><ph id="2"/> day.<cp hex="0007"/></source>
                <target>Ein <mrk id="m" type="term">Tag</mrk>.</target></segment>
                <ignorable><source> </source><target> </target></ignorable>
                <segment state="initial"><source>Two.</source><target>Two.</target></segment></unit></file></xliff>
                """);
        assertThat(read(two, languages("en", "de"))).containsExactly("One bold day.\u0007 | Ein Tag.", "Two. | null");
        assertThatThrownBy(() -> read(two, languages("de", "en"))).hasMessageContaining("it has en to de");
    }

    @Test
    void archivesOfOpusAreReadLineBesideLine() throws IOException {
        Path zip = zip(
                "TED.txt.zip",
                "README",
                "read me",
                "TED.de-en.de",
                "\uFEFFeins\r\nzwei\n\nvier",
                "TED.de-en.en",
                "one\ntwo\nthree\nfour\n",
                "TED.de-en.xml",
                "<x/>",
                "b.EN",
                "five",
                "b.DE",
                "fünf",
                "__MACOSX/._b.en",
                "\0\0",
                "__MACOSX/._b.de",
                "\0\0");
        assertThat(read(zip, languages("en", "de")))
                .containsExactly("one | eins", "two | zwei", "three | ", "four | vier", "five | fünf");
        assertThatThrownBy(() -> read(zip, languages("en", "fr")))
                .hasMessageContaining("README, TED.de-en.de, TED.de-en.en, TED.de-en.xml");
        Path regional = zip("r.txt.zip", "a.en-zh_CN.en", "one\n", "a.en-zh_CN.zh_CN", "一\n");
        assertThat(read(regional, languages("en", "zh_CN"))).containsExactly("one | 一");
        Path unequal = zip("u.txt.zip", "a.en", "1\n2\n3\n", "a.de", "1\n2\n");
        assertThatThrownBy(() -> read(unequal, languages("en", "de")))
                .hasMessageContaining("a.en has 3 lines, a.de has 2");
        Path cut = folder.resolve("cut.txt.zip");
        byte[] whole = Files.readAllBytes(zip);
        Files.write(cut, java.util.Arrays.copyOf(whole, 150));
        assertThatThrownBy(() -> read(cut, languages("en", "de")))
                .hasMessageContaining("cut.txt.zip")
                .hasMessageContaining("its end is lost");
    }

    @Test
    void linesPackedByZstdAndXzAreUnpacked() throws IOException {
        var two = new ByteArrayOutputStream();
        for (String part : List.of("one\ttwo\nthr", "ee\tfour\n")) {
            try (var out = new ZstdOutputStream(two)) {
                out.setCloseFrameOnFlush(false);
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(read(Files.write(folder.resolve("a.tsv.zst"), two.toByteArray())))
                .containsExactly("one | two", "three | four");
        var packed = new ByteArrayOutputStream();
        for (String part : List.of("one\ttwo\nthr", "ee\tfour\n")) {
            try (var out = new XZOutputStream(packed, new LZMA2Options(9))) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(read(Files.write(folder.resolve("b.tsv.xz"), packed.toByteArray())))
                .containsExactly("one | two", "three | four");
        byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 20);
        assertThatThrownBy(() -> read(Files.write(folder.resolve("c.tsv.xz"), cut)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("c.tsv.xz");
    }

    @Test
    void tablesWithNestedColumnsAreReadInTheOrderOfTheirText() throws IOException {
        Path json = write(
                "a.jsonl",
                """
                {"id": 1, "translation": {"en": "two", "de": "zwei"}}
                {"id": 2, "translation": {"en": "one", "de": "eins"}}
                {"id": 3, "translation": {"en": "three"}}
                """);
        var columns = languages("translation.en", "translation.de");
        var expected = List.of("one | eins", "three | null", "two | zwei");
        assertThat(read(json, columns)).isEqualTo(expected);
        var table = SparkTest.spark().read().json(json.toString());
        for (int partitions : List.of(1, 3)) {
            Path orc = folder.resolve("t" + partitions + ".orc");
            table.repartition(partitions).write().mode(SaveMode.Overwrite).orc(orc.toString());
            assertThat(read(orc, columns)).isEqualTo(expected);
        }
        Path csv = write("a.csv", "en,de\n\"one, or more\",\"eins \"\"oder\"\" mehr\"\ntwo,zwei\n");
        assertThat(read(csv, languages("en", "de"))).containsExactly("one, or more | eins \"oder\" mehr", "two | zwei");
        assertThat(read(csv, languages("0", "1"))).hasSize(2);
    }

    @Test
    void aTableIsReadByItsName() {
        var spark = SparkTest.spark();
        spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.texts");
        spark.sql("CREATE OR REPLACE TABLE lake.texts.pairs (en string, de string) USING iceberg");
        spark.sql("INSERT INTO lake.texts.pairs VALUES ('two', 'zwei'), ('one', 'eins')");
        assertThat(read(
                        Path.of("lake.texts.pairs"),
                        "preprocess.format=table",
                        languages("en", "de")[0],
                        languages("en", "de")[1]))
                .containsExactly("one | eins", "two | zwei");
        spark.sql("DROP TABLE lake.texts.pairs");
    }

    @Test
    void aNameThatTellsNoFormatIsAnError() throws IOException {
        Path file = write("a.dat", "x");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("its name does not tell its format");
    }

    private static ParallelText train(PreprocessSettings settings) {
        return TrainingText.of(settings).texts().get(0);
    }
}
