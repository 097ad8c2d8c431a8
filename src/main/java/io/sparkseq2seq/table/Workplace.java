package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The path that stands for a table, which may have none of its own: a folder, and in it the table's full name, in lower
 * case, for catalogs differ in whether case counts.
 */
final class Workplace {
    private static final Pattern PATH = Pattern.compile("/.*|[A-Za-z][A-Za-z0-9+.-]*:/.*");

    private Workplace() {}

    /** @throws UserException as {@link Source#workplace} */
    static String of(NamedTable table, String given) {
        if (table.isDeltaPath()) {
            var path = table.identifier().name();
            return given.isEmpty() ? path : under(given, "delta/" + encoded(path));
        }
        var names = Stream.concat(
                        table.catalog() == null
                                ? Stream.empty()
                                : Stream.of(table.catalog().name()),
                        Stream.concat(
                                Arrays.stream(table.identifier().namespace()),
                                Stream.of(table.identifier().name())))
                .map(name -> encoded(name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("."));
        return under(given.isEmpty() ? warehouse(table) : given, names);
    }

    private static String under(String folder, String name) {
        return folder.replaceFirst("/+$", "") + "/" + name;
    }

    private static String warehouse(NamedTable table) {
        var conf = table.spark().conf();
        var own = "";
        if (table.catalog() != null) {
            var settings = "spark.sql.catalog." + table.catalog().name();
            own = conf.get(settings + ".warehouse", "").strip();
            // Of Iceberg's own catalog of folders it may be relative.
            boolean isPath = PATH.matcher(own).matches()
                    || conf.get(settings + ".type", "").equalsIgnoreCase("hadoop");
            if (!own.isEmpty() && !isPath) {
                throw new UserException(
                        "the catalog's warehouse, " + own + ", is no path, and so no place for what the job keeps"
                                + " while it runs",
                        table.name(),
                        "Set translate.incremental.work to a folder on storage that all runs share.");
            }
        }
        return own.isEmpty() ? conf.get("spark.sql.warehouse.dir") : own;
    }

    /** As part of a path, whatever characters are in it. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace(".", "%2E");
    }
}
