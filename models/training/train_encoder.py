"""Trains the encoder in four stages, from nothing, on a CPU.

1. `mlm`: masked language modelling on packed text, without dropout (few epochs, small model).
2. `joint`: the same trunk on masked LM + theme classification + contrastive sentence embedding.
3. `refine`: the same losses on shorter passages and less masked text, so more titles a minute.
4. `settle`: `refine` once more, from a fresh optimizer and a second peak of the learning rate.

Progress is the larger of steps done and minutes spent, so a slow machine shortens the schedule
instead of overrunning. `--resume` goes on from the last checkpoint. The test split is never read.
"""

import argparse
import csv
import math
import time
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from batches import PackedText, Pairs, is_validation, title_and_description
from corpus import WORK, load, routing_examples
from encoder import Encoder, make_config
from train_tokenizer import OUT

SEED = 2026
STAGES = {
    "mlm": {"steps": 4000, "minutes": 16.0, "lr": 1e-3, "end": 0.1, "dropout": 0.0},
    "joint": {"steps": 1500, "minutes": 10.0, "lr": 5e-4, "end": 0.0, "dropout": 0.1},
    "refine": {"steps": 1500, "minutes": 8.0, "lr": 4e-4, "end": 0.0, "dropout": 0.1},
    "settle": {"steps": 1000, "minutes": 3.5, "lr": 4e-4, "end": 0.0, "dropout": 0.1},
}
WARMUP, TEMPERATURE, LABEL_SMOOTHING = 0.05, 0.05, 0.1
CHECKPOINT_SECONDS, EVAL_STEPS = 120, {"mlm": 300, "joint": 100, "refine": 50, "settle": 100}


def optimizer_of(model, peak):
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.98), eps=1e-6, fused=True)


def rate(progress, end):
    """Share of the peak learning rate: linear up, then linear down to `end`."""
    if progress < WARMUP:
        return progress / WARMUP
    return end + (1 - end) * (1 - (progress - WARMUP) / (1 - WARMUP))


def mlm_loss(model, batch):
    inputs, positions, targets = batch
    hidden = model.hidden(inputs)
    return F.cross_entropy(model.mlm_logits(hidden, positions).float(), targets)


