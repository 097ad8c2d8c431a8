package io.sparkseq2seq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class AttentionPictureTest {
    private static final AttentionPicture PICTURE =
            new AttentionPicture(List.of("▁A", "<&", "\u0001", "<end>"), List.of("我", "爱"), new float[][] {
                {0.75f, 0.25f, 0, 0}, {0.001f, 0, 0.999f, 0}
            });

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void darkerCellsHaveMoreWeight() throws Exception {
        var cells = parsed(PICTURE.svg()).getElementsByTagName("rect");
        assertThat(cells.getLength()).isEqualTo(3);
        var first = (Element) cells.item(0);
        assertThat(first.getAttribute("opacity")).isEqualTo("0.75");
        assertThat(first.getTextContent()).isEqualTo("我 ← ▁A: 0.75");
        var second = (Element) cells.item(1);
        assertThat(second.getAttribute("y")).isEqualTo(first.getAttribute("y"));
        assertThat(Double.parseDouble(second.getAttribute("x")))
                .isEqualTo(Double.parseDouble(first.getAttribute("x")) + 24);
        var third = (Element) cells.item(2);
        assertThat(Double.parseDouble(third.getAttribute("y")))
                .isEqualTo(Double.parseDouble(first.getAttribute("y")) + 24);
        assertThat(third.getAttribute("opacity")).isEqualTo("1.00");
    }

    @Test
    void everyTokenIsALabelWhateverItHolds() throws Exception {
        var labels = parsed(PICTURE.svg()).getElementsByTagName("text");
        assertThat(java.util.stream.IntStream.range(0, labels.getLength())
                        .mapToObj(i -> labels.item(i).getTextContent()))
                .containsExactly("▁A", "<&", "\uFFFD", "<end>", "我", "爱");
    }

    @Test
    void aTranslationOfNothingStillDraws() throws Exception {
        parsed(new AttentionPicture(List.of("<end>"), List.of(), new float[0][]).svg());
    }
}
