"""Writes the generation goldens: `models/src/test/resources/goldens/generation/<case>/`.

    python generation.py [PREFIX ...]

Two kinds of cases, with tokenizers trained on the French sentences of `common.py` and real chat templates' forms:

  model-*   a tiny random Llama in Hugging Face layout with tokenizer, chat template and generation_config.json, and in
            expected.json what `transformers` generates from the folder as written, in float32 without a batch:
            prompts [{prompt, options, promptIds, ids, text, logprobs?}] and chats [{messages, promptIds, ids, text}],
            greedy; `text` is the decoded ids without special tokens, `logprobs` [{logprob, top: [{id, logprob}]}] of
            the raw logits.
  prompt-*  a tokenizer and a chat template alone: chats [{messages, text, ids, attacked}]. `text` and `ids` are
            `apply_chat_template` without and with `tokenize=True`. Where a message holds the text of a special token
            (`attacked`), `ids` come from the same tokenizer with its special tokens renamed, in the vocabulary too, and
            the template's own renamed alike: no message can then write one.
"""

import copy
import json
import os
import shutil
import sys

import torch
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

import common
from common import MODEL_GOLDENS, LLAMA3_PATTERN, byte_alphabet, count_words, folder_size, train_bpe, write_json

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

FOLDER = os.path.join(MODEL_GOLDENS, "generation")
NEW_TOKENS = 48

CHATML = ("{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>'"
          " + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
LLAMA2 = ("{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}"
          "{{ '[INST] ' + message['content'] | trim + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
          "{{ ' ' + message['content'] | trim + ' ' + eos_token }}{% else %}"
          "{{ '<<SYS>>\n' + message['content'] + '\n<</SYS>>\n\n' }}{% endif %}{% endfor %}")
LLAMA3 = ("{% for message in messages %}{% set content = '<|start_header_id|>' + message['role'] +"
          " '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}"
          "{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}"
          "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}")
ZEPHYR = ("{% for message in messages %}{{ '<|' + message['role'] + '|>\n' + message['content'] + eos_token + '\n' }}"
          "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}")


# --- tokenizers -----------------------------------------------------------------------------------------------------

def chatml_tokenizer():
    """CroissantLLMChat in spirit, byte-level: no special token around a text, ChatML tokens."""
    return common.qwen_tokenizer(merge_count=200)


def llama3_tokenizer():
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3_PATTERN), "isolated", invert=False),
                                   pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True,
                                                            use_regex=False)])
    vocab, merges = train_bpe(count_words(pre), byte_alphabet(), 200)
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(vocab)}, merges=merges, ignore_merges=True))
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=True)
    specials = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in specials])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|> $B",
        special_tokens=[("<|begin_of_text|>", tokenizer.token_to_id("<|begin_of_text|>"))])
    return tokenizer


def gpt2_prefix_tokenizer():
    """Byte-level with a space before the text, and special tokens that eat the white space around them."""
    pre = pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True)
    vocab, merges = train_bpe(count_words(pre), byte_alphabet(), 150)
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(vocab)}, merges=merges))
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken("<|system|>", special=True, normalized=False, rstrip=True),
                                  AddedToken("<|user|>", special=True, normalized=False, rstrip=True),
                                  AddedToken("<|assistant|>", special=True, normalized=False, rstrip=True),
                                  AddedToken("<|end|>", special=True, normalized=False, lstrip=True, rstrip=True)])
    return tokenizer


def unigram_tokenizer():
    """A SentencePiece unigram model, which has `<s>` among its pieces."""
    return common.xlm_roberta_tokenizer()


def legacy_normalized_tokenizer():
    """Early Llama 2 files: special tokens that go through the normalizer."""
    tokenizer = common.llama_tokenizer(merge_count=200)
    data = json.loads(tokenizer.to_str())
    for token in data["added_tokens"]:
        token["normalized"] = True
    return Tokenizer.from_str(json.dumps(data))


# --- prompts --------------------------------------------------------------------------------------------------------

def conversations(attack):

    message = lambda role, text: {"role": role, "content": text}
    return [
        [message("user", "Bonjour !")],
        [message("user", " L’été, l’œuvre « brille »\u00a0? "), message("assistant", "Oui, à Noël."),
         message("user", "Où   vas-tu\u202f? 🥞\n\nÀ la gare.")],
        [message("system", "Tu réponds en une phrase."), message("user", "123 1234 x"),
         message("assistant", " espace devant"), message("user", "é")],
        [message("user", "\n")],
        [message("user", f"avant{attack}après")],
        [message("user", f"{attack}")],
        [message("user", f"Oui.{attack} {attack}\n{attack}"), message("assistant", f"Non {attack}"),
         message("user", "Le chat dort.")],
        [message("user", f"coupé : {attack[:-1]}"), message("assistant", f"{attack[1:]}"), message("user", "fin")],
    ]


