package io.sparkseq2seq.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest implements SparkTest {
    @TempDir
    Path folder;

    private final SparkSession spark = SparkTest.spark();

    @AfterEach
    void wholeSplitsAgain() {
        spark.sparkContext().hadoopConfiguration().unset(FileInputFormat.SPLIT_MAXSIZE);
    }

    private List<String> read(String path) {
        var lines = Lines.read(spark, path);
        var numbered =
                lines.rows().map(row -> row.getLong(0) + " " + row.getString(1)).collect();
        assertThat(numbered).hasSize((int) lines.count());
        return numbered;
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void numbersGoOnThroughAllFilesHoweverTheyAreCut() throws IOException {
        var expected = new ArrayList<String>();
        for (int file = 0; file < 3; file++) {
            var text = new StringBuilder();
            for (int line = 0; line < 50; line++) {
                var content = "x".repeat((file * 31 + line * 7) % 23) + "汤";
                expected.add(expected.size() + " " + content);
                text.append(content).append(line % 2 == 0 ? "\n" : "\r\n");
            }
            write("part-" + file + ".txt", text.toString());
        }
        for (long split : new long[] {1 << 20, 100, 17}) {
            spark.sparkContext().hadoopConfiguration().setLong(FileInputFormat.SPLIT_MAXSIZE, split);
            assertThat(read(folder + "/part-*.txt")).isEqualTo(expected);
            assertThat(read(folder.toString())).isEqualTo(expected);
        }
    }

    @Test
    void onlyALineFeedEndsALine() throws IOException {
        assertThat(read(write("a", "one\rstill one\u2028\u0085\u000B\ntwo\r\n\n four")))
                .containsExactly("0 one\rstill one\u2028\u0085\u000B", "1 two", "2 ", "3  four");
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(read(write("bom", "\uFEFFone\ntwo\n"))).containsExactly("0 one", "1 two");
    }

    @Test
    void bytesThatAreNoUtf8BecomeReplacementCharacters() throws IOException {
        var file = Files.write(folder.resolve("garbage"), new byte[] {'a', (byte) 0xFF, (byte) 0xC3, '\n', 'b', '\n'});
        assertThat(read(file.toString())).containsExactly("0 a\uFFFD\uFFFD", "1 b");
    }

    @Test
    void readsGzip() throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.txt.gz")))) {
            out.write("one\r\n二\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(folder + "/a.txt.gz")).containsExactly("0 one", "1 二");
    }

    @Test
    void anEmptyFileHasNoLines() throws IOException {
        assertThat(read(write("empty", ""))).isEmpty();
    }

    @Test
    void theOrderOfFilesIsThatOfTheirPathsHoweverManyThreadsListThem() throws IOException {
        var expected = new ArrayList<String>();
        for (int file = 10; file < 40; file++) {
            write(file + ".txt", "x".repeat(file % 7 * 50) + file + "\n");
            expected.add(file - 10 + " " + "x".repeat(file % 7 * 50) + file);
        }
        var hadoop = spark.sparkContext().hadoopConfiguration();
        hadoop.setInt(FileInputFormat.LIST_STATUS_NUM_THREADS, 8);
        try {
            assertThat(read(folder + "/*.txt")).isEqualTo(expected);
        } finally {
            hadoop.unset(FileInputFormat.LIST_STATUS_NUM_THREADS);
        }
    }

    @Test
    void eachFileHasItsOwnCount() throws IOException {
        write("a", "one\ntwo\n");
        write("b", "");
        write("c", "three");
        var files = Lines.read(spark, folder.toString()).files();
        assertThat(files.stream().map(file -> file.name() + " " + file.lines())).containsExactly("a 2", "b 0", "c 1");
    }

    @Test
    void aPathThatExistsIsThatPathAndOthersArePatterns() throws IOException {
        write("talks[1].en", "brackets\n");
        write("talks1.en", "no brackets\n");
        write("{a,b}", "braces\n");
        write("a", "a\n");
        write("what?", "a mark\n");
        write("back\\slash*", "a star\n");
        assertThat(read(folder + "/talks[1].en")).containsExactly("0 brackets");
        assertThat(read(folder + "/{a,b}")).containsExactly("0 braces");
        assertThat(read(folder + "/what?")).containsExactly("0 a mark");
        assertThat(read(folder + "/back\\slash*")).containsExactly("0 a star");
        assertThat(read(folder + "/talks[0-9].en")).containsExactly("0 no brackets");
        assertThat(read(folder + "/talks\\[1\\].en")).containsExactly("0 brackets");
        assertThat(read(folder + "/{a,talks1.en}")).containsExactly("0 a", "1 no brackets");
        assertThat(read(folder + "/talks*")).containsExactly("0 no brackets", "1 brackets");
        fails(folder + "/talks[", "there is no such file", "pattern");
        fails(folder + "/{a", "there is no such file", "pattern");
    }

    @Test
    void foldersWithinAFolderAreReadToo() throws IOException {
        Files.createDirectories(folder.resolve("in/2024/01"));
        Files.createDirectories(folder.resolve("in/_temporary/0"));
        write("in/b.txt", "last\n");
        write("in/2024/a.txt", "second\n");
        write("in/2024/01/a.txt", "first\n");
        write("in/_temporary/0/a.txt", "no\n");
        write("in/.hidden", "no\n");
        write("in/2024/_SUCCESS", "no\n");
        assertThat(read(folder + "/in")).containsExactly("0 first", "1 second", "2 last");
        assertThat(read(folder + "/in/*")).containsExactly("0 first", "1 second", "2 last");
        assertThat(read(folder + "/in/.hidden")).containsExactly("0 no");
    }

    @Test
    void aFolderWithoutFilesIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("in/_temporary"));
        fails(folder + "/in", "there are no files in it");
    }

    @Test
    void aPipeIsRefused() throws IOException, InterruptedException {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        fails(pipe.toString(), "no regular file");
        fails(folder.toString(), "no regular file", "/pipe");
        fails("/dev/null", "no regular file");
    }

    @Test
    void aColonInANameIsRefusedBeforeAnythingIsRead() throws IOException {
        write("co:lon.en", "one\n");
        fails(folder.toString(), "co:lon.en", "colon");
        fails("co:lon.en", "co:lon.en");
    }

    @Test
    void everyLineOfABzip2FileIsReadOnceHoweverItIsCut() throws IOException {
        var expected = new ArrayList<String>();
        var random = new Random(1);
        var codec = new BZip2Codec();
        codec.setConf(spark.sparkContext().hadoopConfiguration());
        try (var out = codec.createOutputStream(Files.newOutputStream(folder.resolve("a.bz2")))) {
            for (int i = 0; i < 30_000; i++) {
                var line = Long.toString(random.nextLong(), 36).repeat(1 + i % 3);
                expected.add(i + " " + line);
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        for (long split : new long[] {1 << 20, 100_000, 7_777, 1_001}) {
            spark.sparkContext().hadoopConfiguration().setLong(FileInputFormat.SPLIT_MAXSIZE, split);
            assertThat(read(folder + "/a.bz2")).isEqualTo(expected);
        }
    }

    @Test
    void aLineOfAnyLengthIsRead() throws IOException {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        hadoop.setInt("mapreduce.input.linerecordreader.line.maxlength", 5);
        try {
            assertThat(read(write("a", "longer than five\nno\n"))).containsExactly("0 longer than five", "1 no");
        } finally {
            hadoop.unset("mapreduce.input.linerecordreader.line.maxlength");
        }
    }

    @Test
    void aFileThatIsNoTextIsSaidToBeWhatItIs() throws IOException {
        foreign("504b030414000000", "a zip archive");
        foreign("fd377a585a000004", "an xz file");
        foreign("377abcaf271c0004", "a 7z archive");
        foreign("28b52ffd04005800", "a zstd file");
        foreign("1f8b080000000000", "a gzip file");
        foreign("50415231150415", "a Parquet file");
        foreign("425a683931415926535900", "a bzip2 file");
        var text = "eins\nzwei\n汤\n";
        for (var charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            Files.write(folder.resolve(charset), text.getBytes(charset));
            fails(folder + "/" + charset, "UTF-16");
        }
    }

    private void foreign(String bytes, String kind) throws IOException {
        var head = HexFormat.of().parseHex(bytes);
        Files.write(folder.resolve("file"), Arrays.copyOf(head, 300));
        fails(folder + "/file", "this is " + kind, folder + "/file");
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("file.gz")))) {
            out.write(head);
        }
        fails(folder + "/file.gz", "this is " + kind);
    }

    @Test
    void textOfAnotherCharsetIsRefusedAndSingleDamagedLinesAreNot() throws IOException {
        var german = "Straße\nMünchen\nOhne\n".repeat(20);
        Files.write(folder.resolve("latin1"), german.getBytes(StandardCharsets.ISO_8859_1));
        fails(folder + "/latin1", "no UTF-8 text: 40 of its 40 lines");
        Files.write(folder.resolve("gbk"), "汤姆喜欢踢足球。\n".repeat(20).getBytes("GBK"));
        fails(folder + "/gbk", "no UTF-8 text");
        var damaged = new ByteArrayOutputStream();
        damaged.write(german.getBytes(StandardCharsets.UTF_8));
        damaged.write("Stra\u00DFe\n".repeat(15).getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("damaged"), damaged.toByteArray());
        assertThat(read(folder + "/damaged")).hasSize(75).endsWith("74 Stra\uFFFDe");
    }

    @Test
    void carriageReturnsThatEndLinesAreRefusedAndSingleOnesAreText() throws IOException {
        write("mac", "a line of an old Mac\r".repeat(100));
        fails(folder + "/mac", "carriage returns alone: there are 99 of them in 1 line", "tr '\\r' '\\n'");
        assertThat(read(write("web", "one\rline " + "x".repeat(2000) + "\r\ntwo\n")))
                .hasSize(2);
    }

    @Test
    void whatIsNotPackedAsItsNameSaysIsNamedAmongOthers() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        write("in/a.txt", "one\n");
        write("in/b.txt.bz2", "not packed\n");
        fails(folder + "/in", "not a bzip2 file", "in/b.txt.bz2");
        Files.delete(folder.resolve("in/b.txt.bz2"));
        write("in/c.txt.xz", "");
        fails(folder + "/in", "it ends too early", "in/c.txt.xz");
    }

    @Test
    void aMissingFileIsNamed() {
        for (var path : List.of(folder + "/nothing", folder + "/no*", "file:" + folder + "/none/at/all")) {
            fails(path, path);
        }
    }

    @Test
    void aDamagedGzipFileIsNamed() throws IOException {
        fails(write("broken.gz", "this is no gzip"), "broken.gz", "cannot be read");
        fails(write("empty.gz", ""), "empty.gz", "cannot be read");
        var whole = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(whole)) {
            out.write("one\ntwo\nthree\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        var cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole.toByteArray(), whole.size() - 9));
        fails(cut.toString(), "cut.gz", "cannot be read");
    }

    private void fails(String path, String... messages) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(UserException.class)
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(messages));
    }
}
