"""Writes the decoder goldens: tiny random models in Hugging Face layout with the logits and the greedy ids of
`transformers`.

    python decoders.py [PREFIX ...]

Each case is a folder `goldens/decoders/<case>/` with config.json, safetensors and expected.json. The expected numbers come
from the folder as written: it is opened again with `from_pretrained` in float32 and run without a cache, with eager
attention. `goldens/decoders/rope.json` holds the cosines and sines of every kind of rotary embedding.

Random weights hide faults, because a model whose attention is nearly uniform hardly looks at its context. Here queries and
keys are scaled until the scores matter, and every case records what known faults do to the logits of the last prompt
token; weights where one of them moves less than a hundred times the tolerance are refused.

expected.json holds
  case, prompt (ids), logits {shape, data} of the whole prompt, greedy (64 ids that follow it),
  changed   the index of the early token that `earlyToken` changes to `changedTo`,
  control   by how much the last logits move: `earlyToken`; `pastShort`, the last token but one overwritten as by a past
            length that is one too small; `slotZeroed`, the keys and values of slot n - 3, head 0, layer 0 set to zero;
            and where they apply `window` (one too wide), `rope` (scaling ignored), `flags` (GPT-2's ignored);
            `rounding` is the difference between float32 and float64.
"""

import json
import os
import shutil
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file

import common
from common import MODEL_GOLDENS, Floats, folder_size, tensor, write_json

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

TOLERANCE = 1e-4
PROMPT = 20
STEPS = 64
VOCABULARY = 97
FOLDER = os.path.join(MODEL_GOLDENS, "decoders")
CASES = []


class Weak(Exception):
    """These weights do not show a fault well enough."""


def case(name, cls, config, dtype=torch.bfloat16, **options):
    config = dict(dict(vocab_size=VOCABULARY, bos_token_id=1, eos_token_id=2, pad_token_id=None), **config)
    CASES.append(dict(name=name, cls=cls, config=config, dtype=dtype, seed=3000 + len(CASES), **options))


def shape(hidden, heads, kv, layers, inner, positions=128, **more):
    return dict(hidden_size=hidden, num_attention_heads=heads, num_key_value_heads=kv, num_hidden_layers=layers,
                intermediate_size=inner, max_position_embeddings=positions, **more)


def spelled(**scaling):
    """The spelling before transformers 5: `rope_theta` beside `rope_scaling`."""
    def edit(config):
        rope = config.pop("rope_parameters")
        config["rope_theta"] = rope["rope_theta"]
        config["rope_scaling"] = scaling or None
    return edit


def without(*keys):
    def edit(config):
        for key in keys:
            config.pop(key)
    return edit


def both(*edits):
    def edit(config):
        for e in edits:
            e(config)
    return edit


LLAMA = "LlamaForCausalLM"
case("llama-grouped", LLAMA, shape(48, 3, 1, 2, 72, rope_parameters={"rope_type": "default", "rope_theta": 10000.0}),
     torch.float32)
case("llama-biases-llama3", LLAMA,
     shape(40, 5, 5, 2, 56, head_dim=12, attention_bias=True, mlp_bias=True, tie_word_embeddings=True,
           rope_parameters={"rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0,
                            "high_freq_factor": 4.0, "original_max_position_embeddings": 32}),
     edit=spelled(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                  original_max_position_embeddings=32))
case("llama-sharded-linear", LLAMA,
     shape(48, 6, 2, 3, 64, rope_parameters={"rope_type": "linear", "rope_theta": 1000.0, "factor": 2.5}),
     shard="24KB", edit=both(spelled(type="linear", factor=2.5), without("head_dim", "attention_bias", "mlp_bias")))
