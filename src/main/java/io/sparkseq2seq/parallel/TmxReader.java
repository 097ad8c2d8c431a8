package io.sparkseq2seq.parallel;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Translation memories: <a href="https://www.gala-global.org/tmx-14b">TMX 1.4b</a> and the versions before it. A unit
 * may have many languages, and several variants of one: each variant of the source stands with each of the target. Tags
 * within a segment are left out with the codes in them, but for the text that {@code hi} marks.
 */
final class TmxReader implements UnitReader {
    /** Elements that hold codes of other formats, and not text of the sentence. */
    private static final Set<String> CODES = Set.of("bpt", "ept", "it", "ph", "ut", "sub");

    private final InputStream in;
    private final XmlFile xml;
    private final Language source;
    private final Language target;
    private final Set<String> languages = new TreeSet<>();
    private final List<Unit> ready = new ArrayList<>();

    /** Reads a file that is not packed. */
    TmxReader(InputStream in, String path, Language source, Language target) {
        this.in = in;
        this.xml = new XmlFile(in, path, "Check that it is TMX, and whole.");
        this.source = source;
        this.target = target;
    }

    @Override
    public Set<String> contents() {
        return languages;
    }

    @Override
    public Unit next() {
        while (ready.isEmpty()) {
            if (!xml.next()) {
                return null;
            } else if (xml.begins("tu")) {
                unit();
            }
        }
        return ready.remove(0);
    }

    private void unit() {
        var sources = new ArrayList<String>();
        var targets = new ArrayList<String>();
        String language = "";
        while (xml.next() && !xml.ends("tu")) {
            if (xml.begins("tuv")) {
                // xml:lang; before TMX 1.4 lang.
                language = xml.attribute("lang");
                languages.add(language);
            } else if (xml.begins("seg")) {
                String text = xml.text(CODES);
                if (source.holds(language)) {
                    sources.add(text);
                }
                if (target.holds(language)) {
                    targets.add(text);
                }
            }
        }
        if (sources.isEmpty() != targets.isEmpty()) {
            sources.forEach(text -> ready.add(new Unit(text, null)));
            targets.forEach(text -> ready.add(new Unit(null, text)));
        }
        for (String text : sources) {
            targets.forEach(translation -> ready.add(new Unit(text, translation)));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
