"""The network: one CamemBERT trunk with a masked-LM head, a theme classifier and mean pooling."""

import json

import numpy as np
import scipy.sparse
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from sklearn.utils.extmath import randomized_svd
from torch import nn
from transformers import CamembertConfig, CamembertForMaskedLM
from transformers.models.camembert.modeling_camembert import CamembertClassificationHead

PAD, BOS, EOS = 1, 5, 6


def make_config(vocab_size, labels, max_length=256):
    return CamembertConfig(
        architectures=["CamembertForMaskedLM"], vocab_size=vocab_size, hidden_size=256,
        num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024, hidden_act="gelu",
        hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
        max_position_embeddings=max_length + PAD + 1, type_vocab_size=1, layer_norm_eps=1e-5,
        initializer_range=0.02, pad_token_id=PAD, bos_token_id=BOS, eos_token_id=EOS,
        id2label=dict(enumerate(labels)), label2id={name: i for i, name in enumerate(labels)},
    )  # fmt: skip


def cooccurrence_vectors(stream, vocab_size, dimensions, window=5):
    """Positive pointwise mutual information of nearby pieces, reduced by singular values."""
    ids, counts = stream.numpy(), scipy.sparse.csr_matrix((vocab_size, vocab_size))
    for distance in range(1, window + 1):
        left, right = ids[:-distance], ids[distance:]
        weight = np.full(len(left), 1.0 / distance)
        counts += scipy.sparse.coo_matrix((weight, (left, right)), (vocab_size, vocab_size)).tocsr()
    counts = (counts + counts.T).tocoo()
    totals = np.asarray(counts.tocsr().sum(1)).ravel()
    smooth = totals**0.75
    score = np.log(counts.data * smooth.sum() / (totals[counts.row] * smooth[counts.col]))
    keep = score > 0
    table = scipy.sparse.coo_matrix((score[keep], (counts.row[keep], counts.col[keep])), counts.shape).tocsr()
    u, s, _ = randomized_svd(table, dimensions, n_iter=3, random_state=0)
    return torch.from_numpy(u * np.sqrt(s)).float()


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.mlm = CamembertForMaskedLM(config)
        self.classifier = CamembertClassificationHead(config)
        for linear in (self.classifier.dense, self.classifier.out_proj):
            nn.init.normal_(linear.weight, std=config.initializer_range)
            nn.init.zeros_(linear.bias)

    @torch.no_grad()
    def start(self, stream):
        """A starting point worth millions of tokens to a small post-norm encoder.

        Word vectors are the spectrum of the training text's own co-occurrences; the output bias is
        the pieces' log frequency. Positions start as sinusoids on dimensions the word vectors
        leave free; the first layer's heads as rotations of them, so that each looks at one
        neighbour (-1, +1, -2, +2). Values pass through unturned, so that the output already
        scores a piece by its association with its context. Every weight is trained on from there.
        """
        config, roberta, lm_head = self.config, self.mlm.roberta, self.mlm.lm_head
        hidden, size = config.hidden_size, config.hidden_size // config.num_attention_heads
        counts = torch.bincount(stream, minlength=config.vocab_size).float() + 0.5
        lm_head.bias.copy_((counts / counts.sum()).log())
        for name, weight in self.mlm.named_parameters():
            if weight.dim() == 2 and "embeddings" not in name:
                weight.mul_(1.5)
        words = roberta.embeddings.word_embeddings.weight
        vectors = cooccurrence_vectors(stream, config.vocab_size, hidden - size)
        words[:, size:] = torch.where(vectors.norm(dim=1, keepdim=True) > 0, 0.4 * F.normalize(vectors, dim=1), words[:, size:])
        speeds = 2.6 * (torch.arange(1, size // 2 + 1) / (size // 2)) ** 1.5
        positions = roberta.embeddings.position_embeddings.weight
        angles = torch.arange(len(positions))[:, None] * speeds
        positions.zero_()
        positions[:, 0:size:2], positions[:, 1:size:2] = 0.04 * angles.sin(), 0.04 * angles.cos()
        first = roberta.encoder.layer[0].attention.self
        even, odd = torch.arange(0, size, 2), torch.arange(1, size, 2)
        for head, offset in enumerate((1, -1, 2, -2)):
            rows = slice(head * size, (head + 1) * size)
            first.key.weight[rows] = torch.eye(size, hidden)
            turn = torch.zeros(size, hidden)
            turn[even, even], turn[even, odd] = (offset * speeds).cos(), -(offset * speeds).sin()
            turn[odd, odd], turn[odd, even] = (offset * speeds).cos(), (offset * speeds).sin()
            first.query.weight[rows] = turn
        for layer in roberta.encoder.layer:
            rotation = torch.linalg.qr(torch.randn(hidden, hidden)).Q
            layer.attention.self.value.weight.copy_(rotation)
            layer.attention.output.dense.weight.copy_(rotation.T)
        lm_head.dense.weight.add_(torch.eye(hidden))

    @property
    def config(self):
        return self.mlm.config

    def hidden(self, ids, attention_mask=None):
        return self.mlm.roberta(input_ids=ids, attention_mask=attention_mask).last_hidden_state

    def mlm_logits(self, hidden, positions):
        """Logits of the chosen positions only: the vocabulary product is the dearest one."""
        return self.mlm.lm_head(hidden[positions])

    def themes(self, hidden):
        return self.classifier(hidden)

    @staticmethod
    def embed(hidden, attention_mask):
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)

    def set_dropout(self, p):
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = p
            for name in ("dropout_prob", "attention_dropout"):
                if hasattr(module, name):
                    setattr(module, name, p)

    def published_tensors(self):
        """Every weight once, under the names transformers expects; tied copies are left out."""
        state = self.mlm.state_dict()
        tensors = {k: v for k, v in state.items() if not k.startswith("lm_head.decoder.") and "position_ids" not in k}
        tensors.update({f"classifier.{k}": v for k, v in self.classifier.state_dict().items()})
        return {k: v.detach().to(torch.float16).contiguous() for k, v in tensors.items()}

    def save_pretrained(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        save_file(self.published_tensors(), folder / "model.safetensors", metadata={"format": "pt"})
        config = self.config.to_dict()
        config["dtype"] = "float16"
        keep = [k for k in config if config[k] is not None and not k.startswith("_")]
        text = json.dumps({k: config[k] for k in sorted(keep)}, ensure_ascii=False, indent=2, default=str)
        (folder / "config.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def from_folder(cls, folder):
        """The published float16 weights, computed with in float32."""
        config = CamembertConfig.from_pretrained(folder)
        config.dtype = torch.float32
        model = cls(config)
        tensors = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
        head = {k[len("classifier."):]: tensors.pop(k) for k in list(tensors) if k.startswith("classifier.")}
        model.classifier.load_state_dict(head)
        missing, unexpected = model.mlm.load_state_dict(tensors, strict=False)
        assert not unexpected and all(k.startswith("lm_head.decoder.") for k in missing), (missing, unexpected)
        model.mlm.tie_weights()
        return model.eval()
