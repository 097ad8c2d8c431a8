package io.sparkseq2seq.search;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;
import io.sparkseq2seq.config.TermSettings;
import io.sparkseq2seq.glossary.Glossary;
import io.sparkseq2seq.glossary.GlossaryFile;
import io.sparkseq2seq.glossary.Numbers;
import io.sparkseq2seq.glossary.Required;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.text.Normalizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What translations must hold of their sources: the terms of a glossary, and where asked the numbers that are in none
 * of them.
 *
 * <p>A form of a term is looked for as the model would write it: behind a space, or directly behind a bracket or a
 * character of a script without spaces; at the start of a sentence with a capital, too.
 *
 * @param glossary its terms
 * @param numbers whether numbers are required
 */
public record Terms(Glossary glossary, boolean numbers) implements Serializable {
    /** Nothing. */
    public static final Terms NONE = new Terms(Glossary.EMPTY, false);

    /**
     * What settings ask for.
     *
     * @throws io.sparkseq2seq.config.UserException when the glossary cannot be read
     */
    static Terms of(TermSettings settings, Configuration hadoop) {
        var glossary = settings.glossary().isEmpty() ? Glossary.EMPTY : GlossaryFile.read(settings.glossary(), hadoop);
        return new Terms(glossary, settings.copyNumbers());
    }

    /** Those of texts that a normalizer gives. */
    Terms in(Normalizer normalizer) {
        return new Terms(glossary.in(normalizer), numbers);
    }

    boolean isEmpty() {
        return glossary.size() == 0 && !numbers;
    }

    /** The terms in a normalized text; null where there are none. */
    RequiredTerms in(String text, TokenEdges edges) {
        var found = new ArrayList<>(glossary.found(text));
        if (numbers) {
            var terms = List.copyOf(found);
            Numbers.found(text).stream()
                    .filter(number -> terms.stream()
                            .allMatch(term -> term.end() <= number.start() || number.end() <= term.start()))
                    .forEach(found::add);
        }
        var required = found.stream()
                .map(each -> term(each, edges.subwords()))
                .filter(term -> !term.forms().isEmpty())
                .toList();
        return required.isEmpty() ? null : new RequiredTerms(required, edges, List.of());
    }

    private static RequiredTerms.Term term(Required required, Subwords target) {
        var forms = new ArrayList<RequiredTerms.Form>();
        for (var form : required.forms()) {
            var text = target.normalizer().normalize(form);
            add(text, false, target, forms);
            int first = text.isEmpty() ? 0 : text.codePointAt(0);
            if (Character.isLowerCase(first)) {
                var rest = text.substring(Character.charCount(first));
                add(UCharacter.toTitleCase(ULocale.ROOT, Character.toString(first), null) + rest, true, target, forms);
            }
        }
        return new RequiredTerms.Term(required.forms().get(0), required.number(), List.copyOf(forms));
    }

    private static void add(String text, boolean atStart, Subwords target, List<RequiredTerms.Form> forms) {
        add(target.encode(text), atStart, forms);
        add(target.encodeUnspaced(text), atStart, forms);
    }

    private static void add(int[] tokens, boolean atStart, List<RequiredTerms.Form> forms) {
        if (tokens.length > 0 && forms.stream().noneMatch(form -> Arrays.equals(form.tokens(), tokens))) {
            forms.add(new RequiredTerms.Form(tokens, atStart));
        }
    }
}
