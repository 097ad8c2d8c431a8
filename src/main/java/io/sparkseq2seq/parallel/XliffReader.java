package io.sparkseq2seq.parallel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files of localization: XLIFF <a href="https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html">1.2</a> and <a
 * href="https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html">2</a>. A target that is marked as not
 * translated yet counts as missing, and proposals of other translations are not read. Text within paired tags is kept,
 * codes are left out.
 */
final class XliffReader implements UnitReader {
    /** Elements that hold codes of other formats, and not text of the sentence. */
    private static final Set<String> CODES = Set.of("bpt", "ept", "it", "ph", "x", "bx", "ex", "sc", "ec", "sub");
    /** Elements whose source and target are of other places. */
    private static final Set<String> OTHERS = Set.of("alt-trans", "matches", "glossary", "changeTrack");

    private static final Set<String> UNTRANSLATED = Set.of("new", "needs-translation", "needs-adaptation");

    private final InputStream in;
    private final XmlFile xml;
    private final Language source;
    private final Language target;
    private final Set<String> languages = new TreeSet<>();
    private boolean isWanted;
    private boolean isInitial;
    private String text;
    private String translation;

    /** Reads a file that is not packed. */
    XliffReader(InputStream in, String path, Language source, Language target) {
        this.in = in;
        this.xml = new XmlFile(in, path, "Check that it is XLIFF, and whole.");
        this.source = source;
        this.target = target;
    }

    @Override
    public Set<String> contents() {
        return languages;
    }

    @Override
    public Unit next() {
        while (xml.next()) {
            switch (xml.name()) {
                    // XLIFF 1.2 says it of each file, XLIFF 2 of all.
                case "file" -> {
                    if (xml.begins("file") && !xml.attribute("source-language").isEmpty()) {
                        languages(xml.attribute("source-language"), xml.attribute("target-language"));
                    }
                }
                case "xliff" -> {
                    if (xml.begins("xliff") && !xml.attribute("srcLang").isEmpty()) {
                        languages(xml.attribute("srcLang"), xml.attribute("trgLang"));
                    }
                }
                case "trans-unit", "segment" -> {
                    if (xml.begins(xml.name())) {
                        text = null;
                        translation = null;
                        // XLIFF 2 says it of the segment.
                        isInitial = xml.attribute("state").equals("initial");
                    } else if (isWanted && (text != null || translation != null)) {
                        return new Unit(text, translation);
                    }
                }
                case "source" -> text = xml.begins("source") ? xml.text(CODES) : text;
                case "target" -> target();
                default -> skipOthers();
            }
        }
        return null;
    }

    private void target() {
        if (xml.begins("target")) {
            boolean untranslated = UNTRANSLATED.contains(xml.attribute("state"));
            String found = xml.text(CODES);
            translation = untranslated || isInitial ? null : found;
        }
    }

    private void languages(String from, String to) {
        languages.add(from + " to " + (to.isEmpty() ? "?" : to));
        isWanted = source.holds(from) && (to.isEmpty() || target.holds(to));
    }

    private void skipOthers() {
        String name = xml.name();
        if (xml.begins(name) && OTHERS.contains(name)) {
            for (int depth = 1; depth > 0 && xml.next(); ) {
                depth += xml.begins(name) ? 1 : xml.ends(name) ? -1 : 0;
            }
        } else if (xml.begins("ignorable")) {
            while (xml.next() && !xml.ends("ignorable")) {
                // Space between sentences.
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
