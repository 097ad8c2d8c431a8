package io.sparkseq2seq.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The names of the columns that a translated column adds, {@code {}} standing for the translation's; empty: there is no
 * such column. See {@code translate.added}.
 *
 * @param score mean log-probability of a token
 * @param confidence from 0 to 1
 * @param status of the row
 * @param reason of the status
 * @param model fingerprint of the model and digest of the settings
 * @param sha256 of the source's bytes
 * @param alignment of words, where {@code translate.search.alignment} asks for it
 * @param nBest the best translations, where {@code translate.search.n-best} asks for more than one
 */
public record AddedNames(
        String score,
        String confidence,
        String status,
        String reason,
        String model,
        String sha256,
        String alignment,
        String nBest)
        implements Serializable, Checked {

    @Override
    public List<Problem> problems() {
        var names = new LinkedHashMap<String, String>();
        names.put("score", score);
        names.put("confidence", confidence);
        names.put("status", status);
        names.put("reason", reason);
        names.put("model", model);
        names.put("sha256", sha256);
        names.put("alignment", alignment);
        names.put("n-best", nBest);
        var problems = new ArrayList<Problem>();
        names.forEach((key, name) -> {
            if (!name.isEmpty() && !name.contains("{}")) {
                problems.add(new Problem(
                        key, "is the same for all translated columns", "Have {} in it, for the translation's name."));
            }
        });
        return problems;
    }
}
