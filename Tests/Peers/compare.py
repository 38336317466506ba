"""Mini beside NumPy and PyTorch: identical inputs, shapes and thread counts, in turn, in one run.

    swift build && python3 Tests/Peers/compare.py [--rows WORD] [--seconds S] [--output FILE]

NumPy is needed, PyTorch is used when it is installed. Every contestant of a race is first checked
against the others: all must have computed the same. Then they take turns (A B C A B C …), some
milliseconds each, so that a machine which slows down slows them all. A ratio is found for each turn;
the table gives the median of the ratios, with the quartiles on both sides. A race waits a while for
other programs to leave the processor alone, and its row says if they did not.
"""

import argparse
import datetime
import os
import pathlib
import platform
import subprocess
import sys
import time

# Each peer chooses its kernels by itself: some systems set OPENBLAS_CORETYPE, which can halve the
# speed of NumPy's products. And the peers run on one core. This has to be said before they are loaded.
for variable in list(os.environ):
    if variable.startswith(("ATEN_", "MKL_", "OPENBLAS_")):
        del os.environ[variable]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

from reasons import REASONS

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Mini:
    """The Swift side: a process that keeps tensors, computes with them and times itself."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(self, *words, data=b""):
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode() + data)
        self.process.stdin.flush()

    def tensors(self, **arrays):
        """Lets go of all tensors and keeps these."""
        self.say("forget")
        for name, array in arrays.items():
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


def wait_for_quiet(patience):
    """Waits until the processor is idle, at most so many seconds; whether it was (Linux only)."""
    end = time.monotonic() + patience
    try:
        while True:
            first = [int(word) for word in open("/proc/stat").readline().split()[1:]]
            time.sleep(0.3)
            second = [int(word) for word in open("/proc/stat").readline().split()[1:]]
            spent = [b - a for a, b in zip(first, second)]
            if sum(spent[3:5]) > 0.93 * sum(spent):  # idle, or waiting for a disk
                return True
            if time.monotonic() > end:
                return False
    except OSError:
        return True


class Comparison:
    def __init__(self, mini, seconds, patience):
        self.mini, self.seconds, self.patience = mini, seconds, patience
        self.rows, self.quiet, self.group = [], True, ""
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

    def limit(self, *kernel, threads=1):
        return self.ours(*kernel, threads=threads, checked=False)

    # Racing

    def race(self, tolerance=0, **contestants):
        """Seconds per call for each contestant in each turn; results may differ by `tolerance` of
        the largest number in them."""
        results = {name: c.result() for name, c in contestants.items() if c.result is not None}
        first = next(iter(results.values()), None)
        for name, result in results.items():
            difference = float(np.max(np.abs(result - first.reshape(result.shape))))
            if not difference <= tolerance * max(1.0, float(np.max(np.abs(first)))):
                sys.exit(f"{name} computed something else: it is {difference} away")
        counts, samples = {}, {name: [] for name in contestants}
        for name, contestant in contestants.items():
            contestant.seconds(1)
            counts[name] = max(1, round(0.004 / contestant.seconds(1)))
        self.quiet = wait_for_quiet(self.patience)
        end = time.perf_counter() + self.seconds * len(contestants)
        while time.perf_counter() < end or len(samples[name]) < 9:
            for name, contestant in contestants.items():
                samples[name].append(contestant.seconds(counts[name]) / counts[name])
        return {name: np.array(times) for name, times in samples.items()}

    def row(self, work, race, us, them, least, why, against=None, moved=None):
        """A line of the table: how many times quicker `us` is than `them`. `moved` is what one call
        computes or moves, and its unit."""
        if them not in race:
            return
        ratios = race[them] / race[us]
        low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
        took = np.median(race[us])
        speed = f"{moved[0] / took / 1e9:.0f} {moved[1]}" if moved else f"{1e6 * took:.0f} µs"
        row = dict(
            work=work, speed=speed, against=against or them, low=low, ratio=middle, high=high,
            best=race[them].min() / race[us].min(), least=least, why=why, quiet=self.quiet,
            group=self.group)
        self.rows.append(row)
        mark = "!" if least is not None and middle < least else " "
        wanted = "" if least is None else f"at least {least:.2f}"
        print(f"{mark} {work:52} {speed:>12}  {row['against']:26} {middle:6.2f} "
              f"[{low:.2f}, {high:.2f}] quickest {row['best']:.2f} {wanted}"
              f"{'' if self.quiet else ' (busy)'}", flush=True)


# MARK: The rows. The last word of each names the reason in reasons.py.


def matrix_products(c):
    for size in (256, 512, 1024, 2048):
        a, b = c.normal(size, size), c.normal(size, size)
        c.mini.tensors(a=a, b=b)
        contestants = dict(
            ours=c.ours("matmul", "a", "b"), peak=c.limit("multiplyAdd", size**3),
            NumPy=c.theirs(lambda: a @ b))
        if torch:
            ta, tb = torch.from_numpy(a), torch.from_numpy(b)
            contestants["PyTorch"] = c.theirs(lambda: ta @ tb)
        race = c.race(1e-4, **contestants)
        work, moved = f"matrix product {size}³, one core", (2.0 * size**3, "GFLOP/s")
        if size > 256:
            c.row(work, race, "ours", "peak", 0.85, "peak", "measured FMA peak", moved)
        for peer in ("NumPy", "PyTorch"):
            c.row(work, race, "ours", peer, 1.6 if size == 256 else 1.8, f"product and {peer}",
                  moved=moved)
        if size > 256:
            race = c.race(one=c.limit("matmul", "a", "b"),
                          two=c.limit("matmul", "a", "b", threads=2))
            c.row(f"matrix product {size}³, two cores", race, "two", "one", 1.85, "two cores",
                  "our one core", moved)


def few_rows(c):
    size = 4096
    one, eight, w = c.normal(1, size), c.normal(8, size), c.normal(size, size)
    c.mini.tensors(one=one, eight=eight, w=w)
    moved = (4.0 * size * size, "GB/s")
    for kernel, name, right in (
        ("matmul", f"{size}×{size}", w), ("matmulTransposed", f"({size}×{size})ᵀ", w.T)):
        transposed = kernel == "matmulTransposed"
        # A peer's matrix goes through the cache between ours and the limit: both find theirs cold.
        contestants = dict(
            one=c.ours(kernel, "one", "w"), NumPy=c.theirs(lambda: one @ right),
            read=c.limit("read", "w", 1))
        if torch:
            left, tensor = torch.from_numpy(one), torch.from_numpy(w)
            tensor = tensor.T if transposed else tensor
            contestants["PyTorch"] = c.theirs(lambda: left @ tensor)
        race = c.race(1e-4, **contestants)
        work = f"one row × {name} from memory, one core"
        why = "row of transposed" if transposed else "row"
        c.row(work, race, "one", "read", None if transposed else 0.9, why, "measured read bandwidth",
              moved)
        for peer in ("NumPy", "PyTorch"):
            c.row(work, race, "one", peer, None, "row and peers", moved=moved)
        race = c.race(one=c.limit(kernel, "one", "w"), eight=c.limit(kernel, "eight", "w"))
        c.row(f"8 rows × {name}, one core", race, "eight", "one", None if transposed else 1 / 1.5,
              "eight rows of transposed" if transposed else "eight rows",
              "one row (1/1.5 = 0.67)", moved)
        race = c.race(one=c.limit(kernel, "one", "w", threads=2),
                      read=c.limit("read", "w", 1, threads=2))
        c.row(f"one row × {name} from memory, two cores", race, "one", "read", None, why,
              "measured read bandwidth", moved)


def norms(c):
    for rows, width in ((64, 768), (512, 1024), (8192, 4096)):
        x = c.normal(rows, width)
        c.mini.tensors(x=x)
        moved = (8.0 * rows * width, "GB/s")
        for kernel, name, least in (("rmsNorm", "RMSNorm", 3), ("layerNorm", "LayerNorm", 2)):
            contestants = dict(
                ours=c.ours(kernel, "x"), kept=c.ours(kernel + "Into", "x"), copy=c.limit("copy", "x"))
            if torch:
                tx, ones, zeros = torch.from_numpy(x), torch.ones(width), torch.zeros(width)
                contestants["PyTorch"] = c.theirs(
                    (lambda: torch.nn.functional.rms_norm(tx, (width,), ones, 1e-5))
                    if name == "RMSNorm" else
                    (lambda: torch.nn.functional.layer_norm(tx, (width,), ones, zeros, 1e-5)))
            race = c.race(1e-5, **contestants)
            work = f"{name} {rows}×{width}, one core"
            if rows < 8192:
                c.row(work, race, "ours", "PyTorch", least, "norms", moved=moved)
            else:
                c.row(work, race, "kept", "copy", 0.85, "norm and memory", "a copy of the same bytes",
                      moved)
                c.row(work + ", new memory", race, "ours", "PyTorch", None, "new memory", moved=moved)


def rotation(c):
    if not torch:
        return
    q, k = c.normal(8, 512, 64), c.normal(8, 512, 64)
    c.mini.tensors(q=q, k=k)
    angles = np.outer(np.arange(512), 10000.0 ** (-np.arange(32) / 32))
    angles = np.concatenate([angles, angles], axis=1)
    cos, sin = (torch.from_numpy(f(angles).astype(np.float32)) for f in (np.cos, np.sin))
    tq, tk = torch.from_numpy(q)[None], torch.from_numpy(k)[None]

    def rotate_half(x):
        return torch.cat((-x[..., 32:], x[..., :32]), dim=-1)

    def usual():
        turned = [x * cos + rotate_half(x) * sin for x in (tq, tk)]
        return turned[1]

    race = c.race(1e-5, ours=c.ours("rotation", "q", "k"), PyTorch=c.theirs(usual))
    c.row("rotation of queries and keys, 512×8×64, one core", race, "ours", "PyTorch", 4, "rotation",
          "the usual PyTorch formulation")


def activations(c):
    if not torch:
        return
    x = 3 * c.normal(512, 3072)
    c.mini.tensors(x=x)
    tx = torch.from_numpy(x)
    for kernel, name, run in (
        ("softmax", "softmax", lambda: torch.softmax(tx, -1)),
        ("silu", "SiLU", lambda: torch.nn.functional.silu(tx)),
        ("gelu", "GELU (tanh)", lambda: torch.nn.functional.gelu(tx, approximate="tanh")),
    ):
        race = c.race(1e-5, ours=c.ours(kernel, "x"), PyTorch=c.theirs(run))
        c.row(f"{name} 512×3072, one core", race, "ours", "PyTorch", None, kernel,
              moved=(8.0 * x.size, "GB/s"))


def attention(c):
    shapes = [(8, 8, 1024, 1024, 1.5)]
    shapes += [(32, kv_heads, 1, 4096, least) for kv_heads, least in ((32, 1.5), (8, 3), (1, 3))]
    for heads, kv_heads, tokens, positions, least in shapes if torch else []:
        q = c.normal(heads, tokens, 64)
        k, v = c.normal(kv_heads, positions, 64), c.normal(kv_heads, positions, 64)
        c.mini.tensors(q=q, k=k, v=v)
        tq, tk, tv = (torch.from_numpy(x)[None] for x in (q, k, v))
        race = c.race(
            1e-4, ours=c.ours("attention", "q", "k", "v"),
            PyTorch=c.theirs(
                lambda: torch.nn.functional.scaled_dot_product_attention(
                    tq, tk, tv, is_causal=tokens > 1, enable_gqa=kv_heads < heads)))
        if tokens > 1:
            moved = (4.0 * heads * 64 * tokens * (tokens + 1) / 2, "GFLOP/s")
            c.row(f"causal attention, {tokens} tokens, {heads} heads × 64, one core", race, "ours",
                  "PyTorch", least, "prefill", moved=moved)
        else:
            moved = (8.0 * kv_heads * positions * 64, "GB/s")
            c.row(f"decode, {heads} query and {kv_heads} kv heads, context {positions}, one core",
                  race, "ours", "PyTorch", least, "decode" if kv_heads == 32 else "shared heads",
                  moved=moved)
    arrays = {"q": c.normal(32, 1, 64)}
    for kv_heads in (32, 1):
        for name in "kv":
            arrays[f"{name}{kv_heads}"] = c.normal(kv_heads, 16384, 64)
    c.mini.tensors(**arrays)
    race = c.race(many=c.limit("attention", "q", "k32", "v32", threads=2),
                  one=c.limit("attention", "q", "k1", "v1", threads=2))
    c.row("decode, 32 query and 1 kv heads, context 16384, two cores", race, "one", "many", 8,
          "bytes and time", "32 kv heads (bytes fall 32×)", (8.0 * 16384 * 64, "GB/s"))


def decoder(c):
    c.mini.say("forget")
    weights = 497_427_456  # bytes of the decoder that the Swift side builds
    for threads, cores in ((1, "one core"), (2, "two cores")):
        race = c.race(ours=c.limit("token", threads=threads),
                      read=c.limit("readBytes", weights, threads=threads))
        tokens = 1 / np.median(race["ours"])
        c.row(f"a token of a GPT-2-small decoder ({tokens:.0f}/s), {cores}", race, "ours", "read",
              0.8, "token", "reading the weights' bytes", (weights, "GB/s"))


def limits(c):
    """What the machine can do, measured by the Swift side: (name, value) pairs for the page."""
    count = 1 << 28
    found = []
    for threads, cores in ((1, "one core"), (2, "two cores")):
        race = c.race(peak=c.limit("multiplyAdd", count, threads=threads))
        found.append((f"fused multiply–adds, {cores}", f"{2 * count / race['peak'].min() / 1e9:.0f} GFLOP/s"))
    for kilobytes in (16, 256, 4096, 65536, 262144):
        c.mini.tensors(x=np.ones((kilobytes * 256,), np.float32))
        passes = max(1, 65536 // kilobytes)
        for threads, cores in ((1, "one core"), (2, "two cores")):
            race = c.race(read=c.limit("read", "x", passes, threads=threads))
            speed = 1024 * kilobytes * passes / race["read"].min() / 1e9
            size = f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes // 1024} MB"
            found.append((f"reading {size}, {cores}", f"{speed:.0f} GB/s"))
    race = c.race(copy=c.limit("copy", "x"))
    found.append(("copying 256 MB, read and written bytes, one core",
                  f"{2 * 1024 * kilobytes / race['copy'].min() / 1e9:.0f} GB/s"))
    for name, value in found:
        print(f"  {name:52} {value:>12}", flush=True)
    return found


# MARK: The page


def page(rows, found):
    processor = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        names = [line for line in open("/proc/cpuinfo") if line.startswith("model name")]
        processor = names[0].split(":")[1].strip() if names else processor
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    lines = [
        "# How fast, and why", "",
        "`Mini` beside NumPy and PyTorch on the same inputs, in turn, in one run, each on one core "
        "unless a row says two. A ratio says how many times quicker ours is: 2 is twice as quick, "
        "and beside a limit of the machine 1 is all there is. The median of all turns is given, and "
        "in brackets the quartiles. *Wanted* is the ratio that we set out to reach; where we did not, "
        "the reason stands below the table. Every result was first compared with the others.", "",
        f"Written by `Tests/Peers/compare.py` on {datetime.date.today()}: {processor}, "
        f"{os.cpu_count()} cores; {swift.splitlines()[0].strip()}; NumPy {np.__version__}; "
        + (f"PyTorch {torch.__version__}." if torch else "PyTorch not installed."), "",
        "## What the machine can do", "",
        "Measured by [`Limits.swift`](../Sources/Workbench/Limits.swift), the quickest of many "
        "runs.", "", "| | |", "|---|---:|",
    ]
    lines += [f"| {name} | {value} |" for name, value in found]
    for group in dict.fromkeys(r["group"] for r in rows):
        members = [r for r in rows if r["group"] == group]
        lines += ["", f"## {group}", "", "| work | ours | against | ratio | wanted |",
                  "|---|---:|---|---:|---:|"]
        for r in members:
            wanted = "" if r["least"] is None else f"{r['least']:.2f}"
            busy = "" if r["quiet"] else " (other programs were running)"
            lines.append(
                f"| {r['work']} | {r['speed']} | {r['against']} | **{r['ratio']:.2f}** "
                f"[{r['low']:.2f}, {r['high']:.2f}]{busy} | {wanted} |")
        for why in dict.fromkeys(r["why"] for r in members):
            title, reason = REASONS[why]
            lines += ["", f"**{title}.** {reason}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="", help="only groups of rows whose name has this word")
    parser.add_argument("--seconds", type=float, default=1, help="time for each contestant")
    parser.add_argument("--patience", type=float, default=20, help="seconds to wait for quiet")
    parser.add_argument("--output", type=pathlib.Path, help="write the page, in Markdown, here")
    options = parser.parse_args()
    program = ROOT / ".build/debug/peers"
    if not program.exists():
        sys.exit("there is no program to compare: run `swift build` first")
    comparison = Comparison(Mini(program), options.seconds, options.patience)
    if torch:
        torch.set_grad_enabled(False)
    groups = (matrix_products, few_rows, norms, rotation, activations, attention, decoder)
    for group in groups:
        if options.rows in group.__name__:
            comparison.group = group.__name__.replace("_", " ").capitalize()
            group(comparison)
    found = limits(comparison) if options.output or options.rows == "limits" else []
    if options.output:
        options.output.write_text(page(comparison.rows, found))


if __name__ == "__main__":
    main()