case("llama-tied-dynamic", LLAMA,
     shape(32, 2, 2, 2, 48, tie_word_embeddings=True, hidden_act="gelu",
           rope_parameters={"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 4.0}), torch.float16,
     edit=without("head_dim"))
case("llama-yarn", LLAMA,
     shape(48, 4, 2, 2, 64, 256,
           rope_parameters={"rope_type": "yarn", "rope_theta": 10000.0, "factor": 8.0, "beta_fast": 16, "beta_slow": 2,
                            "original_max_position_embeddings": 32}),
     edit=spelled(type="yarn", factor=8.0, beta_fast=16, beta_slow=2, original_max_position_embeddings=32))

case("mistral-window", "MistralForCausalLM",
     shape(40, 4, 2, 2, 56, head_dim=24, sliding_window=6, rope_parameters={"rope_type": "default", "rope_theta": 1e6}),
     edit=spelled())
case("mistral-no-window-yarn", "MistralForCausalLM",
     shape(48, 4, 1, 2, 56, head_dim=16, sliding_window=None,
           rope_parameters={"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "mscale": 1.0, "mscale_all_dim": 0.6,
                            "original_max_position_embeddings": 32, "truncate": False}))
case("ministral-interleaved", "MinistralForCausalLM",
     shape(48, 3, 3, 3, 48, head_dim=16, sliding_window=5,
           layer_types=["sliding_attention", "full_attention", "sliding_attention"]))

case("qwen2-tied", "Qwen2ForCausalLM",
     shape(48, 6, 2, 2, 64, tie_word_embeddings=True, use_sliding_window=False, sliding_window=4,
           rope_parameters={"rope_type": "default", "rope_theta": 1e6}))
case("qwen2-window", "Qwen2ForCausalLM",
     shape(32, 2, 1, 3, 48, use_sliding_window=True, sliding_window=5, max_window_layers=1),
     edit=both(spelled(), without("layer_types")))

case("qwen3-tied", "Qwen3ForCausalLM",
     shape(40, 4, 2, 2, 56, head_dim=16, tie_word_embeddings=True,
           rope_parameters={"rope_type": "default", "rope_theta": 1e6}))
case("qwen3-odd-head-yarn", "Qwen3ForCausalLM",
     shape(48, 3, 1, 2, 56, head_dim=20, attention_bias=True,
           rope_parameters={"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0,
                            "original_max_position_embeddings": 32}),
     torch.float16, edit=spelled(rope_type="yarn", factor=4.0, original_max_position_embeddings=32))

case("smollm3-interval", "SmolLM3ForCausalLM",
     shape(48, 6, 2, 3, 56, no_rope_layer_interval=2, rope_parameters={"rope_type": "default", "rope_theta": 5e6}),
     edit=without("no_rope_layers", "layer_types"), queries=0.8)
case("smollm3-list-window", "SmolLM3ForCausalLM",
     shape(32, 2, 1, 3, 48, no_rope_layers=[1, 0, 1], use_sliding_window=True, sliding_window=7, attention_bias=True,
           mlp_bias=True, tie_word_embeddings=False), edit=spelled())

case("nemotron-half", "NemotronForCausalLM",
     shape(64, 2, 1, 2, 48, rope_parameters={"rope_type": "default", "rope_theta": 2e4, "partial_rotary_factor": 0.5}),
     edit=lambda c: c.update(rope_theta=c.pop("rope_parameters")["rope_theta"], partial_rotary_factor=0.5))
case("nemotron-odd-head-biases", "NemotronForCausalLM",
     shape(48, 2, 2, 2, 40, head_dim=20, norm_eps=1e-3, attention_bias=True, mlp_bias=True,
           rope_parameters={"rope_type": "default", "rope_theta": 1e4, "partial_rotary_factor": 0.6}), torch.float32)
case("nemotron-quarter-linear", "NemotronForCausalLM",
     shape(48, 3, 3, 2, 40, tie_word_embeddings=True,
           rope_parameters={"rope_type": "linear", "factor": 3.0, "rope_theta": 1e3, "partial_rotary_factor": 0.25}))


def gpt(hidden, heads, layers, positions=128, **more):
    return dict(n_embd=hidden, n_head=heads, n_layer=layers, n_positions=positions, **more)


case("gpt2-plain", "GPT2LMHeadModel", gpt(48, 3, 2), torch.float32)
case("gpt2-flags-no-prefix", "GPT2LMHeadModel",
     gpt(40, 4, 3, n_inner=56, scale_attn_weights=False, scale_attn_by_inverse_layer_idx=True, layer_norm_epsilon=1e-3),
     torch.float16, edit=without("architectures"), prefix="transformer.", queries=0.7)
case("gpt2-untied-inverse", "GPT2LMHeadModel",
     gpt(36, 3, 3, scale_attn_by_inverse_layer_idx=True, tie_word_embeddings=False), queries=2.4)

GAINS = [("q_proj", 1.7), ("k_proj", 1.7), ("c_attn", 1.5), ("lm_head", 4.0), ("gate_proj", 1.5), ("up_proj", 1.3)]


def randomize(model, seed, queries):
    """Matrices keep the size of what goes through them, queries and keys are larger, biases and norms are not trivial."""
    generator = torch.Generator().manual_seed(seed)
    one_plus = "Nemotron" in type(model).__name__
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() == 1:
                is_scale = "norm" in name or ".ln_" in name
                offset = 1.0 if is_scale and name.endswith("weight") and not one_plus else 0.0
                parameter.copy_(offset + 0.3 * values)
            elif "embed" in name or "wte" in name or "wpe" in name:
                parameter.copy_(0.6 * values)
            else:
                inputs = parameter.shape[0] if "c_" in name else parameter.shape[1]
                gain = next((g for part, g in GAINS if part in name), 1.2)
                if any(part in name for part in ("q_proj", "k_proj", "c_attn")):
                    gain *= queries
                parameter.copy_(gain * inputs ** -0.5 * values)
    return model


def forward(model, ids, **more):
    with torch.no_grad():
        return model(input_ids=torch.tensor([ids]), use_cache=False, **more).logits[0]


def moved(right, logits):
    return float((right[-1] - logits[-1]).abs().max())


def slot_zeroed(model, ids):
    with torch.no_grad():
        cache = model(input_ids=torch.tensor([ids[:-1]]), use_cache=True).past_key_values
        layer = cache.layers[0]
        layer.keys[:, 0, -2] = 0
        layer.values[:, 0, -2] = 0
        return model(input_ids=torch.tensor([ids[-1:]]), past_key_values=cache, use_cache=True).logits[0]


def reopened(folder, change):
    """The model of the folder after another change of its config."""
    config = transformers.AutoConfig.from_pretrained(folder)
    change(config)
    return transformers.AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32,
                                                             attn_implementation="eager").eval()


def plain_rope(config):
    rope = {"rope_type": "default", "rope_theta": config.rope_parameters["rope_theta"]}
    if "partial_rotary_factor" in config.rope_parameters:
        rope["partial_rotary_factor"] = config.rope_parameters["partial_rotary_factor"]
    config.rope_parameters = rope


def wider_window(config):
    config.sliding_window += 1


def plain_flags(config):
    config.scale_attn_weights = True
    config.scale_attn_by_inverse_layer_idx = False


def controls(model, folder, ids, changed, to):
    right = forward(model, ids)
    found = {
        "earlyToken": moved(right, forward(model, ids[:changed] + [to] + ids[changed + 1:])),
        "pastShort": moved(right, forward(model, ids[:-2] + ids[-1:])),
        "slotZeroed": moved(right, slot_zeroed(model, ids)),
    }
    config = model.config
    rope = getattr(config, "rope_parameters", None) or {}
    if rope.get("rope_type", "default") not in ("default", "dynamic"):
        found["rope"] = moved(right, forward(reopened(folder, plain_rope), ids))
    window = getattr(config, "sliding_window", None)
    if window:
        found["window"] = moved(right, forward(reopened(folder, wider_window), ids))
    if getattr(config, "scale_attn_by_inverse_layer_idx", False):
        found["flags"] = moved(right, forward(reopened(folder, plain_flags), ids))
    for name, value in found.items():
        if not value > 100 * TOLERANCE:
            raise Weak(name, value)
    model.double()
    found["rounding"] = float((right - forward(model, ids)).abs().max())
    model.float()
    if not found["rounding"] < TOLERANCE / 5:
        raise Weak("rounding", found["rounding"])
    return found


def greedy(model, prompt):
    ids = list(prompt)
    for _ in range(STEPS):
        best = torch.topk(forward(model, ids)[-1], 2)
        if not best.values[0] - best.values[1] > 20 * TOLERANCE:
            raise Weak("two ids too close", len(ids))
        ids.append(int(best.indices[0]))
    return ids[len(prompt):]


def rewrite(folder, spec):
    path = os.path.join(folder, "config.json")
    with open(path, encoding="utf-8") as f:
        config = json.load(f)
    spec.get("edit", lambda c: None)(config)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(config, f, indent=2, sort_keys=True)
        f.write("\n")
    if "prefix" in spec:
        path = os.path.join(folder, "model.safetensors")
        save_file({k.removeprefix(spec["prefix"]): v.contiguous() for k, v in load_file(path).items()}, path,
                  metadata={"format": "pt"})


def build(spec):
    folder = os.path.join(FOLDER, spec["name"])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    cls = getattr(transformers, spec["cls"])
    torch.manual_seed(spec["seed"])
    model = cls(cls.config_class(**spec["config"])).eval()
    randomize(model, spec["seed"], spec.get("queries", 1.0))
    model.tie_weights()
    model.to(spec["dtype"])
    model.save_pretrained(folder, **({"max_shard_size": spec["shard"]} if "shard" in spec else {}))
    if os.path.exists(os.path.join(folder, "generation_config.json")):
        os.remove(os.path.join(folder, "generation_config.json"))
    rewrite(folder, spec)
    model, info = cls.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager",
                                      output_loading_info=True)
    model.eval()
    assert not info["missing_keys"] and not info["mismatched_keys"], info
    assert all(p.dtype == torch.float32 for p in model.parameters())
    generator = torch.Generator().manual_seed(spec["seed"] + 7)
    prompt = torch.randint(3, VOCABULARY, (PROMPT,), generator=generator).tolist()
    window = getattr(model.config, "sliding_window", None) or PROMPT
    changed = max(1, PROMPT - window + 1)
    to = 3 + (prompt[changed] + 11) % (VOCABULARY - 3)
    expected = {
        "case": spec["name"],
        "prompt": prompt,
        "logits": tensor(forward(model, prompt)),
        "greedy": greedy(model, prompt),
        "changed": changed,
        "changedTo": to,
        "control": {k: float("%.4g" % v) for k, v in controls(model, folder, prompt, changed, to).items()},
    }
    write_json(os.path.join(folder, "expected.json"), expected)
    return folder, expected


