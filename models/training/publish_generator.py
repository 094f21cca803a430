"""Writes the generator's model folder from the trained weights, and draws its loss curve.

The tokenizer's files are written by train_generator_tokenizer.py, the card by hand.
"""

import argparse
import csv
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

from corpus import HERE, WORK
from evaluate_generator import SAMPLING
from generator_text import END, END_TURN
from train_generator import make_config
from train_generator_tokenizer import OUT
from train_tokenizer import write_json

KEPT = (
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
    "intermediate_size", "hidden_act", "max_position_embeddings", "rms_norm_eps", "attention_bias", "mlp_bias",
    "attention_dropout", "initializer_range", "tie_word_embeddings",
)  # fmt: skip


def weights(path, out):
    state = torch.load(path)
    state.pop("lm_head.weight")  # tied to the embeddings
    save_file({k: v.half().contiguous() for k, v in state.items()}, out, metadata={"format": "pt"})


def configs(tokenizer, folder):
    """The plain keys that every loader of Llama folders knows."""
    config = make_config(tokenizer)
    end, end_turn = tokenizer.token_to_id(END), tokenizer.token_to_id(END_TURN)
    ids = {"bos_token_id": end, "eos_token_id": end_turn, "pad_token_id": end}
    write_json(folder / "config.json", {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "dtype": "float16",
        **{k: getattr(config, k) for k in KEPT}, "rope_theta": config.rope_parameters["rope_theta"],
        "rope_scaling": None, "use_cache": True, **ids,
    })  # fmt: skip
    write_json(folder / "generation_config.json", {**ids, "eos_token_id": [end_turn, end], **SAMPLING})


def index(folder):
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    (folder / "FILES").write_text("".join(f"{n}\n" for n in names if n not in ("FILES", "README.md")), encoding="utf-8")


def loss_curve(log, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with open(log, encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2), dpi=80, width_ratios=(3, 1))
    for axis, stage in zip(axes, ("text", "pairs")):
        for name, label in (("loss", "training"), ("val", "validation")):
            points = [(int(r["tokens"]) / 1e6, float(r[name])) for r in rows if r["stage"] == stage and r[name]]
            axis.plot(*zip(*points), label=label, linewidth=1.2)
        axis.set_title(f"{stage}: nats a token", fontsize=10)
        axis.set_xlabel("million tokens", fontsize=8)
        axis.tick_params(labelsize=8)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    axes[0].set_ylim(top=7)
    figure.tight_layout()
    figure.savefig(path, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--weights", type=Path, help="default: the end of the pairs stage")
    args = parser.parse_args()
    weights(args.weights or args.work / "generator-pairs-done.pt", args.out / "model.safetensors")
    configs(Tokenizer.from_file(str(args.out / "tokenizer.json")), args.out)
    index(args.out)
    loss_curve(args.work / "generator-loss.csv", HERE / "loss-generator.png")


if __name__ == "__main__":
    main()
