"""What the golden scripts share: the French corpus, tiny tokenizers, random weights, and JSON writing.

Everything here is deterministic: a second run writes the same tokenizers, the same weights and, up to the last
digits of a sum (thread count, processor), the same expected numbers.
"""

import io
import json
import os
import re
import tempfile

import numpy as np
import sentencepiece
import torch
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)

torch.set_num_threads(1)

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
MODEL_GOLDENS = os.path.join(ROOT, "models", "src", "test", "resources", "goldens")
TOKENIZER_GOLDENS = os.path.join(ROOT, "tokenizer", "src", "test", "resources", "goldens")

# --- the corpus -----------------------------------------------------------------------------------------------------

CORPUS = """
Le chat dort sur le toit de la maison.
L’été, l’œuvre du cœur « brille » à Noël.
Aujourd’hui, j’ai mangé une crêpe à l’île de Ré.
La forêt était calme ; qu’est-ce que l’homme y cherchait, sinon le silence des hêtres et la lumière d’août ?
Paris est la capitale de la France, et Lyon la ville de la gastronomie.
Elle s’est levée tôt ce matin pour prendre le train de sept heures trente-deux.
Nous n’avons jamais vu une pluie pareille depuis l’hiver dernier !
Le conseil municipal a voté le budget de l'année 2024 : 3,5 millions d'euros.
Les élèves de l'école primaire ont visité le musée d'Orsay avec leur maîtresse.
« Où vas-tu ? » demanda-t-il. « À la gare », répondit-elle.
Marie Curie a reçu le prix Nobel de physique en 1903, puis celui de chimie en 1911.
Le garçon naïf aperçut un bœuf près du canoë, là-bas, derrière l’église.
Victor Hugo est né à Besançon et mort à Paris ; son œuvre est immense.
Le gouvernement français annonce une réforme de l’assurance chômage.
Il faut cultiver notre jardin, disait Candide à la fin du conte.
Les prix de l’énergie ont augmenté de dix pour cent en un an.
L'Union européenne et la Banque de France publient leurs chiffres mensuels.
Emmanuel Macron a rencontré la présidente de la Commission à Bruxelles.
J'aime beaucoup ce film, les acteurs sont excellents et la musique est très belle.
Ce restaurant est décevant : service lent, plats froids et addition trop chère.
Un petit pas pour l’homme, un grand pas pour l’humanité.
La mer est agitée, le vent souffle du nord et les bateaux restent au port.
Le médecin lui a conseillé de dormir davantage et de boire moins de café.
Quand il fait beau, les enfants jouent dans le parc jusqu’au soir.
Les vignes de Bourgogne donnent des vins que l’on garde vingt ans.
Le tribunal administratif de Marseille a rejeté la requête hier.
Au clair de la lune, mon ami Pierrot, prête-moi ta plume pour écrire un mot.
Longtemps, je me suis couché de bonne heure.
La petite fille regardait tomber la neige derrière la fenêtre.
Les chercheurs du laboratoire étudient les modèles de langue et l’apprentissage profond.
L’ordinateur traite les données plus vite que prévu, grâce au nouveau processeur.
Vous trouverez ci-joint la facture n° 127 et le devis signé.
Merci de bien vouloir confirmer votre présence avant le 15 mars.
Le fleuve traverse la ville et se jette dans l’océan Atlantique.
Toutes les familles heureuses se ressemblent ; chaque famille malheureuse l’est à sa façon.
Pourquoi n’as-tu pas répondu à ma lettre ?
Son frère aîné travaille à Toulouse, chez Airbus, depuis cinq ans.
La bibliothèque ouvre à neuf heures et ferme à dix-huit heures.
Le premier ministre britannique s’est rendu à Berlin, puis à Rome.
Il était une fois une princesse qui n’aimait ni les bals ni les robes.
L’équipe de France a gagné la coupe du monde en 1998 et en 2018.
Je voudrais une baguette, deux croissants et un pain au chocolat, s’il vous plaît.
Les oiseaux chantent dès l’aube dans les arbres du jardin.
Le réchauffement climatique menace les glaciers des Alpes.
Cette loi, adoptée en 1905, sépare les Églises et l’État.
Mon grand-père racontait des histoires de marins et de tempêtes.
Les travaux de la ligne à grande vitesse reprendront au printemps.
Il n’y a pas de fumée sans feu, dit le proverbe.
La recette est simple : farine, œufs, lait, sucre et une pincée de sel.
À quelle heure part le dernier métro ?
Les salariés de l'usine ont cessé le travail ce lundi.
Jean de La Fontaine écrivit « Le Corbeau et le Renard ».
Le soleil se couche derrière les montagnes et la vallée s’endort.
Une étude récente montre que la lecture améliore la mémoire.
Le prix du blé recule sur les marchés, tandis que celui du maïs progresse.
Ils ont vécu heureux et eurent beaucoup d’enfants.
C’est la vie : tantôt le rire, tantôt les larmes.
L'association aide les personnes âgées et les étudiants isolés.
Le pont d’Avignon attire chaque année des milliers de visiteurs.
Sous le pont Mirabeau coule la Seine et nos amours.
""".strip().split("\n")

