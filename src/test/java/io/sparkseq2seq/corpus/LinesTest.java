package io.sparkseq2seq.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.SparkTest;
import io.sparkseq2seq.config.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
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
    void aMissingFileIsNamed() {
        for (var path : List.of(folder + "/nothing", folder + "/no*", "file:" + folder + "/none/at/all")) {
            assertThatThrownBy(() -> Lines.read(spark, path))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(path);
        }
    }

    @Test
    void aDamagedGzipFileIsNamed() throws IOException {
        var path = write("broken.gz", "this is no gzip");
        assertThatThrownBy(() -> Lines.read(spark, path))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("cannot be read");
    }
}
