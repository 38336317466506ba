"""Writes smollm.json for the published model SmolLM2-135M-Instruct.Q4_1.gguf: a checksum of each tensor's numbers by
the `gguf` package (0.19), and the ids that `tokenizers` (0.23) gives to texts by SmolLM's rule.

    python3 -m venv venv && venv/bin/pip install gguf==0.19.0 tokenizers==0.23.3
    venv/bin/python smollm.py SmolLM2-135M-Instruct.Q4_1.gguf
"""

import json
import pathlib
import random
import sys

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import Tokenizer, models, pre_tokenizers

reader = GGUFReader(sys.argv[1])


def checksum(numbers):
    """The bits of number i times 2i + 1, added up modulo 2^64."""
    bits = numbers.reshape(-1).view(np.uint32).astype(np.uint64)
    return int((bits * (2 * np.arange(bits.size, dtype=np.uint64) + 1)).sum(dtype=np.uint64))


sums = {t.name: f"{checksum(dequantize(t.data, t.tensor_type)):016x}" for t in reader.tensors}

fields = reader.fields
tokens = fields["tokenizer.ggml.tokens"].contents()
merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=merges))
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])

# Stretches of the scripts that people write, and what trips tokenizers.
SCRIPTS = [(0x20, 0x7F)] * 4 + [
    (0xA0, 0x250), (0x370, 0x530), (0x5D0, 0x5EB), (0x600, 0x700), (0x900, 0xE00), (0xE00, 0xE80), (0x1000, 0x1200),
    (0x1780, 0x1800), (0x1E00, 0x2100), (0x2150, 0x2300), (0x2460, 0x2500), (0x3000, 0x3100), (0x4E00, 0x5000),
    (0xAC00, 0xAD00), (0xFB00, 0xFE00), (0xFF00, 0xFFEF), (0x10000, 0x10400), (0x1D400, 0x1D800), (0x1F300, 0x1F700),
    (0x20000, 0x20100), (0, 0x20), (0x300, 0x370),
]
PIECES = [
    " ", "  ", "    ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u3000", "'s", "'T", "'re", "'ll", "1", "23", "4567", "½", "Ⅻ", "٣",
    "The", " quick", "def f(x):\n\treturn x**2\n", "for (int i = 0; i < 10; ++i) {\n", "--------", "====", "...", "👩‍👩‍👧", "e\u0301",
    ".\x04.", "\x1d", "\U00040000", "слово", "字", "かな", "한국어", "ไทย", "हिन्दी", "العربية", "http://a.b/c?d=e&f=1",
]
generator = random.Random(3)


def piece():
    if generator.random() < 0.5:
        return generator.choice(PIECES)
    low, high = generator.choice(SCRIPTS)
    return "".join(chr(generator.randrange(low, high)) for _ in range(generator.choice([1, 1, 2, 4, 8])))


texts = ["Time flies fast", "  1", "\n\n  12 a"]
texts += ["".join(piece() for _ in range(generator.choice([1, 2, 4, 8, 16]))) for _ in range(150)]
ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]

path = pathlib.Path(__file__).with_name("smollm.json")
path.write_text(json.dumps({"sums": sums, "texts": texts, "ids": ids}) + "\n")
