"""Builds work/laws.jsonl: articles of codes and of collective agreements, one text a line.

The sources are npm packages of the French social ministries, fetched like those of corpus.py:
articles in force (tables dropped), and what collective agreements answer to the questions of
contributions-data. A paragraph that occurs twice, here or in corpus.jsonl, is kept once.
"""

import argparse
import itertools
import json
import re
from collections import Counter
from pathlib import Path

from corpus import PACKAGES as PAGES
from corpus import WORK, clean, fetch, html_blocks, is_test, load

PACKAGES = {"legi-data": "2.513.0", "kali-data": "3.449.0"}
IN_FORCE = ("VIGUEUR", "VIGUEUR_DIFF")
SHORTEST = 40  # characters; below are numbers, signatures and captions


def articles(node):
    """Articles of the tree in reading order."""
    if node.get("type") == "article":
        yield node["data"]
    for child in node.get("children", ()):
        yield from articles(child)


def read(folder, pattern, source, field):
    for path in sorted(folder.glob(pattern)):
        tree = json.loads(path.read_text(encoding="utf-8"))
        name = clean(tree["data"].get("shortTitle") or tree["data"]["title"])
        for article in articles(tree):
            if article.get("etat") not in IN_FORCE or not article.get(field):
                continue
            paragraphs = [b for b in html_blocks(article[field]) if len(b) >= SHORTEST]
            if paragraphs:
                number = clean(article.get("num") or "")
                title = f"{name}, article {number}" if number else name
                yield {"source": source, "id": article["id"], "title": title, "paragraphs": paragraphs}


def answers(data):
    """What each collective agreement says to a question; the general answer is in corpus.py."""
    for page in json.loads((data / "contributions.json").read_text(encoding="utf-8")):
        if is_test(page["id"]):
            continue
        for answer in page["answers"].get("conventions", ()):
            body = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", answer.get("markdown") or "")
            lines = (clean(re.sub(r"<[^>]+>|\*\*|^[#>*\s-]+|\\\\", "", line)) for line in body.split("\n"))
            paragraphs = [line for line in lines if len(line) >= SHORTEST and "|" not in line]
            if paragraphs:
                identity = f"{page['id']}-{answer['idcc']}"
                yield {"source": "answers", "id": identity, "title": clean(page["title"]), "paragraphs": paragraphs}


def build(work):
    folders = {name: fetch(name, version, work) for name, version in PACKAGES.items()}
    seen = {p for d in load(work / "corpus.jsonl") for p in d["paragraphs"]}
    texts = (
        answers(fetch("contributions-data", PAGES["contributions-data"], work)),
        read(folders["legi-data"], "LEGITEXT*.json", "legi", "texteHtml"),
        read(folders["kali-data"], "KALICONT*.json", "kali", "content"),
    )
    for text in itertools.chain(*texts):
        text["paragraphs"] = [p for p in dict.fromkeys(text["paragraphs"]) if p not in seen]
        seen.update(text["paragraphs"])
        if text["paragraphs"]:
            yield text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK, help="where packages and corpus.jsonl live")
    work = parser.parse_args().work
    words = Counter()
    with open(work / "laws.jsonl", "w", encoding="utf-8") as out:
        for article in build(work):
            words[article["source"]] += sum(len(p.split()) for p in article["paragraphs"])
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
    print("words:", dict(words))


if __name__ == "__main__":
    main()
