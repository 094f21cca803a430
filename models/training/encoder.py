"""The network: one CamemBERT trunk with a masked-LM head, a theme classifier and mean pooling."""

import json

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
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


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.mlm = CamembertForMaskedLM(config)
        self.classifier = CamembertClassificationHead(config)
        for linear in (self.classifier.dense, self.classifier.out_proj):
            nn.init.normal_(linear.weight, std=config.initializer_range)
            nn.init.zeros_(linear.bias)

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