# --- the texts the models see ---------------------------------------------------------------------------------------

TEXTS = [
    "Oui\u00a0!",
    "L’été, l’œuvre du cœur «\u00a0brille\u00a0» à Noël.",
    "Le chat dort.",
    "Aujourd’hui, j’ai mangé une crêpe 🥞 à l’île de Ré.",
    "La forêt était calme\u202f; qu’est-ce que l’homme y cherchait, sinon le silence des hêtres ?",
    "Un garçon naïf…",
]
PAIR = ("Où vas-tu\u00a0?", "À la gare, répondit-elle.")


# --- tokenizers -----------------------------------------------------------------------------------------------------

# A small part of nmt_nfkc, so that tiny models carry a real charsmap of a few hundred bytes instead of 240 kB.
SMALL_RULES = [
    ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("\t", " "), ("\n", " "), ("\r", " "), ("\u200b", " "),
    ("\ufeff", " "), ("\u2026", "..."), ("\ufb01", "fi"), ("\u00bd", "1\u20442"), ("\u00b2", "2"), ("\u00ba", "o"),
    ("e\u0301", "é"), ("e\u0300", "è"), ("e\u0302", "ê"), ("a\u0300", "à"), ("c\u0327", "ç"), ("i\u0302", "î"),
    ("i\u0308", "ï"), ("u\u0300", "ù"), ("o\u0302", "ô"), ("E\u0301", "É"),
]


def train_sentencepiece(vocab_size, model_type="unigram", full_charsmap=False, byte_fallback=False, extra=(),
                        normalization=None, **more):
    """Returns the SentencePiece model proto trained on the corpus."""
    out = io.BytesIO()
    arguments = dict(vocab_size=vocab_size, model_type=model_type, character_coverage=1.0, num_threads=1,
                     byte_fallback=byte_fallback, minloglevel=2, hard_vocab_limit=False)
    arguments.update(more)
    with tempfile.TemporaryDirectory() as folder:
        if normalization is not None:
            arguments["normalization_rule_name"] = normalization
        elif full_charsmap:
            arguments["normalization_rule_name"] = "nmt_nfkc"
        else:
            rules = os.path.join(folder, "rules.tsv")
            with open(rules, "w", encoding="utf-8") as f:
                for source, target in SMALL_RULES:
                    f.write(" ".join("%X" % ord(c) for c in source) + "\t"
                            + " ".join("%X" % ord(c) for c in target) + "\n")
            arguments["normalization_rule_tsv"] = rules
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(list(CORPUS) + list(extra)),
                                                 model_writer=out, **arguments)
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(out.getvalue())
    return proto


