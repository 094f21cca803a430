"""Prints the figures of the model card, from the published float16 folder computed in float32.

Only the test split is read for the scores; the baselines are fitted on the training split.
"""

import argparse
import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from batches import PackedText, Text, title_and_description
from corpus import WORK, load, routing_examples
from encoder import Encoder
from train_tokenizer import OUT

MAX_LENGTH = 256
PASSAGE_WORDS = 120


class Subject:
    """The published folder under test."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.model = Encoder.from_folder(folder)
        self.text = Text(self.tokenizer, [], seed=0)

    @torch.no_grad()
    def run(self, texts, head, rows=64):
        parts = []
        for start in range(0, len(texts), rows):
            ids, mask = self.text.encode(texts[start : start + rows], MAX_LENGTH)
            parts.append(head(self.model.hidden(ids, mask), mask))
        return torch.cat(parts).numpy()

    def themes(self, texts):
        names = self.model.config.id2label
        return [names[i] for i in self.run(texts, lambda h, _: self.model.themes(h)).argmax(-1).tolist()]

    def embed(self, texts):
        return self.run(texts, self.model.embed)

    @torch.no_grad()
    def masked(self, documents, windows=400, rows=20):
        packed = PackedText(self.tokenizer, documents, seed=0)
        loss = right = total = 0
        for _ in range(windows // rows):
            inputs, positions, targets = packed.next(rows, 128)
            logits = self.model.mlm_logits(self.model.hidden(inputs), positions)
            loss += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
            right += (logits.argmax(-1) == targets).sum().item()
            total += len(targets)
        return loss / total, right / total


def tfidf_accuracy(train, test, text, labels_train, labels_test):
    vectors = TfidfVectorizer(**TFIDF)
    model = LogisticRegression(**LOGREG).fit(vectors.fit_transform(map(text, train)), labels_train)
    return model.score(vectors.transform(map(text, test)), labels_test)


TFIDF = {"sublinear_tf": True}
LOGREG = {"C": 30, "max_iter": 1000}


def fold(text):
    text = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[\u0300-\u036f]", "", text)


def bm25(queries, passages, k1=1.2, b=0.75):
    counter = CountVectorizer(preprocessor=fold)
    counts = counter.fit_transform(passages).astype(np.float64)
    lengths = np.asarray(counts.sum(1)).ravel()
    present = np.asarray((counts > 0).sum(0)).ravel()
    idf = np.log(1 + (len(passages) - present + 0.5) / (present + 0.5))
    weights = counts.tocoo()
    norm = k1 * (1 - b + b * lengths[weights.row] / lengths.mean())
    weights.data = weights.data * (k1 + 1) / (weights.data + norm) * idf[weights.col]
    return (counter.transform(queries).sign() @ weights.tocsr().T).toarray()


def recall(scores, k):
    """Share of rows whose own column is among the k best; ties count against it."""
    own = scores.diagonal()[:, None]
    return float(((scores >= own).sum(1) <= k).mean())


def passage(document):
    words = f"{document['description']} {' '.join(document['paragraphs'])}".split()
    return " ".join(words[:PASSAGE_WORDS])


def report(folder, work):
    documents = load(work / "corpus.jsonl")
    routing = routing_examples(documents)
    names = set(json.loads((folder / "config.json").read_text(encoding="utf-8"))["label2id"])
    routing = [d for d in routing if d["themes"][0] in names]
    train, test = [d for d in routing if not d["test"]], [d for d in routing if d["test"]]
    labels_train, labels_test = ([d["themes"][0] for d in side] for side in (train, test))
    subject = Subject(folder)

    rows = [("Thèmes de test / test pages", f"{len(test)}", "", "")]
    for name, text in (("titre + description", title_and_description), ("titre seul / title only", lambda d: d["title"])):
        ours = np.mean([a == b for a, b in zip(subject.themes([text(d) for d in test]), labels_test)])
        base = tfidf_accuracy(train, test, text, labels_train, labels_test)
        rows.append((f"Aiguillage / routing, {name}", f"{ours:.3f}", f"{base:.3f}", "TF-IDF + régression logistique"))
    texts = [d["title"].replace("'", "’") for d in test]
    rows.append(("Aiguillage, titre avec ’", f"{np.mean([a == b for a, b in zip(subject.themes(texts), labels_test)]):.3f}", "", ""))

    queries, passages = [d["title"] for d in test], [passage(d) for d in test]
    own = subject.embed(queries) @ subject.embed(passages).T
    words = bm25(queries, passages)
    vectors = TfidfVectorizer(**TFIDF, preprocessor=fold)
    tf = vectors.fit_transform(passages)
    tf = (vectors.transform(queries) @ tf.T).toarray()
    for k in (1, 10):
        rows.append((f"Recherche titre → texte, rappel@{k} / recall@{k}", f"{recall(own, k):.3f}",
                     f"{recall(words, k):.3f} / {recall(tf, k):.3f}", "BM25 / TF-IDF"))  # fmt: skip

    loss, accuracy = subject.masked([d for d in documents if d["test"]])
    rows.append(("Mots masqués, perte / masked-LM loss", f"{loss:.3f}", "", ""))
    rows.append(("Mots masqués, exactitude / accuracy", f"{accuracy:.3f}", "", ""))
    held = [p for d in documents if d["test"] for p in d["paragraphs"]]
    tokens = sum(len(e.ids) for e in subject.tokenizer.encode_batch(held, add_special_tokens=False))
    rows.append(("Jetons par mot / tokens per word", f"{tokens / sum(len(p.split()) for p in held):.2f}", "", ""))
    rows.append(("Paramètres / parameters", f"{sum(p.numel() for p in subject.model.parameters()):,}".replace(",", " "), "", ""))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--model", type=Path, default=OUT)
    args = parser.parse_args()
    print("| Mesure / measure | fr-mini | Référence / baseline | |\n|---|---|---|---|")
    for row in report(args.model, args.work):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
