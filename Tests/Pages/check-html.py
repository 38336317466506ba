#!/usr/bin/env python3
"""Reads HTML pages in a real browser, as their readers do.

    swift run chapter-rope --format html --output rope.html
    python3 Tests/Pages/check-html.py rope.html [--screenshots DIR]

For each page: no message on the console, no request to anywhere, no sideways scrolling at 360 and
1200 pixels, every link to a part of the page leads to one, and headings and figures are there. All of that
without scripts and with them; with them, what the page's one script promises is tried as well: a section
is marked as read, code is copied, a slider changes its picture, and a crosshair says the numbers of a
curve that the page holds.
On paper nothing is folded, and at 1280 pixels the first piece of code fits.
With --screenshots the page is kept as pictures, light and dark, wide and narrow.

Needs chromium and Python 3, and no package: the browser is spoken to over a pipe. Where there is no
chromium the script says so and ends with status 0, for there is nothing to be wrong.
"""
import argparse, base64, json, os, pathlib, shutil, subprocess, sys, tempfile, time

PAGE_FACTS = """(() => {
  const wide = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.right > innerWidth + 0.5 && !e.closest('.scroll, pre, .formula') && !e.matches('.skip');
  }).map(e => e.tagName + '.' + e.className);
  return JSON.stringify({
    overflow: document.documentElement.scrollWidth - innerWidth, wide: wide.slice(0, 5),
    dead: [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'))
      .filter(h => !document.getElementById(decodeURIComponent(h.slice(1)))),
    twice: [...document.querySelectorAll('[id]')].map(e => e.id)
      .filter((id, i, all) => all.indexOf(id) !== i),
    headings: document.querySelectorAll('h1').length,
    figures: [...document.querySelectorAll('svg')].filter(e => e.getClientRects().length).length,
    scripts: [...document.scripts].filter(e => e.src).length + Math.abs(document.scripts.length - (document.getElementById('live-module') ? 3 : 1)),
    text: document.querySelector('main').innerText.length, height: document.documentElement.scrollHeight,
  });
})()"""


# What the script does, tried as a reader would: each answer is a complaint, or nothing.
TRIALS = """(async () => {
  const wrong = [];
  const wait = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const parts = [...document.querySelectorAll('main > section[id]')];
  for (const part of [parts[1], parts[parts.length - 1]]) {
    part.scrollIntoView();
    await wait();
    const marked = [...document.querySelectorAll('nav a[aria-current]')].map(a => a.hash.slice(1));
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (marked.length !== 1 || (marked[0] !== part.id && !atEnd))
      wrong.push(`at ${part.id} the contents mark ${marked}`);
  }
  const code = document.querySelectorAll('figure.code pre').length;
  const buttons = [...document.querySelectorAll('button.copy')];
  if (buttons.length !== code) wrong.push(`${code} pieces of code, ${buttons.length} buttons`);
  if (buttons.length) {
    buttons[0].click();
    await new Promise(done => setTimeout(done, 50));
    const text = document.querySelector('figure.code pre').textContent;
    const copied = buttons[0].textContent === 'Selected'
      ? getSelection().toString() : await navigator.clipboard.readText();
    if (copied.trim() !== text.trim()) wrong.push('the button copied something else');
  }
  const sliders = [...document.querySelectorAll('.choices')]
    .map(box => box.previousElementSibling?.querySelector('input')).filter(Boolean);
  if (sliders.length !== document.querySelectorAll('.choices').length)
    wrong.push(`${sliders.length} sliders`);
  for (const slider of sliders) {
    const choices = [...slider.closest('figure').querySelectorAll('.choices > div')];
    for (const i of choices.keys()) {
      slider.value = i;
      slider.dispatchEvent(new Event('input', {bubbles: true}));
      const shown = choices.filter(choice => choice.getClientRects().length);
      const name = slider.parentNode.querySelector('output').textContent;
      if (shown.length !== 1 || shown[0] !== choices[i] || name !== choices[i].dataset.value)
        wrong.push(`a slider at ${i} shows ${shown.length} pictures and says ${name}`);
    }
  }
  let read = 0;
  for (const group of document.querySelectorAll('.read')) {
    if (group.closest('[data-live]')) continue;
    const picture = group.ownerSVGElement;
    const box = picture.getBoundingClientRect();
    if (!box.width) continue;
    const curve = [...group.children].find(curve => curve.dataset.points);
    const points = curve.dataset.points.split(';');
    const [x, y, , up] = points[Math.floor(points.length / 2)].split('|');
    const scale = box.width / picture.viewBox.baseVal.width;
    picture.dispatchEvent(new PointerEvent('pointermove', {
      bubbles: true, clientX: box.left + x * scale, clientY: box.top + y * scale}));
    const words = picture.parentNode.querySelector('.reading').textContent;
    if (!words.includes(up)) wrong.push(`${picture.id || 'a picture'} says "${words}", not ${up}`);
    picture.dispatchEvent(new PointerEvent('pointerleave'));
    read += 1;
  }
  return JSON.stringify({wrong, sliders: sliders.length, read});
})()"""


