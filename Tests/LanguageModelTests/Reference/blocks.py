"""Writes blocks.json: blocks of every type with the numbers that the `gguf` package (0.19) reads from them,
and numbers with the blocks that it makes of them.

    python3 -m venv venv && venv/bin/pip install gguf==0.19.0 && venv/bin/python blocks.py
"""

import json
import pathlib

import numpy as np
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize

READ = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"]
MADE = ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"]

# Where a block has its 16-bit scales.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}

random = np.random.default_rng(14)


def bits(numbers):
    return numbers.astype("<f4").tobytes().hex()


def blocks(name):
    """Random bytes, with scales of which one is ordinary, one negative, one subnormal."""
    size, width = GGML_QUANT_SIZES[Type[name]]
    count = 64 if size == 1 else 3
    data = random.integers(0, 256, (count, width), dtype=np.uint8)
    for place in SCALES.get(name, []):
        data[:, place:place + 2] = np.array([0.0123, -1.7, 3e-6], np.float16).reshape(3, 1).view(np.uint8)
    if name == "F16":  # every exponent, both infinities; NaN has its own test
        data = (np.arange(64, dtype=np.uint16) << 10 | np.where(np.arange(64) % 32 == 31, 0, 0x155)).astype("<u2")
        data = data.view(np.uint8).reshape(64, 2)
    if name in ("F32", "BF16"):
        data[:, -1] &= 0xBF  # no NaN
    return data


def numbers(name):
    size = GGML_QUANT_SIZES[Type[name]][0]
    if size == 1:  # ties, subnormals, the largest
        return np.array(
            [0, -0.0, 1, -2.5, 65504, 2048.5, 2049.5, 1 + 2**-11, 1 + 3 * 2**-11, 1 + 2**-8, 1 + 3 * 2**-8,
             2**-24, 2**-25, 1.5 * 2**-24, 6.1e-5, 6.0975e-5, 1e-8, 0.1, -1 / 3, 3.14159265], np.float32)
    rows = random.standard_normal((4, 32)).astype(np.float32)
    rows[1] *= 1e-3
    rows[2] = np.linspace(-1, 2, 32)
    rows[3] = 0
    return rows.reshape(-1)


result = {"read": {}, "made": {}}
for name in READ:
    data = blocks(name)
    with np.errstate(all="ignore"):
        values = dequantize(data.reshape(-1), Type[name])
    assert np.isfinite(values).all() or name == "F16"
    result["read"][name] = {"bytes": data.tobytes().hex(), "numbers": bits(values)}
for name in MADE:
    values = numbers(name)
    result["made"][name] = {"numbers": bits(values), "bytes": quantize(values, Type[name]).tobytes().hex()}

path = pathlib.Path(__file__).with_name("blocks.json")
path.write_text(json.dumps(result, indent=1) + "\n")
