#!/usr/bin/env python3
"""Moves live pictures in a real browser, as their readers do.

    swift run chapter-rope --format html --output rope.html
    python3 Tests/LiveTests/browser.py rope.html

For each live picture: before it is moved it is what the page holds; every slider is moved over its range, all
are set at random and texts are written, and what is drawn is, byte for byte, what the module answers in node, which `swift test`
compares with the terminal's programs; checks that fail are shown as failing; the mouse and the arrow keys move a
slider, and its value is said; nothing is too wide at 360 pixels; no message on the console; buttons move what they say and keep the focus; a run goes on while the page answers,
stops and begins anew; memory stays; without scripts there is the picture and no slider. Says how long a move takes and when the page was ready.

Needs chromium, node and Python 3, and no package. Where one is missing it says so and ends with status 0.
"""
import base64, importlib.util, json, pathlib, random, re, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
specification = importlib.util.spec_from_file_location("pages", HERE.parent / "Pages/check-html.py")
pages = importlib.util.module_from_spec(specification)
specification.loader.exec_module(pages)

# What a reader may write.
TEXTS = ["Ann has the red ball. Ben takes the ball. Who has the ball?", "", "Ann has the re", "fruit <b> 🥝",
         "time flies fast. " * 300, "x" * 9000]

# Sets the knobs of picture i; returns what was drawn, how long it took, and what is shown.
MOVE = """((i, places) => {
  const box = document.querySelectorAll('figure[data-live]')[i];
  const sliders = [...box.querySelectorAll('.live input')];
  places.forEach((place, k) => { sliders[k].value = place; });
  const start = performance.now();
  // A text is that of all pictures; another knob moves this one alone.
  (sliders.find(s => s.type !== 'text') || sliders[0]).dispatchEvent(new Event('input', {bubbles: true}));
  const time = performance.now() - start;
  return JSON.stringify({time, answer: box.drawn, fails: box.querySelectorAll('.fails').length,
    holds: box.querySelectorAll('.holds').length,
    values: sliders.map(s => s.type === 'range' ? s.getAttribute('aria-valuetext') : null),
    shown: sliders.map(s => s.type === 'range' ? s.parentNode.querySelector('output').textContent : null)});
})(%d, %s)"""

FACTS = """JSON.stringify([...document.querySelectorAll('figure[data-live]')].map(box => ({
  name: box.dataset.live, hidden: box.querySelector('.live').hidden,
  sliders: [...box.querySelectorAll('.live input')].map(s =>
    s.type === 'text' ? ['text', s.value] : s.dataset.most ? ['run', 0] :
    s.type === 'hidden' ? [Number(s.value), Number(s.value)] : [Number(s.max), Number(s.value)]),
  picture: [...box.querySelectorAll('svg')].find(s => s.getClientRects().length)?.outerHTML})))"""


def answers(settings, page, folder):
    module = HERE.parent.parent / "Chapters/Kept/live.wasm.gz"
    def line(name, narrow, *places):
        written = [place for place in places if isinstance(place, str)]
        return [name, narrow, [0 if isinstance(place, str) else place for place in places], "".join(written)]
    lines = "\n".join(json.dumps(line(*s)) for s in settings)
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
            runs = any(most == "run" for most, _ in box["sliders"])
            def drawn(most, steps=[0]):
                if most == "text": return random.choice(TEXTS)
                if most != "run": return random.randint(0, most)
                steps[0] += 1
                return steps[0] % 5
            for k, (most, _) in enumerate(box["sliders"]):
                if most == "text": settings += [settings[0][:k] + [text] + settings[0][k + 1:] for text in TEXTS]
                if isinstance(most, str): continue
                for place in range(0, most + 1, max(1, most // 20)):
                    settings.append([place if j == k else p for j, (_, p) in enumerate(box["sliders"])])
            settings += [[drawn(most) for most, _ in box["sliders"]] for _ in range(100 if not runs else 20)]
            spent = []
            for places in settings:
                result = json.loads(evaluate(MOVE % (i, json.dumps(places))))
                spent.append(result["time"])
                asked.append([box["name"], narrow, *places])
                moved.append(result)
            times[f"{box['name']} at {width}"] = statistics.median(spent)
            evaluate(MOVE % (i, json.dumps(settings[0])))
        for box, now in zip(before, facts()):
            # A page shows a run after some steps, and then begins with none.
            if box["picture"] != now["picture"] and not any(most == "run" for most, _ in box["sliders"]):
                problems.append(f"{box['name']} at {width}: another picture than the page holds")
        for setting, result, answer in zip(asked, moved, answers(asked, page, folder)):
            lines = [line.split("\x1f") for line in answer.split("\x1e")[1:]]
            signs = [line[0] for line in lines[1:]]
            lines[0] = [None if shown is None else value for value, shown in zip(lines[0], result["shown"])]
            if result["answer"] != answer: problems.append(f"{setting}: not what the module answers in node")
            if (signs.count("-"), signs.count("+")) != (result["fails"], result["holds"]):
                problems.append(f"{setting}: other checks are shown")
            if lines[0] != result["values"] or lines[0] != result["shown"]:
                problems.append(f"{setting}: the sliders say {result['values']}")
        if evaluate("document.documentElement.scrollWidth") > width:
            problems.append(f"at {width} pixels something is too wide")
        # Mouse and keyboard.
        for i, box in enumerate(before):
            problems += touched(browser, evaluate, box, i)
            for k, (most, _) in enumerate(box["sliders"]):
                if isinstance(most, str) or most == box["sliders"][k][1] and "attention" in box["name"]: continue
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


# Buttons, texts and runs, as a reader moves them.
TOUCH = """(async () => {
  const box = document.querySelectorAll('figure[data-live]')[%d], wrong = [];
  const wait = time => new Promise(done => setTimeout(done, time));
  const field = box.querySelector('[type=text]'), run = box.querySelector('[data-most]');
  for (const text of field ? ['', 'Ann has the re'] : []) {
    field.value = text;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    if ([...document.querySelectorAll('.live [type=text]')].some(other => other.value !== text))
      wrong.push('a text is not that of all pictures');
    for (const button of [...box.querySelectorAll('.offers button')].slice(0, 2)) {
      button.focus();
      button.click();
      if (document.activeElement !== button) wrong.push('a button loses the focus');
    }
  }
  if (run) {
    const [go, again] = run.parentNode.querySelectorAll('button');
    again.click();
    go.click();
    let slowest = 0;
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      await wait(0);
      slowest = Math.max(slowest, performance.now() - start);
    }
    box.querySelector('[type=range]').dispatchEvent(new Event('input', {bubbles: true}));
    go.click();
    const stopped = Number(run.value);
    await wait(200);
    if (!stopped || Number(run.value) !== stopped) wrong.push('a run does not go on, or not stop');
    if (go.textContent !== 'Go on') wrong.push('a run that has stopped cannot go on');
    again.click();
    if (run.value !== '0') wrong.push('a run does not begin anew');
    if (slowest > 400) wrong.push(`the page does not answer for ${slowest} ms`);
  }
  return JSON.stringify(wrong);
})()"""


def touched(browser, evaluate, box, i):
    result = browser.call("Runtime.evaluate", expression=TOUCH % i, awaitPromise=True)["result"]
    return [f"{box['name']}: {wrong}" for wrong in json.loads(result.get("value") or '["no answer"]')]


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