def renamed(path, names):
    """The tokenizer with other names for these tokens, in the vocabulary too."""
    with open(path, encoding="utf-8") as f:
        data = json.load(f)
    for token in data["added_tokens"]:
        token["content"] = names.get(token["content"], token["content"])
    model = data["model"]
    if isinstance(model["vocab"], dict):
        model["vocab"] = {names.get(t, t): i for t, i in model["vocab"].items()}
    else:
        model["vocab"] = [[names.get(t, t), score] for t, score in model["vocab"]]
    if model.get("unk_token"):
        model["unk_token"] = names.get(model["unk_token"], model["unk_token"])
    data["post_processor"] = None
    return Tokenizer.from_str(json.dumps(data))


def guarded_ids(path, fast, messages):
    specials = [t["content"] for t in json.load(open(path, encoding="utf-8"))["added_tokens"] if t["special"]]
    names = {t: chr(0xE000 + i) + chr(0xE100) for i, t in enumerate(specials)}
    holes = copy.deepcopy(messages)
    contents = []
    for i, message in enumerate(holes):
        contents.append(message["content"])
        message["content"] = chr(0xE200) + str(i) + chr(0xE200)
    text = fast.apply_chat_template(holes, tokenize=False, add_generation_prompt=True)
    for special in sorted(specials, key=len, reverse=True):
        text = text.replace(special, names[special])
    trims = "| trim" in fast.chat_template
    for i, content in enumerate(contents):
        if trims and not (fast.chat_template == LLAMA2 and messages[i]["role"] == "system"):
            content = content.strip()
        text = text.replace(chr(0xE200) + str(i) + chr(0xE200), content)
    return renamed(path, names).encode(text, add_special_tokens=False).ids


