import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Composes the parallel sentences of this folder from the small grammars in {@code grammar}; run it from the project's
 * folder: {@code java data-samples/MakeSamples.java [FOLDER]}.
 *
 * <p>A grammar is a set of tables ({@code .words}), a list of templates ({@code .sentences}), and perhaps phrases with
 * several shapes ({@code .phrases}), written in a sentence as {@code <goods:tag>}, where {@code $} stands for the tag. A
 * table names its columns in its first line; the first
 * column is the English word. A template is a pair of sentences with slots:
 *
 * <ul>
 *   <li>{@code {who}} a row of the table who, in the column of the sentence's side; {@code {who2}} another one
 *   <li>{@code {who:name}} only rows that have the tag name in their column "is"
 *   <li>{@code {who.object}} another column of the same row
 *   <li>{@code {who?has/have/have}} the choice that agrees with the row: third person / others / I (or as others)
 *   <li>{@code {who*a/b/c/d}} the choice numbered from 1 in the row's column "form"
 *   <li>{@code {act@who}} the present tense of act that agrees with who
 *   <li>{@code {act+了}} the Chinese word with 了 where it may be parted, e.g. 踢+足球 to 踢了足球
 *   <li>{@code ~} the possessive of who
 * </ul>
 *
 * Slots are filled from the inside outwards. A row that has a column named after another table goes only with those
 * rows of it that have one of the tags listed there. A number before a template makes it so many times as frequent.
 */
public final class MakeSamples {
    private static final Path SAMPLES = Path.of("data-samples");
    private static final Path GRAMMARS = SAMPLES.resolve("grammar");
    private static final long SEED = 20;

    /** A sentence is held out only when each of its English words stands in so many sentences. */
    private static final int KNOWN = 20;

    private record Pair(String source, String target) {}

    private record Template(String source, String target) {}

