"""Trains the 8k SentencePiece Unigram model and writes it in CamemBERT's tokenizer.json form.

Piece k of SentencePiece becomes id k + 4: CamemBERT keeps fairseq's own specials in front, and
`<mask>` last. The JSON holds only what every tokenizers release since 0.14 understands.
"""

import argparse
import base64
import json
import string
from pathlib import Path

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as sp_model

from corpus import WORK, load
from typography import variants

OUT = Path(__file__).resolve().parents[1] / "fr-mini/src/main/resources/io/github/langres/models/frmini/fr-mini-encoder"
PIECES = 8000
MAX_LENGTH = 256
# Rare in the corpus, but no French text should meet <unk> for want of a capital or a quote.
REQUIRED = string.ascii_letters + string.digits + "àâäæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛ«»“”‘’–—·€°§%&+=/@*#'\"()[]!?;:,."
SPECIALS = [("<s>NOTUSED", 0.0), ("<pad>", 0.0), ("</s>NOTUSED", 0.0), ("<unk>", 0.0), ("<unk>NOTUSED", -100.0)]


def train(work):
    text = work / "tokenizer-train.txt"
    with open(text, "w", encoding="utf-8") as out:
        for document in load(work / "corpus.jsonl"):
            if not document["test"]:
                for line in [document["title"], document["description"], *document["paragraphs"]]:
                    out.write("\n".join(variants(line)) + "\n")
    spm.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(work / "fr-mini"), vocab_size=PIECES - 5,  # + 4 specials in front + <mask>
        model_type="unigram", normalization_rule_name="nmt_nfkc", character_coverage=0.9999,
        required_chars=REQUIRED,
        unk_id=0, bos_id=1, eos_id=2, max_sentence_length=8192, split_digits=True,
        input_sentence_size=400_000, shuffle_input_sentence=True, num_threads=2, minloglevel=1,
    )  # fmt: skip
    return work / "fr-mini.model"


def special(content, token_id, lstrip=False):
    return {"id": token_id, "content": content, "single_word": False, "lstrip": lstrip,
            "rstrip": False, "normalized": False, "special": True}  # fmt: skip


def convert(model_path):
    proto = sp_model.ModelProto()
    proto.ParseFromString(model_path.read_bytes())
    pieces = [(p.piece, p.score) for p in proto.pieces]
    assert [p for p, _ in pieces[:3]] == ["<unk>", "<s>", "</s>"]
    vocab = SPECIALS + [(p, 0.0) for p in ("<s>", "</s>")] + pieces[3:] + [("<mask>", 0.0)]
    mask = len(vocab) - 1
    one, pair = {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}
    bos, eos = ({"SpecialToken": {"id": t, "type_id": 0}} for t in ("<s>", "</s>"))
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [special(v, i) for i, (v, _) in enumerate(SPECIALS)]
        + [special("<s>", 5), special("</s>", 6), special("<mask>", mask, lstrip=True)],
        "normalizer": {
            "type": "Precompiled",
            "precompiled_charsmap": base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode(),
        },
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [bos, one, eos],
            "pair": [bos, one, eos, eos, pair, eos],
            "special_tokens": {t: {"id": t, "ids": [i], "tokens": [t]} for t, i in (("<s>", 5), ("</s>", 6))},
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [list(v) for v in vocab], "byte_fallback": False},
    }


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write(tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    names = {"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>",
             "unk_token": "<unk>", "pad_token": "<pad>"}  # fmt: skip
    mask = {"content": "<mask>", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False}
    extra = ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"]
    write_json(folder / "special_tokens_map.json", {**names, "mask_token": mask, "additional_special_tokens": extra})
    decoder = {str(t["id"]): {k: v for k, v in t.items() if k != "id"} for t in tokenizer["added_tokens"]}
    write_json(folder / "tokenizer_config.json", {
        "added_tokens_decoder": decoder, **names, "mask_token": "<mask>", "additional_special_tokens": extra,
        "clean_up_tokenization_spaces": False, "model_max_length": MAX_LENGTH,
        "tokenizer_class": "CamembertTokenizer",
    })  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    tokenizer = convert(train(args.work))
    write(tokenizer, args.out)

    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(args.out / "tokenizer.json"))
    text = [p for d in load(args.work / "corpus.jsonl") if d["test"] for p in d["paragraphs"]]
    encodings = loaded.encode_batch(text, add_special_tokens=False)
    tokens, unknown = sum(len(e.ids) for e in encodings), sum(e.ids.count(3) for e in encodings)
    words = sum(len(p.split()) for p in text)
    print(f"{loaded.get_vocab_size()} pieces; held-out: {tokens / words:.3f} tokens/word, {unknown / tokens:.5f} unknown")


if __name__ == "__main__":
    main()
