"""Writes the task goldens: `models/src/test/resources/goldens/tasks/<case>/`, tiny random models in Hugging Face or
sentence-transformers layout with the results of the reference implementation in expected.json.

    python tasks.py [PREFIX ...]

Every text is run alone in float32 with eager attention. Offsets are UTF-16 code units of the text, `text` of an entity or
an answer is the part of the text between them. The `transformers` pipelines and sentence-transformers are given the raw
tokenizer.json (`PreTrainedTokenizerFast`), not a tokenizer rebuilt by a model class.

  ner-*        {aggregations: [...], results: [{text, none|simple|first|average|max: [{label, score, start, end, text,
               word, index (none only)}]}]}: the token-classification pipeline of transformers.
  zero-shot-*  {entailmentId, results: [{text, labels, template, multiLabel, result: [{label, score}] best first}]}: the
               zero-shot-classification pipeline.
  classify-*   {results: [{text, pair?, labels: [{label, score}] best first}]}: the text-classification pipeline, all
               labels.
  fill-mask-*  {results: [{text, topK, candidates: [{id, token, score, piece, text}]}], several: [{text, topK, masks:
               [[...], ...]}]}: the fill-mask pipeline; `piece` is its token_str, `text` its sequence.
  qa-*         {results: [{question, context, maxLength, docStride, maxAnswerLength, noAnswer, topK, windows: [ids],
               answers: [{answer, score, start, end}] best first}]}: see `answer` below, which is the reference.
  st-*         {modules, dimension, maxLength, defaultPrompt, results: [{text, promptName?, prompt?, ids, embedding}], truncated: [{text, dimensions, embedding,
               normalized}]}: SentenceTransformer.encode; `normalized` is the truncated embedding divided by its norm.
               Where the pooling leaves the prompt out (include_prompt false), it leaves out the first n tokens, n being
               the number of tokens of the prompt encoded alone, less a special token at its end: `<s>` or `[CLS]` is
               left out with the prompt, and cls pooling takes the first token that remains.
  rerank-*     {results: [{query, documents, logits, scores, ranking: [{index, score}]}]}: CrossEncoder.predict with no
               activation (logits) and with its default one (scores); the ranking is by score.
  splade-*     {results: [{text, weights}]}: max over all tokens (special ones too) of log(1 + relu(logits)).
  colbert-*    {results: [{query, documents, scores, queryVectors, documentVectors}]}: MaxSim. A vector a token, special
               tokens included: the last hidden state divided by its norm. score = sum over the query's tokens of the
               largest dot product with a token of the document.
"""

import json
import os
import shutil
import sys
import warnings

import numpy as np
import torch
import transformers
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer import modules as st
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast, pipeline

import common
from common import MODEL_GOLDENS, Floats, folder_size, tensor, write_json, write_tokenizer
from encoders import TOKENIZERS, Weak, cam, rob, bert, modern, ropes, shape

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
warnings.filterwarnings("ignore")

CASES = {}


def case(name, **arguments):
    def register(function):
        CASES[name] = (function, arguments)
        return function
    return register


def folder_of(name):
    return os.path.join(MODEL_GOLDENS, "tasks", name)


def make(name, cls, config, tokenizer, seed, target=None, labels=None, scale=0.3):
    """Writes a random model and its tokenizer and opens them again: (model, pipeline tokenizer, raw tokenizer)."""
    folder = target or folder_of(name)
    os.makedirs(folder, exist_ok=True)
    make_tokenizer, kind, _ = TOKENIZERS[tokenizer]
    settings = dict(config)
    usable = settings["max_position_embeddings"]
    if "Camembert" in cls or "Roberta" in cls:
        usable -= settings["pad_token_id"] + 1
    raw = write_tokenizer(folder, make_tokenizer(), kind, "PreTrainedTokenizerFast", usable)
    settings["vocab_size"] = raw.get_vocab_size()
    if labels is not None:
        settings["id2label"] = dict(enumerate(labels))
        settings["label2id"] = {v: i for i, v in enumerate(labels)}
    cls = getattr(transformers, cls)
    torch.manual_seed(seed)
    model = cls(cls.config_class(**settings)).eval()
    common.randomize(model, seed, scale)
    model.tie_weights()
    model.save_pretrained(folder)
    path = os.path.join(folder, "config.json")
    with open(path, encoding="utf-8") as f:
        saved = json.load(f)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(saved, f, ensure_ascii=False, indent=2, sort_keys=True)
        f.write("\n")
    generation = os.path.join(folder, "generation_config.json")
    if os.path.exists(generation):
        os.remove(generation)
    model = cls.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    fast = PreTrainedTokenizerFast(tokenizer_file=os.path.join(folder, "tokenizer.json"), model_max_length=usable,
                                   **common.SPECIAL_NAMES[kind])
    for text in ("L’été « brille ».", "  a  b "):
        assert fast(text)["input_ids"] == raw.encode(text).ids
    return model, fast, raw


