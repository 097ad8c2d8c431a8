package io.sparkseq2seq.config;

import io.sparkseq2seq.config.PreprocessSettings.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A setting that names a path, or several with commas between them: a file, a folder or a pattern, never the name of a
 * table.
 *
 * @param key such as {@code train.corpus}, or {@code preprocess.inputs[1].source}
 * @param value of it; empty where none is given
 * @param use what the job does with it
 */
public record PathSetting(String key, String value, Use use) {
    /** The list of inputs, which can be given as a whole only: keys of paths in it begin with this. */
    public static final String INPUTS = "preprocess.inputs";

    private static final String REFERENCES = "evaluate.references";

    /** What a job does with a path. */
    public enum Use {
        /** It must be there. */
        READ,
        /** The job keeps something there, or looks whether there is something. */
        KEPT,
        /** The job's output. */
        WRITTEN
    }

    private static final Map<String, Map<Use, List<String>>> KEYS = Map.of(
            "preprocess",
            Map.of(
                    Use.READ,
                    List.of(
                            "preprocess.source",
                            "preprocess.target",
                            "preprocess.input",
                            "preprocess.valid.source",
                            "preprocess.valid.target",
                            "preprocess.valid.input",
                            "preprocess.test.source",
                            "preprocess.test.target",
                            "preprocess.test.input",
                            "preprocess.holdout.like",
                            "preprocess.subwords.model",
                            "preprocess.subwords.target-model"),
                    Use.KEPT,
                    List.of("preprocess.extend"),
                    Use.WRITTEN,
                    List.of("preprocess.output")),
            "train",
            Map.of(
                    Use.READ,
                    List.of("train.corpus"),
                    Use.KEPT,
                    List.of("train.start-from"),
                    Use.WRITTEN,
                    List.of("train.model")),
            "translate",
            Map.of(
                    Use.READ,
                    List.of("translate.model", "translate.input", "translate.terms.glossary"),
                    Use.KEPT,
                    List.of(
                            "translate.report",
                            "translate.history",
                            "translate.incremental.work",
                            "translate.incremental.memory",
                            "translate.gate.report"),
                    Use.WRITTEN,
                    List.of("translate.output")),
            "evaluate",
            Map.of(
                    Use.READ,
                    List.of("evaluate.model", "evaluate.corpus", "evaluate.hypotheses", REFERENCES),
                    Use.WRITTEN,
                    List.of("evaluate.output")));

    /** The jobs that have some. */
    public static final List<String> JOBS = List.of("preprocess", "train", "evaluate", "translate");

    /** Its paths: of a list all that stand between commas, which elsewhere belong to names and patterns. */
    public List<String> paths() {
        return key.equals(REFERENCES)
                ? Stream.of(value.split(","))
                        .map(String::strip)
                        .filter(path -> !path.isEmpty())
                        .toList()
                : List.of(value);
    }

    /** Its value with each of its paths changed. */
    public String changed(UnaryOperator<String> change) {
        return paths().stream().map(change).collect(Collectors.joining(","));
    }

    /** All of a job, also those that are not given; none of another command. */
    public static List<PathSetting> of(String job, Settings settings) {
        var values = new LinkedHashMap<>(settings.values());
        if (settings.translate().format() == DataFormat.TABLE) {
            values.remove("translate.input");
        }
        if (settings.translate().written() == DataFormat.TABLE) {
            values.remove("translate.output");
        }
        if (settings.preprocess().format() == PreprocessSettings.Format.TABLE) {
            values.keySet().removeAll(List.of("preprocess.input", "preprocess.valid.input", "preprocess.test.input"));
        }
        var paths = new ArrayList<PathSetting>();
        for (var use : Use.values()) {
            for (var key : KEYS.getOrDefault(job, Map.of()).getOrDefault(use, List.of())) {
                if (values.containsKey(key)) {
                    paths.add(new PathSetting(key, values.get(key), use));
                }
            }
        }
        if (job.equals("preprocess")) {
            paths.addAll(inputs(settings.preprocess().inputs()));
        }
        return paths;
    }

    private static List<PathSetting> inputs(List<Input> inputs) {
        var paths = new ArrayList<PathSetting>();
        for (int i = 0; i < inputs.size(); i++) {
            var input = inputs.get(i);
            var key = INPUTS + "[" + i + "].";
            paths.add(new PathSetting(key + "source", input.source(), Use.READ));
            paths.add(new PathSetting(key + "target", input.target(), Use.READ));
            if (input.format() != PreprocessSettings.Format.TABLE) {
                paths.add(new PathSetting(key + "input", input.input(), Use.READ));
            }
        }
        return paths;
    }

    /**
     * All inputs with other paths, as the value of {@link #INPUTS}, secrets in them included.
     *
     * @param change from one path to the other, which is not asked of tables by name
     */
    public static String inputs(PreprocessSettings settings, UnaryOperator<String> change) {
        var changed = settings.inputs().stream()
                .map(input -> new Input(
                        input.name(),
                        input.format(),
                        change.apply(input.source()),
                        change.apply(input.target()),
                        input.format() == PreprocessSettings.Format.TABLE ? input.input() : change.apply(input.input()),
                        input.columns(),
                        input.filters(),
                        input.cap(),
                        input.tag()))
                .toList();
        return SettingsWriter.inline(changed, UnaryOperator.identity());
    }
}
