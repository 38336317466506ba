"""Who takes part in a race: Mini, and each peer that is installed and can do the work.

A contestant has `seconds(count)`, the time of so many calls, and `result()`, what one call computes.
"""

import subprocess
import time

import numpy as np


class Contestant:
    """`called` is the time of a call by itself where `seconds` repeats the work inside one call."""

    def __init__(self, name, seconds, result=None, called=None):
        self.name, self.seconds, self.result, self.called = name, seconds, result, called


class Mini:
    """The Swift side: a process that keeps tensors, computes with them and times itself."""

    def __init__(self, program, cores):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.cores = cores

    def contestant(self, *kernel, checked=True):
        return Contestant(
            "Mini", lambda count: self.seconds(kernel, count),
            (lambda: self.result(kernel)) if checked else None)

    def keep(self, arrays):
        """Lets go of all tensors and keeps these."""
        self.say("forget")
        for name, array in arrays.items():
            self.say("tensor", name, *array.shape, data=np.ascontiguousarray(array).tobytes())

    def result(self, kernel):
        self.say("result", *kernel)
        shape = [int(word) for word in self.process.stdout.readline().split()]
        data = self.process.stdout.read(4 * int(np.prod(shape)))
        return np.frombuffer(data, np.float32).reshape(shape)

    def seconds(self, kernel, count, cores=None):
        self.say("time", count, cores or self.cores, *kernel)
        return float(self.process.stdout.readline())

    def say(self, *words, data=b""):
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode() + data)
        self.process.stdin.flush()


class Peer:
    """A library: `prepared(work, function)` is a function without arguments that does the work once,
    and one that takes a count and repeats the work inside one call, or None."""

    name = ""

    def contestants(self, work):
        """One for each form in which the library can do the work; None if it fails, with the reason."""
        for form, function in self.forms(work).items():
            name = self.name + form
            try:
                yield self.contestant(name, work, function), name
            except Exception as error:
                yield None, f"{name}: {reason(error)}"
        if self.name in work.programs:
            try:
                run = work.programs[self.name](work.arrays)
                seconds = calling(run)
                seconds(2)
                yield Contestant(self.name, seconds, lambda: self.array(run())), self.name
            except Exception as error:
                yield None, f"{self.name}: {reason(error)}"

    def contestant(self, name, work, function):
        run, repeat = self.prepared(work, function)
        seconds = calling(run, self.empty_call)
        seconds(2)
        alone = Contestant(name, seconds, lambda: self.array(run()))
        if repeat is None:
            return alone
        called = min(seconds(10) / 10 for _ in range(5))
        if self.empty_call <= called / 5:
            return alone
        return Contestant(
            f"{name}, repeated in one call", lambda count: timed(lambda: repeat(count)),
            lambda: self.array(run()), called=called)

    def measure_empty_call(self, run):
        """Seconds of a call that has hardly anything to compute."""
        seconds = calling(run)
        seconds(100)
        self.empty_call = min(seconds(100) / 100 for _ in range(9))

    @staticmethod
    def array(result):
        """The result, or the last one of several, as Mini hands it over."""
        return np.asarray(result[-1] if isinstance(result, tuple) else result)


class NumPy(Peer):
    name = "NumPy"

    def __init__(self, cores):
        self.version = np.__version__
        one = np.ones(1, np.float32)
        self.measure_empty_call(lambda: -one)

    def forms(self, work):
        return work.numpy

    def prepared(self, work, function):
        return lambda: function(*work.arrays), None


class PyTorch(Peer):
    """As it is called, one operation after another."""

    name = "PyTorch"

    def __init__(self, cores):
        import torch

        torch.set_num_threads(cores)
        torch.set_grad_enabled(False)
        self.torch, self.version = torch, torch.__version__
        one, empty = torch.ones(1), self.compiled(lambda x: -x)
        self.measure_empty_call(lambda: empty(one))

    def forms(self, work):
        return work.torch

    def compiled(self, function):
        return function

    def prepared(self, work, function):
        tensors = [self.torch.from_numpy(x) for x in work.arrays]
        return lambda: function(*tensors), None


class CompiledPyTorch(PyTorch):
    name = "torch.compile"

    def compiled(self, function):
        return self.torch.compile(function, dynamic=False, fullgraph=True)

    def prepared(self, work, function):
        self.torch._dynamo.reset()
        tensors = [self.torch.from_numpy(x) for x in work.arrays]
        once = self.compiled(function)
        if not work.chains:
            return lambda: once(*tensors), None

        def repeated(end, x, *others):
            start = self.torch.zeros((), dtype=self.torch.int64)
            return self.torch.while_loop(
                lambda i, x: i < end, lambda i, x: (i + 1, function(x, *others)), (start, x))

        many = self.compiled(repeated)
        return lambda: once(*tensors), lambda count: many(self.torch.tensor(count), *tensors)


class JAX(Peer):
    name = "JAX"

    def __init__(self, cores):
        import jax

        # A call then computes on the thread that calls; another one would have to be woken first.
        jax.config.update("jax_cpu_enable_async_dispatch", False)
        self.jax, self.version = jax, jax.__version__
        one, empty = jax.numpy.ones(1), jax.jit(lambda x: -x)
        self.measure_empty_call(lambda: empty(one).block_until_ready())

    def forms(self, work):
        return work.jax

    def prepared(self, work, function):
        jax = self.jax
        arrays = [jax.device_put(x) for x in work.arrays]
        once = jax.jit(function)
        run = lambda: jax.block_until_ready(once(*arrays))
        if not work.chains:
            return run, None

        @jax.jit
        def many(count, x, *others):
            return jax.lax.fori_loop(0, count, lambda i, x: function(x, *others), x)

        return run, lambda count: many(count, *arrays).block_until_ready()


def installed(cores):
    """The peers that can be loaded, and a sentence for each of those that cannot."""
    from .forms import DonatedJAX, PyTorchForms
    from .libraries import Numba, OnnxRuntime, OpenVINO
    from .llama import Llama

    peers, missing = [], []
    for kind in (NumPy, PyTorch, CompiledPyTorch, PyTorchForms, JAX, DonatedJAX, OnnxRuntime, OpenVINO,
                 Numba, Llama):
        try:
            peers.append(kind(cores))
        except Exception as error:
            missing.append(f"{kind.name} takes no part: {reason(error)}")
    return peers, missing


def reason(error):
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def calling(run, overhead=0.0):
    """What takes the seconds of so many calls, one after another, without those of as many empty ones."""
    def seconds(count):
        start = time.perf_counter()
        for _ in range(count):
            run()
        took = time.perf_counter() - start
        return max(took / 2, took - count * overhead)

    return seconds


def timed(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
