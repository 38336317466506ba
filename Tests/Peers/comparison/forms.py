"""More forms of the libraries that everybody has: results that go into memory that is there, weights that
are laid out before, and kinds of attention that a library keeps beside its usual one."""

import numpy as np

from .libraries import Prepared


class PyTorchForms(Prepared):
    name = "PyTorch"

    def __init__(self, cores):
        import torch

        torch.set_num_threads(cores)
        torch.set_grad_enabled(False)
        self.torch, self.version = torch, torch.__version__
        one = torch.ones(1)
        self.measure_empty_call(lambda: torch.neg(one, out=one))

    def programs_for(self, work):
        make = {
            "matmul": self.product, "matmulTransposed": self.product, "RMSNorm": self.rms_norm,
            "LayerNorm": self.layer_norm, "softmax": self.activation, "silu": self.activation,
            "gelu": self.activation, "attention": self.attention}.get(work.operator)
        if make is None or work.returns_new:
            return {}
        tensors = [self.torch.from_numpy(x) for x in work.arrays]
        return {form: self.prepared_run(run) for form, run in make(work, *tensors).items()}

    def prepared_run(self, prepare):
        def program():
            run = prepare()
            return run, lambda: np.array(run()), 1

        return program

    def compiled_into(self, function, *tensors):
        """Compiled at its best mode, the result written over what is there."""
        def prepare():
            self.torch._dynamo.reset()
            y = self.torch.empty_like(tensors[0])
            compiled = self.torch.compile(
                lambda y, *x: y.copy_(function(*x)), dynamic=False, mode="max-autotune-no-cudagraphs")
            return lambda: compiled(y, *tensors)

        return prepare

    def product(self, work, x, w):
        torch = self.torch
        right = w.T if work.operator == "matmulTransposed" else w
        y = torch.empty(x.shape[0], right.shape[1])

        def laid_out():
            torch._dynamo.reset()
            layer = torch.nn.Linear(*right.shape, bias=False).eval()
            layer.weight = torch.nn.Parameter(right.T.contiguous(), requires_grad=False)
            compiled = torch.compile(layer, dynamic=False, options=dict(freezing=True))
            return lambda: compiled(x)

        forms = {" with out=": lambda: lambda: torch.mm(x, right, out=y)}
        return forms | ({", compiled with frozen weights": laid_out} if work.constant else {})

    def rms_norm(self, work, x, gain):
        norm = self.torch.nn.functional.rms_norm
        return {", compiled into y": self.compiled_into(
            lambda x, gain: norm(x, (x.shape[1],), gain, 1e-5), x, gain)}

    def layer_norm(self, work, x, gain, bias):
        norm, width = self.torch.nn.functional.layer_norm, x.shape[1]
        y, mean, root = (self.torch.empty(x.shape[0], n) for n in (width, 1, 1))
        out = self.torch.ops.aten.native_layer_norm.out
        return {
            " with out=": lambda: lambda: out(
                x, (width,), gain, bias, 1e-5, out0=y, out1=mean, out2=root)[0],
            ", compiled into y": self.compiled_into(
                lambda x, gain, bias: norm(x, (width,), gain, bias, 1e-5), x, gain, bias)}

    def activation(self, work, x):
        aten, functional, y = self.torch.ops.aten, self.torch.nn.functional, self.torch.empty_like(x)
        out, function = {
            "softmax": (lambda: aten._softmax.out(x, -1, False, out=y),
                        lambda x: functional.softmax(x, -1)),
            "silu": (lambda: aten.silu.out(x, out=y), functional.silu),
            "gelu": (lambda: aten.gelu.out(x, approximate="tanh", out=y),
                     lambda x: functional.gelu(x, approximate="tanh"))}[work.operator]
        return {" with out=": lambda: out, ", compiled into y": self.compiled_into(function, x)}

    def attention(self, work, q, k, v):
        torch, tokens, shares = self.torch, q.shape[1], k.shape[0] < q.shape[0]
        q, k, v = q[None], k[None], v[None]

        def flexible():
            from torch.nn.attention.flex_attention import create_block_mask, flex_attention

            torch._dynamo.reset()
            mask = create_block_mask(
                lambda b, h, i, j: i >= j, None, None, tokens, k.shape[2], device="cpu") if (
                    tokens > 1) else None
            compiled = torch.compile(flex_attention, dynamic=False)
            return lambda: compiled(q, k, v, block_mask=mask, enable_gqa=shares)

        forms = {"'s flex_attention": flexible}
        if shares:
            grouped = q.reshape(1, k.shape[1], -1, q.shape[3])
            forms |= {", groups as tokens": lambda: lambda: (
                torch.nn.functional.scaled_dot_product_attention(grouped, k, v))}
        return forms


class DonatedJAX(Prepared):
    """The result takes the place of the input, which is given up: half the memory of all others."""

    name = "JAX, in place"

    def __init__(self, cores):
        import jax

        jax.config.update("jax_cpu_enable_async_dispatch", False)
        self.jax, self.version = jax, jax.__version__
        one, empty = jax.numpy.ones(1), jax.jit(lambda x: -x)
        self.measure_empty_call(lambda: empty(one).block_until_ready())

    def programs_for(self, work):
        if not work.operator or not work.donates or work.returns_new:
            return {}
        return {form: lambda function=function: self.program(work, function)
                for form, function in (work.jax_in_place or work.jax).items()}

    def program(self, work, function):
        jax = self.jax
        x, *others = [jax.device_put(array) for array in work.arrays]
        once, given = jax.jit(function), jax.jit(function, donate_argnums=0)
        state = [jax.device_put(np.array(work.arrays[0]))]

        def run():
            state[0] = given(state[0], *others)
            state[0].block_until_ready()

        return run, lambda: np.asarray(once(x, *others)), 1
