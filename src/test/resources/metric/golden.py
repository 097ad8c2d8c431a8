"""Writes golden.json: sentences, and what sacrebleu 2.6.0 says of them under many settings.

    pip install sacrebleu==2.6.0 && python3 golden.py
"""
import json
import os
import random

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER

SENTENCES = [
    "Tom loves playing football in the park on Sunday.",
    "The train to Hamburg leaves at 10:45 from platform 7.",
    "It's a well-known fact, isn't it?",
    "She paid $1,234.50 (about 1.100,00 EUR) for 3.5 kg of tea.",
    "\"Where are you going?\" he asked; nobody answered.",
    "Mr. Smith's e-mail is not here ... yet!",
    "Äpfel, Öl und Übermut gehören in die Straße.",
    "Der Hund schläft, während die Katze frisst.",
    "L'été dernier, j'ai vu «la mer» à Saint-Malo.",
    "R&D costs rose by 12 % in Q3/2024.",
    "Use a_b, c*d and x=y+1 [see #5 @home].",
    "A &quot;quoted&quot; word &amp; an &lt;angle&gt;.",
    "The  line\u00a0has   odd\u2003white space .",
    "汤姆星期天喜欢在公园踢足球。",
    "这本书花了3,500元，不算贵！",
    "他说：“明天见。”然后就走了。",
    "カタカナとひらがな、そして漢字です。",
    "오늘은 날씨가 좋네요.",
    "Москва – столица России, не так ли?",
    "The quick brown fox jumps over the lazy dog.",
    "No.",
    "one two three four five six seven eight nine ten eleven twelve",
    "👍 is an emoji, and 👨‍👩‍👧 is a family.",
    "the the the the the",
    "A-B-C-1-2-3 and 10-20, or U.S.A. vs. UK",
    "We will meet again tomorrow at the old station near the river.",
]


def changed(sentence, rng):
    """A translation with mistakes: words dropped, exchanged, doubled, moved, or in other case."""
    words = list(sentence) if " " not in sentence else sentence.split(" ")
    for _ in range(rng.randint(0, 4)):
        at = rng.randrange(len(words))
        kind = rng.randrange(6)
        if kind == 0 and len(words) > 1:
            del words[at]
        elif kind == 1:
            words[at] = rng.choice(["the", "und", "的", "x,", "7."])
        elif kind == 2:
            words.insert(at, words[at])
        elif kind == 3:
            words.insert(rng.randrange(len(words)), words.pop(at))
        elif kind == 4:
            words[at] = words[at].upper()
        else:
            size = rng.randint(1, 3)
            block = words[at:at + size]
            del words[at:at + size]
            words[len(words) // 2:len(words) // 2] = block
    return ("" if " " not in sentence else " ").join(words)


def main():
    rng = random.Random(7)
    first = SENTENCES * 2
    second = [changed(s, rng) for s in first]
    hypotheses = [changed(s, rng) for s in first]
    hypotheses[5] = ""
    hypotheses[30] = first[30]
    scores = []
    for references in (1, 2):
        streams = [first, second][:references]

        def add(metric, options, value):
            scores.append({"metric": metric, "references": references, "options": options, "score": value})

        for tokenizer in ("13a", "zh", "char", "intl", "none"):
            for lowercase in (False, True):
                bleu = BLEU(tokenize=tokenizer, lowercase=lowercase)
                add("bleu", {"tokenize": tokenizer, "lowercase": lowercase, "smooth": "exp"},
                    bleu.corpus_score(hypotheses, streams).score)
        # A few sentences, of which no four words match, so that smoothing shows.
        for smooth, value in (("exp", None), ("floor", 0.1), ("floor", 0.01), ("add-k", 1), ("add-k", 0.5), ("none", None)):
            bleu = BLEU(smooth_method=smooth, smooth_value=value)
            add("bleu", {"tokenize": "13a", "lowercase": False, "smooth": smooth, "value": value or 0, "lines": [20, 24]},
                bleu.corpus_score(hypotheses[20:24], [stream[20:24] for stream in streams]).score)
        for line in range(0, len(first), 3):
            bleu = BLEU(effective_order=True)
            add("sentence-bleu", {"line": line},
                bleu.sentence_score(hypotheses[line], [stream[line] for stream in streams]).score)
        for words in (0, 2):
            for lowercase in (False, True):
                for whitespace in (False, True):
                    chrf = CHRF(word_order=words, lowercase=lowercase, whitespace=whitespace)
                    add("chrf", {"words": words, "lowercase": lowercase, "whitespace": whitespace},
                        chrf.corpus_score(hypotheses, streams).score)
        for case in (False, True):
            for normalized in (False, True):
                for no_punct in (False, True):
                    for asian in (False, True):
                        ter = TER(case_sensitive=case, normalized=normalized, no_punct=no_punct, asian_support=asian)
                        add("ter", {"case": case, "normalized": normalized, "noPunctuation": no_punct, "asian": asian},
                            ter.corpus_score(hypotheses, streams).score)
    golden = {
        "made by": "golden.py with sacrebleu " + sacrebleu.__version__,
        "hypotheses": hypotheses,
        "references": [first, second],
        "scores": scores,
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.json")
    with open(path, "w", encoding="utf-8") as out:
        out.write("{\n")
        for i, (name, value) in enumerate(golden.items()):
            parts = [json.dumps(part, ensure_ascii=False) for part in value] if isinstance(value, list) else None
            text = "[\n  " + ",\n  ".join(parts) + "\n]" if parts else json.dumps(value)
            out.write(json.dumps(name) + ": " + text + (",\n" if i < len(golden) - 1 else "\n"))
        out.write("}\n")


main()
