package io.sparkseq2seq.train;

import io.sparkseq2seq.config.Secrets;
import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.corpus.Corpus;
import java.util.Locale;

/** The page that goes with a model: what it is, from what it was made, how good it is, how to use it. */
final class ModelCard {
    private ModelCard() {}

    static String of(Settings settings, Corpus corpus, Course course, History history, Chosen chosen, long parameters) {
        var manifest = corpus.manifest();
        var model = settings.model();
        var train = manifest.sets().get("train");
        return String.format(
                Locale.ROOT,
                """
                # Translation model

                An attention encoder-decoder trained by spark-seq2seq (%s).

                | | |
                |---|---|
                | cell | %s |
                | encoder | %d units, %d layers, %s |
                | decoder | %d units |
                | attention | %s |
                | vocabulary | %,d source and %,d target subwords%s |
                | parameters | %,d |
                | trained on | %,d pairs, %,d target tokens |
                | corpus fingerprint | %s |
                | seed | %d |
                | begun with | %s |
                | weights | %s, of %d epochs |
                | validation | loss %.3f nats a token, BLEU %.2f |

                Translate with it:

                    scripts/seq2seq translate translate.model=%s translate.input=INPUT translate.output=OUTPUT

                `model.json` says what it is built like, `settings.conf` holds every setting, `metrics.jsonl` the course of
                training. `scripts/seq2seq verify` checks the files against `SHA256SUMS`; this one may be changed.
                """,
                manifest.tool(),
                model.cell().name().toLowerCase(Locale.ROOT),
                model.encoder().hidden(),
                model.encoder().layers(),
                model.encoder().bidirectional() ? "bidirectional" : "one direction",
                model.decoder().hidden(),
                model.attention().score().name().toLowerCase(Locale.ROOT),
                corpus.sourceSubwords().size(),
                corpus.targetSubwords().size(),
                manifest.joint() ? ", joint" : "",
                parameters,
                train.pairs(),
                train.targetTokens(),
                manifest.fingerprint(),
                manifest.seed(),
                ModelFolder.began(course),
                chosen.name(),
                history.epochs().size(),
                chosen.valid().loss(),
                chosen.valid().bleu(),
                Secrets.masked(settings.train().model()));
    }
}
