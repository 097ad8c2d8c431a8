package io.sparkseq2seq.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkseq2seq.doctor.Finding.Grade;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** All that was found, in the order in which it was looked at: lines for people, JSON for programs. */
public final class Diagnosis {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final List<Finding> findings = new ArrayList<>();

    void add(Finding finding) {
        findings.add(finding);
    }

    /** What was found so far. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many things have a grade. */
    public long count(Grade grade) {
        return findings.stream().filter(finding -> finding.grade() == grade).count();
    }

    /** A line for each thing, and under it what to do. */
    @Override
    public String toString() {
        int width = findings.stream()
                .mapToInt(finding -> finding.what().length())
                .max()
                .orElse(0);
        var text = new StringBuilder("doctor\n");
        for (var finding : findings) {
            text.append("  ")
                    .append(finding.grade().word())
                    .append(" ".repeat(6 - finding.grade().word().length()));
            text.append(finding.what()).append(" ".repeat(width - finding.what().length() + 2));
            text.append(finding.found()).append('\n');
            if (!finding.mend().isEmpty()) {
                text.append(" ".repeat(width + 10)).append(finding.mend()).append('\n');
            }
        }
        return text.toString();
    }

    /** An object with the worst grade as {@code outcome} and each thing in {@code checks}. */
    public String toJson() {
        var json = new LinkedHashMap<String, Object>();
        var worst = findings.stream().map(Finding::grade).max(Grade::compareTo).orElse(Grade.OK);
        json.put("outcome", worst.word());
        json.put("checks", findings.stream().map(Diagnosis::json).toList());
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json.toString(), e);
        }
    }

    private static LinkedHashMap<String, String> json(Finding finding) {
        var json = new LinkedHashMap<String, String>();
        json.put("grade", finding.grade().word());
        json.put("what", finding.what());
        json.put("found", finding.found());
        if (!finding.mend().isEmpty()) {
            json.put("mend", finding.mend());
        }
        return json;
    }
}
