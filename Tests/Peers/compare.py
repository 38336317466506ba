"""Mini beside everybody who can be installed: the same inputs and cores, in turn, in one run.

    swift build && python3 Tests/Peers/compare.py [--only WORD] [--cores N] [--seconds S] \\
        [--results FILE] [--page FILE]

NumPy is needed; the others take part if they are installed, and are missed in a sentence if not:

    pip install numpy torch jax onnx onnxruntime openvino numba llama-cpp-python

llama.cpp takes part in the rows of a published model, which are there if FIELD_NOTES_MODEL names its GGUF
file; its tool makes the same model with other blocks. Every contestant of a race is first checked
against ours: all must have computed the same. Then they take turns (A B C A B C …). A ratio is
found for each turn; the table gives the median of the ratios, with the quartiles on both sides.

`--only` takes the rows whose name has this word. `--results` keeps the rows in a file, where rows of
earlier runs stay until they are measured anew; `--page Chapters/Kept/speed.json` writes the page from
them as blocks, of which `swift run write-docs --keep-times` makes Docs/speed.md, and with `--seconds 0`
does only that.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def measure(options):
    """The rows for `options.cores` cores, in this process."""
    from comparison import environment

    environment.prepare(options.cores)
    from comparison.contestants import Mini, installed
    from comparison.race import row
    from comparison.rows import GROUPS

    program = options.program or ROOT / ".build/debug/peers"
    if not program.exists():
        sys.exit("there is no program to compare: run `swift build` first")
    mini = Mini(program, options.cores)
    peers, missing = installed(options.cores)
    modules = {peer.name: peer for peer in peers}
    torch = modules["PyTorch"].torch if "PyTorch" in modules else None
    jax = modules["JAX"].jax if "JAX" in modules else None
    for sentence in missing:
        print(sentence, flush=True)
    for peer in peers:
        print(f"{peer.name} {peer.version}: an empty call takes {1e6 * peer.empty_call:.1f} µs")
    found = []
    for group, works in GROUPS.items():
        for work in works(torch, jax):
            if plain(options.only) not in plain(work.name):
                continue
            line, complaints = row(
                work, group, mini, peers, options.seconds, options.patience)
            line["date"] = str(datetime.date.today())
            line["versions"] = {peer.name: peer.version for peer in peers}
            line["empty_calls"] = {peer.name: peer.empty_call for peer in peers}
            line["missing"] = missing + complaints
            found.append(line)
            show(line, complaints)
    return found


def plain(words):
    """So that `rmsnorm 64x768` finds RMSNorm 64×768."""
    return words.casefold().replace("×", "x")


def show(line, complaints):
    low, middle, high = line["of_limit"]
    ratio = "{1:6.2f} [{0:.2f}, {2:.2f}]".format(*line["ratio"]) if "ratio" in line else ""
    print(f"{line['work']:58} {line['cores']} {1e6 * line['seconds']:11.1f} µs {ratio:21} "
          f"{line.get('fastest', ''):44} {middle:.2f} [{low:.2f}, {high:.2f}] of {line['limit']}"
          f"{'' if line['quiet'] else ' (busy)'}")
    print("    " + "; ".join(f"{name} {1e6 * took:.1f}" for name, took in line["peers"].items()))
    for sentence in complaints:
        print(f"    {sentence}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only rows with this in their name")
    parser.add_argument("--cores", type=int, help="so many cores only; otherwise one, and then two")
    parser.add_argument("--seconds", type=float, default=1, help="time for each contestant")
    parser.add_argument("--patience", type=float, default=20, help="seconds to wait for quiet")
    parser.add_argument("--program", type=pathlib.Path, help="another build of `peers`")
    parser.add_argument("--results", type=pathlib.Path, metavar="FILE", help="where rows are kept")
    parser.add_argument("--page", type=pathlib.Path, metavar="FILE", help="where the page goes")
    options = parser.parse_args()
    if options.page and options.page.suffix != ".json":
        sys.exit("--page writes blocks: name Chapters/Kept/speed.json, and then run write-docs")

    if options.seconds > 0 and options.cores is None:
        # Each number of cores in a process of its own: libraries ask once how many there are.
        for cores in range(1, min(2, os.cpu_count()) + 1):
            subprocess.run([sys.executable, __file__, *sys.argv[1:], "--cores", str(cores)], check=True)
        return
    rows = json.loads(options.results.read_text()) if (
        options.results and options.results.exists()) else []
    if options.seconds > 0:
        new = measure(options)
        known = {(row["work"], row["cores"]) for row in new}
        rows = [row for row in rows if (row["work"], row["cores"]) not in known] + new
        if options.results:
            options.results.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    if options.page:
        from comparison.page import write

        write(options.page, rows)


if __name__ == "__main__":
    main()
