"""Writes engine/src/test/resources/sample/sampling.txt: what transformers' logits processors leave.

    python models/training/goldens/sampling.py

Needs transformers and torch. The chain is the one that `generate` itself builds
(`_get_logits_processor`), so that order and meaning are the library's own. One line a fact, because
the engine has no JSON reader:

    logits NAME f f f ...
    ids NAME i i i ...               prompt and new ids together
    case LOGITS IDS KEY=VALUE ...    the options; suppress=1,2,3 is a list
    greedy ID                        argmax after the processors (not the warpers)
    left ID:PROBABILITY ...          softmax over the ids that the whole chain leaves
"""

import pathlib

import torch
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path(__file__).resolve().parents[3] / "engine/src/test/resources/sample/sampling.txt"
VOCABULARY = 64
KEYS = {
    "temperature": "temperature",
    "topK": "top_k",
    "topP": "top_p",
    "minP": "min_p",
    "repetitionPenalty": "repetition_penalty",
    "noRepeatNgramSize": "no_repeat_ngram_size",
    "suppress": "suppress_tokens",
}
CASES = [
    {},
    {"repetitionPenalty": 1.3},
    {"repetitionPenalty": 0.8},
    {"noRepeatNgramSize": 1},
    {"noRepeatNgramSize": 2},
    {"noRepeatNgramSize": 3},
    {"noRepeatNgramSize": 50},
    {"suppress": [0, 5, 63]},
    {"temperature": 0.6},
    {"temperature": 1.7},
    {"topK": 1},
    {"topK": 7},
    {"topK": 63},
    {"topK": 500},
    {"topP": 0.1},
    {"topP": 0.5},
    {"topP": 0.9},
    {"topP": 0.999},
    {"minP": 0.05},
    {"minP": 0.3},
    {"minP": 1.0},
    {"temperature": 0.7, "topK": 20},
    {"temperature": 0.7, "topP": 0.8},
    {"topK": 12, "topP": 0.7},
    {"topP": 0.9, "minP": 0.2},
    {"temperature": 1.4, "topK": 30, "topP": 0.95, "minP": 0.02},
    {"repetitionPenalty": 1.2, "temperature": 0.8, "topK": 15, "topP": 0.9},
    {
        "repetitionPenalty": 1.5,
        "noRepeatNgramSize": 2,
        "suppress": [1, 2, 3, 30],
        "temperature": 1.2,
        "topK": 40,
        "topP": 0.97,
        "minP": 0.01,
    },
]
# Equal logits: torch sorts them in no defined order, so nothing here for top-p.
TIE_CASES = [{}, {"topK": 1}, {"topK": 5}, {"minP": 0.5}, {"topK": 9, "minP": 0.3}]


def processors(model, case, sampled, length):
    options = {KEYS[key]: value for key, value in case.items()}
    config = GenerationConfig(do_sample=sampled, **{"top_k": None, **options})
    return model._get_logits_processor(config, input_ids_seq_length=length, device="cpu")


def main():
    torch.manual_seed(11)
    tiny = LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
    )
    model = LlamaForCausalLM(tiny)
    logits = {
        "flat": torch.randn(VOCABULARY) * 0.5,
        "usual": torch.randn(VOCABULARY) * 3,
        "peaked": torch.randn(VOCABULARY) * 9,
        "shifted": torch.randn(VOCABULARY) * 2 - 40,
        "ties": (torch.randn(VOCABULARY) * 2).round(),
        "zeros": torch.zeros(VOCABULARY),
    }
    ids = {
        "short": [3, 9, 9, 4],
        "long": torch.randint(0, 12, (60,)).tolist() + [3, 9, 3],
    }
    lines = []
    for name, values in logits.items():
        lines.append(f"logits {name} " + " ".join(repr(v) for v in values.tolist()))
    for name, values in ids.items():
        lines.append(f"ids {name} " + " ".join(map(str, values)))
    for name, values in logits.items():
        for case in TIE_CASES if name in ("ties", "zeros") else CASES:
            for history in ids:
                past = torch.tensor([ids[history]])
                fed = values[None].clone()
                greedy = processors(model, case, False, past.shape[1])(past, fed.clone())
                left = processors(model, case, True, past.shape[1])(past, fed.clone())[0]
                shown = [
                    f"{k}=" + (",".join(map(str, v)) if isinstance(v, list) else str(v))
                    for k, v in case.items()
                ]
                lines.append(" ".join(["case", name, history, *shown]))
                lines.append(f"greedy {greedy[0].argmax().item()}")
                probabilities = left.double().softmax(-1)
                lines.append(
                    "left "
                    + " ".join(
                        f"{i}:{probabilities[i].item():.8g}"
                        for i in range(VOCABULARY)
                        if left[i] > -float("inf")
                    )
                )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(OUT, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
