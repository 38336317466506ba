#!/usr/bin/env python3
"""Reads the whole site in a real browser, as its readers do.

    swift run chapters --html pages --quick --no-timing
    python3 Tests/Pages/check-site.py pages [--screenshots DIR]

Every link, on every page, leads to a file that is there and to a place in it; from each page one gets to the one
before and after it. The search finds sections and entries of the glossary, with the mouse and with the keyboard
alone, and leads to where the words are. Without scripts there is all the text, and no search. At 360 pixels nothing
is too wide; on paper nothing is folded, and no bar is printed. Scripts other than those that a page names do not run.
No page says anything on the console or asks the network for anything.

Needs chromium and Python 3, and no package. Where there is no chromium it says so and ends with status 0.
"""
import argparse, importlib.util, json, pathlib, shutil, sys, tempfile, time, urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
specification = importlib.util.spec_from_file_location("pages", HERE / "check-html.py")
pages = importlib.util.module_from_spec(specification)
specification.loader.exec_module(pages)

LINKS = """JSON.stringify({ids: [...document.querySelectorAll('[id]')].map(e => e.id),
  links: [...document.querySelectorAll('a[href]')].map(a => a.href)})"""

FACTS = """(() => {
  const wide = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.right > innerWidth + 0.5 && !e.closest('.scroll, pre, .formula') && !e.matches('.skip');
  }).map(e => e.tagName + '.' + e.className);
  const form = document.querySelector('form.search');
  return JSON.stringify({overflow: document.documentElement.scrollWidth - innerWidth, wide: wide.slice(0, 4),
    search: form ? form.getClientRects().length : -1, headings: document.querySelectorAll('h1').length,
    text: document.querySelector('main').innerText.length, height: document.documentElement.scrollHeight,
    before: document.querySelector('a[rel=prev]')?.href, after: document.querySelector('a[rel=next]')?.href});
})()"""

FOUND = """JSON.stringify({hidden: document.querySelector('.found').hidden,
  hits: [...document.querySelectorAll('.found a')].map(a => [a.textContent, a.getAttribute('href')]),
  words: document.querySelector('.found').innerText, focus: document.activeElement.tagName,
  link: document.activeElement.getAttribute('href')})"""

FOREIGN = """(() => {
  const script = document.createElement('script');
  script.textContent = 'document.documentElement.dataset.foreign = 1';
  document.body.append(script);
  return document.documentElement.dataset.foreign ?? '';
})()"""

PAPER = """JSON.stringify(['.bar', 'nav', 'footer'].filter(name => {
  const part = document.querySelector(name);
  return part && part.getClientRects().length;
}))"""


