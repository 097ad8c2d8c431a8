package io.sparkseq2seq.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Output;
import io.sparkseq2seq.storage.Publication;
import io.sparkseq2seq.table.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of all kinds, through the whole job. */
class TranslateTablesTest implements CommentsTest {
    private static final List<String> ADDED =
            List.of("", "_score", "_confidence", "_status", "_reason", "_model", "_sha256");

    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @Override
    public Path folder() {
        return folder;
    }

    private static String[] with(String... columns) {
        var all = new ArrayList<>(List.of(columns));
        ADDED.forEach(added -> all.add("translation" + added));
        return all.toArray(String[]::new);
    }

    private static void checked(Dataset<Row> out) {
        assertThat(out.count()).isEqualTo(40);
        assertThat(out.filter("text is null and translation_status = 'missing' and translation is null"
                                + " and translation_sha256 is null")
                        .count())
                .isEqualTo(8);
        assertThat(out.filter("translation = text and translation_status = 'translated' and translation_score < 0"
                                + " and translation_confidence > 0 and translation_confidence <= 1"
                                + " and translation_sha256 = sha2(text, 256) and length(translation_model) > 16")
                        .count())
                .isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "json", "csv", "avro"})
    void eachFormatKeepsItsColumnsAndPartitions(String format) {
        var writer = comments().write().format(format).partitionBy("lang");
        writer.option("header", "true").save(folder.resolve("in").toString());
        translate("translate.format=" + format, "translate.input=" + folder.resolve("in"));
        assertThat(folder.resolve("out/lang=l1")).isDirectory();
        var out = spark.read()
                .format(format)
                .option("header", "true")
                .option("inferSchema", "true")
                .load(folder.resolve("out").toString());
        assertThat(List.of(out.columns())).containsExactlyInAnyOrder(with("id", "text", "lang"));
        checked(out);
        var before = comments().selectExpr("cast(id as string) as id", "text", "lang");
        assertThat(out.selectExpr("cast(id as string) as id", "text", "lang")
                        .except(before)
                        .count())
                .isZero();
        translate(
                "translate.format=" + format,
                "translate.input=" + folder.resolve("in"),
                "translate.partitioned=false",
                "translate.overwrite=true");
        assertThat(folder.resolve("out/lang=l1")).doesNotExist();
    }

    @Test
    void tablesOfIcebergAndDeltaKeepTheirColumnsPartitionsAndNulls() {
        spark.sql("create namespace if not exists lake.jobs");
        for (var table : List.of("comments", "out")) {
            spark.sql("drop table if exists lake.jobs." + table);
        }
        spark.sql("create table lake.jobs.comments (id bigint not null comment 'the key', text string, lang string)"
                + " using iceberg partitioned by (truncate(1, lang), bucket(2, id))");
        spark.sql("insert into lake.jobs.comments select id, if(id % 5 = 0, null, concat('the dog ', id % 7)),"
                + " concat('l', id % 3) from range(40)");
        translate("translate.format=table", "translate.input=lake.jobs.comments", "translate.output=lake.jobs.out");
        var out = spark.table("lake.jobs.out");
        assertThat(out.columns()).containsExactly(with("id", "text", "lang"));
        checked(out);
        assertThat(out.schema().fields()[0])
                .isEqualTo(spark.table("lake.jobs.comments").schema().fields()[0]);
        assertThat(out.schema().fields()[0].nullable()).isFalse();
        assertThat(spark.sql("describe table extended lake.jobs.out").collectAsList().stream()
                        .map(Row::mkString))
                .anyMatch(line -> line.contains("truncate(1, lang)"))
                .anyMatch(line -> line.contains("bucket(2, id)"));
        fails(
                "the output exists already",
                "translate.format=table",
                "translate.input=lake.jobs.comments",
                "translate.output=lake.jobs.out");

        var delta = "delta.`" + folder.resolve("delta") + "`";
        translate(
                "translate.format=table",
                "translate.input=lake.jobs.out",
                "translate.output=" + delta,
                "translate.partitioned=false",
                "translate.columns=[{source=text,translation=other}]");
        var both = spark.table(delta);
        assertThat(both.columns()).hasSize(3 + 2 * ADDED.size()).contains("translation_status", "other_status");
        checked(both);
        translate(
                "translate.format=table",
                "translate.input=" + delta,
                "translate.output-format=json",
                "translate.columns=[{source=text,translation=third}]");
        assertThat(spark.read()
                        .json(folder.resolve("out").toString())
                        .filter("third = other")
                        .count())
                .isEqualTo(32);
    }

    @Test
    void aViewOverShuffledRowsIsTranslatedRowByRow() {
        var persisted = spark.sparkContext().persistentRdds().keySet().toSet();
        comments().repartition(5).createOrReplaceTempView("shuffled_comments");
        spark.sql("select text, id, lang, count(1) over (partition by lang) as many from shuffled_comments")
                .createOrReplaceTempView("counted_comments");
        translate("translate.format=table", "translate.input=counted_comments", "translate.output-format=parquet");
        checked(spark.read().parquet(folder.resolve("out").toString()));
        assertThat(spark.sparkContext().persistentRdds().keySet().toSet()).isEqualTo(persisted);
    }

    @Test
    void severalColumnsAndFieldsAreTranslatedInOnePass() {
        spark.sql("select 1 as id, 'Tom' as title, named_struct('text', 'the dog', 'n', 1) as doc"
                        + " union all select 2, null, named_struct('text', 'Tom loves', 'n', 2)"
                        + " union all select 3, 'the dog', null union all select 4, null, null")
                .coalesce(1)
                .write()
                .parquet(folder.resolve("in").toString());
        var summary = translate(
                "translate.format=parquet",
                "translate.input=" + folder.resolve("in"),
                "translate.columns=[{source=title,translation=title_de},{source=doc.text,translation=text_de}]",
                "translate.added.score=",
                "translate.added.confidence=",
                "translate.added.model=",
                "translate.added.sha256=",
                "translate.added.reason=",
                "translate.added.status=status of {}");
        assertThat(summary.get("sentences")).isEqualTo(4L);
        assertThat(summary.get("missing")).isEqualTo(4L);
        assertThat(spark.read()
                        .parquet(folder.resolve("out").toString())
                        .drop("doc")
                        .orderBy("id")
                        .collectAsList())
                .containsExactly(
                        RowFactory.create(1, "Tom", "Tom", "translated", "the dog", "translated"),
                        RowFactory.create(2, null, null, "missing", "Tom loves", "translated"),
                        RowFactory.create(3, "the dog", "the dog", "translated", null, "missing"),
                        RowFactory.create(4, null, null, "missing", null, "missing"));
    }

    @Test
    void namesThatClashAreErrorsBeforeThereIsWork() {
        comments().write().parquet(folder.resolve("in").toString());
        var in = new String[] {"translate.format=parquet", "translate.input=" + folder.resolve("in"), ""};
        for (var clash : List.of(
                "translate.columns=[{source=text,translation=Lang}]",
                "translate.columns=[{source=text,translation=x},{source=lang,translation=x}]",
                "translate.columns=[{source=text,translation=x},{source=lang,translation=X_score}]")) {
            in[2] = clash;
            fails(clash.contains("Lang") ? "'Lang' already" : "two added columns would have the name", in);
        }
        assertThatThrownBy(() -> Settings.load(Optional.empty(), List.of("translate.added.status=status")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Have {} in it");
    }

    @Test
    void whatAFormatCannotHoldIsRefusedBeforeThereIsWork() {
        spark.sql("select 'Tom' as text, map('a', 1) as tags, 1 as `a b`")
                .write()
                .parquet(folder.resolve("in").toString());
        var in = "translate.input=" + folder.resolve("in");
        fails(
                "'tags' holds map<string,int>, which csv cannot hold",
                "translate.format=parquet",
                in,
                "translate.output-format=csv");
        fails("no column of the name 'a b'", "translate.format=parquet", in, "translate.output-format=avro");
        fails(
                "lines of text hold one translation",
                "translate.format=parquet",
                in,
                "translate.output-format=text",
                "translate.columns=[{source=text,translation=x},{source=text,translation=y}]");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void typesNullsAndMetadataOfOtherColumnsStayAsTheyAre() {
        var comment = new MetadataBuilder().putString("comment", "kept").build();
        var schema = new StructType()
                .add("id", DataTypes.ByteType, false, comment)
                .add("text", DataTypes.StringType, true, comment)
                .add("days", DataTypes.createDayTimeIntervalType())
                .add("tags", DataTypes.createMapType(DataTypes.StringType, DataTypes.ShortType));
        var rows = List.of(
                RowFactory.create((byte) 1, "Tom", java.time.Duration.ofHours(30), java.util.Map.of("a", (short) 1)));
        spark.createDataFrame(rows, schema).write().parquet(folder.resolve("in").toString());
        var in = spark.read().parquet(folder.resolve("in").toString());
        translate("translate.format=parquet", "translate.input=" + folder.resolve("in"));
        var out = spark.read().parquet(folder.resolve("out").toString());
        for (int i = 0; i < 4; i++) {
            assertThat(out.schema().fields()[i]).isEqualTo(in.schema().fields()[i]);
        }
        assertThat(out.select("id", "text", "days", "tags").collectAsList()).isEqualTo(in.collectAsList());
    }

    @Test
    void tasksAreOfEqualCharactersAndNotOfEqualRows() {
        var sizes = List.of(
                new TranslateInput.Size(1000, 1000, 1_000_000_000L), new TranslateInput.Size(1_000_000, 1_000_000, 0));
        var all = sizes.get(0).plus(sizes.get(1));
        var settings = Settings.load(Optional.empty(), List.of()).translate();
        int tasks = TranslateInput.tasks(all, settings, spark);
        assertThat(tasks).isGreaterThan(1000);
    }

    @Test
    void oneFileOfLongTextsIsTranslatedByManyTasks() {
        var texts = IntStream.range(0, 60)
                .mapToObj(i -> RowFactory.create(i, "the dog. ".repeat(400)))
                .toList();
        var schema = new StructType().add("id", DataTypes.IntegerType).add("text", DataTypes.StringType);
        spark.createDataFrame(texts, schema)
                .coalesce(1)
                .write()
                .parquet(folder.resolve("in").toString());
        var input = TranslateInput.open(
                spark,
                Settings.load(
                                Optional.empty(),
                                List.of(
                                        "translate.format=parquet",
                                        "translate.column=text",
                                        "translate.input=" + folder.resolve("in"),
                                        "translate.batch=1"))
                        .translate());
        var sizes = input.sizes();
        assertThat(sizes).hasSize(1);
        var rowsOfTasks = input.spread(sizes, 6).glom().map(List::size).collect();
        assertThat(rowsOfTasks).containsOnly(10);
    }

    @Test
    void alternativesAndAlignmentsAreColumnsWhereTheSearchTellsThem() {
        SavedModel.write(folder.resolve("model"), 3);
        comments().coalesce(1).write().json(folder.resolve("in").toString());
        var settings = Settings.load(
                Optional.empty(),
                List.of(
                        "translate.model=" + folder.resolve("model"),
                        "translate.format=json",
                        "translate.column=text",
                        "translate.input=" + folder.resolve("in"),
                        "translate.output=" + folder.resolve("out"),
                        "translate.output-format=orc",
                        "translate.max-length=12",
                        "translate.search.n-best=2",
                        "translate.search.alignment=true"));
        var summary = TranslateJob.run(spark, settings);
        assertThat((String) summary.get("identity")).startsWith(summary.get("model fingerprint") + "/");
        var out = spark.read().orc(folder.resolve("out").toString());
        assertThat(out.schema().apply("translation_n_best").dataType().simpleString())
                .isEqualTo("array<struct<text:string,score:double>>");
        assertThat(out.filter("translation_status = 'missing' and translation_n_best is null")
                        .count())
                .isEqualTo(8);
        assertThat(out.filter("size(translation_n_best) between 1 and 2 and translation_n_best[0].text = translation"
                                + " and translation_n_best[0].score = translation_score"
                                + " and translation_alignment is not null and translation_model = '"
                                + summary.get("identity") + "'")
                        .count())
                .isEqualTo(32);
    }

    @Test
    void theTableThatALivingRunIsWritingIsLeftToIt() {
        var name = "leased_out_" + System.nanoTime();
        comments().write().parquet(folder.resolve("in").toString());
        spark.sql("create table " + name + " (id int) using parquet tblproperties ('seq2seq.made' = 'writing')");
        var in = new String[] {
            "translate.format=parquet",
            "translate.input=" + folder.resolve("in"),
            "translate.output-format=table",
            "translate.output=default." + name
        };
        var lease = Output.of(Kind.TRANSLATIONS, Source.workplace(spark, name, ""));
        try (var living = Publication.claim(lease, spark.sparkContext().hadoopConfiguration())) {
            fails("the output is being written by", in);
            assertThat(spark.table(name).columns()).containsExactly("id");
            living.check();
        }
        translate(in);
        checked(spark.table(name));
        fails("the output is the input", "translate.format=table", "translate.input=" + name, in[2], in[3]);
        spark.sql("drop table " + name);
    }
}
