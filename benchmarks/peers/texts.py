"""Draws the 1,000 French texts of the benchmarks from the corpus of models/training/corpus.py.

A text is one to twelve consecutive paragraphs of a page, as a letter or a request runs to: half are
under 200 characters, a tenth over 900. Usage: texts.py CORPUS.jsonl > textes.txt
"""

import json
import random
import sys

random.seed(2026)
documents = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
documents = [d for d in documents if len(d["paragraphs"]) >= 12]
texts = set()
while len(texts) < 1000:
    paragraphs = random.choice(documents)["paragraphs"]
    wanted = min(1200, random.lognormvariate(5.25, 1.1))
    start = random.randrange(len(paragraphs))
    text = ""
    for paragraph in paragraphs[start : start + 12]:
        text = (text + " " + paragraph).strip()
        if len(text) >= wanted:
            break
    if len(text) >= 20:
        texts.add(" ".join(text.split())[:1400])
print("\n".join(sorted(texts, key=lambda t: random.random())))