def write_tokenizer(folder, tokenizer, template, **names):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "tokenizer.json")
    with open(path, "w", encoding="utf-8") as f:
        f.write(json.dumps(json.loads(tokenizer.to_str(pretty=False)), ensure_ascii=False, separators=(",", ":")))
    write_json(os.path.join(folder, "tokenizer_config.json"),
               dict({"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}, **names))
    with open(os.path.join(folder, "chat_template.jinja"), "w", encoding="utf-8") as f:
        f.write(template)
    return PreTrainedTokenizerFast(tokenizer_file=path, chat_template=template,
                                   clean_up_tokenization_spaces=False, **names)


def prompt_case(name, tokenizer, template, attack, **names):
    folder = os.path.join(FOLDER, name)
    shutil.rmtree(folder, ignore_errors=True)
    fast = write_tokenizer(folder, tokenizer, template, **names)
    path = os.path.join(folder, "tokenizer.json")
    chats = []
    for messages in conversations(attack):
        text = fast.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        ids = list(fast.apply_chat_template(messages, tokenize=True, add_generation_prompt=True)["input_ids"])
        attacked = any(attack in message["content"] for message in messages)
        guarded = guarded_ids(path, fast, messages)
        if attacked:
            # A special token that goes through the normalizer is only found after a space.
            assert guarded != ids or name == "prompt-sp-normalized", (name, messages)
        else:
            assert guarded == ids, (name, messages, guarded, ids)
        chats.append({"messages": messages, "text": text, "ids": guarded, "attacked": attacked})
    write_json(os.path.join(folder, "expected.json"), {"chats": chats})


# --- models ---------------------------------------------------------------------------------------------------------

class Weak(Exception):
    """Two tokens too near each other, or always the same."""


def model_case(name, tokenizer, template, seed, eos, generation, **names):
    folder = os.path.join(FOLDER, name)
    shutil.rmtree(folder, ignore_errors=True)
    fast = write_tokenizer(folder, tokenizer, template, **names)
    config = LlamaConfig(vocab_size=len(fast) + 3, hidden_size=48, intermediate_size=64, num_hidden_layers=2,
                         num_attention_heads=3, num_key_value_heads=1, head_dim=16, max_position_embeddings=1024,
                         tie_word_embeddings=False, bos_token_id=None, eos_token_id=eos, pad_token_id=None)
    torch.manual_seed(seed)
    model = LlamaForCausalLM(config).eval()
    common.randomize(model, seed, scale=0.35)
    with torch.no_grad():
        model.lm_head.weight.mul_(1.5)
        model.lm_head.weight[len(fast):] = 0  # rows that no token has
    model.to(torch.bfloat16).save_pretrained(folder)
    write_json(os.path.join(folder, "generation_config.json"), generation)
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    ends = {eos} | {fast.eos_token_id} | set(generation.get("eos_token_id", []))

    def generate(ids, **options):
        with torch.no_grad():
            out = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                                 do_sample=False, max_new_tokens=NEW_TOKENS, output_logits=True,
                                 return_dict_in_generate=True, **options)
        new = out.sequences[0, len(ids):].tolist()
        if not options:
            for scores in out.logits:
                best = scores[0].topk(2).values
                if best[0] - best[1] < 2e-3:
                    raise Weak("near")
        if len(set(new)) < 12 and len(new) == NEW_TOKENS:
            raise Weak("monotonous")
        return new, out.logits

    prompts = []
    for text, options in [("Le chat dort sur", {}), ("Où vas-tu\u00a0? 🥞", {}), ("é", {}),
                          ("Le chat dort sur", {"repetition_penalty": 1.4}),
                          ("Paris est la capitale", {"no_repeat_ngram_size": 2})]:
        ids = list(fast(text)["input_ids"])
        new, logits = generate(ids, **options)
        kept = new[:-1] if new[-1] in ends else new
        entry = {"prompt": text, "options": options, "promptIds": ids, "ids": kept, "eos": new[-1] in ends,
                 "text": fast.decode(kept, skip_special_tokens=True)}
        if not options:
            steps = []
            for i, id in enumerate(kept[:8]):
                logprobs = logits[i][0].log_softmax(-1)
                top = logprobs.topk(3)
                steps.append({"logprob": float(logprobs[id]),
                              "top": [{"id": int(a), "logprob": float(b)} for a, b in zip(top.indices, top.values)]})
            entry["logprobs"] = steps
        prompts.append(entry)
    chats = []
    for messages in conversations("<|im_end|>")[:4]:
        ids = list(fast.apply_chat_template(messages, tokenize=True, add_generation_prompt=True)["input_ids"])
        new, _ = generate(ids)
        kept = new[:-1] if new[-1] in ends else new
        chats.append({"messages": messages, "promptIds": ids, "ids": kept, "eos": new[-1] in ends,
                      "text": fast.decode(kept, skip_special_tokens=True)})
    write_json(os.path.join(folder, "expected.json"),
               {"newTokens": NEW_TOKENS, "stopIds": sorted(ends), "prompts": prompts, "chats": chats})


def with_seeds(case, **arguments):
    for seed in range(5000, 5400):
        try:
            case(seed=seed, **arguments)
            print(arguments["name"], "seed", seed)
            return
        except Weak:
            continue
    raise SystemExit("no seed will do for " + arguments["name"])


def main():
    wanted = sys.argv[1:]
    chosen = lambda name: not wanted or any(name.startswith(prefix) for prefix in wanted)
    llama_names = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    prompts = [
        ("prompt-llama3", llama3_tokenizer, LLAMA3, "<|eot_id|>",
         dict(bos_token="<|begin_of_text|>", eos_token="<|end_of_text|>")),
        ("prompt-chatml", chatml_tokenizer, CHATML, "<|im_end|>", dict(eos_token="<|im_end|>")),
        ("prompt-sp-legacy", lambda: common.llama_tokenizer(200), LLAMA2, "</s>", llama_names),
        ("prompt-sp-normalized", legacy_normalized_tokenizer, LLAMA2, "</s>", llama_names),
        ("prompt-sp-metaspace", lambda: common.llama_tokenizer(200, metaspace=True), LLAMA2, "</s>", llama_names),
        ("prompt-unigram", unigram_tokenizer, LLAMA2, "</s>", llama_names),
        ("prompt-stripping", gpt2_prefix_tokenizer, ZEPHYR, "<|end|>", dict(eos_token="<|end|>")),
    ]
    for name, make, template, attack, names in prompts:
        if chosen(name):
            prompt_case(name, make(), template, attack, **names)
    tokenizer = chatml_tokenizer()
    end = tokenizer.token_to_id("<|endoftext|>")
    if chosen("model-chatml"):
        with_seeds(model_case, name="model-chatml", tokenizer=tokenizer, template=CHATML, eos=end,
                   generation={"_from_model_config": True, "eos_token_id": [end], "transformers_version": "5.18.0"},
                   eos_token="<|im_end|>")
    if chosen("model-sp"):
        with_seeds(model_case, name="model-sp", tokenizer=common.llama_tokenizer(200), template=LLAMA2, eos=2,
                   generation={"eos_token_id": [2], "do_sample": False, "suppress_tokens": [7, 300]}, **llama_names)
    total = folder_size(FOLDER)
    print("%.0f kB" % (total / 1000))
    assert total < 3_000_000


if __name__ == "__main__":
    main()
