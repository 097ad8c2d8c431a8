package io.sparkseq2seq.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.report.LineChart;
import io.sparkseq2seq.report.LineChart.Line;
import io.sparkseq2seq.report.LineChart.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Draws the validations of several trainings against the target tokens that each had trained: {@code scripts/curves}.
 */
public final class Curves {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Curves() {}

    /** @param arguments the picture to write, then a name and the {@code epochs.jsonl} of each training: NAME=FILE */
    public static void main(String[] arguments) {
        if (arguments.length < 2 || Arrays.stream(arguments).skip(1).anyMatch(one -> one.indexOf('=') < 1)) {
            System.err.println("usage: curves PICTURE.svg NAME=MODEL/epochs.jsonl …");
            System.exit(2);
        }
        try {
            draw(arguments);
        } catch (IOException e) {
            System.err.println("curves: cannot read or write " + e.getMessage()
                    + ". Give the epochs.jsonl of a model, and a picture in a folder that exists.");
            System.exit(2);
        }
    }

    static void draw(String... arguments) throws IOException {
        var loss = new ArrayList<Line>();
        var bleu = new ArrayList<Line>();
        for (var argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            int equals = argument.indexOf('=');
            var epochs = read(Path.of(argument.substring(equals + 1)));
            var name = argument.substring(0, equals);
            loss.add(line(name, epochs, EpochResult::validLoss));
            bleu.add(line(name, epochs, EpochResult::validBleu));
        }
        var charts = List.of(
                new LineChart("Validation loss, nats a token", "million target tokens", false, loss),
                new LineChart("Validation BLEU", "million target tokens", true, bleu));
        Files.writeString(Path.of(arguments[0]), LineChart.besideEachOther(charts));
    }

    private static List<EpochResult> read(Path file) throws IOException {
        var epochs = new ArrayList<EpochResult>();
        for (var line : Files.readAllLines(file)) {
            try {
                epochs.add(JSON.readValue(line, EpochResult.class));
            } catch (JsonProcessingException e) {
                throw new IOException(file + ", line " + (epochs.size() + 1), e);
            }
        }
        return epochs;
    }

    private static Line line(String name, List<EpochResult> epochs, ToDoubleFunction<EpochResult> value) {
        var points = new ArrayList<Point>();
        double tokens = 0;
        for (var epoch : epochs) {
            tokens += epoch.tokens() / 1e6;
            points.add(new Point(tokens, value.applyAsDouble(epoch)));
        }
        return Line.of(name, points.stream());
    }
}