# --- rotary tables ---------------------------------------------------------------------------------------------------

ROPES = [
    ({"head_dim": 64}, {"rope_theta": 10000.0}, 2048),
    ({"head_dim": 64}, {"rope_parameters": {"rope_type": "default", "rope_theta": 1e6}}, 32768),
    ({"head_dim": 48}, {"rope_theta": 1e5, "rope_scaling": {"type": "linear", "factor": 4.0}}, 8192),
    ({"head_dim": 64}, {"rope_theta": 5e5, "rope_scaling": {
        "rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192}}, 131072),
    ({"head_dim": 64}, {"rope_theta": 1e6, "rope_scaling": {
        "type": "yarn", "factor": 4.0, "original_max_position_embeddings": 8192}}, 32768),
    ({"head_dim": 128}, {"rope_parameters": {
        "rope_type": "yarn", "rope_theta": 1e6, "factor": 16.0, "mscale": 1.0, "mscale_all_dim": 0.5,
        "beta_fast": 32.0, "beta_slow": 1.0, "original_max_position_embeddings": 16384, "truncate": False}}, 262144),
    ({"head_dim": 32}, {"rope_parameters": {
        "rope_type": "yarn", "rope_theta": 1e4, "factor": 2.0, "attention_factor": 0.75}}, 1024),
    ({"head_dim": 64}, {"rope_theta": 1e4, "rope_scaling": {"type": "dynamic", "factor": 2.0}}, 4096),
    ({"head_dim": 16}, {"rope_parameters": {
        "rope_type": "longrope", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 512,
        "short_factor": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7],
        "long_factor": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]}}, 2048),
]


def rope(size, config, positions):
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
    config = transformers.LlamaConfig(hidden_size=4 * size["head_dim"], num_attention_heads=4,
                                      max_position_embeddings=positions, **size, **json.loads(json.dumps(config)))
    return LlamaRotaryEmbedding(config)


def ropes():
    rows = []
    for size, config, positions in ROPES:
        # One beyond the trained positions too, where the kind is made for it.
        kind = (config.get("rope_scaling") or config.get("rope_parameters") or {})
        kind = kind.get("rope_type", kind.get("type", "default"))
        contexts = [positions, 2 * positions] if kind == "dynamic" else \
            [512, positions] if kind == "longrope" else [positions]
        for context in contexts:
            module = rope(size, config, positions)
            at = sorted({0, 1, 7, context // 3, context - 1})
            with torch.no_grad():
                module(torch.zeros(1), torch.tensor([[context - 1]]))
                cos, sin = module(torch.zeros(1), torch.tensor([at]))
            half = size["head_dim"] // 2
            if context != positions or kind != "longrope" or context > 512:
                rows.append({"config": dict(config, max_position_embeddings=positions), "headSize": size["head_dim"],
                             "context": context, "positions": at,
                             "cosines": Floats(cos[0, :, :half].numpy()), "sines": Floats(sin[0, :, :half].numpy())})
    write_json(os.path.join(FOLDER, "rope.json"), {"ropes": rows})


def main(prefixes):
    wanted = [s for s in CASES if not prefixes or any(s["name"].startswith(p) for p in prefixes)]
    assert len({s["name"] for s in CASES}) == len(CASES)
    total = 0
    for spec in wanted:
        for _ in range(40):
            try:
                folder, expected = build(spec)
                break
            except Weak as weak:
                print("  other weights for", spec["name"], weak, flush=True)
                spec["seed"] += 100000
        else:
            raise AssertionError(spec["name"])
        total += folder_size(folder)
        print("%-28s %7d bytes  %s" % (spec["name"], folder_size(folder), expected["control"]), flush=True)
    if not prefixes or "rope" in prefixes:
        ropes()
    print(len(wanted), "cases,", total, "bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
