"""What the generator reads: which text is held out, a page as plain text, packed windows."""

import hashlib
import random
from collections import Counter

import torch

from corpus import WORK, load

END, START_TURN, END_TURN = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIALS = [END, START_TURN, END_TURN]  # ids 0, 1, 2
# Laws are read in slices, another one each pass: pages are the better prose, laws the larger text.
SLICES = {"legi": 5, "kali": 20}


def is_held_out(paragraph):
    return hashlib.md5(paragraph.encode()).digest()[0] % 50 == 0


def page_text(document):
    """Title, description, then each heading once, above its paragraphs."""
    blocks, last = [document["title"], document.get("description", "")], ""
    headings = document.get("headings") or [""] * len(document["paragraphs"])
    for heading, paragraph in zip(headings, document["paragraphs"]):
        if heading and heading != last:
            blocks.append(f"\n{heading}")
        last = heading
        blocks.append(paragraph)
    return "\n".join(b for b in blocks if b)


def split(documents):
    """(training documents without their held-out paragraphs, test pages, held-out paragraphs)."""
    train, held = [], []
    for document in documents:
        if document.get("test"):
            continue
        flags = [is_held_out(p) for p in document["paragraphs"]]
        held += [p for p, out in zip(document["paragraphs"], flags) if out]
        kept = {k: [v for v, out in zip(document[k], flags) if not out] for k in ("paragraphs", "headings") if k in document}
        description = document.get("description", "")
        train.append({**document, **kept, "description": "" if is_held_out(description) else description})
    return train, [d for d in documents if d.get("test")], held


def read(work=WORK):
    return load(work / "corpus.jsonl") + load(work / "laws.jsonl")


class Windows:
    """Texts end to end, each closed by <|endoftext|>, cut into windows; order changes each pass."""

    def __init__(self, tokenizer, documents, seed, laws=True):
        self.rng = random.Random(seed)
        self.pages, self.laws = [], {name: [] for name in SLICES} if laws else {}
        for document in documents:
            source = document["source"]
            if source not in SLICES:
                self.pages.append(document)
            elif laws:
                self.laws[source].append(document)
        self.tokenizer, self.end = tokenizer, tokenizer.token_to_id(END)
        for texts in self.laws.values():
            random.Random(seed).shuffle(texts)
        self.stream, self.at, self.passes = torch.empty(0, dtype=torch.long), 0, 0

    def refill(self):
        chosen = self.pages[:]
        for name, texts in self.laws.items():
            chosen += texts[self.passes % SLICES[name] :: SLICES[name]]
        self.rng.shuffle(chosen)
        ids = []
        for encoding in self.tokenizer.encode_batch([page_text(d) for d in chosen]):
            ids += [*encoding.ids, self.end]
        self.stream, self.at = torch.tensor(ids), self.rng.randrange(256)
        self.passes += 1

    def next(self, rows, length):
        """(inputs, targets), each [rows, length]."""
        out = []
        for _ in range(rows):
            if self.at + length + 1 > len(self.stream):
                self.refill()
            out.append(self.stream[self.at : self.at + length + 1])
            self.at += length
        block = torch.stack(out)
        return block[:, :-1], block[:, 1:]

    def state(self):
        return {"rng": self.rng.getstate(), "stream": self.stream, "at": self.at, "passes": self.passes}

    def restore(self, state):
        self.rng.setstate(state["rng"])
        self.stream, self.at, self.passes = state["stream"], state["at"], state["passes"]


def main():
    """Words a source, training and held out."""
    train, test, held = split(read())
    words = Counter()
    for side, documents in (("train", train), ("test page", test)):
        for d in documents:
            words[side, d["source"]] += len(page_text(d).split())
    words["held-out paragraphs", "all"] = sum(len(p.split()) for p in held)
    for (side, source), count in sorted(words.items()):
        print(f"{side:20} {source:16} {count:>10,}")


if __name__ == "__main__":
    main()