# What is folded and does not show on paper; what the events around printing leave.
ON_PAPER = """(() => {
  const hidden = () => [...document.querySelectorAll('details')].filter(part => {
    const last = [...part.children].pop();
    return !last.checkVisibility() || !last.getBoundingClientRect().height;
  }).length;
  const plain = hidden();
  const folded = document.querySelectorAll('details:not([open])').length;
  dispatchEvent(new Event('beforeprint'));
  const open = document.querySelectorAll('details:not([open])').length;
  dispatchEvent(new Event('afterprint'));
  const after = document.querySelectorAll('details:not([open])').length;
  return JSON.stringify({plain, folded, open, after});
})()"""

CODE_FITS = """(() => {
  const code = document.querySelector('figure.code pre');
  return code ? code.scrollWidth - code.clientWidth : 0;
})()"""


class Browser:
    """Chromium on the other end of two pipes: messages are JSON, each ended by a zero byte."""

    def __init__(self, program, folder):
        here_in, there_out = os.pipe()
        there_in, here_out = os.pipe()

        def pipes():  # The browser reads its file 3 and writes its file 4.
            reading, writing = os.dup(there_in), os.dup(there_out)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        flags = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars",
                 "--no-first-run", f"--user-data-dir={folder}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # It refuses to start for root otherwise.
        self.process = subprocess.Popen(
            [program, *flags], preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(there_in), os.close(there_out)
        self.reading, self.writing = os.fdopen(here_in, "rb", 0), os.fdopen(here_out, "wb", 0)
        self.buffer, self.number, self.session, self.events = b"", 0, None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.buffer:
            data = self.reading.read(1 << 16)
            if not data:
                raise SystemExit("chromium has ended unexpectedly")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.writing.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url, width, height, scheme, scripts=True):
        self.events = []
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=url)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.receive())

    def facts(self):
        return json.loads(self.call("Runtime.evaluate", expression=PAGE_FACTS)["result"]["value"])

    def value(self, expression):
        return self.call("Runtime.evaluate", expression=expression)["result"].get("value")

    def trials(self):
        answer = self.call("Runtime.evaluate", expression=TRIALS, awaitPromise=True)
        return json.loads(answer["result"].get("value") or json.dumps(
            {"wrong": [json.dumps(answer)[:300]], "sliders": 0, "read": 0}))

    def picture(self, path, height):
        clip = {"x": 0, "y": 0, "width": self.width, "height": height, "scale": 1}
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self):
        self.call("Browser.close")
        self.process.wait(10)


def messages(events):
    """What the page complained of, and what it asked the network for."""
    for event in events:
        method, details = event.get("method"), event.get("params", {})
        if method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"):
            yield f"the console says: {json.dumps(details)[:200]}"
        if method == "Network.requestWillBeSent":
            url = details["request"]["url"]
            if not url.startswith(("file:", "data:", "about:")):
                yield f"it asks the network for {url}"


def check(browser, page, pictures):
    problems = []
    for scheme in ("light", "dark"):
        for width in (360, 1200):
            browser.width = width
            browser.open(page.resolve().as_uri(), width, 900, scheme, scripts=False)
            plain = browser.facts()
            browser.open(page.resolve().as_uri(), width, 900, scheme)
            facts = browser.facts()
            where = f"{page.name}, {width} pixels, {scheme}: "
            found = list(messages(browser.events))
            for kind in (plain, facts):
                if kind["overflow"] > 0 or kind["wide"]:
                    found.append(f"it is {kind['overflow']} pixels too wide: {kind['wide']}")
            if plain["figures"] != facts["figures"] or plain["text"] > facts["text"]:
                found.append("with its script it shows less than without")
            if facts["dead"]: found.append(f"links lead nowhere: {facts['dead']}")
            if facts["twice"]: found.append(f"ids are given twice: {facts['twice']}")
            if facts["scripts"]: found.append("it has other scripts than its own one")
            if facts["headings"] != 1: found.append(f"it has {facts['headings']} first headings")
            tried = browser.trials()
            found += tried["wrong"]
            facts |= {"sliders": tried["sliders"], "read": tried["read"]}
            problems += [where + problem for problem in found]
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                browser.picture(pictures / f"{page.stem}-{width}-{scheme}.png", facts["height"])
    for scripts in (False, True):
        browser.open(page.resolve().as_uri(), 1280, 900, "light", scripts=scripts)
        if (wide := browser.value(CODE_FITS)) > 0:
            problems.append(f"{page.name}, 1280 pixels: the first code is {wide} pixels too wide")
        browser.call("Emulation.setEmulatedMedia", media="print")
        paper = json.loads(browser.value(ON_PAPER))
        if paper["plain"]:
            problems.append(f"{page.name}: {paper['plain']} folded parts are not on paper")
        if scripts and (paper["open"] or paper["after"] != paper["folded"]):
            problems.append(f"{page.name}: before and after printing, folded parts: {paper}")
        browser.call("Emulation.setEmulatedMedia", media="")
    return problems, facts


def main():
    options = argparse.ArgumentParser(description="Reads HTML pages in a browser.")
    options.add_argument("pages", nargs="+", type=pathlib.Path)
    options.add_argument("--screenshots", type=pathlib.Path, metavar="DIR")
    options = options.parse_args()
    names = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if not program:
        print("skipped: there is no chromium")
        return 0
    problems = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        for page in options.pages:
            found, facts = check(browser, page, options.screenshots)
            problems += found
            print(f"{page.name}: {facts['figures']} figures, {facts['read']} with a crosshair, "
                  f"{facts['sliders']} sliders, {len(found)} problems")
        browser.close()
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
