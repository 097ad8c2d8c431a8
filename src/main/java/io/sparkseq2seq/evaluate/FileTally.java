package io.sparkseq2seq.evaluate;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.metric.Scorer;
import io.sparkseq2seq.metric.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Counts the sentences of plain files whose lines belong together, some at a time, so that memory does not grow with
 * them.
 */
final class FileTally implements AutoCloseable {
    /** Lines that the cores share at a time. */
    private static final int LINES = 2_000;

    private final List<Sentences> columns = new ArrayList<>();
    private final Scorer scorer;

    private FileTally(String hypotheses, String references, Scorer scorer, Configuration hadoop) {
        this.scorer = scorer;
        columns.add(Sentences.translations(hypotheses.strip(), hadoop));
        Stream.of(references.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(name -> columns.add(Sentences.references(name, hadoop)));
    }

    /**
     * @param hypotheses a file or folder
     * @param references files or folders, separated by commas
     * @throws UserException when one is missing, damaged, empty, or of another length than the others
     */
    static Tally of(String hypotheses, String references, Scorer scorer, Configuration hadoop) {
        try (var files = new FileTally(hypotheses, references, scorer, hadoop)) {
            return files.count();
        }
    }

    private Tally count() {
        Tally sum = null;
        for (var rows = next(); !rows.isEmpty(); rows = next()) {
            List<Tally> tallies = rows.parallelStream()
                    .map(row -> scorer.tally(row.get(0), row.subList(1, row.size())))
                    .toList();
            // One after another: the last bits of a sum of means must not depend on the number of cores.
            for (Tally tally : tallies) {
                sum = sum == null ? tally : sum.plus(tally);
            }
        }
        if (sum == null) {
            String names = columns.stream().map(Sentences::name).collect(Collectors.joining(", "));
            throw new UserException("there are no lines", names, "Check the files.");
        }
        return sum;
    }

    /** Rows of a hypothesis and its references. */
    private List<List<String>> next() {
        var rows = new ArrayList<List<String>>();
        while (rows.size() < LINES) {
            var row = new ArrayList<String>();
            for (var column : columns) {
                row.add(column.next());
            }
            if (row.stream().allMatch(line -> line == null)) {
                break;
            }
            if (row.contains(null)) {
                throw unequal();
            }
            rows.add(row);
        }
        return rows;
    }

    private UserException unequal() {
        for (var column : columns) {
            while (column.next() != null) {
                // Until all of its lines are counted.
            }
        }
        var shortest =
                columns.stream().min(Comparator.comparingLong(Sentences::read)).orElseThrow();
        String lengths = columns.stream()
                .map(column -> column.name() + ": " + column.read())
                .collect(Collectors.joining(", "));
        return new UserException(
                "the files have different numbers of lines, and " + shortest.name() + " has the fewest",
                lengths,
                "Line n of each file must be of the same sentence.");
    }

    @Override
    public void close() {
        columns.forEach(Sentences::close);
    }
}
