"""Training batches: packed text for the masked LM, and (query, text, theme) triples."""

import hashlib
import random

import torch

from corpus import routing_examples
from encoder import BOS, EOS, PAD
from typography import vary

FIRST_PIECE = 7


def is_validation(document):
    """1/16 of the training documents, by the second byte of the same hash as the test split."""
    return hashlib.md5(document["id"].encode()).digest()[1] % 16 == 0


def title_and_description(document):
    title = document["title"]
    end = "" if title.endswith(("?", "!", ".", ":")) else "."
    return f"{title}{end} {document['description']}".strip()


def pad(rows):
    width = max(map(len, rows))
    ids = torch.tensor([r + [PAD] * (width - len(r)) for r in rows])
    return ids, (ids != PAD).long()


class Text:
    def __init__(self, tokenizer, documents, seed):
        self.tokenizer, self.rng = tokenizer, random.Random(seed)
        self.documents = documents
        self.mask_id = tokenizer.get_vocab_size() - 1

    def encode(self, texts, max_length, noise=0.0):
        """Wrapped ids; `noise` is the share of pieces hidden behind <mask> in half of the rows."""
        rows = []
        for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=False):
            ids = encoding.ids[: max_length - 2]
            if noise and self.rng.random() < 0.5:
                ids = [self.mask_id if self.rng.random() < noise else i for i in ids]
            rows.append([BOS, *ids, EOS])
        return pad(rows)


class PackedText(Text):
    """Whole documents end to end, cut into full windows; order and typography change each epoch."""

    def __init__(self, tokenizer, documents, seed):
        super().__init__(tokenizer, documents, seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.stream, self.at, self.epoch = [], 0, 0

    def refill(self):
        order = self.documents[:]
        self.rng.shuffle(order)
        texts = [vary(" ".join([d["title"], d.get("description", ""), *d["paragraphs"]]), self.rng) for d in order]
        self.stream = []
        for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=False):
            self.stream += [*encoding.ids, EOS]
        self.at = self.rng.randrange(128)
        self.epoch += 1

    def next(self, rows, length):
        body, out = length - 2, []
        for _ in range(rows):
            if self.at + body > len(self.stream):
                self.refill()
            out.append([BOS, *self.stream[self.at : self.at + body], EOS])
            self.at += body
        return self.masked(torch.tensor(out))

    def masked(self, ids, share=0.15):
        """(inputs, chosen positions, targets) with BERT's 80/10/10 rule."""
        g = self.generator
        chosen = (torch.rand(ids.shape, generator=g) < share) & (ids >= FIRST_PIECE)
        fate = torch.rand(ids.shape, generator=g)
        inputs = ids.clone()
        inputs[chosen & (fate < 0.8)] = self.mask_id
        swap = chosen & (fate >= 0.9)
        inputs[swap] = torch.randint(FIRST_PIECE, self.mask_id, (int(swap.sum()),), generator=g)
        return inputs, chosen, ids[chosen]


class Pairs(Text):
    """A short query (title, heading or description) with a passage of the same page.

    The theme label is -100 where a page has none of the ten.
    """

    def __init__(self, tokenizer, documents, labels, seed):
        usable = [d for d in documents if d["title"] and (d["description"] or d["paragraphs"])]
        super().__init__(tokenizer, usable, seed)
        index = {name: i for i, name in enumerate(labels)}
        self.theme = {
            d["id"]: index.get(d["themes"][0], -100) if len(d["themes"]) == 1 and d["source"] == "service-public" else -100
            for d in usable
        }
        self.routing = routing_examples(usable)
        # Model letters and forms are many and short: they take one place in six.
        self.pages = [d for d in usable if d["id"][0] != "R"]
        self.resources = [d for d in usable if d["id"][0] == "R" and d["title"] != d["description"]]

    def passage(self, document, words=55):
        paragraphs = document["paragraphs"]
        if not paragraphs or (document["description"] and self.rng.random() < 0.25):
            return document["description"]
        start, taken = self.rng.randrange(len(paragraphs)), []
        for paragraph in paragraphs[start:]:
            taken += paragraph.split()
            if len(taken) >= words:
                break
        return " ".join(taken[: words * 2])

    def query(self, document, passage):
        draw = self.rng.random()
        if draw < 0.15 and document["description"] and document["description"] != passage:
            return document["description"]
        if draw < 0.25:  # as a hurried citizen types
            return document["title"].lower().rstrip(" ?.")
        return document["title"]

    def next(self, rows, both_rows, words=55):
        sample = self.rng.sample(self.pages, rows - rows // 6) + self.rng.sample(self.resources, rows // 6)
        passages = [self.passage(d, words) for d in sample]
        queries = [self.query(d, p) for d, p in zip(sample, passages)]
        queries, passages = ([vary(t, self.rng) for t in texts] for texts in (queries, passages))
        labelled = self.rng.sample(self.routing, both_rows)
        both = [vary(title_and_description(d), self.rng) for d in labelled]
        return (
            self.encode(queries, 40, noise=0.1),
            self.encode(passages, 80 if words > 40 else 48, noise=0.1),
            torch.tensor([self.theme[d["id"]] for d in sample]),
            self.encode(both, 72, noise=0.15),
            torch.tensor([self.theme[d["id"]] for d in labelled]),
        )
