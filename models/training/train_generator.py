"""Trains the generator: text, then instruction pairs, each for so many minutes.

The learning rate warms up, stays, then decays linearly to the end of its stage ("WSD"): with
--resume, another --minutes starts the decay sooner or later. SIGTERM writes a checkpoint first;
SIGSTOP and SIGCONT pause the run, and the pause counts as time spent.

Each worker has one thread, and they meet once a step: on a busy machine the many barriers of a
threaded product wait for whichever thread is not scheduled.
"""

import argparse
import csv
import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from corpus import WORK
from generator_pairs import Pairs
from generator_text import END, END_TURN, Windows, read, split
from train_generator_tokenizer import CONTEXT, OUT

SEED = 20
CHECKPOINT_SECONDS = 180
# Rates are AdamW's for vectors and embeddings, Muon's (scaled to AdamW's update size) for matrices.
STAGES = {
    "text": {"lr": 3e-3, "warmup": 40, "stay": 0.75},
    "pairs": {"lr": 6e-4, "warmup": 20, "stay": 0.3},
}
BATCH = 3072  # tokens a worker and step
SHORT, LONG = 256, 0.95  # windows are this long, then CONTEXT from this share of the text stage on
FIELDS = ["stage", "step", "minutes", "tokens", "rate", "loss", "val"]


def make_config(tokenizer):
    end = tokenizer.token_to_id(END)
    return LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=256, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, head_dim=64, intermediate_size=768, max_position_embeddings=CONTEXT,
        rms_norm_eps=1e-5, tie_word_embeddings=True, bos_token_id=None, eos_token_id=tokenizer.token_to_id(END_TURN),
        pad_token_id=end, rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    )  # fmt: skip


def is_validation(document):
    return hashlib.md5(document["id"].encode()).digest()[1] % 64 == 0


class Optimizers:
    """Muon for the matrices of the layers, AdamW for embeddings and norms."""

    def __init__(self, model, lr):
        matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
        others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
        self.parts = [
            torch.optim.Muon(matrices, lr=lr, weight_decay=0.1, momentum=0.95, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=lr, betas=(0.9, 0.95), weight_decay=0.0),
        ]

    def step(self, lr):
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = lr
            part.step()
            part.zero_grad(set_to_none=True)


