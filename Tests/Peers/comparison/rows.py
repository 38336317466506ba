"""The work of each row: what all contestants compute, with which formulations, and its limit."""

import dataclasses
import os
from typing import Callable

import numpy as np

from . import llama
from . import training as steps

random = np.random.default_rng(7)


def normal(*shape):
    return random.standard_normal(shape, dtype=np.float32)


@dataclasses.dataclass
class Work:
    """`inputs` and `ours` are what the Swift side keeps and computes; a peer's functions take the
    arrays in the same order. Each form of a function has a name, which is added to that of the peer."""

    name: str
    why: str
    inputs: dict
    ours: tuple
    amount: tuple  # what one call computes or moves, and the unit of that per nanosecond
    limit: tuple = ()  # what the Swift side does to measure the limit
    limit_name: str = ""
    numpy: dict = dataclasses.field(default_factory=dict)
    torch: dict = dataclasses.field(default_factory=dict)
    jax: dict = dataclasses.field(default_factory=dict)
    jax_in_place: dict = dataclasses.field(default_factory=dict)
    llama: dict = dataclasses.field(default_factory=dict)
    tolerance: float = 1e-5  # of the largest number
    chains: bool = False  # whether the result can be the first input
    # For peers that build a program of their own: what is computed, whether the second input is known
    # before, whether the result is to be new memory, and whether it may take the place of the first input.
    operator: str = ""
    constant: bool = False
    returns_new: bool = False
    donates: bool = False
    sums: str = "single"  # what ours are added in, and those of the peers, if they differ
    # Of a peer that has a way of its own: given the arrays, what does the work once.
    programs: dict = dataclasses.field(default_factory=dict)

    @property
    def arrays(self):
        return list(self.inputs.values())


def products(torch, jax):
    for size in (256, 512, 1024, 2048):
        yield Work(
            f"matrix product {size}³", "products", dict(a=normal(size, size), b=normal(size, size)),
            ("matmul", "a", "b"), (2.0 * size**3, "GFLOP/s"),
            ("multiplyAdd", size**3), "the peak of multiply–adds", tolerance=1e-4, operator="matmul",
            **everybody(torch, jax, lambda a, b: a @ b))


def few_rows(torch, jax):
    size = 4096
    for rows, name in ((1, "one row"), (8, "8 rows"), (64, "64 rows")):
        for operator, what in (("matmul", f"{size}×{size}"), ("matmulTransposed", f"({size}×{size})ᵀ")):
            transposed = operator == "matmulTransposed"
            panels = "rowsTimesTransposedPanels" if transposed else "rowsTimesPanels"
            inputs = dict(x=normal(rows, size), w=normal(size, size))
            for constant in (False, True) if rows < 64 else (True,):
                yield Work(
                    f"{name} × {what}" + (", laid out once" if constant else ""),
                    "laid out" if constant else "row" if rows == 1 else "eight rows", inputs,
                    (panels if constant else operator, "x", "w"), (4.0 * size * size, "GB/s"),
                    *((("read", 1, "w"), "reading the matrix") if rows < 64 else
                      (("multiplyAdd", rows * size * size), "the peak of multiply–adds")),
                    tolerance=1e-4, operator=operator, constant=constant, **everybody(
                        torch, jax, (lambda x, w: x @ w.T) if transposed else lambda x, w: x @ w))


def norms(torch, jax):
    for rows, width in ((64, 768), (512, 1024), (8192, 4096)):
        for kernel, name in (("rmsNorm", "RMSNorm"), ("layerNorm", "LayerNorm")):
            ones, zeros = np.ones(width, np.float32), np.zeros(width, np.float32)
            inputs = dict(x=normal(rows, width), gain=ones)
            if name == "LayerNorm":
                inputs["bias"] = zeros
            for form in ("",) if rows < 8192 else (" to new memory", " into memory that is there"):
                yield norm(torch, jax, kernel, name, rows, width, inputs, form)


def norm(torch, jax, kernel, name, rows, width, inputs, form):
    # Into memory that is there: only who can be given it. To new memory: only who returns some.
    into = form.startswith(" into")
    here, there = (None, None) if into else (torch, jax)
    work = Work(
        f"{name} {rows}×{width}{form}", "large norms" if form else "norms", inputs,
        (kernel + ("Into" if into else ""), "x"), (8.0 * rows * width, "GB/s"),
        ("copy", "x"), "a copy", chains=not form, operator=name, returns_new=form.startswith(" to"),
        donates=True, sums="double, single",
        torch=formulations(here, lambda torch: {
            "": (lambda x, gain: torch.nn.functional.rms_norm(x, (width,), gain, 1e-5))
            if name == "RMSNorm" else
            lambda x, gain, bias: torch.nn.functional.layer_norm(x, (width,), gain, bias, 1e-5)}),
        jax=formulations(there, lambda jax: {
            "": jax_rms_norm(jax) if name == "RMSNorm" else jax_layer_norm(jax)}))
    if into and jax:  # its result takes the place of its input
        work.jax_in_place = {"": jax_rms_norm(jax) if name == "RMSNorm" else jax_layer_norm(jax)}
    return work


