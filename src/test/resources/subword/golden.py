"""Trains two small models with SentencePiece 0.2.2 on data-samples, and writes what they make of some lines.

    pip install sentencepiece==0.2.2 && python3 golden.py

Writes unigram.model, bpe.model, and for each a .tsv of a line and its pieces.
"""
import os
import random

import sentencepiece

os.chdir(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = os.path.join("..", "..", "..", "..", "data-samples")
SYMBOLS = ["<sym>", "ab"]
RULES = {"\u00a0": " ", "\u3000": " ", "ﬁ": "fi", "①": "1", "½": "1/2", "e\u0301": "é", "\u200b": "", "…": "...", "Ａ": "A"}
ODD = list("abcdefg  ▁é\u0301ﬁ①Ａ１\u3000\u00a0\u200b足球は日ーｶ½…“'.-😀") + ["<sym>", "e\u0301", "ab", "球 "]


def lines():
    texts = [open(os.path.join(SAMPLES, "test." + side)).read().splitlines() for side in ("en", "zh")]
    texts = texts[0] + texts[1]
    chance = random.Random(7)
    for i in range(240):
        text = chance.choice(texts)
        if i % 3 == 1:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(ODD) + text[at:] + chance.choice(["", " ", "......."])
        elif i % 3 == 2:
            text = "".join(chance.choice(ODD) for _ in range(chance.randrange(1, 30)))
        yield text


def main():
    with open("rules.tsv", "w") as rules:
        for before, after in RULES.items():
            hexes = [" ".join("%X" % ord(c) for c in side) for side in (before, after)]
            rules.write("\t".join(hexes) + "\n")
    for kind, more in {
        "unigram": dict(vocab_size=800, normalization_rule_tsv="rules.tsv", user_defined_symbols=SYMBOLS),
        "bpe": dict(vocab_size=900, byte_fallback=True, user_defined_symbols=SYMBOLS, remove_extra_whitespaces=False,
                    add_dummy_prefix=False, normalization_rule_name="identity"),
    }.items():
        sentencepiece.SentencePieceTrainer.train(
            input=[os.path.join(SAMPLES, "train." + side) for side in ("en", "zh")],
            model_prefix=kind, model_type=kind, minloglevel=2, **more)
        os.remove(kind + ".vocab")
        model = sentencepiece.SentencePieceProcessor(model_file=kind + ".model")
        with open(kind + ".tsv", "w") as out:
            for line in lines():
                pieces = [model.id_to_piece(i) for i in model.encode(line)]
                out.write(line + "\t" + " ".join(pieces) + "\n")
    os.remove("rules.tsv")


main()
