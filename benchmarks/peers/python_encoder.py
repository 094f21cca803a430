"""One Python way of embedding texts, for run.py: prints "ready", then the seconds of a pass for every line read.

Texts are sorted by length and run 32 at a time, mean pooling: what a careful user does.
Usage: python_encoder.py torch-fp32|torch-bf16|sentence-transformers|onnxruntime FOLDER TEXTS THREADS
"""

import os
import sys
import time

way, folder, texts_file, threads = sys.argv[1:5]
os.environ["OMP_NUM_THREADS"] = threads
BATCH = 32

import numpy as np  # noqa: E402
import torch  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

torch.set_num_threads(int(threads))
texts = open(texts_file, encoding="utf-8").read().splitlines()
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.enable_truncation(512)
tokenizer.enable_padding(pad_id=1)


def batches():
    order = sorted(texts, key=len)
    for start in range(0, len(order), BATCH):
        encodings = tokenizer.encode_batch_fast(order[start : start + BATCH])
        yield (
            np.array([e.ids for e in encodings], dtype=np.int64),
            np.array([e.attention_mask for e in encodings], dtype=np.int64),
        )


if way == "onnxruntime":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(threads)
    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", options, providers=["CPUExecutionProvider"])

    def once():
        for ids, mask in batches():
            hidden = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            weights = mask[:, :, None].astype(np.float32)
            (hidden * weights).sum(1) / weights.sum(1)

elif way == "sentence-transformers":
    from sentence_transformers import SentenceTransformer, models

    transformer = models.Transformer(folder, max_seq_length=512)
    encoder = SentenceTransformer(modules=[transformer, models.Pooling(transformer.get_word_embedding_dimension())], device="cpu")

    def once():
        encoder.encode(texts, batch_size=BATCH)

else:
    from transformers import AutoModel

    model = AutoModel.from_pretrained(folder).eval()
    if way == "torch-bf16":
        model = model.to(torch.bfloat16)

    def once():
        with torch.inference_mode():
            for ids, mask in batches():
                mask = torch.from_numpy(mask)
                hidden = model(input_ids=torch.from_numpy(ids), attention_mask=mask).last_hidden_state
                weights = mask[:, :, None].to(hidden.dtype)
                (hidden * weights).sum(1) / weights.sum(1)


print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    once()
    print(time.perf_counter() - start, flush=True)