def utf16(text, index):
    return len(text[:index].encode("utf-16-le")) // 2


def span(text, start, end):
    return {"start": utf16(text, start), "end": utf16(text, end), "text": text[start:end]}


# --- token classification --------------------------------------------------------------------------------------------

NER_TEXTS = [
    "Marie Curie est née à Varsovie.",
    "L’Union européenne et l'Allemagne saluent d’Artagnan, qu’Aramis accompagne.",
    "👏 Bravo à Zinédine Zidane, né à Marseille\u00a0!",
    "«\u00a0Saint-Étienne\u00a0», dit-il à Jean-Luc.",
    "Il vit  à   Aix-en-Provence (13), près d'Aubagne 🇫🇷 depuis 1998.",
    "oﬃce e\u0301te\u0301 ½",
    "",
]
BIO = ["O", "B-PER", "I-PER", "B-LIEU", "I-LIEU"]
IO = ["O", "I-LIEU", "I-PER", "I-DIVERS", "I-ORG"]


@case("ner-camembert-bio", cls="CamembertForTokenClassification", base=cam, tokenizer="camembert", labels=BIO)
@case("ner-camembert-io", cls="CamembertForTokenClassification", base=cam, tokenizer="camembert", labels=IO)
@case("ner-bert-bio", cls="BertForTokenClassification", base=bert, tokenizer="bert", labels=BIO)
@case("ner-bert-io", cls="BertForTokenClassification", base=bert, tokenizer="bert-uncased", labels=IO)
@case("ner-roberta-bio", cls="RobertaForTokenClassification", base=rob, tokenizer="roberta", labels=BIO)
@case("ner-camembertv2-plain", cls="RobertaForTokenClassification",
      base=dict(rob, pad_token_id=0, bos_token_id=1), tokenizer="v2", labels=["O", "LIEU", "PER"])
def ner(name, seed, cls, base, tokenizer, labels):
    model, fast, _ = make(name, cls, dict(base, **shape(16, 2, 2, 24, max_position_embeddings=99)), tokenizer, seed,
                          labels=labels)
    strategies = ["none", "simple", "first", "average", "max"]
    results = []
    with torch.no_grad():
        seen = torch.cat([model(**fast(t, return_tensors="pt")).logits[0].argmax(-1) for t in NER_TEXTS])
    if seen.bincount().max() > 0.5 * len(seen) or (seen.bincount() > 0.05 * len(seen)).sum() < len(labels) - 1:
        raise Weak("too few different labels", seen.bincount().tolist())
    for text in NER_TEXTS:
        entry = {"text": text}
        with torch.no_grad():
            encoding = fast(text, return_tensors="pt")
            scores = model(**encoding).logits[0].softmax(-1).sort(dim=-1).values
        if scores.numel() and float((scores[:, -1] - scores[:, -2]).min()) < 1e-4:
            raise Weak("two labels too close", text)
        for strategy in strategies:
            run = pipeline("token-classification", model=model, tokenizer=fast, aggregation_strategy=strategy)
            entry[strategy] = []
            for found in run(text) if text else []:
                entity = {"label": found.get("entity", found.get("entity_group")), "score": np.float32(found["score"])}
                entity.update(span(text, found["start"], found["end"]))
                entity["word"] = found["word"]
                if "index" in found:
                    entity["index"] = int(found["index"])
                entry[strategy].append(entity)
        results.append(entry)
    return {"class": cls, "aggregations": strategies, "results": results}


# --- classification --------------------------------------------------------------------------------------------------

ZERO_SHOT = [
    ("La banque augmente ses taux d’intérêt.", ["économie", "sport", "cuisine"]),
    ("L’équipe de France a gagné 3 à 0\u00a0! ⚽", ["politique", "sport", "l’économie", "météo"]),
    ("Un texte.", ["seul"]),
]


