"""Three steps of training a tiny model in PyTorch, in double precision, for the tests to compare with.

Writes training.json beside this file: for each model the loss and the length of the gradient at each
step, the first gradient, and the numbers after the last step. Numbers begin as sines of their index:
element i of tensor number n, counted from 1 in the order of the names below, is
offset + scale * sin(n + 0.7 * i), rounded to 32 bits; gains have offset 1 and scale 0.2.

    python3 training.py
"""

import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
WIDTH, HEADS, KV_HEADS, HIDDEN, VOCABULARY, CONTEXT, EPS = 8, 2, 1, 6, 7, 5, 1e-5
HEAD = WIDTH // HEADS
TEXTS = torch.tensor([[1, 5, 0, 3, 1, 2], [6, 6, 2, 5, 4, 0], [4, 0, 3, 3, 2, 1]])
RATE, BETAS, ADAM_EPS, DECAY, CLIPPING = 0.05, (0.8, 0.95), 1e-6, 0.1, 0.5


def shapes(case):
    """All tensors by name, in the order of the program."""
    norm = {"gain": [WIDTH]} | ({"bias": [WIDTH]} if case["norm"] == "layer" else {})
    found = {}
    if not case["tiesHead"]:
        found["embedding"] = [VOCABULARY, WIDTH]
    if case["positions"] == "learned":
        found["positionEncoding.table"] = [CONTEXT, WIDTH]
    block = {f"attentionNorm.{name}": shape for name, shape in norm.items()} | {
        "attention.query.weight": [WIDTH, WIDTH],
        "attention.key.weight": [WIDTH, KV_HEADS * HEAD],
        "attention.value.weight": [WIDTH, KV_HEADS * HEAD],
        "attention.output.weight": [WIDTH, WIDTH],
    } | {f"feedForwardNorm.{name}": shape for name, shape in norm.items()} | {
        "feedForward.gate.weight": [WIDTH, HIDDEN],
        "feedForward.up.weight": [WIDTH, HIDDEN],
        "feedForward.down.weight": [HIDDEN, WIDTH],
    }
    found |= {f"blocks.0.{name}": shape for name, shape in block.items()}
    found |= {f"finalNorm.{name}": shape for name, shape in norm.items()}
    found["head.weight"] = [WIDTH, VOCABULARY]
    return found


def start(case):
    tensors = {}
    for number, (name, shape) in enumerate(shapes(case).items(), 1):
        offset, scale = (1, 0.2) if name.endswith("gain") else (0, 0.4)
        index = torch.arange(math.prod(shape))
        values = offset + scale * torch.sin(number + 0.7 * index)
        tensors[name] = values.float().double().reshape(shape).requires_grad_()
    return tensors


def norm(x, w, name, case):
    if case["norm"] == "layer":
        return torch.nn.functional.layer_norm(x, (WIDTH,), w[name + ".gain"], w[name + ".bias"], EPS)
    return torch.nn.functional.rms_norm(x, (WIDTH,), w[name + ".gain"], EPS)


def rotated(x):
    angles = torch.outer(
        torch.arange(x.shape[-2]), 10_000.0 ** (-2 * torch.arange(HEAD // 2) / HEAD))
    a, b = x.chunk(2, -1)
    return torch.cat(
        [a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], -1)


def attention(x, w, case):
    def heads(name, count):
        y = x @ w[f"blocks.0.attention.{name}.weight"]
        return y.reshape(*x.shape[:2], count, HEAD).transpose(1, 2)

    q, k, v = heads("query", HEADS), heads("key", KV_HEADS), heads("value", KV_HEADS)
    if case["positions"] == "rotary":
        q, k = rotated(q), rotated(k)
    y = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    return y.transpose(1, 2).reshape(x.shape) @ w["blocks.0.attention.output.weight"]


def feed_forward(x, w):
    gate, up, down = (w[f"blocks.0.feedForward.{name}.weight"] for name in ("gate", "up", "down"))
    return (torch.nn.functional.silu(x @ gate) * (x @ up)) @ down


def loss(w, case):
    embedding = w["head.weight"].T if case["tiesHead"] else w["embedding"]
    x = embedding[TEXTS[:, :-1]]
    if case["positions"] == "learned":
        x = x + w["positionEncoding.table"]
    for name, layer in (
        ("attentionNorm", lambda x: attention(x, w, case)),
        ("feedForwardNorm", lambda x: feed_forward(x, w)),
    ):
        name = "blocks.0." + name
        if case["normPlacement"] == "before":
            x = x + layer(norm(x, w, name, case))
        else:
            x = norm(x + layer(x), w, name, case)
    logits = norm(x, w, "finalNorm", case) @ w["head.weight"]
    return torch.nn.functional.cross_entropy(
        logits.reshape(-1, VOCABULARY), TEXTS[:, 1:].reshape(-1))


def trained(case):
    w = start(case)
    matrices = [x for x in w.values() if x.ndim > 1]
    vectors = [x for x in w.values() if x.ndim == 1]
    adam = torch.optim.AdamW(
        [dict(params=matrices, weight_decay=DECAY), dict(params=vectors, weight_decay=0)],
        lr=RATE, betas=BETAS, eps=ADAM_EPS)
    losses, norms, first = [], [], None
    for _ in range(3):
        adam.zero_grad()
        found = loss(w, case)
        found.backward()
        first = first or {name: numbers(x.grad) for name, x in w.items()}
        length = math.sqrt(sum(float((x.grad**2).sum()) for x in w.values()))
        for x in w.values():
            x.grad *= min(1, CLIPPING / length)
        adam.step()
        losses.append(found.item())
        norms.append(length)
    return case | dict(
        losses=losses, gradientNorms=norms, gradient=first,
        numbers={name: numbers(x.detach()) for name, x in w.items()})


def numbers(x):
    return [float(f"{value:.8g}") for value in x.flatten().tolist()]


CASES = [
    dict(norm="rms", normPlacement="before", positions="rotary", tiesHead=True),
    dict(norm="layer", normPlacement="after", positions="learned", tiesHead=False),
]

if __name__ == "__main__":
    file = pathlib.Path(__file__).with_suffix(".json")
    result = dict(texts=TEXTS.tolist(), cases=[trained(case) for case in CASES])
    file.write_text(json.dumps(result))
