#!/usr/bin/env python3
"""Runs chapters under many seeds and settings: their checks have to hold under all of them.

    swift build
    Tests/seeds.py                       # every chapter, 20 seeds and 12 settings: some ten minutes
    Tests/seeds.py gqa rope              # only these
    Tests/seeds.py --seeds 5 --margins   # fewer seeds, and how near each check came to failing

Everything runs with --quick --no-timing on one thread. Each run that does not end with status 0 is shown
with the checks that failed in it; the script then ends with status 1.

With --margins the checks follow that one more seed might fail: those that compare numbers which grow
from the seed, sorted by the distance between the mean over the seeds and the bound, in standard deviations.
A distance below 4 says that the check holds by luck.
"""
import argparse, json, os, pathlib, shlex, statistics, subprocess, sys, tempfile, time

# Both ends of every knob, as far as they can be computed in seconds, and what they do to each other.
SETTINGS = {
    "rope": """
        --head-dimension 2
        --head-dimension 1024
        --head-dimension 2 --base 1 --layout halves
        --head-dimension 1024 --base 1000000000 --layout halves
        --base 1
        --base 1000000000
        --layout halves
        --distance 0 --factor 1
        --distance 256 --factor 1024
        --context 16
        --context 1048576
        --context 16 --factor 1 --distance 0 --head-dimension 6 --base 1.5""",
    "rmsnorm": """
        --dimensions 8
        --dimensions 4096
        --dimensions 9 --fraction 0.3
        --factor 2
        --factor 100
        --mean 0
        --mean 1000
        --depth 10
        --depth 100
        --fraction 0.02
        --fraction 1
        --dimensions 8 --factor 100 --mean 1000 --depth 10 --fraction 0.02""",
    "kv-cache": """
        --prompt x --new-tokens 1
        --prompt "words of no small language" --new-tokens 256 --capacity 1024
        --capacity 1024 --window 1 --sinks 0 --page-length 1
        --layers 2 --model-width 32 --query-heads 1 --kv-heads 1
        --layers 8
        --model-width 512 --query-heads 64 --kv-heads 64
        --model-width 512 --query-heads 64 --kv-heads 1
        --kv-heads 1
        --timed-tokens 64
        --timed-tokens 1024
        --window 256 --sinks 255 --page-length 256""",
    "gqa": """
        --query-heads 1 --kv-heads 1
        --query-heads 64 --kv-heads 64
        --query-heads 64 --kv-heads 1
        --kv-heads 8
        --kv-heads 1
        --head-dimension 2
        --head-dimension 256 --query-heads 4
        --model-width 1
        --model-width 8192
        --context 1 --plan-texts 1 --plan-cache-bits 1 --plan-memory 1 --plan-bandwidth 1
        --context 10000000 --plan-texts 1000000 --plan-cache-bits 32 --plan-weight-bits 32
        --plan gpt2 --plan-memory 1000000 --plan-bandwidth 1000000 --plan-peak 1""",
    "machine": """
        --peak 1
        --peak 1000000 --bandwidth 100000
        --bandwidth 1
        --bandwidth 100000
        --peak 1 --bandwidth 100000
        --peak 500 --bandwidth 1
        --size 64
        --size 2048
        --rows 1 --inner 1 --columns 1
        --rows 64 --inner 1024 --columns 512
        --rows 1 --inner 1024
        --rows 64 --inner 1 --columns 512""",
    "training": """
        --model-width 1 --query-heads 1 --kv-heads 1 --positions none
        --model-width 128 --query-heads 16 --kv-heads 1
        --layers 1
        --layers 4 --steps 20
        --kv-heads 1
        --norm layer --positions alibi
        --norm partial --positions sinusoidal
        --norm none --positions learned
        --positions none
        --steps 1
        --learning-rate 0.000001
        --learning-rate 1000""",
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="rope, gqa, …; all if none is named")
    parser.add_argument("--seeds", type=int, default=20, help="seeds 1 to so many")
    parser.add_argument("--margins", action="store_true", help="show how near checks came to failing")
    parser.add_argument("--build", default=".build/debug", help="the folder of the programs")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    programs = sorted(
        p for p in build.glob("chapter-*") if p.is_file() and os.access(p, os.X_OK) and not p.suffix)
    names = options.chapters or [p.name.removeprefix("chapter-") for p in programs]
    if not names:
        sys.exit(f"no chapters are in {build}: build them with `swift build`")
    failed = 0
    for name in names:
        settings = [shlex.split(line) for line in SETTINGS.get(name, "").strip().splitlines()]
        if not settings:
            print(f"chapter-{name}: there are no settings for it in {__file__}")
            failed += 1
        runs = [["--seed", f"{seed}"] for seed in range(1, options.seeds + 1)]
        start, wrong, records = time.time(), 0, []
        for run in runs + settings:
            record = ran(build / f"chapter-{name}", run)
            wrong += record is None
            if run in runs and record:
                records.append(record)
        print(f"chapter-{name}: {len(runs)} seeds and {len(settings)} settings, "
              f"{wrong or 'none'} failed; {time.time() - start:.0f} s", flush=True)
        failed += wrong
        if options.margins:
            margins(records)
    sys.exit(1 if failed else 0)


def ran(program, arguments):
    """Runs a chapter. Returns what it checked, or None if it did not end with status 0."""
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "record.json"
        done = subprocess.run(
            [program, "--quick", "--no-timing", "--threads", "1", "--record", record, *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        checks = json.loads(record.read_text())["checks"] if record.exists() else []
    if done.returncode == 0:
        return checks
    print(f"{program.name} {shlex.join(arguments)}: status {done.returncode} {done.stderr.strip()}")
    for check in checks:
        if not check["holds"]:
            print(f"  § {check['section']} {check['id']} {check['statement']}: {check['comparison']}")
    sys.stdout.flush()
    return None


def margins(records):
    """Shows the checks that hold by luck."""
    rows, groups = [], {}
    for record in records:
        met = {}  # a statement that stands there twice is two
        for check in record:
            key = (check["section"], check["id"], check["statement"])
            met[key] = met.get(key, 0) + 1
            groups.setdefault((key, met[key]), []).append(check)
    for several in groups.values():
        # What does not depend on the seed, or is exact, has no luck. JSON has no NaN: it is a word.
        values = [c["measured"] for c in several if isinstance(c["measured"], (int, float))]
        if len(values) < 3 or len(set(values)) == 1:
            continue
        check, deviation = several[0], statistics.stdev(values)
        distance = abs(statistics.mean(values) - check["bound"])
        distance = abs(distance - check.get("tolerance", 0)) / deviation
        rows.append((distance, min(values), max(values), check))
    for distance, low, high, check in sorted(rows, key=lambda row: row[0]):
        if distance < 8:
            print(f"  {distance:4.1f}  {low:.4g} to {high:.4g} {check['relation']} {check['bound']:.4g}"
                  f"  § {check['section']} {check['id']} {check['statement']}")


if __name__ == "__main__":
    main()
