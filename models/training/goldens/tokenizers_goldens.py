"""Writes the tokenizer goldens: `tokenizer/src/test/resources/goldens/<name>/{tokenizer.json,expected.json}`.

    python tokenizers_goldens.py

The reference is the `tokenizers` library on the tokenizer.json as written. expected.json holds
  tokenizer, vocabSize,
  texts      [{text, pair?, special: {ids, tokens, offsets, typeIds, specialMask}, plain: {the same}}]: with and without
             the special tokens of the post-processor. Offsets are [start, end) in UTF-16 code units of the text (of the
             pair for the tokens of the pair); `tokenizers` counts code points, which the script converts.
             `sequence` says which text each token is of: 0, 1, or -1 for an added special token,
  decoded    [{ids, skip, keep}]: the text of the ids of each text with special tokens left out, and kept,
  prefixes   (llama, llama-metaspace, qwen, roberta) [{ids, texts}]: the text of the first 1, 2, … ids, special tokens
             left out; incremental detokenization must never show what a later prefix takes back.
"""

import os
import random
import shutil

from tokenizers import Tokenizer

import common
from common import TOKENIZER_GOLDENS, folder_size, write_json

LONG_WORD = "anticonstitutionnellement" * 80
NFD = "L\u2019e\u0301te\u0301, a\u0300 Noe\u0308l, c\u0327a \u00e9tait la fore\u0302t."

TEXTS = [
    "Le chat dort sur le toit.",
    "L’été, l’œuvre du cœur « brille » à Noël.",
    "Aujourd'hui, j'ai mangé une crêpe à l'île de Ré.",
    "Aujourd’hui, j’ai mangé une crêpe à l’île de Ré.",
    "Paris est la capitale de la France, et Lyon la ville de la gastronomie.",
    "",
    " ",
    "   ",
    "\u00a0",
    " Bonjour",
    "Bonjour ",
    "  Bonjour   le   monde  ",
    "Bonjour\u00a0le\u00a0monde",
    "Vraiment\u00a0? Oui\u202f!",
    "10\u202f000\u00a0€ — soit 12\u2009%",
    "mot\u202f!", "mot !", "mot!",
    "«\u00a0Où vas-tu\u00a0?\u00a0» demanda-t-il.",
    "“Guillemets” ‘anglais’ „bas“ – tiret — cadratin… points",
    "été", "e\u0301te\u0301", NFD,
    "\u1eb9\u0301 et a\u0323\u0302 : deux signes",
    "œuf, œil, æquo, Œuvre, Æsir, ÿ, Ÿ",
    "L'Haÿ-les-Roses, Saint-Étienne, Aÿ, Capharnaüm, maïs, aiguë",
    "ﬁn de l’oﬃce, ﬂeur, ½ litre, ¾, m², 1ᵉʳ, nᵒ 5, ™ ® № ①",
    "l\u02bcapostrophe, l\u2032autre, l\u0060accent, d\u2019Artagnan, qu\u2019est-ce",
    "co\u00adopé\u00adration à la césure",
    "zéro\u200blargeur, joint\u200dure, non\u200cjointure, mot\u2060lié, \ufeffBOM",
    "trait\u2011d\u2011union",
    "ligne un\nligne deux\r\nligne trois\rquatre",
    "colonne\tdeux\t\ttrois",
    "\n", "\n\n\n", "\t", " \n ", "a\n\n b",
    "nul\u0000dedans", "\u0000", "sonnerie\u0007 et \u001b[0m", "\u0010\u0011", "suppr\u007f fin", "\u0085nel",
    "\u2028séparateur de ligne\u2029",
    "Bravo 👏 ! 🥞", "😀", "😀😃😄",
    "famille 👨\u200d👩\u200d👧\u200d👦 et drapeaux 🇫🇷🇧🇪, main 👍🏽, cœur ❤\ufe0f",
    "𝒜 mathématique, 𠮷 rare, \U0001F9D1\u200d\U0001F680",
    "مرحبا بالعالم", "你好，世界。", "日本語のテキスト", "Привет, мир!", "Ελληνικά", "हिन्दी",
    "naïve café 漢字 mélange",
    "123 1234 12345 3,14 1 000 000 2024-03-15 14h30 75001",
    "A1B2C3 x86_64 v2.0.1 n°127",
    "https://www.exemple.fr/à-propos?q=été&p=1 contact@exemple.fr",
    "if (x <= 3) { return a[i]++; } // commentaire",
    "MAJUSCULES ET Minuscules, ÉCOLE, École, éCOLE",
    "I\u0307stanbul, ß, ẞ, ŉ",
    "!!!???...,,,;;;:::", "( ) [ ] { } < >", "a'b’c\"d", "l'", "'", "’", "d’ l’ qu’",
    "aaaaaaaaaaaaaaaaaaaaaaaa", "a b c d e f", "é è ê ë à â ù û ü î ï ô ç",
    "Il a dit <mask> hier.", "Il a dit <mask>.", "<mask>", "  <mask>  ", "[MASK] et [CLS]", "avant</s>après",
    "<s>texte</s>", "<pad><unk>", "un <mask><mask> deux",
    "<|im_start|>user\nBonjour<|im_end|>", "<think>oui</think>", "<|endoftext|>", "<0x0A> littéral",
    "▁déjà ▁▁ là", "##ment ##", "Ġespace Ċ",
    "xyzXYZ ŵŷ ǆ ﷺ \ufffd \uffff",
    LONG_WORD,
    "mot " * 60,
]

