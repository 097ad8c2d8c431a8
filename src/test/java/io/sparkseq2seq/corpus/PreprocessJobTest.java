package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessJobTest implements SparkTest {
    private static final String[] WHO = {"Tom", "Mary", "The teacher", "My brother", "She"};
    private static final String[] WEM = {"Tom", "Maria", "Der Lehrer", "Mein Bruder", "Sie"};
    private static final String[] DOES = {"loves", "plays", "sees", "wants"};
    private static final String[] TUT = {"liebt", "spielt", "sieht", "will"};
    private static final String[] WHAT = {"football", "music", "the dog", "a car", "tea", "books"};
    private static final String[] WAS = {"Fußball", "Musik", "den Hund", "ein Auto", "Tee", "Bücher"};

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @AfterEach
    void asBefore() {
        spark.sparkContext().hadoopConfiguration().unset(FileInputFormat.SPLIT_MAXSIZE);
        spark.conf().set("spark.sql.shuffle.partitions", 3);
    }

    /** 120 pairs, all different. */
    private static List<String[]> pairs() {
        return IntStream.range(0, 120)
                .mapToObj(i -> new String[] {
                    WHO[i % 5] + " " + DOES[i / 5 % 4] + " " + WHAT[i / 20] + ".",
                    WEM[i % 5] + " " + TUT[i / 5 % 4] + " " + WAS[i / 20] + "."
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void write(List<String[]> pairs) throws IOException {
        Files.write(folder.resolve("en"), pairs.stream().map(pair -> pair[0]).toList());
        Files.write(folder.resolve("de"), pairs.stream().map(pair -> pair[1]).toList());
    }

    private Corpus make(String output, String... more) {
        PreprocessJob.run(spark, settings(output, more));
        return Corpus.open(folder.resolve(output).toString(), new Configuration());
    }

    private Settings settings(String output, String... more) {
        var overrides = new ArrayList<>(List.of(
                "preprocess.source=" + folder.resolve("en"),
                "preprocess.target=" + folder.resolve("de"),
                "preprocess.output=" + folder.resolve(output),
                "preprocess.holdout.valid=10",
                "preprocess.holdout.test=15",
                "preprocess.subwords.vocabulary-size=400"));
        overrides.addAll(Arrays.asList(more));
        return Settings.load(Optional.empty(), overrides);
    }

    private Map<Long, String> texts(Corpus corpus, String set) {
        var texts = new TreeMap<Long, String>();
        for (var row : corpus.read(spark, set).collectAsList()) {
            texts.put(
                    row.getLong(0),
                    corpus.sourceSubwords().decode(ids(row.getList(1)))
                            + " | "
                            + corpus.targetSubwords().decode(ids(row.getList(2))));
        }
        return texts;
    }

    private static int[] ids(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void everyPairIsInOneSetUnderItsLineNumberOrDroppedForAReason() throws IOException {
        var pairs = pairs();
        pairs.add(3, new String[] {" \t ", "leer"});
        pairs.add(7, new String[] {"Straße\uFFFD of damage", "kaputt kaputt"});
        pairs.add(50, new String[] {"a\u00A0 tiny\tgap  ", "eine\u3000 kleine Lücke"});
        pairs.add(51, new String[] {"Hm.", "x".repeat(200)});
        pairs.add(52, new String[] {"y".repeat(301), "y".repeat(290)});
        pairs.add(53, new String[] {"z9".repeat(80), "z9".repeat(80)});
        pairs.add(54, new String[] {"Tom   loves football.", "Tom liebt Fußball."});
        write(pairs);
        var corpus = make(
                "corpus",
                "preprocess.filters=[damaged, {characters {max = 300}}, ratio, tokens]",
                "preprocess.shards=3");
        var manifest = corpus.manifest();
        assertThat(manifest.read()).isEqualTo(127);
        assertThat(manifest.dropped())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "empty", 1L,
                        "damaged", 1L,
                        "unequal lengths", 1L,
                        "too many characters", 1L,
                        "duplicate", 1L,
                        "too many tokens", 1L));
        assertThatThrownBy(() -> corpus.lexicon(new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Add alignment to preprocess.filters");
        var all = new TreeMap<Long, String>();
        for (var set : Corpus.SETS) {
            var texts = texts(corpus, set);
            assertThat(texts).hasSize((int) manifest.sets().get(set).pairs());
            texts.forEach((id, text) -> assertThat(all.put(id, text)).isNull());
        }
        var expected = new TreeMap<Long, String>();
        for (int i = 0; i < pairs.size(); i++) {
            if (!List.of(3, 7, 51, 52, 53, 54).contains(i)) {
                expected.put((long) i, pairs.get(i)[0] + " | " + pairs.get(i)[1]);
            }
        }
        expected.put(50L, "a tiny gap | eine kleine Lücke");
        assertThat(all).isEqualTo(expected);

        var rejected = rejected("corpus");
        assertThat(rejected.lines()).hasSize(6).allMatch(line -> line.startsWith("{\"reason\":"));
        assertThat(rejected).contains("{\"reason\":\"empty\",\"id\":3,\"source\":\"\",\"target\":\"leer\"}");

        long tokens = corpus.read(spark, "train").collectAsList().stream()
                .mapToLong(row -> row.getList(1).size())
                .sum();
        assertThat(manifest.sets().get("train").sourceTokens()).isEqualTo(tokens);
        assertThat(Settings.parse(manifest.settings()).preprocess().shards()).isEqualTo(3);
        assertThat(corpus.sourceSubwords().size()).isEqualTo(manifest.source().size());
    }

    private Set<String> sources(Corpus corpus, String set) {
        return texts(corpus, set).values().stream()
                .map(text -> text.substring(0, text.indexOf(" | ")))
                .collect(Collectors.toSet());
    }

    @Test
    void partitionsChangeNoBit() throws IOException {
        var pairs = pairs();
        pairs.addAll(pairs().subList(20, 40));
        pairs.add(new String[] {"", ""});
        pairs.add(new String[] {"a cafÃ© &amp; a <b>bar</b>", "ein Café &amp; eine Bar"});
        pairs.add(new String[] {"“tea”", "\uFEFF„Tee“"});
        pairs.add(new String[] {"&lt;b&gt;", ""});
        write(pairs);
        var repair = "preprocess.repair=[mojibake, entities, tags, punctuation]";
        var once = make("once", "preprocess.shards=2", repair);
        assertThat(once.manifest().repaired())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "mojibake", 1L, "entities", 2L, "tags", 2L, "punctuation", 1L, "control characters", 1L));
        assertThat(folder.resolve("once/report.html"))
                .content()
                .contains("What was repaired", "<td>entities</td><td>2</td>");
        spark.conf().set("spark.sql.shuffle.partitions", 7);
        spark.sparkContext().hadoopConfiguration().setLong(FileInputFormat.SPLIT_MAXSIZE, 500);
        var again = make("again", "preprocess.shards=2", repair);
        assertThat(again.manifest().repaired()).isEqualTo(once.manifest().repaired());
        assertThat(contents("again")).hasSizeGreaterThanOrEqualTo(6).isEqualTo(contents("once"));
        assertThat(again.manifest().fingerprint()).isEqualTo(once.manifest().fingerprint());
        assertThat(again.manifest().sets()).isEqualTo(once.manifest().sets());
    }

    /** The samples of all reasons. */
    private String rejected(String output) throws IOException {
        try (var files = Files.list(folder.resolve(output + "/rejected"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(PreprocessJobTest::text)
                    .collect(Collectors.joining());
        }
    }

    private static String text(Path file) {
        return new String(bytes(file).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Every file's bytes but those of the manifest, the report and the mark, which tell the time. */
    private Map<String, String> contents(String output) throws IOException {
        try (var files = Files.walk(folder.resolve(output))) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            !file.getFileName().toString().matches("manifest.json|report.html|_seq2seq.json|\\..*"))
                    .collect(Collectors.toMap(
                            file -> folder.resolve(output).relativize(file).toString(), PreprocessJobTest::bytes));
        }
    }

    private static String bytes(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givenSetsStayWholeAndEachSideMayHaveItsOwnSubwords() throws IOException {
        write(pairs());
        Files.writeString(folder.resolve("v.en"), "Tom loves football.\n\nTom loves football.\n");
        Files.writeString(folder.resolve("v.de"), "Tom liebt Fußball.\nleer\nTom liebt Fußball.\n");
        var corpus = make(
                "corpus",
                "preprocess.valid.source=" + folder.resolve("v.en"),
                "preprocess.valid.target=" + folder.resolve("v.de"),
                "preprocess.filters=[{tokens {max = 30}}]",
                "preprocess.subwords.joint=false",
                "preprocess.subwords.target-vocabulary-size=330");
        assertThat(texts(corpus, "valid"))
                .containsExactly(
                        Map.entry(120L, "Tom loves football. | Tom liebt Fußball."),
                        Map.entry(121L, " | leer"),
                        Map.entry(122L, "Tom loves football. | Tom liebt Fußball."));
        assertThat(sources(corpus, "test")).hasSize(15);
        assertThat(sources(corpus, "train")).hasSize(104).doesNotContain("Tom loves football.");
        assertThat(corpus.targetSubwords().size()).isEqualTo(330);
        assertThat(corpus.sourceSubwords().size()).isNotEqualTo(330);
    }

    @Test
    void trainingPairsOfAGivenSetAreDroppedAndCountedBySide() throws IOException {
        var pairs = pairs();
        pairs.add(new String[] {"Tom  runs\u00A0away.", "Tom läuft weg."}); // 120: the test's source
        pairs.add(new String[] {"Tom is running away.", "Tom rennt davon."}); // 121: the test's target
        pairs.add(new String[] {"Tom runs away.", "Tom rennt davon."}); // 122: both
        write(pairs);
        Files.writeString(folder.resolve("t.en"), "Tom runs away.\n\n");
        Files.writeString(folder.resolve("t.de"), "Tom rennt davon.\n\n");
        var given = new String[] {
            "preprocess.test.source=" + folder.resolve("t.en"),
            "preprocess.test.target=" + folder.resolve("t.de"),
            "preprocess.rejected.max-share=0",
            "preprocess.holdout.valid=0",
        };
        var corpus = make("corpus", given);
        assertThat(corpus.manifest().dropped())
                .containsEntry("source in a given set", 2L)
                .containsEntry("target in a given set", 1L);
        assertThat(texts(corpus, "train").keySet())
                .doesNotContain(120L, 121L, 122L)
                .hasSize(120);
        assertThat(texts(corpus, "test")).hasSize(2);
        assertThat(rejected("corpus")).contains("{\"reason\":\"target in a given set\",\"id\":121,\"of\":123,");
        var kept = make(
                "kept",
                Stream.concat(Arrays.stream(given), Stream.of("preprocess.drop-given=false"))
                        .toArray(String[]::new));
        assertThat(texts(kept, "train").keySet()).contains(120L, 121L, 122L);
    }

    @Test
    void repeatedPairsAreNoReasonToFail() throws IOException {
        var pairs = pairs();
        for (int i = 0; i < 20; i++) {
            pairs.addAll(pairs());
        }
        write(pairs);
        var corpus = make("corpus", "preprocess.rejected.max-share=0.1");
        assertThat(corpus.manifest().dropped()).containsEntry("duplicate", 2400L);
    }

    @Test
    void whatAnEarlierCorpusHeldOutStaysHeldOut() throws IOException {
        var pairs = pairs();
        write(pairs.subList(0, 60));
        var before = make("before");
        write(pairs);
        var after = make("after", "preprocess.holdout.like=" + folder.resolve("before"));
        assertThat(sources(after, "test")).containsAll(sources(before, "test")).hasSizeGreaterThan(15);
        assertThat(sources(after, "valid")).containsAll(sources(before, "valid"));
        assertThat(after.manifest().holdout()).isEqualTo(before.manifest().holdout());
        assertThatThrownBy(() -> make(
                        "lower", "preprocess.holdout.like=" + folder.resolve("before"), "preprocess.lowercase=true"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("normalized in another way");
    }

    @Test
    void onePairIsEnoughWithoutHoldOut() throws IOException {
        write(List.<String[]>of(new String[] {"Run!", "Lauf!"}));
        var corpus = make("corpus", "preprocess.holdout.valid=0", "preprocess.holdout.test=0");
        assertThat(texts(corpus, "train")).containsExactly(Map.entry(0L, "Run! | Lauf!"));
        assertThat(texts(corpus, "valid")).isEmpty();
    }

    /** Each would be a task that writes nothing. */
    @Test
    void moreShardsThanPairsAreAsManyAsThose() throws IOException {
        write(pairs().subList(0, 3));
        var none = new String[] {"preprocess.holdout.valid=0", "preprocess.holdout.test=0", "preprocess.shards=5000"};
        var corpus = make("corpus", none);
        assertThat(corpus.manifest().sets().get("train").files())
                .extracting(CorpusFile::name)
                .isNotEmpty()
                .isSubsetOf("part-00000.parquet", "part-00001.parquet", "part-00002.parquet");
        assertThat(texts(corpus, "train")).hasSize(3);
    }

    @Test
    void whatCannotBeMadeLeavesNothingBehind() throws IOException {
        write(pairs());
        assertThatThrownBy(() -> make("corpus", "preprocess.holdout.test=110"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("120 distinct sources");
        assertThatThrownBy(() -> make(
                        "corpus", "preprocess.filters=[{characters {max = 20}}]", "preprocess.rejected.max-share=0.1"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("of 120 pairs would be dropped: too many characters ");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("en", "de");
        }
    }

    @Test
    void aCorpusThatIsNoneIsRefused() throws IOException {
        assertThatThrownBy(() -> Corpus.open(folder.toString(), new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no corpus");
        var marked = new org.apache.hadoop.fs.Path(folder.toString());
        Files.writeString(folder.resolve("manifest.json"), "{\"format\": 99}");
        Published.mark(marked, Kind.CORPUS, new Configuration());
        assertThatThrownBy(() -> Corpus.open(folder.toString(), new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("format 99");
        Files.writeString(folder.resolve("manifest.json"), "nonsense");
        Published.mark(marked, Kind.CORPUS, new Configuration());
        assertThatThrownBy(() -> Corpus.open(folder.toString(), new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no manifest");
    }

    @Test
    void aPathMayHoldWhatElsewhereIsAPattern() throws IOException {
        write(pairs());
        var corpus = make("c_[v1]{a,b}*?", "preprocess.shards=2");
        corpus.check(spark, "train", "valid", "test");
        assertThat(corpus.read(spark, "train").count()).isEqualTo(95);
    }
}
