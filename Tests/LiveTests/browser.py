#!/usr/bin/env python3
"""Moves live pictures in a real browser, as their readers do.

    swift run chapter-rope --format html --output rope.html
    python3 Tests/LiveTests/browser.py rope.html

For each live picture: before it is moved it is what the page holds; every slider is moved over its range and all
are set at random, and what is drawn is, byte for byte, what the module answers in node, which `swift test`
compares with the terminal's programs; checks that fail are shown as failing; the mouse and the arrow keys move a
slider, and its value is said; nothing is too wide at 360 pixels; no message on the console; without scripts
there is the picture and no slider. Says how long a move takes and when the page was ready.

Needs chromium, node and Python 3, and no package. Where one is missing it says so and ends with status 0.
"""
import base64, importlib.util, json, pathlib, random, re, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
specification = importlib.util.spec_from_file_location("pages", HERE.parent / "Pages/check-html.py")
pages = importlib.util.module_from_spec(specification)
specification.loader.exec_module(pages)

# Sets the sliders of picture i; returns what was drawn, how long it took, and what is shown.
MOVE = """((i, places) => {
  const box = document.querySelectorAll('figure[data-live]')[i];
  const sliders = [...box.querySelectorAll('.live input')];
  places.forEach((place, k) => { sliders[k].value = place; });
  const start = performance.now();
  sliders[0].dispatchEvent(new Event('input', {bubbles: true}));
  const time = performance.now() - start;
  return JSON.stringify({time, answer: box.drawn, fails: box.querySelectorAll('.fails').length,
    holds: box.querySelectorAll('.holds').length,
    values: sliders.map(s => s.getAttribute('aria-valuetext')),
    shown: sliders.map(s => s.parentNode.querySelector('output').textContent)});
})(%d, %s)"""

FACTS = """JSON.stringify([...document.querySelectorAll('figure[data-live]')].map(box => ({
  name: box.dataset.live, hidden: box.querySelector('.live').hidden,
  sliders: [...box.querySelectorAll('.live input')].map(s => [Number(s.max), Number(s.value)]),
  picture: [...box.querySelectorAll('svg')].find(s => s.getClientRects().length)?.outerHTML})))"""


def answers(settings, page, folder):
    module = HERE.parent.parent / "Chapters/Kept/live.wasm.gz"
    lines = "\n".join(" ".join(map(str, s)) for s in settings)
    command = [shutil.which("node") or shutil.which("nodejs"), HERE / "answers.mjs", module]
    numbers = re.search(r'id="live-numbers">([^<]*)<', page.read_text())
    if numbers:
        file = pathlib.Path(folder) / "numbers"
        file.write_bytes(base64.b64decode(numbers.group(1)))
        command.append(file)
    result = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def check(browser, page, folder):
    problems, times = [], {}
    evaluate = lambda code: browser.call("Runtime.evaluate", expression=code)["result"].get("value")
    facts = lambda: json.loads(evaluate(FACTS))
    browser.open(page.resolve().as_uri(), 1200, 900, "light", scripts=False)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    still = facts()
    if any(not box["hidden"] or not box["picture"] for box in still):
        problems.append("without scripts there is a slider, or no picture")
    for width in (1200, 360):
        start = time.time()
        browser.open(page.resolve().as_uri(), width, 900, "light")
        while evaluate("document.documentElement.dataset.live") != "ready":
            if time.time() - start > 20:
                return problems + ["the module was not ready within 20 seconds"], times
            time.sleep(0.01)
        times.setdefault("ready", evaluate("performance.now()"))
        before, narrow = facts(), int(width < 500)
        asked, moved = [], []
        for i, box in enumerate(before):
            settings = [[place for _, place in box["sliders"]]]
            for k, (most, _) in enumerate(box["sliders"]):
                for place in range(0, most + 1, max(1, most // 20)):
                    settings.append([place if j == k else p for j, (_, p) in enumerate(box["sliders"])])
            settings += [[random.randint(0, most) for most, _ in box["sliders"]] for _ in range(100)]
            spent = []
            for places in settings:
                result = json.loads(evaluate(MOVE % (i, places)))
                spent.append(result["time"])
                asked.append([box["name"], narrow, *places])
                moved.append(result)
            times[f"{box['name']} at {width}"] = statistics.median(spent)
            evaluate(MOVE % (i, settings[0]))
        for box, now in zip(before, facts()):
            if box["picture"] != now["picture"]:
                problems.append(f"{box['name']} at {width}: another picture than the page holds")
        for setting, result, answer in zip(asked, moved, answers(asked, page, folder)):
            lines = [line.split("\x1f") for line in answer.split("\x1e")[1:]]
            signs = [line[0] for line in lines[1:]]
            if result["answer"] != answer: problems.append(f"{setting}: not what the module answers in node")
            if (signs.count("-"), signs.count("+")) != (result["fails"], result["holds"]):
                problems.append(f"{setting}: other checks are shown")
            if lines[0] != result["values"] or lines[0] != result["shown"]:
                problems.append(f"{setting}: the sliders say {result['values']}")
        if evaluate("document.documentElement.scrollWidth") > width:
            problems.append(f"at {width} pixels something is too wide")
        # Mouse and keyboard.
        for i, box in enumerate(before):
            for k, (most, _) in enumerate(box["sliders"]):
                slider = f"document.querySelectorAll('figure[data-live]')[{i}].querySelectorAll('input')[{k}]"
                place = json.loads(evaluate(
                    f"{slider}.scrollIntoView({{block: 'center'}}), JSON.stringify({slider}.getBoundingClientRect())"))
                for kind in ("mousePressed", "mouseReleased"):
                    browser.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1,
                                 x=place["x"] + place["width"] - 4, y=place["y"] + place["height"] / 2)
                if int(evaluate(f"{slider}.value")) < most * 0.9:
                    problems.append(f"{box['name']}: the mouse does not move slider {k}")
                was = int(evaluate(f"{slider}.value"))
                for kind in ("keyDown", "keyUp"):
                    browser.call("Input.dispatchKeyEvent", type=kind, key="ArrowLeft", code="ArrowLeft",
                                 windowsVirtualKeyCode=37)
                if int(evaluate(f"{slider}.value")) != was - 1:
                    problems.append(f"{box['name']}: the keyboard does not move slider {k}")
        problems += list(pages.messages(browser.events))
    return problems, times


def main():
    program = next(filter(None, map(shutil.which, (
        "chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome"))), None)
    if not program or not (shutil.which("node") or shutil.which("nodejs")):
        print("skipped: there is no chromium or no node (Debian's chromium-headless-shell and nodejs)")
        return 0
    problems = []
    random.seed(1)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = pages.Browser(program, folder)
        for page in map(pathlib.Path, sys.argv[1:]):
            found, times = check(browser, page, folder)
            problems += [f"{page.name}: {problem}" for problem in found]
            print(page.name, ", ".join(f"{name} {spent:.1f} ms" for name, spent in times.items()))
        browser.close()
    print(*problems[:20], sep="\n", end="\n" if problems else "")
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