class Site:
    def __init__(self, browser, folder, pictures):
        self.browser, self.folder, self.pictures, self.problems = browser, folder, pictures, []
        self.files = sorted(folder.glob("*.html"))

    def open(self, file, width=1200, scheme="light", scripts=True):
        self.browser.width = width
        self.browser.open(file.resolve().as_uri(), width, 900, scheme, scripts)
        return json.loads(self.browser.value(FACTS))

    def say(self, file, problem):
        self.problems.append(f"{file.name}: {problem}")

    def press(self, key, text=None):
        codes = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "/": 191}
        event = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        if text: event["text"] = text
        self.browser.call("Input.dispatchKeyEvent", type="keyDown", **event)
        self.browser.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def found(self):
        return json.loads(self.browser.value(FOUND))

    def arrived(self, end):
        for _ in range(100):
            if self.browser.value("location.href").endswith(end): return True
            time.sleep(0.02)
        return False

    def everything(self):
        there = {}
        for file in self.files:
            facts = self.open(file)
            self.problems += [f"{file.name}: {m}" for m in pages.messages(self.browser.events)]
            there[file.resolve().as_uri()] = json.loads(self.browser.value(LINKS)) | {"facts": facts}
            if facts["headings"] != 1: self.say(file, f"{facts['headings']} first headings")
            if facts["search"] != 1: self.say(file, "there is no search")
            if self.browser.value(FOREIGN): self.say(file, "a foreign script has run")
            plain = self.open(file, scripts=False)
            if plain["search"] != 0: self.say(file, "without scripts there is a search")
            if plain["text"] * 1.02 < facts["text"] - 2000 or not plain["text"]:
                self.say(file, f"without scripts there is less text: {plain['text']}, {facts['text']}")
            for scheme in ("light", "dark"):
                for width in (360, 1200):
                    facts = self.open(file, width, scheme)
                    if facts["overflow"] > 0 or facts["wide"]:
                        self.say(file, f"at {width} too wide by {facts['overflow']}: {facts['wide']}")
                    if self.pictures:
                        self.pictures.mkdir(parents=True, exist_ok=True)
                        self.browser.picture(
                            self.pictures / f"{file.stem}-{width}-{scheme}.png", min(facts["height"], 5000))
            self.browser.call("Emulation.setEmulatedMedia", media="print")
            folded = json.loads(self.browser.value(pages.ON_PAPER))["plain"]
            if folded: self.say(file, f"{folded} folded parts are not on paper")
            if shown := json.loads(self.browser.value(PAPER)): self.say(file, f"on paper there is {shown}")
            self.browser.call("Emulation.setEmulatedMedia", media="")
        self.links(there)
        return len(there)

    def links(self, there):
        count = 0
        for here, page in there.items():
            file = pathlib.Path(here.split("/")[-1])
            for link in page["links"]:
                place, _, part = link.partition("#")
                count += 1
                if not place.startswith("file:"): continue
                target = pathlib.Path(place.removeprefix("file://"))
                if not target.exists(): self.say(file, f"{link} is not there")
                elif part and place in there and urllib.parse.unquote(part) not in there[place]["ids"]:
                    self.say(file, f"{link} has no such place")
            for way, back in (("after", "before"), ("before", "after")):
                if (other := page["facts"].get(way)) and there[other]["facts"].get(back) != here:
                    self.say(file, f"there is no way back from {other}")
        first = [here for here, page in there.items() if not page["facts"].get("before")]
        if len(first) != 2: self.problems.append(f"pages without one before them: {first}")  # and the index
        print(f"{count} links on {len(there)} pages")

    def search(self):
        index = self.folder / "index.html"
        evaluate = self.browser.value
        for words, expected in (("kv cache", "glossary.html#term-kv-cache"), ("ALiBi", "rope.html"),
                                ("sliding window", "kv-cache.html#section-"), ("roofline", "machine.html#section-")):
            self.open(index)
            evaluate(f"""(() => {{ const input = document.querySelector('.search input');
              input.value = {json.dumps(words)}; input.dispatchEvent(new Event('input')); }})()""")
            found = self.found()
            if not any(place.startswith(expected) for _, place in found["hits"]):
                self.say(index, f"'{words}' finds {found['hits'][:5]}, and not {expected}")
        # With the keyboard alone, from a chapter.
        chapter = self.folder / "rope.html"
        self.open(chapter)
        self.press("/", "/")
        self.browser.call("Input.insertText", text="grouped-query attention")
        found = self.found()
        if found["hidden"] or not found["hits"]: self.say(chapter, f"the keyboard finds nothing: {found}")
        self.press("ArrowDown"), self.press("ArrowDown"), self.press("ArrowUp")
        now = self.found()
        if now["link"] != found["hits"][0][1]: self.say(chapter, f"the arrows lead to {now['link']}")
        self.press("Enter", "\r")
        if not self.arrived(found["hits"][0][1]): self.say(chapter, "Enter does not go to the first hit")
        self.open(chapter)
        self.press("/", "/")
        self.browser.call("Input.insertText", text="zzzz")
        if "Nothing has “zzzz”." not in self.found()["words"]: self.say(chapter, "nothing is not said")
        self.press("Escape")
        if not self.found()["hidden"]: self.say(chapter, "Escape does not end the search")
        self.browser.call("Input.insertText", text="Norm")
        self.press("Enter", "\r")
        if not self.arrived(".html#term-norm"): self.say(chapter, "Enter in the field goes nowhere")
        # Live pictures have their module from the one file that carries it.
        self.open(chapter)
        for _ in range(500):
            if evaluate("document.documentElement.dataset.live") == "ready": return
            time.sleep(0.02)
        self.say(chapter, "live pictures are not ready")


def main():
    options = argparse.ArgumentParser(description="Reads the whole site in a browser.")
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--screenshots", type=pathlib.Path, metavar="DIR")
    options = options.parse_args()
    program = next(filter(None, map(shutil.which, (
        "chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome"))), None)
    if not program:
        print("skipped: there is no chromium (Debian's chromium-headless-shell)")
        return 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        site = Site(pages.Browser(program, folder), options.folder, options.screenshots)
        if not site.files: sys.exit(f"{options.folder} has no pages: swift run chapters --html {options.folder}")
        site.search()
        site.everything()
        site.browser.close()
    print(*site.problems[:30], sep="\n", end="\n" if site.problems else "")
    print(f"{len(site.problems)} problems")
    return 1 if site.problems else 0


if __name__ == "__main__":
    sys.exit(main())