@case("zero-shot-entailment-0", labels=["entailment", "neutral", "contradiction"], base=cam, family="Camembert",
      tokenizer="camembert")
@case("zero-shot-entailment-2", labels=["contradiction", "neutral", "entailment"], base=bert, family="Bert",
      tokenizer="bert")
@case("zero-shot-entailment-1-of-2", labels=["not_entailment", "ENTAILMENT"], base=rob, family="XLMRoberta",
      tokenizer="xlmr")
@case("zero-shot-unnamed", labels=["contradiction", "neutre", "implication"], base=rob, family="Roberta",
      tokenizer="roberta")
def zero_shot(name, seed, labels, base, family, tokenizer):
    model, fast, _ = make(name, family + "ForSequenceClassification",
                          dict(base, **shape(16, 4, 2, 24, max_position_embeddings=129)), tokenizer, seed,
                          labels=labels)
    run = pipeline("zero-shot-classification", model=model, tokenizer=fast)
    results = []
    for text, candidates in ZERO_SHOT:
        for template in ("Ce texte parle de {}.", "Sujet\u00a0: {}"):
            for multi in (False, True):
                out = run(text, candidates, hypothesis_template=template, multi_label=multi)
                result = [{"label": l, "score": np.float32(s)} for l, s in zip(out["labels"], out["scores"])]
                if any(a["score"] - b["score"] < 1e-5 for a, b in zip(result, result[1:])):
                    raise Weak("two labels too close", text)
                results.append({"text": text, "labels": candidates, "template": template, "multiLabel": multi,
                                "result": result})
    return {"class": family + "ForSequenceClassification", "entailmentId": run.entailment_id, "results": results}


@case("classify-multi-label", family="Camembert", base=dict(cam, problem_type="multi_label_classification"),
      tokenizer="camembert", labels=["joie", "colère", "peur", "dégoût"])
@case("classify-pair", family="Bert", base=dict(bert, problem_type="single_label_classification"), tokenizer="bert",
      labels=["implique", "neutre", "contredit"])
@case("classify-no-problem-type", family="Camembert", base=cam, tokenizer="camembert",
      labels=["NÉGATIF", "POSITIF"])
@case("classify-one-label", family="XLMRoberta", base=rob, tokenizer="xlmr", labels=["toxique"])
def classify(name, seed, family, base, tokenizer, labels):
    model, fast, _ = make(name, family + "ForSequenceClassification",
                          dict(base, **shape(16, 2, 2, 24, max_position_embeddings=129)), tokenizer, seed,
                          labels=labels)
    run = pipeline("text-classification", model=model, tokenizer=fast, top_k=None)
    results = []
    for text, pair in [(t, None) for t in common.TEXTS] + [common.PAIR, (common.TEXTS[3], common.TEXTS[1]),
                                                           ("Bonjour", "")]:
        out = run({"text": text, "text_pair": pair} if pair is not None else text)
        out = out[0] if isinstance(out[0], list) else out
        entry = {"text": text}
        if pair is not None:
            entry["pair"] = pair
        entry["labels"] = [{"label": e["label"], "score": np.float32(e["score"])} for e in out]
        results.append(entry)
    return {"class": family + "ForSequenceClassification", "results": results}


@case("fill-mask-camembert", cls="CamembertForMaskedLM", base=cam, tokenizer="camembert", mask="<mask>")
@case("fill-mask-bert", cls="BertForMaskedLM", base=bert, tokenizer="bert", mask="[MASK]")
@case("fill-mask-roberta", cls="RobertaForMaskedLM", base=rob, tokenizer="roberta", mask="<mask>")
def fill_mask(name, seed, cls, base, tokenizer, mask):
    model, fast, _ = make(name, cls, dict(base, **shape(16, 2, 2, 24, max_position_embeddings=99)), tokenizer, seed)
    run = pipeline("fill-mask", model=model, tokenizer=fast)

    def candidates(rows):
        if any(a["score"] < 1.0001 * b["score"] for a, b in zip(rows, rows[1:])):
            raise Weak("two candidates too close")
        return [{"id": r["token"], "token": fast.convert_ids_to_tokens(r["token"]), "score": np.float32(r["score"]),
                 "piece": r["token_str"], "text": r["sequence"]} for r in rows]

    results, several = [], []
    for text in ("Le chat <mask> sur le toit.", "<mask> est la capitale de la France.",
                 "L’été, l’<mask> du cœur «\u00a0brille\u00a0» 🥞.", "Il habite à<mask>"):
        for top_k in (1, 5, 12):
            text = text.replace("<mask>", mask)
            results.append({"text": text, "topK": top_k, "candidates": candidates(run(text, top_k=top_k))
                            if top_k > 1 else candidates(run(text, top_k=2))[:1]})
    text = "Un <mask> dort et la <mask> brille.".replace("<mask>", mask)
    several.append({"text": text, "topK": 3, "masks": [candidates(r) for r in run(text, top_k=3)]})
    return {"class": cls, "mask": mask, "results": results, "several": several}


