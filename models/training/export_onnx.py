"""Exports the checkpoint's three tasks to ONNX in optimum's layout, for step-by-step comparison.

OUT/{fill-mask,text-classification,feature-extraction}/model.onnx, each with config and tokenizer.
Weights are cast to float32 first. The result is never committed.
"""

import argparse
import shutil
from pathlib import Path

import onnxruntime
import torch
from transformers import CamembertForMaskedLM, CamembertForSequenceClassification, CamembertModel

from train_tokenizer import OUT

TASKS = {
    "fill-mask": (CamembertForMaskedLM, {}, "logits", {0: "batch_size", 1: "sequence_length"}),
    "text-classification": (CamembertForSequenceClassification, {}, "logits", {0: "batch_size"}),
    "feature-extraction": (CamembertModel, {"add_pooling_layer": False}, "last_hidden_state",
                           {0: "batch_size", 1: "sequence_length"}),
}  # fmt: skip
INPUT_AXES = {0: "batch_size", 1: "sequence_length"}


class Positional(torch.nn.Module):
    """Fixes the argument order and returns the one named output."""

    def __init__(self, model, output):
        super().__init__()
        self.model, self.output = model, output

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask)[self.output]


def export(task, source, target, opset):
    kind, extra, output, axes = TASKS[task]
    model = kind.from_pretrained(source, dtype=torch.float32, attn_implementation="eager", **extra).eval()
    wrapped = Positional(model, output).eval()  # the exporter puts back the mode it finds
    folder = target / task
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([[5, 20, 30, 40, 6], [5, 50, 6, 1, 1]])
    sample = (ids, (ids != 1).long())
    torch.onnx.export(
        wrapped, sample, folder / "model.onnx", dynamo=False, opset_version=opset,
        input_names=["input_ids", "attention_mask"], output_names=[output],
        dynamic_axes={"input_ids": INPUT_AXES, "attention_mask": INPUT_AXES, output: axes},
    )  # fmt: skip
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(source / name, folder / name)

    ids = torch.tensor([[5, *range(100, 117), 6], [5, *range(200, 209), 6, *[1] * 8], [5, 300, 6, *[1] * 16]])
    mask = (ids != 1).long()
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    got = torch.tensor(session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0])
    with torch.no_grad():
        want = wrapped(ids, mask)
    if output != "logits" or task == "fill-mask":  # padded places carry no meaning
        got, want = got[mask.bool()], want[mask.bool()]
    gap = (got - want).abs().max().item()
    assert gap < 1e-3, f"{task}: ONNX Runtime differs from PyTorch by {gap}"
    print(f"{task}: {tuple(want.shape)}, largest difference {gap:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path, help="folder to write the three exports to")
    parser.add_argument("--model", type=Path, default=OUT)
    parser.add_argument("--opset", type=int, default=17)
    args = parser.parse_args()
    for task in TASKS:
        export(task, args.model, args.target, args.opset)


if __name__ == "__main__":
    main()
