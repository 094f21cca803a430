"""Writes a Llama checkpoint (of `langres bench --shape ... --keep DIR`) as a float16 GGUF file.

The vocabulary is left out: llama-bench feeds random ids. Usage: gguf.py LLAMA_CPP CHECKPOINT OUTPUT.gguf
"""

import json
import sys
from pathlib import Path

llama_cpp, checkpoint, output = map(Path, sys.argv[1:4])
sys.path.insert(0, str(llama_cpp / "gguf-py"))

import gguf  # noqa: E402
import numpy as np  # noqa: E402
from safetensors import safe_open  # noqa: E402

config = json.loads((checkpoint / "config.json").read_text())
heads, key_heads = config["num_attention_heads"], config["num_key_value_heads"]
writer = gguf.GGUFWriter(output, "llama")
writer.add_context_length(config["max_position_embeddings"])
writer.add_embedding_length(config["hidden_size"])
writer.add_block_count(config["num_hidden_layers"])
writer.add_feed_forward_length(config["intermediate_size"])
writer.add_head_count(heads)
writer.add_head_count_kv(key_heads)
writer.add_rope_dimension_count(config["hidden_size"] // heads)
writer.add_rope_freq_base(config["rope_theta"])
writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
writer.add_vocab_size(config["vocab_size"])
writer.add_tokenizer_model("no_vocab")
writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)

NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def rotated(weight, count):
    """llama.cpp rotates neighbours, transformers halves: reorder the rows of each head."""
    rows, columns = weight.shape
    return weight.reshape(count, 2, rows // count // 2, columns).swapaxes(1, 2).reshape(rows, columns)


with safe_open(checkpoint / "model.safetensors", framework="pt") as weights:
    for name in weights.keys():
        value = weights.get_tensor(name).float().numpy()
        stem = name.removesuffix(".weight")
        if stem.startswith("model.layers."):
            _, _, layer, rest = stem.split(".", 3)
            target = f"blk.{layer}.{NAMES[rest]}.weight"
            if rest.endswith("q_proj"):
                value = rotated(value, heads)
            if rest.endswith("k_proj"):
                value = rotated(value, key_heads)
        else:
            target = f"{NAMES[stem]}.weight"
        writer.add_tensor(target, value if value.ndim == 1 else value.astype(np.float16))

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