# --- question answering ----------------------------------------------------------------------------------------------

CONTEXT = ("Victor Hugo est né à Besançon en 1802. Il écrivit «\u00a0Les Misérables\u00a0» pendant l’exil 🇫🇷, à "
           "Guernesey, puis revint à Paris où il mourut en 1885\u202f; son œuvre est immense.")


def windows_of(whole, max_length, stride):
    """The tokens of each window over the second text, as indices into the whole encoding. The truncation of tokenizers
    0.23 is of no use here: it tokenizes only the beginning of a long text, so that its overflow ends early."""
    context = [i for i, s in enumerate(whole.sequence_ids) if s == 1]
    room = max_length - (len(whole.ids) - len(context))
    windows = []
    for start in range(0, len(context), room - stride):
        kept = set(context[start:start + room])
        windows.append([i for i, s in enumerate(whole.sequence_ids) if s != 1 or i in kept])
        if start + room >= len(context):
            break
    return windows


def answer(model, raw, question, context, max_length, doc_stride, max_answer_length, no_answer, top_k):
    """Extractive question answering as the removed `question-answering` pipeline did it, without its alignment of
    answers to words:

    1. Encode the pair (question, context) with the template of the tokenizer. When it has more than `max_length`
       tokens, only the context is cut, into windows of at most `max_length` tokens that each repeat the question and
       the special tokens; consecutive windows share `doc_stride` context tokens.
    2. Run each window alone. In its start logits and in its end logits, every token that is neither a context token nor
       the first token (`<s>`, `[CLS]`) gets -10000. Softmax over the window gives start and end probabilities. The
       null score of the window is start[0] * end[0]; then both are set to 0.
    3. The score of a span i..j of context tokens is start[i] * end[j], for i <= j <= i + max_answer_length - 1. The
       `top_k` best of each window are kept; start and end of the answer are the offsets of the two tokens in the
       context.
    4. Candidates of all windows together, and, if `no_answer`, the empty answer (start = end = 0) with the smallest
       null score of the windows, are ordered by score; of two with the same start and end the better is kept, and the
       `top_k` best are returned.
    """
    raw = Tokenizer.from_str(raw.to_str())
    raw.no_truncation()
    whole = raw.encode(question, context)
    candidates = []
    null = np.float32(1e6)
    windows = windows_of(whole, max_length, doc_stride)
    for window in windows:
        ids = [whole.ids[i] for i in window]
        inputs = {"input_ids": torch.tensor([ids]), "attention_mask": torch.ones(1, len(ids)).long()}
        if model.config.model_type == "bert":
            inputs["token_type_ids"] = torch.tensor([[whole.type_ids[i] for i in window]])
        with torch.no_grad():
            out = model(**inputs)
        allowed = np.asarray([whole.sequence_ids[i] == 1 for i in window])
        kept = allowed.copy()
        kept[0] = True
        probabilities = []
        for logits in (out.start_logits, out.end_logits):
            logits = np.where(kept, logits[0].numpy(), np.float32(-10000))
            shifted = np.exp(logits - logits.max())
            probabilities.append(shifted / shifted.sum())
        start, end = probabilities
        null = min(null, start[0] * end[0])
        start[0] = end[0] = 0
        spans = [(start[i] * end[j], i, j) for i in range(len(start)) if allowed[i]
                 for j in range(i, min(len(end), i + max_answer_length)) if allowed[j]]
        for score, i, j in sorted(spans, key=lambda s: -s[0])[:top_k]:
            candidates.append((score, whole.offsets[window[i]][0], whole.offsets[window[j]][1]))
    if no_answer:
        candidates.append((null, 0, 0))
    best = {}
    for score, start, end in sorted(candidates, key=lambda c: -c[0]):
        best.setdefault((start, end), score)
    ordered = list(best.items())
    if any(a[1] < 1.0001 * b[1] for a, b in zip(ordered[:top_k + 1], ordered[1:top_k + 1])):
        raise Weak("two answers too close", question)
    answers = []
    for (start, end), score in ordered[:top_k]:
        found = span(context, start, end)
        answers.append({"answer": found["text"], "score": np.float32(score), "start": found["start"],
                        "end": found["end"]})
    return {"question": question, "context": context, "maxLength": max_length, "docStride": doc_stride,
            "maxAnswerLength": max_answer_length, "noAnswer": no_answer, "topK": top_k,
            "windows": [[whole.ids[i] for i in w] for w in windows], "answers": answers}