def score(value):
    return float(np.float32(value).astype(str))


def sentencepiece_pipeline(tokenizer, proto, strip_runs):
    """The normalizer and pre-tokenizer of a converted SentencePiece model: the published files have the charsmap and
    split on white space; files that newer versions convert treat runs of spaces and the end of the text first."""
    charsmap = normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)
    if strip_runs:
        tokenizer.normalizer = normalizers.Sequence(
            [charsmap, normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    else:
        tokenizer.normalizer = charsmap
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")])


def camembert_tokenizer(vocab_size=200, full_charsmap=False, strip_runs=False):
    """CamemBERT: seven special rows first, <mask> last, `<s> A </s></s> B </s>`."""
    # A text seen twice lets whole words become pieces when a larger vocabulary is asked for.
    proto = train_sentencepiece(vocab_size, full_charsmap=full_charsmap, extra=CORPUS if vocab_size > 500 else ())
    vocab = [("<s>NOTUSED", 0.0), ("<pad>", 0.0), ("</s>NOTUSED", 0.0), ("<unk>", 0.0), ("<unk>NOTUSED", -100.0)]
    vocab += [(p.piece, score(p.score)) for p in proto.pieces][1:]
    vocab += [("<mask>", 0.0)]
    assert vocab[5][0] == "<s>" and vocab[6][0] == "</s>"
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    sentencepiece_pipeline(tokenizer, proto, strip_runs)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 5), ("</s>", 6)])
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                  for t in ("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>NOTUSED", "<s>", "</s>")]
                                 + [AddedToken("<unk>", special=True, normalized=False),
                                    AddedToken("<mask>", lstrip=True, special=True, normalized=False)])
    return tokenizer


def xlm_roberta_tokenizer(vocab_size=200, full_charsmap=False, strip_runs=False):
    proto = train_sentencepiece(vocab_size, full_charsmap=full_charsmap)
    vocab = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocab += [(p.piece, score(p.score)) for p in proto.pieces][3:]
    vocab += [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    sentencepiece_pipeline(tokenizer, proto, strip_runs)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                  for t in ("<s>", "<pad>", "</s>", "<unk>")]
                                 + [AddedToken("<mask>", lstrip=True, special=True, normalized=False)])
    return tokenizer


def deberta_tokenizer(vocab_size=200):
    """CamemBERTa and mDeBERTa: SentencePiece behind [CLS] and [SEP]."""
    proto = train_sentencepiece(vocab_size)
    vocab = [("[PAD]", 0.0), ("[CLS]", 0.0), ("[SEP]", 0.0), ("[UNK]", 0.0)]
    vocab += [(p.piece, score(p.score)) for p in proto.pieces][3:]
    vocab += [("[MASK]", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex(r"\s{2,}|[\n\r\t]"), " "), normalizers.NFC(),
         normalizers.Strip(left=False, right=True)])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                  for t in ("[PAD]", "[CLS]", "[SEP]", "[UNK]")]
                                 + [AddedToken("[MASK]", special=True, normalized=False)])
    return tokenizer


