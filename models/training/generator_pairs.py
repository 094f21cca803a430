"""Instruction pairs that the pages themselves hold: a question or a title, and what answers it."""

import random
import re

import torch

from generator_text import END, END_TURN, START_TURN, is_held_out
from typography import vary

LONGEST = 110  # words of an answer
SHORTEST = 8
ABOUT = (
    "Expliquez en quelques phrases : {}", "Que faut-il savoir sur ce sujet : {} ?", "{}", "{} : comment ça marche ?",
    "Je voudrais des informations sur : {}", "De quoi parle la fiche « {} » ?",
)  # fmt: skip
ASIDES = {"À noter", "Attention", "Rappel", "Exemple", "A savoir", "À savoir"}
TITLE = "Proposez un titre de fiche sur le thème « {} »."


def whole(paragraphs):
    """As many leading paragraphs as fit, ending with a full sentence; empty when none does."""
    out, words = [], 0
    for paragraph in paragraphs:
        words += len(paragraph.split())
        if words > LONGEST:
            break
        out.append(paragraph)
    while out and not out[-1].endswith((".", "!", "?")):
        out.pop()
    text = "\n".join(out)
    return text if text[:1].isupper() and len(text.split()) >= SHORTEST else ""


def sections(document):
    """(heading, paragraphs) in reading order."""
    groups = []
    for heading, paragraph in zip(document.get("headings") or (), document["paragraphs"]):
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append(paragraph)
    return groups


def of(document):
    """(kind, subject, answer); the kind says how the subject is asked."""
    title = document["title"].rstrip(" .")
    found = []
    if document["source"] == "answers" or "test" not in document:
        return [("question", title, whole(document["paragraphs"]))] if document["source"] == "answers" else []
    summary = document["description"]
    if summary.rstrip(" .") != title and summary.endswith((".", "!", "?")) and len(summary.split()) >= SHORTEST:
        found.append(("question" if title.endswith("?") else "about", title, summary))
    for heading, paragraphs in sections(document):
        answer = "" if heading.rstrip(" :") in ASIDES else whole(paragraphs)
        if answer and heading.endswith("?"):
            found.append(("question", heading if title.endswith("?") else f"{title} : {heading[0].lower()}{heading[1:]}", answer))
        elif answer and not heading and not found:
            found.append(("question" if title.endswith("?") else "about", title, answer))
        elif answer and heading and not title.endswith("?"):
            found.append(("about", f"{title} ({heading[0].lower()}{heading[1:].rstrip(' .')})", answer))
    if document["source"] == "service-public" and document["id"][0] == "F" and len(document["themes"]) == 1:
        found.append(("title", document["themes"][0], title))
    return [pair for pair in found if not is_held_out(pair[2])]


def prompt(kind, subject, rng):
    if kind == "title":
        return TITLE.format(subject)
    text = subject if kind == "question" else rng.choice(ABOUT).format(subject)
    draw = rng.random()
    if draw < 0.15:  # as a hurried citizen types
        return text.lower().rstrip(" ?.")
    return text if draw < 0.85 else re.sub(r" ([?:!])", r"\1", text)


class Pairs:
    """ChatML chats end to end in rows; the loss counts answers and their <|im_end|> only."""

    def __init__(self, tokenizer, documents, seed):
        self.tokenizer, self.rng = tokenizer, random.Random(seed)
        self.pairs = [p for d in documents for p in of(d) if p[2]]
        self.order = []
        self.end = tokenizer.token_to_id(END)

    def chat(self, longest):
        """(ids, whether each is learned)."""
        while True:
            if not self.order:
                self.order = self.rng.sample(self.pairs, len(self.pairs))
            kind, subject, answer = self.order.pop()
            if kind == "title" and self.rng.random() > 0.15:  # one word to one title teaches little
                continue
            asked = vary(prompt(kind, subject, self.rng), self.rng)
            head = self.tokenizer.encode(f"{START_TURN}user\n{asked}{END_TURN}\n{START_TURN}assistant\n").ids
            ids = self.tokenizer.encode(f"{answer}{END_TURN}").ids
            if len(head) + len(ids) <= longest:
                return [*head, *ids, self.end], [False] * len(head) + [True] * len(ids) + [False]

    def next(self, rows, length):
        """(inputs, targets), each [rows, length]; -100 where nothing is asked."""
        inputs = torch.full((rows, length), self.end)
        targets = torch.full((rows, length), -100)
        for i in range(rows):
            ids, learned = self.chat(length)
            while len(ids) < length - 40:  # a chat cut by the end of its row still teaches
                more, flags = self.chat(length)
                ids, learned = ids + more, learned + flags
            ids, learned = torch.tensor(ids[: length + 1]), torch.tensor(learned[: length + 1])
            inputs[i, : len(ids) - 1] = ids[:-1]
            targets[i, : len(ids) - 1] = torch.where(learned[1:], ids[1:], -100)
        return inputs, targets

    def state(self):
        return {"rng": self.rng.getstate(), "order": self.order}

    def restore(self, state):
        self.rng.setstate(state["rng"])
        self.order = state["order"]
