"""Exports a CamemBERT checkpoint with plain torch.onnx.export, as the peers that need ONNX take it.

Usage: export.py CHECKPOINT OUTPUT_FOLDER
"""

import shutil
import sys
from pathlib import Path

import torch
from transformers import CamembertModel

checkpoint, output = Path(sys.argv[1]), Path(sys.argv[2])
model = CamembertModel.from_pretrained(checkpoint, add_pooling_layer=False, attn_implementation="eager").eval()
shutil.copytree(checkpoint, output, ignore=shutil.ignore_patterns("*.safetensors"), dirs_exist_ok=True)


class Plain(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, ids, mask):
        return self.model(input_ids=ids, attention_mask=mask).last_hidden_state


ids = torch.tensor([[5, 100, 200, 6]])
with torch.no_grad():
    torch.onnx.export(
        Plain(), (ids, torch.ones_like(ids)), str(output / "model.onnx"), dynamo=False, opset_version=18,
        input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "batch", 1: "sequence"} for name in ("input_ids", "attention_mask", "last_hidden_state")},
    )
