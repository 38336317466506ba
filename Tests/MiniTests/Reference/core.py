"""Values of the core formulas from an independent implementation (NumPy, in double precision).

Run it from this directory: `python3 core.py > CoreReference.swift`. The inputs are not stored: both
sides compute them as sin(a + b * index), rounded to single precision.
"""

import numpy as np


def wave(shape, a, b):
    index = np.arange(np.prod(shape), dtype=np.float64)
    return np.sin(a + b * index).astype(np.float32).astype(np.float64).reshape(shape)


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def alibi_slopes(n):
    """The rule of the released code of Press et al. (2021), in its recursive form."""
    if n & (n - 1) == 0:
        return [2.0 ** (-8.0 * (i + 1) / n) for i in range(n)]
    below = 2 ** int(np.floor(np.log2(n)))
    return alibi_slopes(below) + alibi_slopes(2 * below)[0::2][: n - below]


def attention(q, k, v, causal, slopes=None):
    heads, tokens, width = q.shape
    positions = k.shape[1]
    repeat = heads // k.shape[0]
    k, v = np.repeat(k, repeat, axis=0), np.repeat(v, repeat, axis=0)
    scores = np.einsum("htd,hpd->htp", q, k) / np.sqrt(width)
    distance = np.arange(positions - tokens, positions)[:, None] - np.arange(positions)[None, :]
    if slopes is not None:
        scores = scores - np.array(slopes)[:, None, None] * np.abs(distance)[None]
    if causal:
        scores = np.where(distance[None] >= 0, scores, -np.inf)
    return np.einsum("htp,hpd->htd", softmax(scores), v)


def emit(name, values):
    flat = [repr(float(np.float32(v))) for v in np.asarray(values).ravel()]
    print(f"  static let {name}: [Float] = [")
    for i in range(0, len(flat), 4):
        print("    " + ", ".join(flat[i : i + 4]) + ",")
    print("  ]")


print("// Written by core.py; do not edit by hand.")
print("enum CoreReference {")
a, b = wave((3, 19), 0.1, 0.7), wave((19, 5), 0.2, 1.3)
emit("matmul", a @ b)
emit("softmax", softmax(8 * wave((2, 9), 0.5, 2.1)))
q, k, v = wave((6, 3, 8), 0.3, 0.9), wave((2, 5, 8), 0.4, 1.1), wave((2, 5, 8), 0.6, 0.8)
emit("attention", attention(q, k, v, causal=False))
emit("causalAttention", attention(q, k, v, causal=True))
emit("alibiAttention", attention(q, k, v, causal=True, slopes=alibi_slopes(6)))
emit("alibiSlopes12", alibi_slopes(12))
print("}")