class Trainer:
    def __init__(self, args):
        self.work, self.log = args.work, args.work / "generator-loss.csv"
        self.rank, self.workers = args.rank, args.workers
        self.tokenizer = Tokenizer.from_file(str(args.out / "tokenizer.json"))
        documents, _, _ = split(read(args.work))
        self.held = [d for d in documents if is_validation(d)]
        self.documents = [d for d in documents if not is_validation(d)]
        self.model = LlamaForCausalLM(make_config(self.tokenizer))
        self.loss = torch.compile(self.eager_loss, dynamic=False) if args.compile else self.eager_loss
        self.stopping = False
        signal.signal(signal.SIGTERM, self.stop)
        count = sum(p.numel() for p in self.model.parameters())
        print(f"{count:,} parameters, {len(self.documents)} + {len(self.held)} texts", flush=True)

    def stop(self, *_):
        self.stopping = True

    def eager_loss(self, inputs, targets):
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.model(input_ids=inputs, use_cache=False).logits
        return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())

    def data(self, stage, documents, seed):
        return Pairs(self.tokenizer, documents, seed) if stage == "pairs" else Windows(self.tokenizer, documents, seed)

    def path(self, name):
        return self.work / f"generator-{name}.pt"

    def write(self, row):
        new = not self.log.exists()
        with open(self.log, "a", newline="") as out:
            writer = csv.DictWriter(out, FIELDS)
            if new:
                writer.writeheader()
            writer.writerow({k: f"{v:.5f}" if isinstance(v, float) else v for k, v in row.items()})
        print(" ".join(f"{k}={v:.4f}" if isinstance(v, float) else f"{k}={v}" for k, v in row.items()), flush=True)

    def average(self):
        """Gradients become their mean over the workers."""
        gradients = [p.grad for p in self.model.parameters()]
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        for gradient, mean in zip(gradients, (flat / self.workers).split([g.numel() for g in gradients])):
            gradient.copy_(mean.view_as(gradient))

    @torch.no_grad()
    def validate(self, batches):
        return sum(self.eager_loss(*b).item() for b in batches) / len(batches)

    def run(self, stage, minutes, resume):
        plan, began = STAGES[stage], time.monotonic()
        data, optimizers = self.data(stage, self.documents, SEED + 100 * self.rank), Optimizers(self.model, plan["lr"])
        held = self.data(stage, self.held, SEED + 1)
        checks = [held.next(12, SHORT) for _ in range(4)]
        step, tokens, base = 0, 0, 0.0
        if resume and self.path(stage).exists():
            state = torch.load(self.path(stage), weights_only=False)
            self.model.load_state_dict(state["model"])
            for part, saved in zip(optimizers.parts, state["optimizers"]):
                part.load_state_dict(saved)
            if self.rank == 0:
                data.restore(state["data"])
            step, tokens, base = state["step"], state["tokens"], state["spent"]
        saved_at, losses, decaying = time.monotonic(), [], False
        while True:
            spent = base + time.monotonic() - began
            now = torch.tensor([spent / 60 / minutes, float(self.stopping)])
            dist.broadcast(now, 0)
            progress, stopping = now.tolist()
            if self.rank == 0 and (time.monotonic() - saved_at > CHECKPOINT_SECONDS or stopping):
                saved_at = time.monotonic()
                self.save(stage, {
                    "optimizers": [p.state_dict() for p in optimizers.parts], "data": data.state(),
                    "step": step, "tokens": tokens, "spent": spent,
                })  # fmt: skip
            if progress >= 1 or stopping:
                break
            if stage == "text" and progress > plan["stay"] and not decaying:
                decaying = True  # pages only: the prose to write like comes last
                data = Windows(self.tokenizer, self.documents, SEED + 2 + step + 100 * self.rank, laws=False)
            share = min((step + 1) / plan["warmup"], 1, (1 - progress) / (1 - plan["stay"]))
            length = CONTEXT if stage == "text" and progress > LONG else SHORT
            # Another shape would have to be compiled again for this last part.
            loss = (self.loss if length == SHORT else self.eager_loss)(*data.next(BATCH // length, length))
            loss.backward()
            self.average()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            optimizers.step(plan["lr"] * share)
            step, tokens = step + 1, tokens + BATCH * self.workers
            losses.append(loss.item())
            if self.rank == 0 and step % 25 == 0:
                row = {"stage": stage, "step": step, "minutes": spent / 60, "tokens": tokens, "rate": share}
                row["loss"], losses = sum(losses) / len(losses), []
                if step % 100 == 0:
                    row["val"] = self.validate(checks)
                self.write(row)
        if self.rank == 0 and not stopping:
            final = {"stage": stage, "step": step, "minutes": spent / 60, "tokens": tokens, "val": self.validate(checks)}
            self.write(final)
            torch.save(self.model.state_dict(), self.path(f"{stage}-done"))
        self.stopping = bool(stopping)

    def save(self, stage, state):
        partial = self.path(f"{stage}-partial")
        torch.save({"model": self.model.state_dict(), **state}, partial)
        partial.replace(self.path(stage))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=OUT, help="holds tokenizer.json")
    parser.add_argument("--minutes", type=float, default=90, help="of the text stage")
    parser.add_argument("--pair-minutes", type=float, default=8)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rank", type=int, default=0, help="set by the first worker for the others")
    parser.add_argument("--no-compile", dest="compile", action="store_false")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    meeting = args.work / "generator-meeting"
    if args.rank == 0:
        meeting.unlink(missing_ok=True)
        for rank in range(1, args.workers):
            subprocess.Popen([sys.executable, *sys.argv, "--rank", str(rank)])
    trainer = Trainer(args)
    dist.init_process_group("gloo", init_method=f"file://{meeting.resolve()}", rank=args.rank, world_size=args.workers)
    if args.rank == 0 and not args.resume:
        trainer.log.unlink(missing_ok=True)
    for stage, minutes in (("text", args.minutes), ("pairs", args.pair_minutes)):
        done = trainer.path(f"{stage}-done")
        if args.resume and done.exists():
            trainer.model.load_state_dict(torch.load(done))
        elif not trainer.stopping:
            trainer.run(stage, minutes, args.resume)
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
