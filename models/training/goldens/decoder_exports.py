"""Writes engine/src/test/resources/decoders: one tiny llama in every form of graph that the engine decodes.

    python models/training/goldens/decoder_exports.py

Needs transformers, torch, onnx and onnxruntime. The weights are random and the same in all files; the graphs are
written node by node in the forms that optimum, transformers.js and onnxruntime-genai export, and in our own:

    native.onnx          seqlens_k, total_sequence_length, GroupQueryAttention, logits of the last position
    genai.onnx           attention_mask, GroupQueryAttention on one buffer for past and present
    optimum.onnx         attention_mask, position_ids, growing caches, logits of all positions
    positionless.onnx    the same without position_ids
    merged.onnx          the same with use_cache_branch: one branch ignores the past, the other takes one token only
    half.onnx            optimum with float16 caches and logits and int32 inputs

`expected.txt` has what transformers makes of it, one line a fact: `prompt i i i`, then `greedy i i i` and the
`logprobs f f f` of these ids; `gap` is how far the runner-up is behind at least. `control` is how far a log-probability moves at least when the first slot is zeroed, and
when the positions are one too high: at least a hundred times the tolerance of the test.
"""

import math
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto as T
from onnx import helper as h
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.cache_utils import DynamicCache

OUT = pathlib.Path(__file__).resolve().parents[3] / "engine/src/test/resources/decoders"
VOCABULARY, HIDDEN, LAYERS, HEADS, KV, SIZE, INNER, CONTEXT = 64, 32, 2, 2, 1, 16, 48, 256
STEPS = 64
TOLERANCE = 1e-4


def model():
    torch.manual_seed(29)
    config = LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=HIDDEN,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=KV,
        head_dim=SIZE,
        max_position_embeddings=CONTEXT,
        rope_theta=10000.0,
        rms_norm_eps=1e-5,
        attn_implementation="eager",
        tie_word_embeddings=True,
    )
    llama = LlamaForCausalLM(config).float().eval()
    with torch.no_grad():
        for name, weight in llama.named_parameters():
            if "norm" in name:
                weight.copy_(1 + 0.2 * torch.randn_like(weight))
            elif "embed" in name:
                weight.copy_(0.5 * torch.randn_like(weight))
            else:
                # Flat attention and large values: every slot of the cache must move the logits.
                scale = 0.8 if "q_proj" in name or "k_proj" in name else 1.5
                weight.copy_(scale / math.sqrt(weight.shape[1]) * torch.randn_like(weight))
    return llama


