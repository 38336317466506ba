"""Writes norms.json: what NumPy computes in float64 for the inputs of NormFixtureTests.

Run with `python3 norms.py` (NumPy 2) in this folder, after a change of this file only. The inputs
are float32 numbers, so that both sides start from the same ones.
"""

import json
import math

import numpy as np

generator = np.random.default_rng(20191107)
EPS = 1e-5


def rounded(values):
    """Ten digits are more than a Float holds, and keep the file small."""
    return [float(f"{value:.10g}") for value in np.asarray(values, dtype=np.float64).ravel()]


def case(rows, width, mean, scale):
    x = (mean + scale * generator.standard_normal((rows, width))).astype(np.float32)
    gain = generator.uniform(0.5, 1.5, width).astype(np.float32)
    bias = generator.uniform(-1, 1, width).astype(np.float32)
    weight = generator.standard_normal((rows, width)).astype(np.float32)
    wide, g, b, w = (array.astype(np.float64) for array in (x, gain, bias, weight))

    center = wide - wide.mean(axis=-1, keepdims=True)
    column = wide - wide.mean(axis=0, keepdims=True)
    k = math.ceil(0.25 * width)
    partial = (wide[:, :k] ** 2).mean(axis=-1, keepdims=True)
    return {
        "shape": [rows, width],
        # float32 numbers survive nine significant digits.
        "x": rounded(x),
        "gain": rounded(gain),
        "bias": rounded(bias),
        "weight": rounded(weight),
        "RMSNorm": rounded(g * wide / np.sqrt((wide**2).mean(axis=-1, keepdims=True) + EPS)),
        "LayerNorm": rounded(b + g * center / np.sqrt(center.var(axis=-1, keepdims=True) + EPS)),
        "PartialRMSNorm": rounded(g * wide / np.sqrt(partial + EPS)),
        "L2Norm": rounded(g * wide / np.sqrt((wide**2).sum(axis=-1, keepdims=True) + EPS)),
        "BatchNorm": rounded(b + g * column / np.sqrt(wide.var(axis=0) + EPS)),
        "WeightNorm": rounded(w / np.linalg.norm(w, axis=-1, keepdims=True)),
    }


cases = [
    case(rows=3, width=3, mean=0, scale=1),
    case(rows=2, width=17, mean=5, scale=0.1),
    case(rows=4, width=33, mean=-1, scale=30),
    case(rows=2, width=64, mean=0, scale=0.003),
]
with open("norms.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