PAIRS = [
    ("Où vas-tu\u00a0?", "À la gare, répondit-elle."),
    ("", ""),
    ("Question", ""),
    ("", "Contexte 😀"),
    ("Qui a écrit « Les Misérables » ?", "Victor Hugo l’a écrit en 1862, en exil 🇫🇷."),
]


def utf16(text):
    """The UTF-16 index of each code point of a text, and of its end."""
    out, at = [], 0
    for c in text:
        out.append(at)
        at += 2 if ord(c) > 0xFFFF else 1
    return out + [at]


def encode(tokenizer, text, pair, special):
    found = tokenizer.encode(text, pair, add_special_tokens=special) if pair is not None \
        else tokenizer.encode(text, add_special_tokens=special)
    tables = [utf16(text), utf16(pair or "")]
    offsets = []
    for (start, end), sequence in zip(found.offsets, found.sequence_ids):
        table = tables[sequence or 0]
        offsets.append([table[start], table[end]])
    return {"ids": found.ids, "tokens": found.tokens, "offsets": offsets, "typeIds": found.type_ids,
            "specialMask": found.special_tokens_mask,
            "sequence": [-1 if s is None else s for s in found.sequence_ids]}




def write(name, tokenizer, prefixes):
    folder = os.path.join(TOKENIZER_GOLDENS, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    path = os.path.join(folder, "tokenizer.json")
    with open(path, "w", encoding="utf-8") as f:
        import json
        f.write(json.dumps(json.loads(tokenizer.to_str(pretty=False)), ensure_ascii=False, separators=(",", ":")))
    tokenizer = Tokenizer.from_file(path)
    texts, decoded, incremental = [], [], []
    for text, pair in [(t, None) for t in TEXTS] + PAIRS:
        entry = {"text": text}
        if pair is not None:
            entry["pair"] = pair
        entry["special"] = encode(tokenizer, text, pair, True)
        entry["plain"] = encode(tokenizer, text, pair, False)
        texts.append(entry)
        ids = entry["special"]["ids"]
        decoded.append({"ids": ids, "skip": tokenizer.decode(ids, skip_special_tokens=True),
                        "keep": tokenizer.decode(ids, skip_special_tokens=False)})
        if prefixes and pair is None and len(ids) <= 60:
            incremental.append({"ids": ids, "texts": [tokenizer.decode(ids[:i], skip_special_tokens=True)
                                                      for i in range(1, len(ids) + 1)]})
    # Ids as a model may produce them: any order, cut characters, bytes that are no UTF-8.
    draw = random.Random(7)
    for _ in range(12):
        ids = [draw.randrange(tokenizer.get_vocab_size()) for _ in range(draw.randrange(1, 16))]
        decoded.append({"ids": ids, "skip": tokenizer.decode(ids, skip_special_tokens=True),
                        "keep": tokenizer.decode(ids, skip_special_tokens=False)})
        if prefixes:
            incremental.append({"ids": ids, "texts": [tokenizer.decode(ids[:i], skip_special_tokens=True)
                                                      for i in range(1, len(ids) + 1)]})
    expected = {"tokenizer": name, "vocabSize": tokenizer.get_vocab_size(), "texts": texts, "decoded": decoded}
    if prefixes:
        expected["prefixes"] = incremental
    write_json(os.path.join(folder, "expected.json"), expected)
    unknown = sum(e["plain"]["ids"].count(tokenizer.token_to_id(u)) for e in texts for u in ("<unk>", "[UNK]")
                  if tokenizer.token_to_id(u) is not None)
    print("%-16s vocabulary %5d, %3d texts, %5d unknown, %7d bytes"
          % (name, tokenizer.get_vocab_size(), len(texts), unknown, folder_size(folder)))


def main():
    write("camembert", common.camembert_tokenizer(1000, full_charsmap=True), False)
    write("xlm-roberta", common.xlm_roberta_tokenizer(600, full_charsmap=True, strip_runs=True), False)
    write("bert", common.wordpiece_tokenizer(600), False)
    write("bert-uncased", common.wordpiece_tokenizer(500, lowercase=True), False)
    write("camembertv2", common.camembertv2_tokenizer(600), False)
    write("roberta", common.roberta_tokenizer(500), True)
    write("llama", common.llama_tokenizer(500), True)
    write("llama-metaspace", common.llama_tokenizer(300, metaspace=True), True)
    write("qwen", common.qwen_tokenizer(400), True)


if __name__ == "__main__":
    main()