@case("qa-camembert", cls="CamembertForQuestionAnswering", base=cam, tokenizer="camembert")
@case("qa-bert", cls="BertForQuestionAnswering", base=bert, tokenizer="bert")
def question_answering(name, seed, cls, base, tokenizer):
    model, _, raw = make(name, cls, dict(base, **shape(16, 2, 2, 24, max_position_embeddings=203)), tokenizer, seed,
                         scale=0.2)
    results = []
    for question, context in (("Où est né Victor Hugo\u00a0?", CONTEXT), ("Quand\u00a0?", CONTEXT),
                              ("Qui dort\u00a0?", "Le chat dort."), ("Qu’est-ce que c’est ? 😀", "😀 L’été à Noël 😀😀.")):
        for max_length, stride, limit, no_answer in ((190, 64, 15, False), (64, 16, 15, False), (48, 8, 3, True),
                                                     (190, 64, 1, True), (190, 64, 30, True)):
            results.append(answer(model, raw, question, context, max_length, stride, limit, no_answer, 3))
    return {"class": cls, "results": results}


# --- sentence-transformers -------------------------------------------------------------------------------------------

SENTENCES = common.TEXTS[:5] + ["La mer est agitée, le vent souffle du nord et les bateaux restent au port de Brest."]


def old_format(folder, modes, dimension, include_prompt, max_length):
    """Rewrites the files of a saved folder the way the folders on the Hub have them."""
    with open(os.path.join(folder, "modules.json"), encoding="utf-8") as f:
        listed = json.load(f)
    for module in listed:
        kind = module["type"].rsplit(".", 1)[1]
        module["type"] = "sentence_transformers.models." + kind
    write_json(os.path.join(folder, "modules.json"), listed)
    keys = {"cls": "pooling_mode_cls_token", "mean": "pooling_mode_mean_tokens", "max": "pooling_mode_max_tokens",
            "mean_sqrt_len_tokens": "pooling_mode_mean_sqrt_len_tokens",
            "weightedmean": "pooling_mode_weightedmean_tokens", "lasttoken": "pooling_mode_lasttoken"}
    pooling = {"word_embedding_dimension": dimension}
    for mode, key in keys.items():
        if mode in ("cls", "mean", "max", "mean_sqrt_len_tokens") or mode in modes:  # the later keys are often missing
            pooling[key] = mode in modes
    if not include_prompt:
        pooling["include_prompt"] = False
    write_json(os.path.join(folder, "1_Pooling", "config.json"), pooling)
    write_json(os.path.join(folder, "sentence_bert_config.json"),
               {"max_seq_length": max_length, "do_lower_case": False})


def sentence_case(name, modes, **more):
    case(name, modes=modes, **more)(sentence_transformer)