def jax_rms_norm(jax):
    def rms_norm(x, gain):
        return x * jax.lax.rsqrt(jax.numpy.mean(x * x, -1, keepdims=True) + 1e-5) * gain

    return rms_norm


def jax_layer_norm(jax):
    def layer_norm(x, gain, bias):
        centered = x - jax.numpy.mean(x, -1, keepdims=True)
        variance = jax.numpy.mean(centered * centered, -1, keepdims=True)
        return centered * jax.lax.rsqrt(variance + 1e-5) * gain + bias

    return layer_norm


def rotation(torch, jax):
    angles = np.outer(np.arange(512), 10000.0 ** (-np.arange(32) / 32))
    angles = np.concatenate([angles, angles], axis=1)
    cos, sin = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)

    def usual(concatenate):
        def turned(x, cos, sin):
            return x * cos + concatenate((-x[..., 32:], x[..., :32])) * sin

        return lambda q, k, cos, sin: (turned(q, cos, sin), turned(k, cos, sin))

    yield Work(
        "rotation of queries and keys, 512×8×64", "rotation",
        dict(q=normal(8, 512, 64), k=normal(8, 512, 64), cos=cos, sin=sin), ("rotation", "q", "k"),
        (2 * 8.0 * 8 * 512 * 64, "GB/s"), ("copy", "q", "k"), "a copy", operator="rotation",
        torch=formulations(torch, lambda torch: {"": usual(lambda x: torch.cat(x, dim=-1))}),
        jax=formulations(jax, lambda jax: {"": usual(lambda x: jax.numpy.concatenate(x, -1))}))


def activations(torch, jax):
    x = 3 * normal(512, 3072)
    for kernel, name, in_torch, in_jax in (
        ("softmax", "softmax", lambda torch: lambda x: torch.softmax(x, -1),
         lambda jax: lambda x: jax.nn.softmax(x, -1)),
        ("silu", "SiLU", lambda torch: torch.nn.functional.silu, lambda jax: jax.nn.silu),
        ("gelu", "GELU (tanh)",
         lambda torch: lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
         lambda jax: lambda x: jax.nn.gelu(x, approximate=True)),
    ):
        yield Work(
            f"{name} 512×3072", kernel, dict(x=x), (kernel, "x"), (8.0 * x.size, "GB/s"),
            ("copy", "x"), "a copy", operator=kernel, donates=True,
            torch=formulations(torch, lambda torch: {"": in_torch(torch)}),
            jax=formulations(jax, lambda jax: {"": in_jax(jax)}))


def attention(torch, jax):
    shapes = [(8, 8, 1024, 1024)] + [(32, kv_heads, 1, 4096) for kv_heads in (32, 8, 1)]
    for heads, kv_heads, tokens, positions in shapes:
        inputs = dict(q=normal(heads, tokens, 64), k=normal(kv_heads, positions, 64),
                      v=normal(kv_heads, positions, 64))
        if tokens > 1:
            name = f"causal attention, {tokens} tokens, {heads} heads × 64"
            amount = (4.0 * heads * 64 * tokens * (tokens + 1) / 2, "GFLOP/s")
            limit = (("multiplyAdd", round(amount[0] / 2)), "the peak of multiply–adds")
        else:
            name = f"decode, {heads} query and {kv_heads} kv heads, context {positions}"
            amount = (8.0 * kv_heads * positions * 64, "GB/s")
            limit = (("read", 1, "k", "v"), "reading keys and values")
        yield Work(
            name, "prefill" if tokens > 1 else "decode", inputs, ("attention", "q", "k", "v"), amount,
            *limit, tolerance=1e-4, operator="attention",
            torch=formulations(torch, lambda torch: torch_attention(torch, heads, kv_heads, tokens)),
            jax=formulations(jax, lambda jax: jax_attention(jax, heads, kv_heads, tokens)))


