#!/usr/bin/env python3
"""Moves live pictures in a second engine: Firefox.

    swift run chapter-rope --format html --output rope.html
    python3 Tests/LiveTests/firefox.py rope.html

Every knob is set at random, texts are written and runs go on for some steps; what is drawn is, byte for byte, what the
module answers in node, and the checks shown are those. The rest of what `browser.py` tries, it tries in Chromium.

Needs Firefox (Debian's firefox-esr), node and Python 3, and no package: the browser is spoken to in its own protocol,
Marionette. Where one is missing the script says so and ends with status 0.
"""
import importlib.util, json, pathlib, random, shutil, socket, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
specification = importlib.util.spec_from_file_location("browser", HERE / "browser.py")
chromium = importlib.util.module_from_spec(specification)
specification.loader.exec_module(chromium)


class Firefox:
    """Firefox on the other end of a socket: messages are JSON, each after its length and a colon."""

    def __init__(self, program, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (pathlib.Path(folder) / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        self.process = subprocess.Popen(
            [program, "--headless", "--no-remote", "--marionette", "--profile", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.time() + 60
        while True:
            try:
                self.connection = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                if time.time() > end: raise
                time.sleep(0.1)
        self.connection.settimeout(60)
        self.number = 0
        self.receive()
        self.call("WebDriver:NewSession")

    def receive(self):
        length = b""
        while (byte := self.connection.recv(1)) != b":":
            if not byte: raise ConnectionError("Firefox has gone")
            length += byte
        message = b""
        while len(message) < int(length): message += self.connection.recv(int(length) - len(message))
        return json.loads(message)

    def call(self, command, **parameters):
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self.receive()
        if error: raise RuntimeError(f"{command}: {error['message']}")
        return result

    def evaluate(self, code):
        return self.call("WebDriver:ExecuteScript", script=f"return {code}", args=[])["value"]

    def close(self):
        try:
            self.call("Marionette:Quit", flags=["eForceQuit"])
        except (RuntimeError, OSError):
            pass
        self.process.wait(20)


def check(browser, page, folder):
    problems = []
    browser.call("WebDriver:Navigate", url=page.resolve().as_uri())
    start = time.time()
    while browser.evaluate("document.documentElement.dataset.live") != "ready":
        if time.time() - start > 30: return ["the module was not ready within 30 seconds"], {}
        time.sleep(0.05)
    times = {"ready": browser.evaluate("performance.now()")}
    asked, moved, steps = [], [], 0
    narrow = int(browser.evaluate("!!document.querySelector('.narrow')?.getClientRects().length"))
    for i, box in enumerate(json.loads(browser.evaluate(chromium.FACTS))):
        spent = []
        for _ in range(40):
            places = []
            for most, _ in box["sliders"]:
                steps += most == "run"
                places.append(
                    random.choice(chromium.TEXTS) if most == "text" else steps % 5 if most == "run"
                    else random.randint(0, most))
            result = json.loads(browser.evaluate(chromium.MOVE % (i, json.dumps(places))))
            asked.append([box["name"], narrow, *places])
            moved.append(result)
            spent.append(result["time"])
        times[box["name"]] = statistics.median(spent)
    for setting, result, answer in zip(asked, moved, chromium.answers(asked, page, folder)):
        signs = [line[0] for line in answer.split("\x1e")[2:]]
        if result["answer"] != answer: problems.append(f"{setting}: not what the module answers in node")
        if (signs.count("-"), signs.count("+")) != (result["fails"], result["holds"]):
            problems.append(f"{setting}: other checks are shown")
    return problems, times


def main():
    program = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if not program or not (shutil.which("node") or shutil.which("nodejs")):
        print("skipped: there is no Firefox or no node (Debian's firefox-esr and nodejs)")
        return 0
    problems = []
    random.seed(1)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Firefox(program, folder)
        try:
            for page in map(pathlib.Path, sys.argv[1:]):
                found, times = check(browser, page, folder)
                problems += [f"{page.name}: {problem}" for problem in found]
                print(page.name, ", ".join(f"{name} {spent:.1f} ms" for name, spent in times.items()))
        finally:
            browser.close()
    print(*problems[:20], sep="\n", end="\n" if problems else "")
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
