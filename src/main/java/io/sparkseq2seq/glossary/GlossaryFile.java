package io.sparkseq2seq.glossary;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.text.Normalizer;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A glossary as a file: UTF-8, a term a line: its source, its target and, where wished, further forms of the target.
 * Columns stand between tabs where the first line has one, else between commas, with quotes as in CSV. Forms in a cell
 * stand between bars. A term without a target is copied. A first line that has the names {@code source} and
 * {@code target}, in any order, is a header; it may name {@code forms} and columns of other names, which are not read.
 * Empty lines and those that begin with # do not count.
 *
 * <pre>
 * source,target,forms
 * mouse|mice,Maus,Mäuse
 * "Smith, Jones &amp; Co"
 * </pre>
 */
public final class GlossaryFile {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int LONGEST_CELL = 100_000;

    private GlossaryFile() {}

    /**
     * Reads a glossary.
     *
     * @param path a Hadoop path
     * @throws UserException when there is no such file, a line is no term, or there is none
     */
    public static Glossary read(String path, Configuration hadoop) {
        var text = TextFiles.read(path, hadoop);
        return parse(text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1), path);
    }

    static Glossary parse(String text, String path) {
        if (text.indexOf('\uFFFD') >= 0) {
            throw new UserException("the glossary is not UTF-8", path, "Save it as UTF-8.");
        }
        var format = new CsvParserSettings();
        boolean tabs = text.lines().findFirst().orElse("").indexOf('\t') >= 0;
        format.getFormat().setDelimiter(tabs ? '\t' : ',');
        format.getFormat().setLineSeparator("\n");
        format.setLineSeparatorDetectionEnabled(true);
        format.setMaxCharsPerColumn(LONGEST_CELL);
        var parser = new CsvParser(format);
        var terms = new LinkedHashMap<String, List<String>>();
        try {
            parser.beginParsing(new StringReader(text));
            Optional<List<String>> header = Optional.empty();
            boolean first = true;
            for (String[] cells; (cells = parser.parseNext()) != null; first = false) {
                if (first) {
                    header = header(cells, path + ":" + parser.getContext().currentLine());
                    if (header.isPresent()) {
                        continue;
                    }
                }
                add(cells, header, path + ":" + parser.getContext().currentLine(), terms);
            }
        } catch (TextParsingException e) {
            throw new UserException(
                    "the glossary is no CSV", path + ":" + (e.getLineIndex() + 1), "Close its quotes: \"…\".");
        }
        if (terms.isEmpty()) {
            throw new UserException("the glossary has no term", path, "Give lines of source term, target term.");
        }
        return new Glossary(terms);
    }

    /** Empty where the first line is of terms: {@code source,Quelle} is, from English to German. */
    private static Optional<List<String>> header(String[] cells, String where) {
        var names = Arrays.stream(cells)
                .map(cell -> cell == null ? "" : cell.strip().toLowerCase(Locale.ROOT))
                .toList();
        boolean source = names.contains("source");
        boolean target = names.contains("target");
        if (source != target && (names.contains("forms") || names.contains("id"))) {
            throw new UserException(
                    "the first line of the glossary names no column " + (source ? "target" : "source"),
                    where,
                    "Name both, source and target, in any order.");
        }
        return source && target ? Optional.of(names) : Optional.empty();
    }

    private static void add(
            String[] cells, Optional<List<String>> header, String where, Map<String, List<String>> terms) {
        if (header.isEmpty() && cells.length > 3) {
            throw new UserException(
                    "a line of the glossary has " + cells.length + " columns",
                    where,
                    "Give source, target and forms of the target, or name the columns in a first line.");
        }
        var sources = forms(cell(cells, header, "source", 0));
        if (sources.isEmpty()) {
            throw new UserException("a line of the glossary has no source term", where, "Give one, or take it out.");
        }
        var targets = new ArrayList<>(forms(cell(cells, header, "target", 1)));
        targets.addAll(forms(cell(cells, header, "forms", 2)));
        for (var source : sources) {
            var before = terms.get(source);
            if (before != null && before.isEmpty() != targets.isEmpty()) {
                throw new UserException(
                        "the glossary has '" + source + "' with a target and without", where, "Take one of them out.");
            }
            terms.computeIfAbsent(source, key -> new ArrayList<>()).addAll(targets);
        }
    }

    private static String cell(String[] cells, Optional<List<String>> header, String name, int otherwise) {
        int column = header.map(names -> names.indexOf(name)).orElse(otherwise);
        return column < 0 || column >= cells.length || cells[column] == null ? "" : cells[column];
    }

    private static List<String> forms(String cell) {
        return Arrays.stream(cell.split("\\|"))
                .map(Normalizer.PLAIN::normalize)
                .filter(form -> !form.isEmpty())
                .toList();
    }
}