def wordpiece_tokenizer(vocab_size=220, lowercase=False, specials=("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")):
    """BERT: `[CLS] A [SEP] B [SEP]` with type ids 0 and 1."""
    pad, unk, cls, sep, mask = specials
    tokenizer = Tokenizer(models.WordPiece(unk_token=unk, continuing_subword_prefix="##",
                                           max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None,
                                                      lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    train_wordpiece(tokenizer, vocab_size, list(specials))
    ids = [(t, tokenizer.token_to_id(t)) for t in (cls, sep)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{cls}:0 $A:0 {sep}:0", pair=f"{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1", special_tokens=ids)
    return tokenizer


def camembertv2_tokenizer(vocab_size=240):
    """camembertv2 / moderncamembert: WordPiece with [PAD] 0, [CLS] 1, [SEP] 2, [UNK] 3, [MASK] 4, all type ids 0,
    newline and tab as tokens, numbers cut in groups of two digits."""
    specials = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", continuing_subword_prefix="##",
                                           max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace("\n", " [NL] "), normalizers.Replace("\t", " [TAB] "),
        normalizers.Replace(Regex(r"[\u00a0\u202f\u2009]"), " "), normalizers.NFC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(r"\d{1,2}"), "isolated"),
        pre_tokenizers.Punctuation(behavior="isolated")])
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    train_wordpiece(tokenizer, vocab_size, specials + ["[NL]", "[TAB]"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return tokenizer


def train_wordpiece(tokenizer, vocab_size, specials):
    """The WordPiece trainer of the tokenizers library is not deterministic (it iterates over hash maps): count here
    and pick the pieces by frequency, then by code point."""
    counts = {}
    for line in CORPUS:
        text = tokenizer.normalizer.normalize_str(line)
        for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text):
            for i in range(len(word)):
                for j in range(i + 1, min(len(word), i + 6) + 1):
                    piece = word[i:j] if i == 0 else "##" + word[i:j]
                    counts[piece] = counts.get(piece, 0) + 1
    single = {p for p in counts if len(p.removeprefix("##")) == 1}
    letters = {p.removeprefix("##") for p in single}
    pieces = sorted(letters) + sorted("##" + c for c in letters if "##" + c in counts)
    rest = sorted((p for p in counts if p not in single and counts[p] > 1),
                  key=lambda p: (-counts[p] * len(p.removeprefix("##")), p))
    pieces = pieces + rest[:max(0, vocab_size - len(specials) - len(pieces))]
    vocab = {t: i for i, t in enumerate(specials + [p for p in pieces if p not in specials])}
    model = tokenizer.model
    tokenizer.model = models.WordPiece(vocab, unk_token=model.unk_token,
                                       continuing_subword_prefix=model.continuing_subword_prefix,
                                       max_input_chars_per_word=model.max_input_chars_per_word)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in specials])


def byte_alphabet():
    """The 256 characters that stand for bytes, in the order of GPT-2's vocabulary."""
    first = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    others = [b for b in range(256) if b not in first]
    return [chr(b) for b in first] + [chr(256 + i) for i in range(len(others))]


def train_bpe(words, alphabet, merge_count, allowed=None):
    """A deterministic byte-pair trainer: most frequent pair first, ties by the pair itself. `words` maps a tuple of
    symbols to its count."""
    words = dict(words)
    vocab = list(alphabet)
    known = set(vocab)
    merges = []
    while len(merges) < merge_count:
        pairs = {}
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + count
        pairs = {p: c for p, c in pairs.items() if c > 1 and (allowed is None or allowed(p))}
        if not pairs:
            break
        best = min(pairs, key=lambda p: (-pairs[p], p))
        merges.append(best)
        joined = best[0] + best[1]
        if joined not in known:
            known.add(joined)
            vocab.append(joined)
        renewed = {}
        for word, count in words.items():
            out = []
            i = 0
            while i < len(word):
                if i + 1 < len(word) and (word[i], word[i + 1]) == best:
                    out.append(joined)
                    i += 2
                else:
                    out.append(word[i])
                    i += 1
            renewed[tuple(out)] = renewed.get(tuple(out), 0) + count
        words = renewed
    return vocab, merges


def count_words(pre_tokenizer, normalizer=None):
    words = {}
    for line in CORPUS:
        text = normalizer.normalize_str(line) if normalizer is not None else line
        for word, _ in pre_tokenizer.pre_tokenize_str(text):
            words[tuple(word)] = words.get(tuple(word), 0) + 1
    return words


