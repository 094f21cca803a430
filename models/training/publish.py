"""Completes the model folder: sentence-transformers layout, titles for the search demo, loss curve.

The weights, config and tokenizer are written by train_encoder.py and train_tokenizer.py.
"""

import argparse
import csv
from pathlib import Path

from corpus import HERE, WORK, load
from train_tokenizer import MAX_LENGTH, OUT, write_json

DIMENSION = 256


def sentence_transformers(folder):
    """What SentenceTransformer(folder) reads: transformer, mean pooling, L2 norm."""
    kinds = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    write_json(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(kinds)
    ])  # fmt: skip
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": MAX_LENGTH, "do_lower_case": False})
    write_json(folder / "config_sentence_transformers.json", {
        "prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine",
    })  # fmt: skip
    (folder / "1_Pooling").mkdir(exist_ok=True)
    write_json(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": DIMENSION, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False,
        "pooling_mode_weightedmean_tokens": False, "pooling_mode_lasttoken": False, "include_prompt": True,
    })  # fmt: skip


def titles(documents, path):
    """id, title, theme of every page for the general public that has a theme."""
    rows = [
        (d["id"], d["title"], ", ".join(d["themes"])) for d in documents
        if d["source"] == "service-public" and d["id"][0] == "F" and d["audience"][0] == "particuliers" and d["themes"]
    ]  # fmt: skip
    assert not any("\t" in field for row in rows for field in row)
    path.write_text("".join("\t".join(row) + "\n" for row in sorted(rows)), encoding="utf-8")
    return len(rows)


def loss_curve(log, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with open(log, encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    last = {r["stage"]: int(r["step"]) for r in rows}
    shift = {"refine": last.get("joint", 0), "settle": last.get("joint", 0) + last.get("refine", 0)}
    for row in rows:  # the joint stages go on where the one before ends
        row["step"] = int(row["step"]) + shift.get(row["stage"], 0)
    figure, axes = pyplot.subplots(1, 3, figsize=(11, 3.2), dpi=80)
    curves = [
        (axes[0], "mlm", "masked LM", [("mlm", "training"), ("val_mlm", "validation")]),
        (axes[1], "joint", "joint stages, losses", [("themes", "themes"), ("pairs", "pairs"), ("val_mlm", "masked LM, val.")]),
        (axes[2], "joint", "joint stages, validation", [("val_title", "themes, title"), ("val_both", "themes, title + text"),
                                                       ("val_recall10", "recall@10")]),
    ]  # fmt: skip
    for axis, stage, title, names in curves:
        for name, label in names:
            points = [(r["step"], float(r[name])) for r in rows if (r["stage"] == "mlm") == (stage == "mlm") and r[name]]
            if points:
                axis.plot(*zip(*points), label=label, linewidth=1.2)
        axis.set_title(title, fontsize=10)
        axis.set_xlabel("step", fontsize=8)
        axis.tick_params(labelsize=8)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    sentence_transformers(args.out)
    count = titles(load(args.work / "corpus.jsonl"), args.out.parent / "fiches.tsv")
    print(f"{count} titles")
    if (args.work / "loss.csv").exists():
        loss_curve(args.work / "loss.csv", HERE / "loss-encoder.png")


if __name__ == "__main__":
    main()
