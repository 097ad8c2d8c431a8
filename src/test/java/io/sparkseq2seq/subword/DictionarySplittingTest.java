package io.sparkseq2seq.subword;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.text.Normalizer;
import io.sparkseq2seq.text.RandomText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class DictionarySplittingTest {
    @Test
    void textWithoutSpacesIsCutWhereTheDictionariesSay() {
        assertThat(Splitting.DICTIONARY.words("我们喜欢北京。")).containsExactly("我们", "喜欢", "北京", "。");
        assertThat(Splitting.DICTIONARY.words("I like 北京大学 and ฉันรักประเทศไทย2"))
                .containsExactly(" I", " like", " 北京", "大学", " and", " ฉัน", "รัก", "ประเทศไทย", "2");
        assertThat(Splitting.DICTIONARY.words("東京に行きました")).startsWith("東京", "に", "行き");
        assertThat(Splitting.KINDS.words("我们喜欢北京。")).containsExactly("我们喜欢北京", "。");
    }

    @Test
    void noSubwordGoesBeyondAWordAndNothingIsLost() throws IOException {
        var learner = new SubwordLearner(Splitting.DICTIONARY, 900, 1, 0.9, 2, false, Normalizer.PLAIN);
        var words = new HashMap<String, Long>();
        var lines = Files.readAllLines(Path.of("data-samples/train.zh")).subList(0, 400);
        lines.forEach(line -> learner.parts().words(line).forEach(word -> words.merge(word, 1L, Long::sum)));
        words.forEach(learner::add);
        var learned = learner.learn();
        var out = new ByteArrayOutputStream();
        learned.write(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("spark-seq2seq subwords 3\nkind bpe\nwords dictionary\n");
        var subwords = Subwords.read(new ByteArrayInputStream(out.toByteArray()));
        int longer = 0;
        for (var line : lines) {
            var ends = new HashSet<Integer>();
            int end = 0;
            var ids = subwords.encode(line);
            for (int id : ids) {
                end += subwords.bytes(id).length;
                ends.add(end);
                longer +=
                        subwords.piece(id).codePointCount(0, subwords.piece(id).length()) > 1 ? 1 : 0;
            }
            int word = 0;
            for (var each : Splitting.DICTIONARY.words(line)) {
                word += each.getBytes(StandardCharsets.UTF_8).length;
                assertThat(ends).contains(word);
            }
            assertThat(subwords.decode(ids)).isEqualTo(line);
        }
        assertThat(longer).isGreaterThan(lines.size());
        var random = new RandomText(6);
        for (int i = 0; i < 2_000; i++) {
            var text = Normalizer.PLAIN.normalize(random.next());
            assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
        }
    }
}