def roberta_tokenizer(merge_count=40):
    """RoBERTa: byte-level BPE, `<s> A </s></s> B </s>`."""
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    pre = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    vocab, merges = train_bpe(count_words(pre), byte_alphabet(), merge_count)
    table = {t: i for i, t in enumerate(specials + vocab + ["<mask>"])}
    tokenizer = Tokenizer(models.BPE(vocab=table, merges=merges, unk_token=None, fuse_unk=False, byte_fallback=False))
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=True)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True,
                                                            add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in specials]
                                 + [AddedToken("<mask>", lstrip=True, special=True, normalized=False)])
    return tokenizer


LLAMA3_PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
                  r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN_PATTERN = LLAMA3_PATTERN.replace(r"\p{N}{1,3}", r"\p{N}")


def eurobert_tokenizer(merge_count=30):
    """EuroBERT: the Llama 3 scheme with a mask token; pad is eos."""
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3_PATTERN), "isolated", invert=False),
                                   pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True,
                                                            use_regex=False)])
    vocab, merges = train_bpe(count_words(pre), byte_alphabet(), merge_count)
    specials = ["<|begin_of_text|>", "<|end_of_text|>", "<|mask|>"]
    table = {t: i for i, t in enumerate(vocab)}
    tokenizer = Tokenizer(models.BPE(vocab=table, merges=merges, ignore_merges=True))
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=True)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in specials])
    ids = [(t, tokenizer.token_to_id(t)) for t in specials[:2]]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A <|end_of_text|>",
        pair="<|begin_of_text|> $A <|end_of_text|> $B <|end_of_text|>", special_tokens=ids)
    return tokenizer


def qwen_tokenizer(merge_count=300):
    """Qwen 2.5: NFC, byte-level BPE, no special token around a text, ChatML tokens."""
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN_PATTERN), "isolated", invert=False),
                                   pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False,
                                                            use_regex=False)])
    vocab, merges = train_bpe(count_words(pre, normalizers.NFC()), byte_alphabet(), merge_count)
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(vocab)}, merges=merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                  for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False)])
    return tokenizer


def llama_tokenizer(merge_count=500, metaspace=False):
    """Llama 2 / CroissantLLM / Mistral: SentencePiece-style BPE with byte fallback, `<s>` before the text. The space
    before the text comes from the normalizer, or in newer files from a Metaspace pre-tokenizer (`metaspace`)."""
    specials = ["<unk>", "<s>", "</s>"]
    normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    words = {}
    for line in CORPUS:
        for word in normalizer.normalize_str(line).replace("▁", " ▁").split():
            words[tuple(word)] = words.get(tuple(word), 0) + 1
    letters = sorted({c for w in words for c in w})
    bytes_ = ["<0x%02X>" % b for b in range(256)]
    vocab, merges = train_bpe(words, letters, merge_count)
    merged = [t for t in vocab if t not in set(letters)]
    table = {t: i for i, t in enumerate(specials + bytes_ + merged + letters)}
    tokenizer = Tokenizer(models.BPE(vocab=table, merges=merges, unk_token="<unk>", fuse_unk=True,
                                     byte_fallback=True))
    if metaspace:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    else:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in specials])
    return tokenizer


# --- folders --------------------------------------------------------------------------------------------------------

SPECIAL_NAMES = {
    "camembert": dict(bos_token="<s>", eos_token="</s>", sep_token="</s>", cls_token="<s>", unk_token="<unk>",
                      pad_token="<pad>", mask_token="<mask>"),
    "bert": dict(unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]", cls_token="[CLS]", mask_token="[MASK]"),
    "eurobert": dict(bos_token="<|begin_of_text|>", eos_token="<|end_of_text|>", pad_token="<|end_of_text|>",
                     mask_token="<|mask|>"),
}


