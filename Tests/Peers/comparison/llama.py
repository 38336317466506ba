"""llama.cpp, through its C functions: a published model that both programs read from one file."""

import ctypes
import os
import pathlib
import tempfile

import numpy as np

from .contestants import Peer, calling

# As many tokens go in at once as are asked for, and the longest text that is measured fits.
CONTEXT = 2048


class Llama(Peer):
    """`llama_cpp` brings the library along; `pip install llama-cpp-python` compiles it for this machine."""

    name = "llama.cpp"

    def __init__(self, cores):
        import llama_cpp
        from llama_cpp import llama_cpp as functions

        self.functions, self.version, self.cores = functions, llama_cpp.__version__, cores
        quiet = functions.llama_log_callback(lambda level, text, data: None)
        self.quiet = quiet  # the library keeps its address
        functions.llama_log_set(quiet, ctypes.c_void_p())
        functions.llama_backend_init()
        self.models, self.empty_call = {}, 0.0

    def forms(self, work):
        return work.llama

    def prepared(self, work, function):
        # One context at a time: each has threads of its own.
        return function(self), None

    def model(self, path):
        if path not in self.models:
            settings = self.functions.llama_model_default_params()
            settings.n_gpu_layers = 0
            self.models[path] = self.functions.llama_model_load_from_file(path.encode(), settings)
            if not self.models[path]:
                raise ValueError(f"it cannot read {path}")
        return self.models[path]

    def context(self, path, flash_attention):
        settings = self.functions.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = CONTEXT, CONTEXT, 512
        settings.n_threads = settings.n_threads_batch = self.cores
        settings.flash_attn_type = int(flash_attention)
        return Context(self, self.functions.llama_init_from_model(self.model(path), settings))


class Context:
    def __init__(self, llama, context):
        self.functions, self.context = llama.functions, context
        self.memory = self.functions.llama_get_memory(context)
        model = self.functions.llama_get_model(context)
        self.vocabulary = self.functions.llama_vocab_n_tokens(
            self.functions.llama_model_get_vocab(model))

    def trim(self, length):
        self.functions.llama_memory_seq_rm(self.memory, 0, length, -1)

    def read(self, ids):
        """Appends tokens; logits are computed for the last one only."""
        array = (ctypes.c_int32 * len(ids))(*ids)
        batch = self.functions.llama_batch_get_one(array, len(ids))
        if self.functions.llama_decode(self.context, batch) != 0:
            raise ValueError("llama_decode failed")

    def logits(self):
        pointer = self.functions.llama_get_logits_ith(self.context, -1)
        return np.ctypeslib.as_array(pointer, (self.vocabulary,)).copy()

    def close(self):
        self.functions.llama_free(self.context)


def files(path):
    """The file, and those that the library's own tool makes of its numbers in a folder of the system's."""
    found = [path]
    try:
        import llama_cpp as functions
    except ImportError:
        return found
    folder = pathlib.Path(tempfile.gettempdir()) / "executable-notes-models"
    folder.mkdir(exist_ok=True)
    stem = os.path.basename(path).removesuffix(".gguf").rsplit(".", 1)[0]
    numbers = folder / f"{stem}.F32.gguf"
    for kind, number in dict(F32=0, Q4_0=2, Q8_0=7, Q4_K_M=15).items():
        target = folder / f"{stem}.{kind}.gguf"
        if not target.exists():
            settings = functions.llama_model_quantize_default_params()
            settings.ftype, settings.allow_requantize = number, True
            source = path if kind == "F32" else str(numbers)
            if functions.llama_model_quantize(
                    source.encode(), str(target).encode(), ctypes.byref(settings)) != 0:
                continue
        if str(target) != path and not path.endswith(target.name):
            found.append(str(target))
    return found


def ids(count):
    """Any tokens; the Swift side has the same."""
    return [1000 + i * 7919 % 40000 for i in range(count)]


def prefill(path, tokens, flash_attention):
    def prepare(llama):
        context, text = llama.context(path, flash_attention), ids(tokens)

        def run():
            context.trim(0)
            context.read(text)
            return context.logits()

        return run

    return prepare


def decode(path, position, tokens, flash_attention):
    def prepare(llama):
        context, text = llama.context(path, flash_attention), ids(position + tokens)
        context.read(text[:position])

        def run():
            context.trim(position)
            for token in text[position:]:
                context.read([token])
            return context.logits()

        return run

    return prepare


def both(work, path, *arguments):
    """The two ways of attention that the library has."""
    return {
        "": work(path, *arguments, False), " with flash attention": work(path, *arguments, True)}