def sentence_transformer(name, seed, modes, backbone="camembert", old=True, dense=None, normalize=False, prompts=None,
                         default_prompt=None, include_prompt=True, max_length=64, truncate=None):
    folder = folder_of(name)
    scratch = folder + ".scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    cls, base, tokenizer = {
        "camembert": ("CamembertModel", dict(cam, **shape(16, 2, 2, 24, max_position_embeddings=99)), "camembert"),
        "xlmr": ("XLMRobertaModel", dict(rob, **shape(16, 4, 2, 24, max_position_embeddings=99)), "xlmr"),
        "bert": ("BertModel", dict(bert, **shape(16, 2, 2, 24, max_position_embeddings=99)), "bert"),
        "modernbert": ("ModernBertModel",
                       dict(modern, global_attn_every_n_layers=2, local_attention=8,
                            rope_parameters=ropes(1000.0, 20.0), **shape(16, 2, 2, 16, max_position_embeddings=99)),
                       "v2"),
    }[backbone]
    _, _, raw = make(name, cls, base, tokenizer, seed, target=scratch)
    transformer = st.Transformer(scratch, model_kwargs={"attn_implementation": "eager", "dtype": torch.float32})
    transformer.max_seq_length = max_length
    listed = [transformer, st.Pooling(16, pooling_mode=tuple(modes) if len(modes) > 1 else modes[0],
                                      include_prompt=include_prompt)]
    width = 16 * len(modes)
    torch.manual_seed(seed)
    for size, bias, activation in dense or []:
        layer = st.Dense(width, size, bias=bias, activation_function=activation)
        with torch.no_grad():
            for p in layer.parameters():
                p.copy_(0.3 * torch.randn(p.shape))
        listed.append(layer)
        width = size
    if normalize:
        listed.append(st.Normalize())
    built = SentenceTransformer(modules=listed, device="cpu", prompts=prompts, default_prompt_name=default_prompt)
    built.save_pretrained(folder, create_model_card=False)
    shutil.rmtree(scratch)
    # The tokenizer files as written, not as the library saves them again.
    # Folders of version 6 hold the longest input there, as model_max_length; older ones in sentence_bert_config.json.
    usable = base["max_position_embeddings"] - (0 if backbone in ("bert", "modernbert") else 2)
    write_tokenizer(folder, TOKENIZERS[tokenizer][0](), TOKENIZERS[tokenizer][1], "PreTrainedTokenizerFast",
                    usable if old else max_length)
    if old:
        old_format(folder, modes, 16, include_prompt, max_length)
    reopened = SentenceTransformer(folder, device="cpu",
                                   model_kwargs={"attn_implementation": "eager", "dtype": torch.float32})
    assert reopened.max_seq_length == max_length, reopened.max_seq_length
    assert reopened.default_prompt_name == default_prompt

    results = []
    names = [None] + sorted(reopened.prompts) if prompts else [None]
    for prompt_name in names:
        for text in SENTENCES:
            entry = {"text": text}
            if prompt_name is not None:
                entry["promptName"] = prompt_name
            used = prompt_name or default_prompt
            prefix = (prompts or {}).get(used, "") if used else ""
            if prefix:
                entry["prompt"] = prefix
            raw.no_truncation()
            raw.enable_truncation(max_length)
            entry["ids"] = raw.encode(prefix + text).ids
            got = reopened.preprocess([prefix + text])["input_ids"][0].tolist()
            assert got == entry["ids"], (text, got, entry["ids"])
            embedding = reopened.encode(text, prompt_name=prompt_name)
            assert np.abs(embedding - built.encode(text, prompt_name=prompt_name)).max() < 1e-6
            entry["embedding"] = Floats(embedding)
            results.append(entry)
    expected = {"modules": [m["type"].rsplit(".", 1)[1] for m in json.load(open(os.path.join(folder, "modules.json")))],
                "dimension": width, "maxLength": max_length, "defaultPrompt": default_prompt, "results": results}
    if truncate:
        expected["truncated"] = []
        for text in SENTENCES:
            for dimensions in truncate:
                cut = reopened.encode(text, truncate_dim=dimensions)
                unit = reopened.encode(text, truncate_dim=dimensions, normalize_embeddings=True)
                assert abs(np.linalg.norm(unit) - 1) < 1e-6 and len(cut) == dimensions
                expected["truncated"].append({"text": text, "dimensions": dimensions, "embedding": Floats(cut),
                                              "normalized": Floats(unit)})
    return expected


SOLON = {"query": "query : ", "document": ""}
sentence_case("st-cls", ["cls"], backbone="xlmr", normalize=True)
sentence_case("st-mean", ["mean"])
sentence_case("st-mean-new-files", ["mean"], old=False, normalize=True)
sentence_case("st-max", ["max"], backbone="bert")
sentence_case("st-mean-sqrt-length", ["mean_sqrt_len_tokens"])
sentence_case("st-weighted-mean", ["weightedmean"], backbone="xlmr")
sentence_case("st-last-token", ["lasttoken"], backbone="modernbert", old=False)
sentence_case("st-cls-and-mean", ["cls", "mean"])
sentence_case("st-mean-then-max-new-files", ["mean", "max"], old=False)
sentence_case("st-dense", ["mean"], dense=[(12, True, torch.nn.Tanh())], normalize=True)
sentence_case("st-dense-twice", ["mean"], backbone="bert", old=False,
              dense=[(24, False, torch.nn.Identity()), (10, True, torch.nn.GELU())])
