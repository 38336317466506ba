"""Writes package.gguf with the `gguf` package (0.19): a few keys of different types and three tensors.

    python3 -m venv venv && venv/bin/pip install gguf==0.19.0 && venv/bin/python file.py
"""

import pathlib

import numpy as np
from gguf import GGUFWriter
from gguf.constants import GGMLQuantizationType as Type
from gguf.quants import quantize

path = pathlib.Path(__file__).with_name("package.gguf")
writer = GGUFWriter(path, "llama")
writer.add_block_count(2)
writer.add_layer_norm_rms_eps(1e-5)
writer.add_bool("tokenizer.ggml.add_bos_token", False)
writer.add_token_list(["a", "Ġb", "字"])
writer.add_token_types([1, 1, 3])
writer.add_array("some.floats", [0.5, 1.5])
writer.add_tensor("first", np.array([1, 2, 3], np.float32))
numbers = np.arange(-32, 32, dtype=np.float32).reshape(2, 32) * (127 / 31)
writer.add_tensor("second", quantize(numbers, Type.Q8_0), raw_dtype=Type.Q8_0)
writer.add_tensor("third", np.arange(6, dtype=np.float16).reshape(3, 2))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