    private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)(\\d*)((?::[a-z]+)*)([.?*@+]?)([^{}]*)}");
    private static final Pattern PHRASE = Pattern.compile("<([a-z]+)(:[a-z]+)>");

    public static void main(String[] arguments) throws IOException {
        var folder = arguments.length == 0 ? SAMPLES : Path.of(arguments[0]);
        Files.createDirectories(folder);

        var chinese = new MakeSamples("zh", "chinese").compose(6_799);
        chinese.add(new Pair("Tom loves playing football.", "汤姆喜欢踢足球。"));
        writeSets(folder, chinese, "Tom loves playing football.", 400);

        var german = new MakeSamples("de", "german").compose(200);
        writeTable(folder.resolve("english-german.tsv"), german, false);
        var french = new MakeSamples("fr", "french").compose(200);
        writeTable(folder.resolve("numbered-english-french.tsv"), french, true);
    }

    private final String language;
    private final Map<String, List<Map<String, String>>> tables;
    private final List<String> phrases;
    private final List<Template> templates;
    private final Random random = new Random(SEED);

    private MakeSamples(String language, String grammar) throws IOException {
        var phrases = GRAMMARS.resolve(grammar + ".phrases");
        this.language = language;
        this.tables = readTables(Files.readString(GRAMMARS.resolve(grammar + ".words")));
        this.phrases = Files.exists(phrases) ? Files.readAllLines(phrases) : List.of();
        this.templates = readTemplates(Files.readString(GRAMMARS.resolve(grammar + ".sentences")));
    }

    /** So many different pairs, in the order in which they were composed. */
    private Set<Pair> compose(int pairs) {
        var composed = new LinkedHashSet<Pair>();
        var targets = new HashMap<String, String>();
        for (int attempts = 0; composed.size() < pairs; attempts++) {
            if (attempts > 100 * pairs) {
                throw new IllegalStateException("the grammar has only " + composed.size() + " sentences");
            }
            var template = templates.get(random.nextInt(templates.size()));
            var pair = fill(template);
            if (pair == null) {
                continue;
            }
            var other = targets.putIfAbsent(pair.source(), pair.target());
            if (other != null && !other.equals(pair.target())) {
                throw new IllegalStateException(pair + " is also " + other);
            }
            composed.add(pair);
        }
        return composed;
    }

    /** The template with a random choice of rows that go together; null when none was found. */
    private Pair fill(Template template) {
        var source = template.source();
        var target = template.target();
        for (var phrase = PHRASE.matcher(source); phrase.find(); phrase = PHRASE.matcher(source)) {
            var name = phrase.group(1);
            var shapes = phrases.stream().filter(line -> line.startsWith(name + " ")).toList();
            var shape = shapes.get(random.nextInt(shapes.size())).replace("$", phrase.group(2)).split(" *\\| *");
            source = source.replace(phrase.group(), shape[1]);
            target = target.replace(phrase.group(), shape[2]);
        }
        var rows = choose(source + target);
        if (rows == null || (source + rows).contains("~") && !rows.containsKey("who")) {
            return null;
        }
        return new Pair(finish(render(source, "en", rows), rows), finish(render(target, language, rows), rows));
    }

    /** A row for every slot, by slot name. */
    private Map<String, Map<String, String>> choose(String slots) {
        var tags = new LinkedHashMap<String, Set<String>>();
        var tablesOfSlots = new HashMap<String, String>();
        for (var slot = Pattern.compile("\\{([a-z]+)(\\d*)((?::[a-z]+)*)").matcher(slots); slot.find(); ) {
            var name = slot.group(1) + slot.group(2);
            tablesOfSlots.put(name, slot.group(1));
            var asked = tags.computeIfAbsent(name, any -> new LinkedHashSet<>());
            Arrays.stream(slot.group(3).split(":")).filter(tag -> !tag.isEmpty()).forEach(asked::add);
        }
        var chosen = new LinkedHashMap<String, Map<String, String>>();
        for (var slot : tags.entrySet()) {
            var table = tablesOfSlots.get(slot.getKey());
            var fitting = tables.get(table).stream()
                    .filter(row -> words(row, "is").containsAll(slot.getValue()))
                    .filter(row -> !chosen.containsValue(row))
                    .filter(row -> chosen.values().stream().allMatch(other -> goes(row, other) && goes(other, row)))
                    .toList();
            if (fitting.isEmpty()) {
                return null;
            }
            chosen.put(slot.getKey(), fitting.get(random.nextInt(fitting.size())));
        }
        return chosen;
    }

    /** Whether a row that names its companions in the other's table names this one. */
    private static boolean goes(Map<String, String> row, Map<String, String> other) {
        var wanted = words(row, other.get("table"));
        return wanted.isEmpty() || !Collections.disjoint(wanted, words(other, "is"));
    }

    private static Set<String> words(Map<String, String> row, String column) {
        return row.containsKey(column) ? new HashSet<>(List.of(row.get(column).split(" "))) : Set.of();
    }

    private static String render(String side, String language, Map<String, Map<String, String>> rows) {
        var text = side;
        for (var slot = SLOT.matcher(text); slot.find(); slot = SLOT.matcher(text)) {
            var row = rows.get(slot.group(1) + slot.group(2));
            var rest = slot.group(5);
            var value = switch (slot.group(4)) {
                case "." -> row.get(rest);
                case "?" -> agreeing(row, rest.split("/"));
                case "*" -> rest.split("/")[Integer.parseInt(row.get("form")) - 1];
                case "@" -> row.get(rows.get(rest).get("agrees").equals("third") ? "s" : "en");
                case "+" -> row.get(language).replace("+", rest);
                default -> row.get(language).replace("+", "");
            };
            text = text.substring(0, slot.start()) + value + text.substring(slot.end());
        }
        return text;
    }

    private static String agreeing(Map<String, String> who, String[] choices) {
        return switch (who.get("agrees")) {
            case "third" -> choices[0];
            case "first" -> choices[choices.length - 1];
            default -> choices[1];
        };
    }

    /** The possessive, an or a, the French elision of je, ne and que, and a capital at the start. */
    private static String finish(String text, Map<String, Map<String, String>> rows) {
        var finished = text.contains("~") ? text.replace("~", rows.get("who").get("possessive")) : text;
        finished = finished.replaceAll("\\ba (?=[aeio]|umb)", "an ").replaceAll("\\b(j|n|qu)e (?=[aeéèio])", "$1'");
        return finished.substring(0, 1).toUpperCase() + finished.substring(1);
    }

    /** Splits by target sentence, so that two ways to say the same thing fall into one set. */
    private static void writeSets(Path folder, Set<Pair> pairs, String inTest, int heldOut) throws IOException {
        var byTarget = new LinkedHashMap<String, List<Pair>>();
        pairs.forEach(pair -> byTarget.computeIfAbsent(pair.target(), any -> new ArrayList<>()).add(pair));
        var groups = new ArrayList<>(byTarget.values());
        Collections.shuffle(groups, new Random(SEED));
        groups.sort((one, other) -> Boolean.compare(contains(other, inTest), contains(one, inTest)));
        var known = knownWords(pairs);
        var names = List.of("test", "valid", "train");
        var sets = new LinkedHashMap<String, List<Pair>>();
        names.forEach(name -> sets.put(name, new ArrayList<>()));
        for (var group : groups) {
            var set = names.stream()
                    .filter(name -> name.equals("train")
                            || sets.get(name).size() < heldOut
                                    && group.stream().allMatch(pair -> known.containsAll(wordsOf(pair))))
                    .findFirst();
            sets.get(set.orElseThrow()).addAll(group);
        }
        for (var set : sets.entrySet()) {
            var name = set.getKey();
            write(folder.resolve(name + ".en"), set.getValue().stream().map(Pair::source).toList());
            write(folder.resolve(name + ".zh"), set.getValue().stream().map(Pair::target).toList());
        }
    }

    private static Set<String> knownWords(Set<Pair> pairs) {
        var counts = new HashMap<String, Integer>();
        pairs.forEach(pair -> wordsOf(pair).forEach(word -> counts.merge(word, 1, Integer::sum)));
        counts.values().removeIf(count -> count < KNOWN);
        return counts.keySet();
    }

    private static Set<String> wordsOf(Pair pair) {
        return new HashSet<>(List.of(pair.source().toLowerCase().split("[ ,.?]+")));
    }

    private static boolean contains(List<Pair> pairs, String source) {
        return pairs.stream().anyMatch(pair -> pair.source().equals(source));
    }

    private static void writeTable(Path file, Set<Pair> pairs, boolean numbered) throws IOException {
        var lines = new ArrayList<String>();
        for (var pair : pairs) {
            var number = numbered ? (lines.size() + 1) + "\t" : "";
            lines.add(number + pair.source() + "\t" + pair.target());
        }
        write(file, lines);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<Map<String, String>>> readTables(String words) {
        var tables = new HashMap<String, List<Map<String, String>>>();
        for (var block : words.split("\n\n")) {
            var lines = block.strip().split("\n");
            var name = lines[0].substring(0, lines[0].indexOf(':'));
            var columns = lines[0].substring(name.length() + 1).strip().split(" *\\| *");
            var rows = new ArrayList<Map<String, String>>();
            for (var line : List.of(lines).subList(1, lines.length)) {
                var cells = line.split(" *\\| *");
                if (cells.length != columns.length) {
                    throw new IllegalStateException(name + " has " + columns.length + " columns: " + line);
                }
                var row = new LinkedHashMap<String, String>();
                row.put("table", name);
                for (int column = 0; column < columns.length; column++) {
                    row.put(columns[column], cells[column]);
                }
                rows.add(row);
            }
            tables.put(name, rows);
        }
        return tables;
    }

    private static List<Template> readTemplates(String sentences) {
        var templates = new ArrayList<Template>();
        var line = Pattern.compile("(?:(\\d+) )?(.*?) *\\| *(.*)");
        sentences.lines().filter(text -> !text.isBlank()).forEach(text -> {
            var parts = line.matcher(text);
            if (!parts.matches()) {
                throw new IllegalStateException("not a template: " + text);
            }
            int times = parts.group(1) == null ? 1 : Integer.parseInt(parts.group(1));
            templates.addAll(Collections.nCopies(times, new Template(parts.group(2), parts.group(3))));
        });
        return templates;
    }
}