class Writer:
    """Nodes of one graph or branch; names get a prefix, weights stay outside."""

    def __init__(self, llama, weights, prefix=""):
        self.llama = llama
        self.state = llama.state_dict()
        self.weights = weights
        self.prefix = prefix
        self.nodes = []

    def node(self, op, inputs, outputs=1, domain="", name=None, **attributes):
        names = [name] if name else [f"{self.prefix}{op}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(h.make_node(op, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def array(self, name, value):
        self.weights.setdefault(name, onnx.numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, *values):
        return self.array("i_" + "_".join(map(str, values)), np.array(values, np.int64))

    def scalar(self, value):
        return self.array(f"s_{value}", np.array(value, np.int64))

    def weight(self, key):
        return self.array(key, self.state[key].numpy())

    def linear(self, x, key):
        return self.node("MatMul", [x, self.array(key + ".t", self.state[key + ".weight"].numpy().T)])

    def norm(self, x, key):
        return self.node(
            "SimplifiedLayerNormalization", [x, self.weight(key)], axis=-1, epsilon=1e-5, stash_type=1
        )

    def rope(self):
        inverse = 1.0 / 10000.0 ** (np.arange(0, SIZE, 2) / SIZE)
        angles = np.outer(np.arange(CONTEXT), inverse)
        return (
            self.array("cos", np.cos(angles).astype(np.float32)),
            self.array("sin", np.sin(angles).astype(np.float32)),
        )

    def body(self, attention, last_only, logits):
        x = self.node("Gather", [self.weight("model.embed_tokens.weight"), "input_ids"])
        for layer in range(LAYERS):
            p = f"model.layers.{layer}."
            n = self.norm(x, p + "input_layernorm.weight")
            q, k, v = (self.linear(n, f"{p}self_attn.{s}_proj") for s in "qkv")
            x = self.node("Add", [x, self.linear(attention(layer, q, k, v), p + "self_attn.o_proj")])
            n = self.norm(x, p + "post_attention_layernorm.weight")
            gate = self.linear(n, p + "mlp.gate_proj")
            gate = self.node("Mul", [gate, self.node("Sigmoid", [gate])])
            up = self.linear(n, p + "mlp.up_proj")
            x = self.node("Add", [x, self.linear(self.node("Mul", [gate, up]), p + "mlp.down_proj")])
        if last_only:
            x = self.node("Gather", [x, self.ints(-1)], axis=1)
        x = self.norm(x, "model.norm.weight")
        head = self.array("head", self.state["model.embed_tokens.weight"].numpy().T)
        self.node("MatMul", [x, head], name=logits)

    # --- GroupQueryAttention --------------------------------------------------------------------------------------

    def fused(self, seqlens, total):
        cos, sin = self.rope()

        def attention(layer, q, k, v):
            past = [f"past_key_values.{layer}.key", f"past_key_values.{layer}.value"]
            out = self.node("Identity", [q])  # reserves a name of its own
            self.nodes[-1] = h.make_node(
                "GroupQueryAttention",
                [q, k, v, *past, seqlens, total, cos, sin],
                [out, f"present.{layer}.key", f"present.{layer}.value"],
                domain="com.microsoft",
                num_heads=HEADS,
                kv_num_heads=KV,
                do_rotary=1,
                rotary_interleaved=0,
            )
            return out

        return attention

    # --- attention of standard operators --------------------------------------------------------------------------

    def plain(self, positions, mask, has_past, presents):
        cos, sin = self.rope()
        both = [
            self.node("Unsqueeze", [self.node("Gather", [table, positions]), self.ints(1)]) for table in (cos, sin)
        ]

        def heads(x, count):
            x = self.node("Reshape", [x, self.ints(0, 0, count, SIZE)])
            return self.node("Transpose", [x], perm=[0, 2, 1, 3])

        def rotate(x):
            a, b = self.node("Split", [x], outputs=2, axis=-1, num_outputs=2)
            c, s = both
            first = self.node("Sub", [self.node("Mul", [a, c]), self.node("Mul", [b, s])])
            second = self.node("Add", [self.node("Mul", [b, c]), self.node("Mul", [a, s])])
            return self.node("Concat", [first, second], axis=-1)

        def attention(layer, q, k, v):
            q, k, v = rotate(heads(q, HEADS)), rotate(heads(k, KV)), heads(v, KV)
            names = presents[layer]
            if has_past:
                k = self.node("Concat", [f"past_key_values.{layer}.key", k], axis=2, name=names[0])
                v = self.node("Concat", [f"past_key_values.{layer}.value", v], axis=2, name=names[1])
            else:
                k, v = (self.node("Identity", [x], name=name) for x, name in zip((k, v), names))
            scores = self.node("MatMul", [q, self.node("Transpose", [k], perm=[0, 1, 3, 2])])
            scores = self.node("Mul", [scores, self.array("scale", np.array(SIZE**-0.5, np.float32))])
            # A key is seen by its own position and those after it, where the mask has a 1.
            tokens = self.node("Gather", [self.node("Shape", ["attention_mask"]), self.scalar(1)])
            indices = self.node("Range", [self.scalar(0), tokens, self.scalar(1)])
            late = self.node("Greater", [indices, self.node("Unsqueeze", [positions, self.ints(1, 3)])])
            hidden = self.node("Equal", [self.node("Unsqueeze", [mask, self.ints(1, 2)]), self.scalar(0)])
            far = self.array("far", np.array(-1e9, np.float32))
            scores = self.node("Where", [self.node("Or", [late, hidden]), far, scores])
            out = self.node("MatMul", [self.node("Softmax", [scores], axis=-1), v])
            out = self.node("Transpose", [out], perm=[0, 2, 1, 3])
            return self.node("Reshape", [out, self.ints(0, 0, HEADS * SIZE)])

        return attention

    def counted_positions(self):
        """Those of the last tokens of the mask, as many as there are input ids."""
        ends = self.node("CumSum", ["attention_mask", self.scalar(1)])
        every = self.node("Sub", [ends, self.scalar(1)])
        width = self.node("Gather", [self.node("Shape", ["input_ids"]), self.ints(1)])
        return self.node("Slice", [every, self.node("Neg", [width]), self.ints(2**62), self.ints(1)])


def cache_infos(past, present, kind=T.FLOAT):
    inputs, outputs = [], []
    for layer in range(LAYERS):
        for side in ("key", "value"):
            inputs.append(
                h.make_tensor_value_info(f"past_key_values.{layer}.{side}", kind, ["batch", KV, past, SIZE])
            )
            outputs.append(
                h.make_tensor_value_info(f"present.{layer}.{side}", kind, ["batch", KV, present, SIZE])
            )
    return inputs, outputs


def save(name, nodes, inputs, outputs, weights):
    graph = h.make_graph(nodes, name, inputs, outputs, list(weights.values()))
    proto = h.make_model(
        graph, opset_imports=[h.make_opsetid("", 18), h.make_opsetid("com.microsoft", 1)], ir_version=9
    )
    path = OUT / f"{name}.onnx"
    onnx.save(proto, path)
    print(path.name, path.stat().st_size, "bytes")


def ids(name, rows="batch", columns="sequence", kind=T.INT64):
    return h.make_tensor_value_info(name, kind, [rows, columns])


def logits(width="sequence", kind=T.FLOAT):
    return h.make_tensor_value_info("logits", kind, ["batch", width, VOCABULARY])


def native(llama):
    w = Writer(llama, {})
    w.body(w.fused("seqlens_k", "total_sequence_length"), True, "logits")
    past, present = cache_infos("capacity", "capacity")
    lengths = [
        h.make_tensor_value_info("seqlens_k", T.INT32, ["batch"]),
        h.make_tensor_value_info("total_sequence_length", T.INT32, []),
    ]
    save("native", w.nodes, [ids("input_ids"), *lengths, *past], [logits(1), *present], w.weights)


def genai(llama):
    w = Writer(llama, {})
    sums = w.node("ReduceSum", ["attention_mask", w.ints(1)], keepdims=0)
    seqlens = w.node("Cast", [w.node("Sub", [sums, w.scalar(1)])], to=T.INT32)
    total = w.node("Gather", [w.node("Shape", ["attention_mask"]), w.scalar(1)])
    total = w.node("Cast", [total], to=T.INT32)
    w.body(w.fused(seqlens, total), False, "logits")
    past, present = cache_infos("past_sequence_length", "total_sequence_length")
    mask = ids("attention_mask", columns="total_sequence_length")
    save("genai", w.nodes, [ids("input_ids"), mask, *past], [logits(), *present], w.weights)


PRESENTS = [(f"present.{layer}.key", f"present.{layer}.value") for layer in range(LAYERS)]
MASK = "past_sequence_length + 1"


def optimum(llama, name, positions):
    w = Writer(llama, {})
    where = "position_ids" if positions else w.counted_positions()
    w.body(w.plain(where, "attention_mask", True, PRESENTS), False, "logits")
    past, present = cache_infos("past_sequence_length", MASK)
    inputs = [ids("input_ids"), ids("attention_mask", columns=MASK)]
    inputs += [ids("position_ids")] if positions else []
    save(name, w.nodes, inputs + past, [logits(), *present], w.weights)


def merged(llama):
    weights = {}
    branches = []
    for prefix, has_past in (("then_", True), ("else_", False)):
        w = Writer(llama, weights, prefix)
        names = [(prefix + k, prefix + v) for k, v in PRESENTS]
        w.body(w.plain("position_ids", "attention_mask", has_past, names), False, prefix + "logits")
        if has_past:
            # As traced with one token: no causal mask. With several, each would see those after it.
            for node in w.nodes:
                if node.op_type == "Where":
                    late = next(n for n in w.nodes if n.output[0] == node.input[0])
                    node.input[0] = late.input[1]
            w.nodes = [n for n in w.nodes if n.op_type not in ("Or", "Greater", "Range")]
        _, present = cache_infos("past", "total")
        outputs = [logits(), *present]
        for info in outputs:
            info.name = prefix + info.name
        branches.append(h.make_graph(w.nodes, prefix + "branch", [], outputs))
    past, present = cache_infos("past_sequence_length", MASK)
    outputs = [logits(), *present]
    choice = h.make_node(
        "If",
        ["use_cache_branch"],
        [info.name for info in outputs],
        then_branch=branches[0],
        else_branch=branches[1],
    )
    inputs = [ids("input_ids"), ids("attention_mask", columns=MASK), ids("position_ids"), *past]
    inputs.append(h.make_tensor_value_info("use_cache_branch", T.BOOL, [1]))
    save("merged", [choice], inputs, outputs, weights)


def half(llama):
    """Casts round an optimum graph: what a float16 export takes and gives."""
    w = Writer(llama, {})
    presents = [(f"inner_{k}", f"inner_{v}") for k, v in PRESENTS]
    w.body(w.plain("inner_position_ids", "inner_attention_mask", True, presents), False, "inner_logits")
    past, present = cache_infos("past_sequence_length", MASK, T.FLOAT16)
    inputs = [
        ids("input_ids", kind=T.INT32),
        ids("attention_mask", columns=MASK, kind=T.INT32),
        ids("position_ids", kind=T.INT32),
        *past,
    ]
    outputs = [logits(kind=T.FLOAT16), *present]
    names = {info.name for info in inputs}
    for node in w.nodes:
        for i, name in enumerate(node.input):
            if name in names:
                node.input[i] = "inner_" + name
    before = [
        h.make_node("Cast", [i.name], ["inner_" + i.name], to=T.FLOAT if i in past else T.INT64) for i in inputs
    ]
    after = [h.make_node("Cast", ["inner_" + o.name], [o.name], to=T.FLOAT16) for o in outputs]
    save("half", before + w.nodes + after, inputs, outputs, w.weights)


# --- expected -----------------------------------------------------------------------------------------------------------


def greedy(llama, prompt):
    all_ids, chosen, gap = list(prompt), [], 1e9
    for _ in range(STEPS):
        scores = llama(torch.tensor([all_ids])).logits[0, -1].log_softmax(-1)
        top = scores.topk(2)
        gap = min(gap, float(top.values[0] - top.values[1]))
        all_ids.append(int(top.indices[0]))
        chosen.append(float(top.values[0]))
    assert gap > 20 * TOLERANCE, "too close to call; take another seed"
    return all_ids[len(prompt) :], chosen, gap


def control(llama, prompt, fault):
    """How far the log-probabilities behind one more token move at most, when the cache is faulty."""
    def last(spoil):
        cache = DynamicCache(config=llama.config)
        llama(torch.tensor([prompt[:-1]]), past_key_values=cache)
        position = len(prompt) - 1
        if spoil and fault == "slot":
            cache.layers[0].keys[:, :, 0] = 0
            cache.layers[0].values[:, :, 0] = 0
        if spoil and fault == "position":
            position += 1
        out = llama(
            torch.tensor([prompt[-1:]]), past_key_values=cache, position_ids=torch.tensor([[position]])
        )
        return out.logits[0, -1].log_softmax(-1)

    return float((last(True) - last(False)).abs().max())


@torch.no_grad()
def main():
    OUT.mkdir(parents=True, exist_ok=True)
    llama = model()
    native(llama)
    genai(llama)
    optimum(llama, "optimum", True)
    optimum(llama, "positionless", False)
    merged(llama)
    half(llama)
    torch.manual_seed(4)
    long = torch.randint(0, VOCABULARY, (70,)).tolist()
    lines = []
    least = 1e9
    for prompt in ([7], long[:5], long[:33], long[:33] + [1, 2, 3], long):
        chosen, scores, gap = greedy(llama, prompt)
        lines.append("prompt " + " ".join(map(str, prompt)))
        lines.append("greedy " + " ".join(map(str, chosen)))
        lines.append(f"gap {gap:.4g}")
        lines.append("logprobs " + " ".join(f"{s:.7g}" for s in scores))
        if len(prompt) > 1:
            least = min(least, *(control(llama, prompt, fault) for fault in ("slot", "position")))
    print("control", least)
    assert least > 100 * TOLERANCE, "the weights hide faults"
    lines.append(f"control {least:.4g}")
    (OUT / "expected.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
