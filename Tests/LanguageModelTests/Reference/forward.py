"""Writes forward.json for SmolLM2-135M-Instruct.Q4_1.gguf: losses, logits and greedy continuations of an
independent forward pass, in 64-bit NumPy over the weights as the `gguf` package (0.19) widens them.

    python3 -m venv venv && venv/bin/pip install gguf==0.19.0 numpy
    venv/bin/python forward.py SmolLM2-135M-Instruct.Q4_1.gguf

The ids are those of smollm.json's tokenizer; the texts are written for this test.
"""

import json
import pathlib
import sys

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import Tokenizer, models, pre_tokenizers

reader = GGUFReader(sys.argv[1])
fields = {name: field.contents() for name, field in reader.fields.items()}
weights = {t.name: dequantize(t.data, t.tensor_type).astype(np.float64) for t in reader.tensors}

LAYERS = fields["llama.block_count"]
QUERY_HEADS = fields["llama.attention.head_count"]
KV_HEADS = fields["llama.attention.head_count_kv"]
EPS = fields["llama.attention.layer_norm_rms_epsilon"]
BASE = fields["llama.rope.freq_base"]
WIDTH = fields["llama.embedding_length"]
SIZE = WIDTH // QUERY_HEADS


def norm(x, name):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + EPS) * weights[name + ".weight"]


def turn(x, positions):
    """The converter has moved the two numbers of a pair side by side: [tokens, heads, SIZE]."""
    angles = positions[:, None, None] * BASE ** (-np.arange(0, SIZE, 2) / SIZE)
    pairs = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * angles)
    return np.stack([pairs.real, pairs.imag], -1).reshape(x.shape)


class Text:
    """The keys and values of what was read so far."""

    def __init__(self):
        self.length = 0
        self.keys = [np.zeros((0, KV_HEADS, SIZE))] * LAYERS
        self.values = [np.zeros((0, KV_HEADS, SIZE))] * LAYERS

    def logits(self, ids):
        positions = np.arange(self.length, self.length + len(ids))
        x = weights["token_embd.weight"][ids]
        for layer in range(LAYERS):
            x = x + self.attention(norm(x, f"blk.{layer}.attn_norm"), layer, positions)
            h = norm(x, f"blk.{layer}.ffn_norm")
            gate, up = (h @ weights[f"blk.{layer}.ffn_{name}.weight"].T for name in ("gate", "up"))
            x = x + (gate / (1 + np.exp(-gate)) * up) @ weights[f"blk.{layer}.ffn_down.weight"].T
        self.length += len(ids)
        return norm(x, "output_norm") @ weights["token_embd.weight"].T

    def attention(self, h, layer, positions):
        q, k, v = (
            (h @ weights[f"blk.{layer}.attn_{name}.weight"].T).reshape(len(h), -1, SIZE)
            for name in "qkv")
        self.keys[layer] = np.concatenate([self.keys[layer], turn(k, positions)])
        self.values[layer] = np.concatenate([self.values[layer], v])
        group = QUERY_HEADS // KV_HEADS
        keys, values = (np.repeat(x[layer], group, axis=1) for x in (self.keys, self.values))
        scores = np.einsum("thd,shd->hts", turn(q, positions), keys) / np.sqrt(SIZE)
        scores[:, np.arange(len(keys)) > positions[:, None]] = -np.inf
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return np.einsum("hts,shd->thd", scores, values).reshape(len(h), WIDTH) @ weights[
            f"blk.{layer}.attn_output.weight"].T


def losses(logits, ids):
    rows = logits[:-1]
    largest = rows.max(-1)
    sums = np.log(np.exp(rows - largest[:, None]).sum(-1)) + largest
    return sums - rows[np.arange(len(rows)), ids[1:]]


def greedy(ids, new):
    """Ids of `new` tokens, and how far each one's logit is above the next."""
    text, chosen, margins = Text(), [], []
    logits = text.logits(ids)[-1]
    for _ in range(new):
        second, first = np.argsort(logits)[-2:]
        chosen.append(int(first))
        margins.append(round(float(logits[first] - logits[second]), 5))
        logits = text.logits([first])[-1]
    return chosen, margins


PASSAGES = [
    "A lighthouse keeper counts the ships that pass and writes each of them down, with the hour and the "
    "weather. After forty years he has filled ninety books. Nobody has ever asked to see one, but when the "
    "harbour was to be moved, it was his numbers that told the engineers where the currents run.",
    "def mean(numbers):\n    total = 0\n    for number in numbers:\n        total += number\n    return "
    "total / len(numbers)\n\n\ndef variance(numbers):\n    middle = mean(numbers)\n    return mean([("
    "number - middle) ** 2 for number in numbers])\n",
    "In 1905 there were 3 stations, in 1912 already 27; the line was 41.5 km long and cost 2,300,000 crowns.",
]
PROMPTS = ["Time flies fast", "The three states of matter are", "def add(a, b):\n", "Once upon a time"]

merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"]]
tokenizer = Tokenizer(models.BPE(
    vocab={token: i for i, token in enumerate(fields["tokenizer.ggml.tokens"])}, merges=merges))
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])


def encode(text):
    return tokenizer.encode(text, add_special_tokens=False).ids


found = {"passages": [], "continuations": []}
for passage in PASSAGES:
    ids = encode(passage)
    logits = Text().logits(ids)
    found["passages"].append({
        "ids": ids, "losses": [round(float(x), 6) for x in losses(logits, ids)],
        # Every 101st of the vocabulary, after the last token.
        "logits": [round(float(x), 6) for x in logits[-1, ::101]]})
for prompt in PROMPTS:
    ids = encode(prompt)
    chosen, margins = greedy(ids, 48)
    found["continuations"].append({"ids": ids, "new": chosen, "margins": margins})

path = pathlib.Path(__file__).with_name("forward.json")
path.write_text(json.dumps(found) + "\n")