def write_tokenizer(folder, tokenizer, kind, tokenizer_class, max_length=None):
    """Writes tokenizer.json, tokenizer_config.json and special_tokens_map.json and returns the tokenizer read back."""
    os.makedirs(folder, exist_ok=True)
    text = json.dumps(json.loads(tokenizer.to_str(pretty=False)), ensure_ascii=False, separators=(",", ":"))
    with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as f:
        f.write(text)
    names = SPECIAL_NAMES[kind]
    settings = {"tokenizer_class": tokenizer_class, "clean_up_tokenization_spaces": False}
    if max_length is not None:
        settings["model_max_length"] = max_length
    settings.update(names)
    write_json(os.path.join(folder, "tokenizer_config.json"), settings)
    special = dict(names)
    if special["mask_token"] == "<mask>":
        special["mask_token"] = {"content": "<mask>", "lstrip": True, "normalized": False, "rstrip": False,
                                 "single_word": False}
    write_json(os.path.join(folder, "special_tokens_map.json"), special)
    return Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))


def number(value):
    """The shortest decimal that reads back as this float32."""
    text = str(np.float32(value))
    assert text not in ("nan", "inf", "-inf"), text
    return text


class Floats:
    """A list of float32 for `to_json`."""

    def __init__(self, values):
        self.values = np.asarray(values, dtype=np.float32).reshape(-1)


def tensor(value):
    value = value.detach().to(torch.float32).cpu().numpy()
    return {"shape": list(value.shape), "data": Floats(value)}


def to_json(value, indent=0):
    pad = "  " * (indent + 1)
    if isinstance(value, Floats):
        return "[" + ",".join(number(v) for v in value.values) + "]"
    if isinstance(value, np.floating):
        return number(value)
    if isinstance(value, dict):
        if not value:
            return "{}"
        if indent >= 2 and not any(isinstance(v, (dict, Floats)) for v in value.values()):
            return "{" + ", ".join(json.dumps(str(k), ensure_ascii=False) + ": " + to_json(v, 99)
                                   for k, v in value.items()) + "}"
        return ("{\n" + ",\n".join(pad + json.dumps(str(k), ensure_ascii=False) + ": " + to_json(v, indent + 1)
                                   for k, v in value.items()) + "\n" + "  " * indent + "}")
    if isinstance(value, (list, tuple)):
        if not value or not isinstance(value[0], (dict, str)) or indent >= 90:
            return "[" + ", ".join(to_json(v, 99) for v in value) + "]"
        return "[\n" + ",\n".join(pad + to_json(v, indent + 1) for v in value) + "\n" + "  " * indent + "]"
    return json.dumps(value, ensure_ascii=False)


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    text = to_json(value)
    json.loads(text)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text + "\n")


# --- weights --------------------------------------------------------------------------------------------------------

# The last norm of a masked-LM head is kept small: logits of a few units give more than one candidate a real score.
HEAD_NORM = re.compile(r"(lm_head\.layer_norm|transform\.LayerNorm|vocab_layer_norm|generator_predictions\.LayerNorm"
                       r"|lm_head\.LayerNorm|head\.norm)\.weight$")


def randomize(model, seed, scale=0.3, embeddings=1.0):
    """Gives every parameter a value that matters: matrices of std `scale`, embeddings of std
    `embeddings`, norms around 1, and
    nonzero biases, so that a fault anywhere moves the outputs by much more than rounding does."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = torch.randn(parameter.shape, generator=generator)
            lower = name.lower()
            if parameter.dim() == 1:
                is_norm = "norm" in lower or lower.endswith("layer_norm_emb.weight")
                parameter.copy_(1 + 0.3 * values if is_norm and name.endswith("weight") else 0.3 * values)
                if HEAD_NORM.search(name):
                    parameter.mul_(0.35)
            elif "embed" in lower and "project" not in lower and "embed_proj" not in lower:
                parameter.copy_(embeddings * values)
            elif "classifier" in lower or "qa_outputs" in lower or "out_proj" in lower:
                parameter.copy_(0.5 * values)
            else:
                parameter.copy_(scale * values)
    return model


def folder_size(path):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(path) for f in fs)
