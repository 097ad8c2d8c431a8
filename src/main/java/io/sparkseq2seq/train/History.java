package io.sparkseq2seq.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.averaging.RoundResult;
import io.sparkseq2seq.config.TrainSettings;
import io.sparkseq2seq.storage.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The course of a training: its rounds and epochs, which epoch was best, and the two files of lines that tell of it.
 * The model that it began with counts as epoch 0 where one is best, and when none has got better.
 */
final class History {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUNDS = "metrics.jsonl";
    private static final String EPOCHS = "epochs.jsonl";
    /** Rounds to remember; of more, two neighbours become one. */
    private static final int MOST_ROUNDS = 10_000;

    private final TrainSettings.Valid valid;
    private final List<RoundResult> rounds;
    private final List<EpochResult> epochs = new ArrayList<>();
    private Optional<EpochResult> start = Optional.empty();

    private History(TrainSettings.Valid valid, List<RoundResult> rounds, List<EpochResult> results) {
        this.valid = valid;
        this.rounds = rounds;
        results.forEach(this::add);
    }

    /** Of a training that begins. */
    static History empty(TrainSettings.Valid valid) {
        return new History(valid, new ArrayList<>(), List.of());
    }

    /** As it was written into a folder. */
    static History read(TrainSettings.Valid valid, Path folder, Configuration hadoop) {
        return new History(
                valid,
                parse(TextFiles.read(new Path(folder, ROUNDS), hadoop), RoundResult.class),
                parse(TextFiles.read(new Path(folder, EPOCHS), hadoop), EpochResult.class));
    }

    private static <T> List<T> parse(String lines, Class<T> type) {
        var all = new ArrayList<T>();
        try {
            for (var line : lines.lines().toList()) {
                all.add(JSON.readValue(line, type));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    void write(Path folder, Configuration hadoop) {
        TextFiles.write(new Path(folder, ROUNDS), lines(rounds), hadoop);
        TextFiles.write(new Path(folder, EPOCHS), lines(results()), hadoop);
    }

    private static String lines(List<?> results) {
        var lines = new StringBuilder();
        for (var result : results) {
            try {
                lines.append(JSON.writeValueAsString(result)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(result.toString(), e);
            }
        }
        return lines.toString();
    }

    void add(RoundResult round) {
        rounds.add(round);
        if (rounds.size() > MOST_ROUNDS) {
            halve();
        }
    }

    private void halve() {
        var before = List.copyOf(rounds);
        rounds.clear();
        for (int i = 0; i < before.size(); i++) {
            var round = before.get(i);
            boolean pair = i + 1 < before.size() && before.get(i + 1).epoch() == round.epoch();
            rounds.add(pair ? round.plus(before.get(++i)) : round);
        }
    }

    void add(EpochResult epoch) {
        if (epoch.epoch() == 0) {
            start = Optional.of(epoch);
        } else {
            epochs.add(epoch);
        }
    }

    /** Whether nothing is done yet. */
    boolean isEmpty() {
        return results().isEmpty() && rounds.isEmpty();
    }

    /** The epochs, and before them the model that the training began with, where it was validated. */
    List<EpochResult> results() {
        return Stream.concat(start.stream(), epochs.stream()).toList();
    }

    /** Whether epochs were validated, and none of them to a finite loss. */
    boolean isDiverged() {
        var validated = epochs.stream().filter(EpochResult::isValidated).toList();
        return !validated.isEmpty() && validated.stream().noneMatch(epoch -> Double.isFinite(epoch.validLoss()));
    }

    /** Epochs that are done, validation included. */
    List<EpochResult> epochs() {
        return epochs;
    }

    /** All rounds so far, of very many with some of them together. */
    List<RoundResult> rounds() {
        return rounds;
    }

    /** The rounds of an epoch. */
    List<RoundResult> rounds(int epoch) {
        return rounds.stream().filter(round -> round.epoch() == epoch).toList();
    }

    /** Rounds done of the epoch that runs. */
    int done() {
        var running = running();
        return running.isEmpty() ? 0 : running.get(running.size() - 1).round();
    }

    /** The rounds so far of the epoch that runs. */
    List<RoundResult> running() {
        int begin = rounds.size();
        while (begin > 0 && rounds.get(begin - 1).epoch() > epochs.size()) {
            begin--;
        }
        return rounds.subList(begin, rounds.size());
    }

    /** Minutes of training, validation included where an epoch is done. */
    double minutes() {
        var results = results();
        double before = results.isEmpty() ? 0 : results.get(results.size() - 1).minutes();
        return before + running().stream().mapToDouble(RoundResult::seconds).sum() / 60;
    }

    /**
     * The best validated epoch, or the last one when none was validated. One whose validation loss is not finite is
     * never the best.
     */
    Optional<EpochResult> best() {
        return ranked().stream().findFirst();
    }

    /** So many best validated epochs, the best first; of equals the first. */
    List<EpochResult> best(int count) {
        return ranked().stream().filter(EpochResult::isValidated).limit(count).toList();
    }

    /**
     * All epochs that may become the model, the best first: the validated ones whose loss is finite, of equals the
     * first first; where none was validated, all from the last on.
     */
    List<EpochResult> ranked() {
        var results = results();
        if (results.stream().noneMatch(EpochResult::isValidated)) {
            var reversed = new ArrayList<>(epochs);
            Collections.reverse(reversed);
            return reversed;
        }
        return results.stream()
                .filter(epoch -> epoch.isValidated() && Double.isFinite(epoch.validLoss()))
                .sorted(Comparator.comparingDouble((EpochResult epoch) -> figure(epoch))
                        .reversed())
                .toList();
    }

    /** How often validation has got no better so many times in a row, each time counted anew. */
    int plateaus(int patience) {
        int plateaus = 0;
        int since = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (var epoch : results()) {
            if (!epoch.isValidated()) {
                continue;
            }
            if (figure(epoch) > best) {
                best = figure(epoch);
                since = 0;
            } else if (++since == patience) {
                plateaus++;
                since = 0;
            }
        }
        return plateaus;
    }

    /** Validations since the best one. */
    long sinceBest() {
        int best = best().map(EpochResult::epoch).orElse(0);
        return epochs.stream()
                .filter(epoch -> epoch.isValidated() && epoch.epoch() > best)
                .count();
    }

    /** More is better. */
    private double figure(EpochResult epoch) {
        return figure(new Validation.Result(epoch.validLoss(), epoch.validBleu()));
    }

    /** More is better. */
    double figure(Validation.Result result) {
        double figure = valid.metric() == TrainSettings.Criterion.BLEU && valid.bleuSentences() > 0
                ? result.bleu()
                : -result.loss();
        return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : figure;
    }
}