sentence_case("st-prompts", ["mean"], normalize=True, prompts=SOLON)
sentence_case("st-default-prompt", ["cls"], normalize=True, prompts={"query": "query: ", "passage": "passage: "},
              default_prompt="query")
sentence_case("st-prompt-not-pooled", ["mean"], include_prompt=False, prompts={"query": "Requête\u00a0: ", "texte": ""})
sentence_case("st-prompt-not-pooled-cls-max", ["cls", "max"], backbone="bert", include_prompt=False,
              prompts={"query": "Question : "}, default_prompt="query")
sentence_case("st-short", ["mean"], max_length=12)
sentence_case("st-matryoshka", ["mean"], backbone="bert", normalize=True, truncate=[4, 8, 16])


@case("rerank-camembert", family="Camembert", base=cam, tokenizer="camembert")
@case("rerank-bert", family="Bert", base=bert, tokenizer="bert")
def rerank(name, seed, family, base, tokenizer):
    folder = folder_of(name)
    make(name, family + "ForSequenceClassification", dict(base, **shape(16, 2, 2, 24, max_position_embeddings=129)),
         tokenizer, seed, labels=["LABEL_0"])
    reranker = CrossEncoder(folder, device="cpu", model_kwargs={"attn_implementation": "eager", "dtype": torch.float32})
    results = []
    for query in ("Où vas-tu\u00a0?", "Qui a écrit « Les Misérables » ?"):
        documents = common.TEXTS + [common.PAIR[1]]
        logits = np.concatenate([reranker.predict([(query, d)], activation_fn=torch.nn.Identity()) for d in documents])
        scores = np.concatenate([reranker.predict([(query, d)]) for d in documents])
        order = np.argsort(-scores)
        if np.min(scores[order][:-1] - scores[order][1:]) < 1e-5:
            raise Weak("two documents too close")
        results.append({"query": query, "documents": documents, "logits": Floats(logits), "scores": Floats(scores),
                        "ranking": [{"index": int(i), "score": scores[i]} for i in order]})
    return {"class": family + "ForSequenceClassification", "results": results}


@case("splade-camembert", cls="CamembertForMaskedLM", base=cam, tokenizer="camembert")
def splade(name, seed, cls, base, tokenizer):
    model, _, raw = make(name, cls, dict(base, **shape(16, 2, 2, 24, max_position_embeddings=99)), tokenizer, seed)
    results = []
    for text in common.TEXTS[:4]:
        with torch.no_grad():
            logits = model(torch.tensor([raw.encode(text).ids])).logits[0]
        weights = torch.log1p(torch.relu(logits)).max(dim=0).values
        results.append({"text": text, "weights": Floats(weights)})
    return {"class": cls, "results": results}


@case("colbert-camembert", cls="CamembertModel", base=cam, tokenizer="camembert")
def colbert(name, seed, cls, base, tokenizer):
    model, _, raw = make(name, cls, dict(base, **shape(16, 2, 2, 24, max_position_embeddings=99)), tokenizer, seed)

    def vectors(text):
        with torch.no_grad():
            return torch.nn.functional.normalize(model(torch.tensor([raw.encode(text).ids])).last_hidden_state[0], dim=-1)

    results = []
    for query in ("Où est le chat\u00a0?", "Noël en été"):
        documents = common.TEXTS[1:4]
        q, ds = vectors(query), [vectors(d) for d in documents]
        results.append({"query": query, "documents": documents,
                        "scores": Floats([float((q @ d.T).max(dim=1).values.sum()) for d in ds]),
                        "queryVectors": tensor(q), "documentVectors": [tensor(d) for d in ds]})
    return {"class": cls, "results": results}


def main(prefixes):
    total = 0
    for index, (name, (function, arguments)) in enumerate(sorted(CASES.items())):
        if prefixes and not any(name.startswith(p) for p in prefixes):
            continue
        for attempt in range(200):
            shutil.rmtree(folder_of(name), ignore_errors=True)
            try:
                expected = function(name, seed=5000 + sum(name.encode()) + 100000 * attempt, **arguments)
                break
            except Weak as weak:
                reason = weak
        else:
            raise AssertionError(name)
        write_json(os.path.join(folder_of(name), "expected.json"), dict({"case": name}, **expected))
        size = folder_size(folder_of(name))
        total += size
        print("%-34s %7d bytes%s" % (name, size, ", attempt %d after %s" % (attempt + 1, reason) if attempt else ""))
    print(total, "bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