def torch_attention(torch, heads, kv_heads, tokens):
    def fused(q, k, v):
        return torch.nn.functional.scaled_dot_product_attention(
            q[None], k[None], v[None], is_causal=tokens > 1, enable_gqa=kv_heads < heads)

    def by_hand(q, k, v):
        q = q.reshape(kv_heads, heads // kv_heads, 64)
        return torch.bmm(torch.softmax(torch.bmm(q, k.transpose(1, 2)) * 0.125, -1), v)

    forms = {"": fused}
    return forms if tokens > 1 else forms | {", two products and a softmax": by_hand}


def jax_attention(jax, heads, kv_heads, tokens):
    numpy = jax.numpy

    def causal(q, k, v):
        scores = numpy.einsum("htd,hsd->hts", q, k) * 0.125
        scores = numpy.where(numpy.tril(numpy.ones((tokens, tokens), bool)), scores, -numpy.inf)
        return numpy.einsum("hts,hsd->htd", jax.nn.softmax(scores, -1), v)

    def one_token(q, k, v):
        q = q.reshape(kv_heads, heads // kv_heads, 64)
        weights = jax.nn.softmax(numpy.einsum("kgd,ksd->kgs", q, k) * 0.125, -1)
        return numpy.einsum("kgs,ksd->kgd", weights, v)

    return {"": causal if tokens > 1 else one_token}


def decoder(torch, jax):
    weights = 497_427_456  # bytes of the decoder that the Swift side builds
    for kernel, form in (("token", ""), ("laidOutToken", ", weights laid out")):
        yield Work(
            f"a token of a GPT-2-small decoder{form}", "token", {}, (kernel,), (weights, "GB/s"),
            ("readBytes", weights), "reading the weights' bytes")


def training(torch, jax):
    flops = 3 * 2.0 * 98_304 * 1024 + 3 * 4.0 * 2 * 16 * 8 * (64 * 65 / 2) * 8
    programs = {}
    if torch:
        programs |= {"PyTorch": steps.torch_program(torch),
                     "torch.compile": steps.torch_program(torch, compiled=True)}
    if jax:
        programs["JAX"] = steps.jax_program(jax)
    inputs = steps.inputs(random)
    yield Work(
        "eight training steps, 98,624 parameters, 16 texts of 64 tokens", "training", inputs,
        ("training", *inputs), (steps.STEPS * flops, "GFLOP/s"),
        ("multiplyAdd", round(steps.STEPS * flops / 2)), "the peak of multiply–adds",
        tolerance=1e-4, programs=programs)


def published_model(torch, jax):
    """SmolLM2-135M-Instruct in Q4_1, or another model in a file, if FIELD_NOTES_MODEL names one; and the
    same with weights of other kinds, which llama.cpp's own tool makes of it, and as 32-bit numbers.

    llama.cpp rounds what goes into a product to eight bits, so its logits are about half a unit away."""
    path = os.environ.get("FIELD_NOTES_MODEL")
    if not path:
        print("The rows of a published model are left out: FIELD_NOTES_MODEL does not name its file.")
        return
    for path in llama.files(path):
        name, size = os.path.basename(path).removesuffix(".gguf"), os.path.getsize(path)
        numbers = name.endswith("F32")
        sums = "single" if numbers else "single, 8 bits"
        prompt, new = 512, 64
        # Tokens a second, in the units of the table, which counts what happens in a nanosecond.
        yield Work(
            f"{name}: a prompt of {prompt} tokens", "prompt", {}, ("modelPrompt", path, prompt),
            (1e9 * prompt, "tokens/s"), ("modelPromptLimit", path, prompt),
            "the peak of multiply–adds", tolerance=0.1, sums=sums,
            llama=llama.both(llama.prefill, path, prompt))
        for position in (8, 1024):
            yield Work(
                f"{name}: {new} tokens after {position}", "new tokens", {},
                ("modelTokens", path, position, new), (1e9 * new, "tokens/s"),
                ("readBytes", size, new), "reading the file's bytes", tolerance=0.1, sums=sums,
                llama=llama.both(llama.decode, path, position, new))


def everybody(torch, jax, function):
    """The same expression for all peers."""
    return dict(
        numpy={"": function}, torch=formulations(torch, lambda _: {"": function}),
        jax=formulations(jax, lambda _: {"": function}))


def formulations(library, make):
    return make(library) if library else {}


GROUPS = {
    "Matrix products": products, "Few rows": few_rows, "Norms": norms, "Rotation": rotation,
    "Activations": activations, "Attention": attention, "A whole decoder": decoder,
    "Training": training,
    "A published model": published_model,
}
