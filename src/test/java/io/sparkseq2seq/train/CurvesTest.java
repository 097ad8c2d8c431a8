package io.sparkseq2seq.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {
    @TempDir
    Path folder;

    private String epochs(String name, double... bleu) throws Exception {
        var lines = new ArrayList<String>();
        for (double value : bleu) {
            int epoch = lines.size() + 1;
            var result =
                    new EpochResult(epoch, 10 * epoch, 100, 500_000, 10, 0, 3, 4 - value / 20, value, 1000, 0.1, epoch);
            lines.add(new ObjectMapper().writeValueAsString(result));
        }
        return name + "=" + Files.write(folder.resolve(name), lines);
    }

    @Test
    void trainingsAreComparedAtEqualTokens() throws Exception {
        var picture = folder.resolve("curves.svg");
        Curves.draw(picture.toString(), epochs("one", 5, 20, 30), epochs("four", 2, 12.5, Double.NaN));
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
        assertThat(picture)
                .content()
                .contains("Validation loss", "Validation BLEU")
                .contains("<title>one: 30.00 at 2</title>", "<title>four: 12.50 at 1</title>")
                .doesNotContain("NaN");
    }
}