def joint_losses(model, batch):
    (query, query_mask), (passage, passage_mask), theme, (both, both_mask), both_theme = batch
    query_hidden, passage_hidden = model.hidden(query, query_mask), model.hidden(passage, passage_mask)
    both_hidden = model.hidden(both, both_mask)
    logits = torch.cat([model.themes(h) for h in (query_hidden, passage_hidden, both_hidden)]).float()
    labels = torch.cat([theme, theme, both_theme])
    themes = F.cross_entropy(logits, labels, label_smoothing=LABEL_SMOOTHING, ignore_index=-100)
    q, p = model.embed(query_hidden.float(), query_mask), model.embed(passage_hidden.float(), passage_mask)
    scores = q @ p.T / TEMPERATURE
    target = torch.arange(len(scores))
    pairs = (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2
    return themes, pairs


class Validation:
    """Held back from the training documents; used to choose the checkpoint that is kept."""

    def __init__(self, tokenizer, documents, labels):
        packed = PackedText(tokenizer, documents, SEED + 1)
        self.mlm = [packed.next(16, 128) for _ in range(6)]
        routing = routing_examples(documents)
        helper = Pairs(tokenizer, documents, labels, SEED + 1)
        self.labels = torch.tensor([helper.theme[d["id"]] for d in routing])
        self.titles = helper.encode([d["title"] for d in routing], 40)
        self.both = helper.encode([title_and_description(d) for d in routing], 128)
        self.passages = helper.encode([" ".join(d["paragraphs"])[:600] for d in routing], 128)

    @torch.no_grad()
    def measure(self, model, heads):
        model.eval()
        out = {"val_mlm": sum(mlm_loss(model, b).item() for b in self.mlm) / len(self.mlm)}
        if heads:
            title, both = model.hidden(*self.titles), model.hidden(*self.both)
            on_title, on_both = model.themes(title), model.themes(both)
            out["val_title"] = (on_title.argmax(-1) == self.labels).float().mean().item()
            out["val_both"] = (on_both.argmax(-1) == self.labels).float().mean().item()
            loss = F.cross_entropy(on_title, self.labels) + F.cross_entropy(on_both, self.labels)
            out["val_themes"] = loss.item() / 2
            found = model.embed(title, self.titles[1]) @ model.embed(model.hidden(*self.passages), self.passages[1]).T
            own = found.diagonal().unsqueeze(1)
            out["val_recall10"] = ((found > own).sum(1) < 10).float().mean().item()
        model.train()
        return out


class Run:
    FIELDS = ["stage", "step", "minutes", "rate", "mlm", "themes", "pairs", "val_mlm", "val_title", "val_both",
              "val_themes", "val_recall10"]  # fmt: skip

    def __init__(self, work):
        self.work, self.log = work, work / "loss.csv"

    def write(self, row):
        new = not self.log.exists()
        with open(self.log, "a", newline="") as out:
            writer = csv.DictWriter(out, self.FIELDS)
            if new:
                writer.writeheader()
            writer.writerow({k: f"{v:.5f}" if isinstance(v, float) else v for k, v in row.items()})
        print(" ".join(f"{k}={v:.4f}" if isinstance(v, float) else f"{k}={v}" for k, v in row.items()), flush=True)

    def path(self, name):
        return self.work / f"encoder-{name}.pt"


def train(stage, model, data, validation, run, resume):
    plan = STAGES[stage]
    model.set_dropout(plan["dropout"])
    model.train()
    optimizer = optimizer_of(model, plan["lr"])
    packed, pairs = data
    step, spent, best = 0, 0.0, math.inf
    resumed = resume and run.path(stage).exists()
    if stage in ("refine", "settle") and not resumed:  # kept unless this stage does better
        start = validation.measure(model, True)
        best = start["val_themes"] + 0.2 * start["val_mlm"]
        torch.save({"model": model.state_dict(), "step": 0}, run.path("best"))
    if resumed:
        state = torch.load(run.path(stage), weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["torch_rng"])
        step, spent, best = state["step"], state["spent"], state["best"]
        packed.rng.setstate(state["packed_rng"])
        pairs.rng.setstate(state["pairs_rng"])
        packed.generator.set_state(state["mask_rng"])
    began = saved = time.monotonic()
    base, sums, count = spent, Counter(), 0
    while True:
        spent = base + time.monotonic() - began
        progress = max(step / plan["steps"], spent / 60 / plan["minutes"])
        if progress >= 1:
            break
        share = rate(progress, plan["end"])
        for group in optimizer.param_groups:
            group["lr"] = plan["lr"] * share
        with torch.autocast("cpu", torch.bfloat16):
            if stage == "mlm":
                # A quarter of the windows are long, so that every position is trained.
                loss = mlm_loss(model, packed.next(8, 256) if step % 4 == 3 else packed.next(16, 128))
                losses = {"mlm": loss}
            else:
                short = stage in ("refine", "settle")
                themes, contrast = joint_losses(model, pairs.next(24, 24, words=20) if short else pairs.next(32, 16))
                text = packed.next(4, 256) if step % 4 == 3 else packed.next(2 if short else 8, 128)
                losses = {"mlm": mlm_loss(model, text), "themes": themes, "pairs": contrast}
                loss = losses["mlm"] * 0.5 + themes + contrast
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        count += 1
        for name, value in losses.items():
            sums[name] += value.item()
        if step % 25 == 0:
            row = {"stage": stage, "step": step, "minutes": spent / 60, "rate": share}
            row |= {name: total / count for name, total in sums.items()}
            sums, count = Counter(), 0
            if step % EVAL_STEPS[stage] == 0:
                row |= validation.measure(model, stage != "mlm")
                if stage != "mlm" and row["val_themes"] + 0.2 * row["val_mlm"] < best:
                    best = row["val_themes"] + 0.2 * row["val_mlm"]
                    torch.save({"model": model.state_dict(), "step": step}, run.path("best"))
            run.write(row)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            saved = time.monotonic()
            torch.save({
                "model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent,
                "best": best, "torch_rng": torch.get_rng_state(), "packed_rng": packed.rng.getstate(),
                "pairs_rng": pairs.rng.getstate(), "mask_rng": packed.generator.get_state(),
            }, run.path(stage))  # fmt: skip
    final = validation.measure(model, stage != "mlm")
    run.write({"stage": stage, "step": step, "minutes": spent / 60} | final)
    if stage != "mlm" and final["val_themes"] + 0.2 * final["val_mlm"] < best:
        torch.save({"model": model.state_dict(), "step": step}, run.path("best"))
    torch.save({"model": model.state_dict()}, run.path(f"{stage}-done"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=OUT, help="holds tokenizer.json; the model is written there")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--stage", choices=[*STAGES, "all"], default="all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--longer", type=float, default=1.0, help="times the steps and minutes of every stage")
    parser.add_argument("--laws", action="store_true", help="one law in five (laws.py) joins the text of masked LM")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(SEED)
    for plan in STAGES.values():
        plan["steps"], plan["minutes"] = plan["steps"] * args.longer, plan["minutes"] * args.longer

    tokenizer = Tokenizer.from_file(str(args.out / "tokenizer.json"))
    documents = [d for d in load(args.work / "corpus.jsonl") if not d["test"]]
    kept, held = [d for d in documents if not is_validation(d)], [d for d in documents if is_validation(d)]
    labels = sorted({d["themes"][0] for d in routing_examples(documents)})
    counts = Counter(d["themes"][0] for d in routing_examples(documents))
    labels = [name for name in labels if counts[name] >= 50]
    assert len(labels) == 10, counts
    model = Encoder(make_config(tokenizer.get_vocab_size(), labels))
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {len(kept)} + {len(held)} documents")

    run = Run(args.work)
    if not args.resume and args.stage in ("mlm", "all"):
        run.log.unlink(missing_ok=True)
    validation = Validation(tokenizer, held, labels)
    for index, stage in enumerate(STAGES):
        if args.stage not in (stage, "all"):
            continue
        done = run.path(f"{stage}-done")
        if args.resume and done.exists():
            model.load_state_dict(torch.load(done)["model"])
            continue
        if args.stage == stage and index:
            model.load_state_dict(torch.load(run.path(f"{list(STAGES)[index - 1]}-done"))["model"])
        text = kept + load(args.work / "laws.jsonl")[::5] if args.laws and stage == "mlm" else kept
        if stage == "mlm":
            counting = PackedText(tokenizer, text, SEED)
            counting.refill()
            model.start(torch.tensor(counting.stream))
        data = (PackedText(tokenizer, text, SEED + 10 * index), Pairs(tokenizer, kept, labels, SEED + 10 * index))
        train(stage, model, data, validation, run, args.resume)
    if run.path("best").exists():
        best = torch.load(run.path("best"))
        model.load_state_dict(best["model"])
        model.save_pretrained(args.out)
        print(f"kept step {best['step']}: {args.out}")


if __name__ == "__main__":
    main()
