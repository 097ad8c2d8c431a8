package io.sparkseq2seq.sql;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;

/** The code that a document shows, between lines of {@code ```language} and {@code ```}. */
record DocumentSnippets(List<Snippet> all) {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /** @param language as the document names it */
    record Snippet(String language, String code) {}

    static DocumentSnippets of(Path document) throws IOException {
        return new DocumentSnippets(FENCED.matcher(Files.readString(document))
                .results()
                .map(found -> new Snippet(found.group(1), found.group(2)))
                .toList());
    }

    List<String> of(String language) {
        return all.stream()
                .filter(snippet -> snippet.language.equals(language))
                .map(Snippet::code)
                .toList();
    }

    /**
     * Compiles Java's statements and runs them.
     *
     * @param folder for what is compiled
     * @param name of the class around them
     */
    static void run(String code, SparkSession spark, Path folder, String name) throws Exception {
        var source = Files.writeString(
                folder.resolve(name + ".java"),
                """
                import io.sparkseq2seq.search.LoadedTranslator;
                import io.sparkseq2seq.translate.TranslationTransformer;
                import org.apache.spark.ml.*;
                import org.apache.spark.sql.*;
                public class %s {
                    public static void run(SparkSession spark) throws Exception {
                %s    }
                }
                """
                        .formatted(name, code));
        var classPath = System.getProperty("java.class.path");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", folder.toString(), source.toString());
        if (failed != 0) {
            throw new IllegalStateException("this does not compile: " + code);
        }
        try (var classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, DocumentSnippets.class.getClassLoader())) {
            classes.loadClass(name).getMethod("run", SparkSession.class).invoke(null, spark);
        }
    }
}
