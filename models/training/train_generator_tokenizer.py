"""Trains the byte-level BPE of the generator and writes its tokenizer folder."""

import argparse
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from corpus import WORK
from generator_text import END, END_TURN, SPECIALS, START_TURN, page_text, read, split
from train_tokenizer import OUT as ENCODER
from train_tokenizer import write_json

OUT = ENCODER.parent / "fr-mini-generator"
PIECES = 6144
CONTEXT = 512
# An elision keeps its apostrophe ("l'", "qu'"): the word behind it is then the same piece as alone.
WORDS = r" ?\p{L}+['’]?| ?\p{N}{1,4}| ?[^\s\p{L}\p{N}]+|\s*[\r\n]+|\s+(?!\S)|\s+"
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}\n"
)


def make():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])  # fmt: skip
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def texts(documents):
    """Every page, one law in eight; one text in five with typographic apostrophes."""
    for index, document in enumerate(documents):
        if document["source"] in ("legi", "kali") and index % 8:
            continue
        text = page_text(document)
        yield text.replace("'", "’") if index % 5 == 0 else text


def write(tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    write_json(folder / "tokenizer_config.json", {
        "added_tokens_decoder": {str(i): {"content": t, **flags} for i, t in enumerate(SPECIALS)},
        "additional_special_tokens": [START_TURN, END_TURN], "bos_token": None, "eos_token": END_TURN,
        "pad_token": END, "unk_token": None, "clean_up_tokenization_spaces": False,
        "model_max_length": CONTEXT, "tokenizer_class": "PreTrainedTokenizerFast",
    })  # fmt: skip
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    train, test, _ = split(read(args.work))
    tokenizer = make()
    tokenizer.train_from_iterator(texts(train), trainers.BpeTrainer(
        vocab_size=PIECES, special_tokens=SPECIALS, min_frequency=2, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    ))  # fmt: skip
    write(tokenizer, args.out)

    held = [p for d in test for p in d["paragraphs"]]
    words = sum(len(p.split()) for p in held)
    print(f"{tokenizer.get_vocab_size()} pieces; tokens a word on test pages:")
    for name, loaded in (("generator", tokenizer), ("encoder", Tokenizer.from_file(str(ENCODER / "tokenizer.json")))):
        tokens = sum(len(e.ids) for e in loaded.encode_batch(held, add_special_tokens=False))
        print(f"  {name} {tokens / words:.3f}")
    sample = "L’usager n'a qu'une démarche à faire :\n\n1 250,50 € par mois…  Ça ira ?"
    assert tokenizer.decode(tokenizer.encode(sample).ids) == sample


if __name__ == "__main__":
    main()
