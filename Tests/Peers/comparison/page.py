"""The page: where Mini stands, the table, and for each kind of row why."""

import json
import os
import platform
import subprocess

from .picture import cores, describe, draw
from .reasons import REASONS

# A ratio this close to 1 is neither ahead nor behind.
EVEN = 0.03


def write(path, rows):
    """Writes the page as blocks, from which `swift run write-docs` makes it in every format."""
    rated = [row for row in rows if "ratio" in row]
    drawing = {
        "caption": "How many times quicker Mini is than the fastest contestant, for each kind of work.",
        "lookFor": "Right of the line `Mini` is quicker, left of it the peer that stands at the right.",
        "alternative": describe(rated), "svg": draw(rated)}
    sections = [section("All races", [block("drawing", drawing)])]
    for group in dict.fromkeys(row["group"] for row in rows):
        sections.append(
            section(group, table([row for row in rows if row["group"] == group], rows)))
    sections.append(section("How it was measured", conditions(rows)))
    chapter = {
        "program": "", "title": "How fast, and why", "introduction": [summary(rated)], "knobs": [],
        "claims": [], "corrections": [], "contents": [], "endings": [], "hasShortWay": False,
        "references": []}
    recording = {
        "chapter": chapter, "sections": sections, "checks": [], "findings": [], "timings": [],
        "holds": True}
    path.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n")


def block(kind, content):
    return {"kind": kind, "content": content}


def section(title, blocks):
    return {"heading": {"title": title, "ids": []}, "blocks": blocks}


def summary(rated):
    """What is shown; where Mini is behind, first; and where it is ahead."""
    ahead = [row for row in rated if row["ratio"][1] > 1 + EVEN]
    behind = sorted(
        (row for row in rated if row["ratio"][1] < 1 - EVEN), key=lambda row: row["ratio"][1])
    even = len(rated) - len(ahead) - len(behind)
    who = list(dict.fromkeys(name.split(",")[0].split(" with")[0] for row in rated for name in row["peers"]))
    sentences = [
        "The picture shows how many times quicker `Mini` does the work of the chapters than the fastest "
        f"of {len(who)} contestants that could be installed ({', '.join(who)}): the fastest is named at "
        "the right, first on one core, then, if it is another, on two."]
    if behind:
        names = [
            f"{row['work']} on {cores(row['cores'])} ({row['ratio'][1]:.2f}, {row['fastest']})"
            for row in behind]
        sentences.append(f"Of {len(rated)} races `Mini` loses {len(behind)}: {'; '.join(names)}.")
    else:
        sentences.append(f"Of {len(rated)} races `Mini` loses none.")
    sentences.append(
        f"{even} end within {100 * EVEN:.0f} % of each other, and `Mini` wins {len(ahead)}. Ratios depend "
        "on the processor, which the end of this page names.")
    return " ".join(sentences)


def table(rows, everything):
    cells = []
    for row in rows:
        amount, unit = row["amount"]
        cells.append([
            row["work"], str(row["cores"]), sums(row),
            f"{duration(row['seconds'])}, {amount / row['seconds'] / 1e9:.0f} {unit}", fastest(row),
            quotient(row["ratio"]) if "ratio" in row else "",
            f"{quotient(row['of_limit'])} of {row['limit']}"
            f"{'' if row['quiet'] else ' (other programs were running)'}"])
    columns = ["work", "cores", "sums in", "Mini", "fastest peer", "ratio", "of the limit"]
    blocks = [block("table", {"columns": columns, "rows": cells})]
    for why in dict.fromkeys(row["why"] for row in rows):
        title, reason = REASONS[why]
        blocks.append(
            block("text", f"*{title}.* {reason(everything) if callable(reason) else reason}"))
    return blocks


def sums(row):
    """What numbers are added in: here and, if it is something else, by the peers."""
    here, _, there = row["sums"].partition(", ")
    return f"{here}; peers {there}" if there else here


def fastest(row):
    if "fastest" not in row:
        return ""
    name = row["fastest"]
    called = row["called"].get(name)
    once = f"; called by itself {duration(called)}" if called else ""
    return f"{name}: {duration(row['peers'][name])}{once}"


def quotient(quartiles):
    low, middle, high = quartiles
    return f"*{middle:.2f}* [{low:.2f}, {high:.2f}]"


def duration(seconds):
    return f"{1e3 * seconds:.3g} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.3g} µs"


def processor():
    """Its name, and where the system tells them its family, model and the width of its vectors."""
    name = platform.processor() or platform.machine()
    if not os.path.exists("/proc/cpuinfo"):
        return name
    facts = dict(
        [word.strip() for word in line.split(":", 1)]
        for line in open("/proc/cpuinfo").read().split("\n\n")[0].splitlines() if ":" in line)
    flags = facts.get("flags", "").split()
    vectors = 512 if "avx512f" in flags else 256 if "avx2" in flags else 128
    return (f"{facts.get('model name', name)}, family {facts.get('cpu family', '?')}, model "
            f"{facts.get('model', '?')}, vectors of {vectors} bits, {facts.get('cache size', '?')} of "
            "cache for a core")


def conditions(rows):
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    versions = {}
    for row in rows:
        versions |= row["versions"]
    dates = sorted({row["date"] for row in rows})
    empty = "; ".join(
        f"{name} {1e6 * seconds:.1f} µs" for name, seconds in rows[0]["empty_calls"].items())
    texts = [
        f"By `Tests/Peers/compare.py` on {' and '.join(dates)}: {processor()}, {os.cpu_count()} cores; "
        f"{swift.splitlines()[0].strip()}; "
        + "; ".join(f"{name} {version}" for name, version in versions.items()) + ".",
        "All have the same inputs, and all are kept on the same cores. Each result is first compared "
        "with ours. Then all take turns, some milliseconds each, for at least a second each, and a "
        "ratio is found for each turn: the table gives the median of the ratios and, in brackets, the "
        "quartiles. The limit is one more contestant that takes its turn, on the same bytes and the same "
        "cores: a loop of `Mini` that only reads them, or copies them, or only multiplies and adds. A "
        "library may choose its kernels by itself: all variables of the environment that would do it are "
        "taken away.",
        f"An empty call took: {empty}. It is taken off the time of every call of a peer. Where it is more "
        "than a fifth of the time of a row, the work is repeated inside one compiled call, if the library "
        "can do that. Then no memory is asked for either, and the result is written over the input; the "
        "table also says how long it takes called by itself, as a program would."]
    # What was not there for some rows was there for others, which were measured at another time.
    there = tuple(name + " takes no part" for name in versions)
    missing = list(dict.fromkeys(
        sentence for row in rows for sentence in row["missing"] if not sentence.startswith(there)))
    if missing:
        texts.append("What is missing: " + "; ".join(missing) + ".")
    return [block("text", text) for text in texts]
