"""Prints the figures and the samples of the generator's card, from the published float16 folder."""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM, AutoTokenizer

from corpus import WORK
from generator_text import END, is_held_out, page_text, read, split
from ngram import KneserNey
from train_generator_tokenizer import CONTEXT, OUT

PROMPTS = (
    "Comment renouveler ma carte d'identité ?",
    "Quels sont les congés auxquels un salarié a droit pour la naissance d'un enfant ?",
    "Qu'est-ce qu'une rupture conventionnelle ?",
    "Puis-je obtenir une aide pour payer mon loyer ?",
    "Expliquez en quelques phrases : permis de construire",
    "Je voudrais des informations sur : création d'une association",
    "mon employeur peut il refuser mes vacances",
    "Proposez un titre de fiche sur le thème « Transports ».",
    "Quelle est la capitale de l'Italie ?",
    "Écrivez un poème sur la mer.",
)
SAMPLING = {"do_sample": True, "temperature": 0.7, "top_p": 0.9, "repetition_penalty": 1.1, "max_new_tokens": 120}


class Subject:
    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        self.end = self.tokenizer.convert_tokens_to_ids(END)

    def ids(self, texts):
        """The texts end to end, each closed by <|endoftext|>."""
        return np.array([i for t in texts for i in (*self.tokenizer(t)["input_ids"], self.end)])

    @torch.no_grad()
    def nats(self, ids, stride=CONTEXT // 2):
        """-log p of every id but the first, each seen behind at least `stride` others."""
        out = []
        for start in range(0, len(ids) - 1, stride):
            block = torch.tensor(ids[max(0, start - stride) : start + stride + 1])
            fresh = min(stride, len(ids) - 1 - start)
            logits = self.model(block[None, :-1]).logits[0, -fresh:]
            out.append(F.cross_entropy(logits, block[-fresh:], reduction="none").numpy())
        return np.concatenate(out)

    def write(self, prompt, seed):
        torch.manual_seed(seed)
        chat = [{"role": "user", "content": prompt}]
        inputs = self.tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        out = self.model.generate(**inputs, **SAMPLING)[0, inputs["input_ids"].shape[1] :]
        ended = int(out[-1]) in self.model.generation_config.eos_token_id
        return self.tokenizer.decode(out, skip_special_tokens=True) + ("" if ended else " […]")


def perplexity(nats, words):
    return math.exp(nats.sum() / words)


def report(subject, work, words):
    train, test, held = split(read(work))
    baseline = KneserNey(subject.ids(page_text(d) for d in train), len(subject.tokenizer))
    held = [p for p in held if is_held_out(p)]
    sets = {
        "fiches de test / test pages": [page_text(d) for d in test if len(d["paragraphs"]) > 2],
        "paragraphes retenus / held-out paragraphs": held,
    }
    rows = []
    for name, texts in sets.items():
        taken, count = [], 0
        for text in sorted(texts, key=hash_order):
            taken.append(text)
            count += len(text.split())
            if count > words:
                break
        ids = subject.ids(taken)
        ours, theirs = subject.nats(ids), baseline.nats(ids)
        skip = baseline.order - 2  # both score the same ids
        rows.append((name, f"{count:,}", f"{len(ids) / count:.2f}", f"{perplexity(ours[skip:], count):.1f}",
                     f"{perplexity(theirs, count):.1f}", f"{ours.mean():.3f}", f"{theirs.mean():.3f}"))  # fmt: skip
    return rows


def hash_order(text):
    import hashlib

    return hashlib.md5(text[:200].encode()).digest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--model", type=Path, default=OUT)
    parser.add_argument("--words", type=int, default=60_000, help="of each held-out set that are scored")
    parser.add_argument("--samples-only", action="store_true")
    args = parser.parse_args()
    subject = Subject(args.model)
    if not args.samples_only:
        print("| | mots / words | jetons/mot | perplexité/mot | 5-grammes | nats/jeton | 5-grammes |\n|---|---|---|---|---|---|---|")
        for row in report(subject, args.work, args.words):
            print("| " + " | ".join(row) + " |")
    for seed, prompt in enumerate(PROMPTS):
        print(f"\n> **{prompt}**\n>\n> " + subject.write(prompt, seed).replace("\n", "\n> "))


if __name__ == "__main__":
    main()
