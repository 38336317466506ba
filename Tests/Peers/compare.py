"""Mini beside NumPy and PyTorch: identical inputs, shapes and thread counts, in turn, in one run.

    swift build && python3 Tests/Peers/compare.py [--rows WORD] [--seconds S] [--output FILE]

NumPy is needed, PyTorch is used when it is installed. Every contestant of a race is first checked
against the others: all must have computed the same. Then they take turns (A B C A B C …), each for
some milliseconds at a time, so that a machine which slows down slows them all. A ratio is found for
each turn; the table gives the median of the ratios, with the quartiles on both sides.
"""

import argparse
import datetime
import os
import pathlib
import platform
import subprocess
import sys
import time

# The peers run on one core. This has to be said before they are loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

from collections import defaultdict
WHY = defaultdict(str)
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Mini:
    """The Swift side: a process that keeps tensors, computes with them and times itself."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(self, *words, data=b""):
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode() + data)
        self.process.stdin.flush()

    def tensor(self, name, array):
        self.say("tensor", name, *array.shape, data=np.ascontiguousarray(array).tobytes())

    def result(self, *kernel):
        self.say("result", *kernel)
        shape = [int(word) for word in self.process.stdout.readline().split()]
        data = self.process.stdout.read(4 * int(np.prod(shape)))
        return np.frombuffer(data, np.float32).reshape(shape)

    def time(self, count, threads, *kernel):
        self.say("time", count, threads, *kernel)
        return float(self.process.stdout.readline())


class Contestant:
    """`seconds(n)` runs n times and returns the time, `result()` what was computed, if anything."""

    def __init__(self, seconds, result=None):
        self.seconds, self.result = seconds, result


class Comparison:
    def __init__(self, mini, seconds):
        self.mini, self.seconds, self.lines = mini, seconds, []
        self.random = np.random.default_rng(7)

    def normal(self, *shape):
        return self.random.standard_normal(shape, dtype=np.float32)

    # Contestants

    def ours(self, *kernel, threads=1, checked=True):
        return Contestant(
            lambda count: self.mini.time(count, threads, *kernel),
            (lambda: self.mini.result(*kernel)) if checked else None)

    def theirs(self, run):
        def seconds(count):
            start = time.perf_counter()
            for _ in range(count):
                run()
            return time.perf_counter() - start

        return Contestant(seconds, lambda: np.asarray(run()))

    def peak(self, operations, threads=1):
        """As many operations in registers, which nothing can be quicker than."""
        return self.ours("multiplyAdd", int(operations) // 2, threads=threads, checked=False)

    # Racing

    def race(self, contestants, tolerance):
        """Seconds per call for each contestant in each turn."""
        results = {n: c.result() for n, c in contestants.items() if c.result is not None}
        first = next(iter(results.values()), None)
        for name, result in results.items():
            difference = float(np.max(np.abs(result - first.reshape(result.shape))))
            if not difference <= tolerance * max(1.0, float(np.max(np.abs(first)))):
                sys.exit(f"{name} computed something else: it is {difference} away")
        counts, samples = {}, {name: [] for name in contestants}
        for name, contestant in contestants.items():
            contestant.seconds(1)
            counts[name] = max(1, round(0.004 / contestant.seconds(1)))
        end = time.perf_counter() + self.seconds * len(contestants)
        while time.perf_counter() < end or len(samples[name]) < 9:
            for name, contestant in contestants.items():
                count = counts[name]
                samples[name].append(contestant.seconds(count) / count)
        return {name: np.array(times) for name, times in samples.items()}

    def row(self, work, race, us, them, target, why, against=None, unit=None):
        """A line of the table: how many times quicker `us` is than `them`. `unit` is a pair: what
        one call does, and its name."""
        ratios = race[them] / race[us]
        low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
        best = race[them].min() / race[us].min()
        took = np.median(race[us])
        speed = f"{unit[0] / took / 1e9:.0f} {unit[1]}" if unit else f"{1e6 * took:.0f} µs"
        line = dict(
            work=work, speed=speed, against=against or them, low=low, ratio=middle, high=high,
            target=target, why=why)
        self.lines.append(line)
        mark = " " if target is None or middle >= target else "!"
        print(f"{mark} {work:48} {speed:>13}  {line['against']:26} {middle:6.2f} "
              f"[{low:.2f}, {high:.2f}] quickest {best:.2f} at least {target}", flush=True)


# The rows. What stands after each is why the ratio is what it is.


def matrix_products(c):
    for size in (256, 512, 1024, 2048):
        c.mini.say("forget")
        a, b = c.normal(size, size), c.normal(size, size)
        c.mini.tensor("a", a), c.mini.tensor("b", b)
        operations = 2.0 * size**3
        contestants = {
            "ours": c.ours("matmul", "a", "b"),
            "two cores": c.ours("matmul", "a", "b", threads=2),
            "peak": c.peak(operations),
            "NumPy": c.theirs(lambda: a @ b),
        }
        if torch:
            ta, tb = torch.from_numpy(a), torch.from_numpy(b)
            contestants["PyTorch"] = c.theirs(lambda: ta @ tb)
        race = c.race(contestants, 1e-4)
        name, unit = f"matrix product {size}³, one core", (operations, "GFLOP/s")
        if size > 256:
            c.row(name, race, "ours", "peak", 0.85, WHY["product of peak"], "measured FMA peak", unit)
        for peer in ("NumPy", "PyTorch"):
            if peer in race:
                c.row(name, race, "ours", peer, 1.6 if size == 256 else 1.8, WHY[f"product {peer}"],
                      unit=unit)
        if size > 256:
            c.row(f"matrix product {size}³, two cores", race, "two cores", "ours", 1.85,
                  WHY["two cores"], "our one core", unit)


def few_rows(c):
    size = 4096
    one, eight, w = c.normal(1, size), c.normal(8, size), c.normal(size, size)
    c.mini.say("forget")
    c.mini.tensor("one", one), c.mini.tensor("eight", eight), c.mini.tensor("w", w)
    unit = (4.0 * size * size, "GB/s")
    for kernel, label, right in (("matmul", "4096×4096", w), ("matmulTransposed", "(4096×4096)ᵀ", w.T)):
        contestants = {
            "one": c.ours(kernel, "one", "w"),
            "read": c.ours("read", "w", 1, checked=False),
            "NumPy": c.theirs(lambda: one @ right),
        }
        if torch:
            tone, tright = torch.from_numpy(one), torch.from_numpy(w)
            tright = tright.T if kernel == "matmulTransposed" else tright
            contestants["PyTorch"] = c.theirs(lambda: tone @ tright)
        race = c.race(contestants, 1e-4)
        work = f"one row × {label} from memory, one core"
        c.row(work, race, "one", "read", 0.9, WHY["row of bandwidth"], "measured read bandwidth", unit)
        for peer in ("NumPy", "PyTorch"):
            if peer in race:
                c.row(work, race, "one", peer, None, WHY["row of peers"], unit=unit)
        race = c.race({"one": c.ours(kernel, "one", "w", checked=False),
                       "eight": c.ours(kernel, "eight", "w", checked=False)}, 0)
        c.row(f"8 rows × {label}, one core", race, "eight", "one", 1 / 1.5, WHY["eight rows"],
              "one row (1/1.5 = 0.67)", unit)
        race = c.race({"one": c.ours(kernel, "one", "w", threads=2, checked=False),
                       "read": c.ours("read", "w", 1, threads=2, checked=False)}, 0)
        c.row(f"one row × {label} from memory, two cores", race, "one", "read", 0.9,
              WHY["row of bandwidth"], "measured read bandwidth", unit)


def norms(c):
    for rows, width in ((64, 768), (512, 1024), (8192, 4096)):
        c.mini.say("forget")
        x = c.normal(rows, width)
        c.mini.tensor("x", x)
        unit = (8.0 * rows * width, "GB/s")
        for kernel, name, target in (("rmsNorm", "RMSNorm", 3), ("layerNorm", "LayerNorm", 2)):
            contestants = {"ours": c.ours(kernel, "x"), "into": c.ours(kernel + "Into", "x"),
                           "copy": c.ours("copy", "x", checked=False)}
            if torch:
                tx, ones, zeros = torch.from_numpy(x), torch.ones(width), torch.zeros(width)
                contestants["PyTorch"] = c.theirs(
                    (lambda: torch.nn.functional.rms_norm(tx, (width,), ones, 1e-5))
                    if kernel == "rmsNorm" else
                    (lambda: torch.nn.functional.layer_norm(tx, (width,), ones, zeros, 1e-5)))
            race = c.race(contestants, 1e-5)
            work = f"{name} {rows}×{width}, one core"
            if rows < 8192 and torch:
                c.row(work, race, "ours", "PyTorch", target, WHY[name], unit=unit)
            if rows == 8192:
                c.row(work, race, "into", "copy", 0.85, WHY["norm of copy"],
                      "a copy of the same bytes", unit)
                if torch:
                    c.row(work + ", new memory", race, "ours", "PyTorch", None,
                          WHY["norm pages"], unit=unit)


def rotation(c):
    if not torch:
        return
    q, k = c.normal(8, 512, 64), c.normal(8, 512, 64)
    c.mini.say("forget")
    c.mini.tensor("q", q), c.mini.tensor("k", k)
    angles = np.outer(np.arange(512), 10000.0 ** (-np.arange(32) / 32))
    angles = np.concatenate([angles, angles], axis=1)
    cos, sin = (torch.from_numpy(f(angles).astype(np.float32)) for f in (np.cos, np.sin))
    tq, tk = torch.from_numpy(q)[None], torch.from_numpy(k)[None]

    def rotate_half(x):
        return torch.cat((-x[..., 32:], x[..., :32]), dim=-1)

    def usual():
        turned_q = tq * cos + rotate_half(tq) * sin
        turned_k = tk * cos + rotate_half(tk) * sin
        return turned_k if turned_q is not None else None

    race = c.race({"ours": c.ours("rotation", "q", "k"), "PyTorch": c.theirs(usual)}, 1e-5)
    c.row("rotation of queries and keys, 512×8×64, one core", race, "ours", "PyTorch", 4,
          WHY["rotation"], "the usual PyTorch formulation")


def attention(c):
    shapes = [(8, 8, 1024, 1024, 1.5)] + [(32, kv, 1, 4096, t) for kv, t in ((32, 1.5), (8, 3), (1, 3))]
    for heads, kv_heads, tokens, positions, target in shapes:
        q = c.normal(heads, tokens, 64)
        k, v = c.normal(kv_heads, positions, 64), c.normal(kv_heads, positions, 64)
        c.mini.say("forget")
        c.mini.tensor("q", q), c.mini.tensor("k", k), c.mini.tensor("v", v)
        contestants = {"ours": c.ours("attention", "q", "k", "v")}
        if torch:
            tq, tk, tv = (torch.from_numpy(x)[None] for x in (q, k, v))
            contestants["PyTorch"] = c.theirs(
                lambda: torch.nn.functional.scaled_dot_product_attention(
                    tq, tk, tv, is_causal=tokens > 1, enable_gqa=kv_heads < heads))
        race = c.race(contestants, 1e-4)
        if tokens > 1:
            unit, work = (4.0 * heads * 64 * tokens * (tokens + 1) / 2, "GFLOP/s"), "causal prefill"
            work = f"attention, {tokens} tokens, {heads} heads, one core"
        else:
            unit = (8.0 * kv_heads * positions * 64, "GB/s")
            work = f"decode attention, {heads} query and {kv_heads} kv heads, one core"
        if torch:
            c.row(work, race, "ours", "PyTorch", target, WHY["prefill" if tokens > 1 else f"decode {kv_heads}"],
                  unit=unit)
    q = c.normal(32, 1, 64)
    c.mini.say("forget")
    c.mini.tensor("q", q)
    contestants = {}
    for kv_heads in (32, 1):
        for name in "kv":
            c.mini.tensor(f"{name}{kv_heads}", c.normal(kv_heads, 16384, 64))
        contestants[kv_heads] = c.ours(
            "attention", "q", f"k{kv_heads}", f"v{kv_heads}", threads=2, checked=False)
    race = c.race(contestants, 0)
    c.row("decode, 1 kv head, context 16384, two cores", race, 1, 32, 8, WHY["sharing"],
          "32 kv heads (bytes fall 32×)", (8.0 * 16384 * 64, "GB/s"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="", help="only groups of rows whose name has this word")
    parser.add_argument("--seconds", type=float, default=1, help="time for each contestant")
    parser.add_argument("--output", type=pathlib.Path, help="write the page, in Markdown, here")
    options = parser.parse_args()
    program = ROOT / ".build/debug/peers"
    if not program.exists():
        sys.exit("there is no program to compare: run `swift build` first")
    comparison = Comparison(Mini(program), options.seconds)
    with_torch = torch.inference_mode() if torch else None
    if with_torch:
        with_torch.__enter__()
    for group in (matrix_products, few_rows, norms, rotation, attention):
        if options.rows in group.__name__:
            group(comparison)


if __name__ == "__main__":
    main()
