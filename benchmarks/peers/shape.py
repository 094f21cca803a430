"""Makes a random checkpoint of the camembert-base shape, and its plain torch.onnx export.

Weights are random, so the vectors mean nothing; the arithmetic is that of the real model. The
tokenizer is the one of the folder given. Usage: shape.py TOKENIZER_FOLDER OUTPUT_FOLDER
"""

import shutil
import sys
from pathlib import Path

import torch
from transformers import CamembertConfig, CamembertModel

tokenizer, output = Path(sys.argv[1]), Path(sys.argv[2])
torch.manual_seed(1)
config = CamembertConfig(
    vocab_size=32005, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5,
    pad_token_id=1, bos_token_id=5, eos_token_id=6, attn_implementation="eager",
)
model = CamembertModel(config, add_pooling_layer=False).eval()
model.save_pretrained(output)
for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
    shutil.copy(tokenizer / name, output / name)
export = Path(f"{output}-export")
shutil.copytree(output, export, ignore=shutil.ignore_patterns("*.safetensors"), dirs_exist_ok=True)


class Plain(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, ids, mask):
        return self.model(input_ids=ids, attention_mask=mask).last_hidden_state


ids = torch.tensor([[5, 100, 200, 6]])
with torch.no_grad():
    torch.onnx.export(
        Plain(), (ids, torch.ones_like(ids)), str(export / "model.onnx"), dynamo=False, opset_version=18,
        input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "batch", 1: "sequence"} for name in ("input_ids", "attention_mask", "last_hidden_state")},
    )
