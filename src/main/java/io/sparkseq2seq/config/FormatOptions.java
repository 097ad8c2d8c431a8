package io.sparkseq2seq.config;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How tables in files are spelled: the section {@code options} of a job, which {@code seq2seq-reference.conf} explains.
 * It holds for what is read and for what is written.
 *
 * @param header CSV: whether each file begins with the columns' names
 * @param separator CSV: between two values
 * @param quote CSV: around a value; empty: nothing is quoted
 * @param escape CSV: before a quote in a quoted value
 * @param multiline CSV: whether quoted values may hold line breaks; JSON: whether objects may span lines
 * @param encoding CSV, JSON: the files' charset
 * @param nullValue CSV: what stands for null
 * @param provider of a table that is made: {@code parquet}, {@code delta} …; empty: as the catalog or the input has it
 * @param read {@code name=value}: further options of Spark's reader
 * @param write {@code name=value}: further options of Spark's writer
 */
public record FormatOptions(
        boolean header,
        String separator,
        String quote,
        String escape,
        boolean multiline,
        String encoding,
        String nullValue,
        String provider,
        List<String> read,
        List<String> write)
        implements Serializable, Checked {
    /** Options that would take from a job what it promises, in lower case. */
    private static final Set<String> RESERVED =
            Set.of("path", "paths", "ignorecorruptfiles", "ignoremissingfiles", "recursivefilelookup");

    @Override
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        if (separator.isEmpty()) {
            problems.add(new Problem("separator", "separates nothing", "Give a character, such as , or \\t."));
        }
        for (var mark : Map.of("quote", quote, "escape", escape).entrySet()) {
            if (mark.getValue().codePointCount(0, mark.getValue().length()) > 1) {
                problems.add(new Problem(mark.getKey(), "is more than a character", "Give one, or none."));
            }
        }
        try {
            Charset.forName(encoding);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            problems.add(new Problem("encoding", "is not a charset that Java knows", "Give UTF-8, ISO-8859-1 …"));
        }
        check("read", read, problems);
        check("write", write, problems);
        return problems;
    }

    private static void check(String key, List<String> options, List<Problem> problems) {
        for (var option : options) {
            int at = option.indexOf('=');
            if (at <= 0) {
                problems.add(new Problem(key, "has an entry that is no name=value: " + option, "Write name=value."));
            } else if (RESERVED.contains(option.substring(0, at).strip().toLowerCase(Locale.ROOT))) {
                problems.add(new Problem(
                        key,
                        "has an option that is not the user's to set: " + option.substring(0, at),
                        "Take it out."));
            }
        }
    }

    /** The same without {@link #read}, which is for the input alone. */
    public FormatOptions ofOutput() {
        return new FormatOptions(
                header, separator, quote, escape, multiline, encoding, nullValue, provider, List.of(), write);
    }

    /** The entries of {@link #read}, by name. */
    public Map<String, String> readOptions() {
        return map(read);
    }

    /** The entries of {@link #write}, by name. */
    public Map<String, String> writeOptions() {
        return map(write);
    }

    private static Map<String, String> map(List<String> options) {
        var map = new LinkedHashMap<String, String>();
        for (var option : options) {
            int at = option.indexOf('=');
            map.put(option.substring(0, at).strip(), option.substring(at + 1));
        }
        return map;
    }
}
