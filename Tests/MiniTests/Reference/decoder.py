"""A tiny decoder in NumPy, in double precision, for the tests to compare with.

Writes decoder.json beside this file: the logits of one text for each kind of norm and of positions.
Weights are sines of their index, so that both sides have the same without a file of weights:
element i of weight number n, counted in the order of use, is scale * sin(n + 0.7 * i), rounded to
32 bits.

    python3 decoder.py
"""

import json
import pathlib

import numpy as np

LAYERS, WIDTH, QUERY_HEADS, KV_HEADS, HEAD, HIDDEN = 2, 24, 4, 2, 8, 40
VOCABULARY, CONTEXT, EPS, BASE = 11, 16, 1e-5, 10_000.0
TEXT = [3, 1, 4, 1, 5, 9, 2, 6, 5]


class Weights:
    """Hands out the weights one after the other."""

    def __init__(self):
        self.number = 0

    def __call__(self, *shape, scale):
        self.number += 1
        index = np.arange(np.prod(shape), dtype=np.float64)
        values = scale * np.sin(self.number + 0.7 * index)
        return values.astype(np.float32).astype(np.float64).reshape(shape)


def norm(x, kind, gain, bias):
    if kind == "layer":
        x = x - x.mean(-1, keepdims=True)
    x = x / np.sqrt((x * x).mean(-1, keepdims=True) + EPS)
    return gain * x + bias


def rotate(x, layout):
    """x: [heads, tokens, HEAD]"""
    tokens, half = x.shape[1], HEAD // 2
    angles = np.outer(np.arange(tokens), BASE ** (-2 * np.arange(half) / HEAD))
    turn = np.exp(1j * angles)  # a pair is a complex number
    if layout == "interleaved":
        turned = (x[..., 0::2] + 1j * x[..., 1::2]) * turn
        result = np.empty_like(x)
        result[..., 0::2], result[..., 1::2] = turned.real, turned.imag
        return result
    turned = (x[..., :half] + 1j * x[..., half:]) * turn
    return np.concatenate([turned.real, turned.imag], -1)


def attention(x, w, positions):
    tokens = len(x)

    def heads(weight, count):
        return (x @ weight).reshape(tokens, count, HEAD).transpose(1, 0, 2)

    q, k, v = heads(w["query"], QUERY_HEADS), heads(w["key"], KV_HEADS), heads(w["value"], KV_HEADS)
    if positions in ("interleaved", "halves"):
        q, k = rotate(q, positions), rotate(k, positions)
    k = np.repeat(k, QUERY_HEADS // KV_HEADS, axis=0)
    v = np.repeat(v, QUERY_HEADS // KV_HEADS, axis=0)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(HEAD)
    scores = np.where(np.tri(tokens, dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    return (weights @ v).transpose(1, 0, 2).reshape(tokens, -1) @ w["output"]


def feed_forward(x, w):
    gate = x @ w["gate"]
    return (gate / (1 + np.exp(-gate)) * (x @ w["up"])) @ w["down"]


def decoder(kind, positions, ties):
    weights = Weights()

    def gain_and_bias():
        return (
            (1 + weights(WIDTH, scale=0.2), weights(WIDTH, scale=0.1))
            if kind == "layer"
            else (1 + weights(WIDTH, scale=0.2), 0)
        )

    embedding = weights(VOCABULARY, WIDTH, scale=1)
    x = embedding[TEXT]
    if positions == "learned":
        x = x + weights(CONTEXT, WIDTH, scale=0.5)[: len(TEXT)]
    if positions == "sinusoidal":
        angles = np.outer(np.arange(len(TEXT)), BASE ** (-np.arange(0, WIDTH, 2) / WIDTH))
        x = x + np.stack([np.sin(angles), np.cos(angles)], -1).reshape(len(TEXT), WIDTH)
    for _ in range(LAYERS):
        first = gain_and_bias()
        w = {
            "query": weights(WIDTH, QUERY_HEADS * HEAD, scale=0.3),
            "key": weights(WIDTH, KV_HEADS * HEAD, scale=0.3),
            "value": weights(WIDTH, KV_HEADS * HEAD, scale=0.3),
            "output": weights(QUERY_HEADS * HEAD, WIDTH, scale=0.3),
        }
        second = gain_and_bias()
        w |= {
            "gate": weights(WIDTH, HIDDEN, scale=0.3),
            "up": weights(WIDTH, HIDDEN, scale=0.3),
            "down": weights(HIDDEN, WIDTH, scale=0.3),
        }
        x = x + attention(norm(x, kind, *first), w, positions)
        x = x + feed_forward(norm(x, kind, *second), w)
    x = norm(x, kind, *gain_and_bias())
    return x @ (embedding.T if ties else weights(WIDTH, VOCABULARY, scale=0.3))


cases = [
    {"norm": kind, "positions": positions, "tiesHead": ties}
    for kind, positions, ties in [
        ("rms", "halves", False),
        ("layer", "interleaved", True),
        ("layer", "learned", True),
        ("rms", "sinusoidal", False),
        ("rms", "none", True),
    ]
]
for case in cases:
    logits = decoder(case["norm"], case["positions"], case["tiesHead"])
    case["logits"] = [[round(value, 9) for value in row] for row in logits.tolist()]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"text": TEXT, "cases": cases}) + "\n")
