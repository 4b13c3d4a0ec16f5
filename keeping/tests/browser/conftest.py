"""A real browser, spoken to by the Chrome DevTools Protocol, and a page made of each frozen text.

The fragments need some minutes: they are collected where `SCO_DATA_NIGHTLY=1`. The site is collected where
`SCO_DATA_SITE` names the folder in which it was made, which `.ci/browser` does. There nothing is skipped. The browser
is `chromium` on the path, or the one that `SCO_DATA_CHROMIUM` names.
"""

import base64
import fcntl
import html
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sco_keeping import tables
from sco_keeping.sources import texts

ROOT = Path(__file__).parents[3]

collect_ignore = [
    *(["test_fragments_in_browser.py"] if os.environ.get("SCO_DATA_NIGHTLY") != "1" else []),
    *(["test_site_in_browser.py"] if not os.environ.get("SCO_DATA_SITE") else []),
]

_FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1 --window-size=1000,1400
    --remote-debugging-pipe
""".split()

# What the browser selects is painted in a colour that nothing else has: scripts cannot ask for it.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>
body {{ margin: 40px; background: white; color: black; font: 16px/32px sans-serif; }}
p {{ margin: 0 0 64px; }}
::target-text {{ background-color: rgb(255, 0, 0); color: rgb(255, 0, 0); }}
</style>
{paragraphs}
"""

_RECTANGLES = """
spans => spans.flatMap(([line, start, end]) => {
    const range = document.createRange(), text = document.getElementById("l" + line).firstChild;
    range.setStart(text, start);
    range.setEnd(text, end);
    return [...range.getClientRects()].map(r => [r.left, r.top, r.right, r.bottom]);
})
"""

# Stretches of rows of the picture that are red, as [y, first x, last x].
_RED = """
async data => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    const red = 0xff0000ff, stretches = [];  // as alpha, blue, green, red
    for (let at = pixels.indexOf(red); at >= 0; at = pixels.indexOf(red, at)) {
        const first = at, end = at - (at % width) + width;
        while (at < end && pixels[at] === red) at++;
        stretches.push([Math.floor(first / width), first % width, (at - 1) % width]);
    }
    return stretches;
}
"""

_WITH_PIPES = """
import os, sys
for end, number in zip(sys.argv[1:3], (3, 4)):
    os.dup2(int(end), number)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Rectangle(NamedTuple):
    """A part of the window, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


class Browser:
    """A headless Chromium with one page, driven through a pair of pipes."""

    def __init__(self, executable: str, profile: Path) -> None:
        to_read, commands = os.pipe()
        answers, to_write = os.pipe()
        # The browser expects its ends as descriptors 3 and 4; out of the way of those first.
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (to_read, to_write)]
        command = [executable, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WITH_PIPES, *map(str, theirs), *command],
            pass_fds=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (to_read, to_write, *theirs):
            os.close(end)
        self._commands = os.fdopen(commands, "wb")
        self._answers = os.fdopen(answers, "rb", buffering=0)
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        pages = self.call("Target.getTargets")["targetInfos"]
        target = next(info["targetId"] for info in pages if info["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Answer to a command of the protocol."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def evaluate(self, function: str, *arguments: object) -> Any:
        """What a JavaScript function, or the promise that it gives, comes to."""
        expression = f"({function})({', '.join(map(json.dumps, arguments))})"
        done = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def open(self, url: str) -> None:
        """Go to an address as a user does who types it, until it is loaded and painted."""
        self.events.clear()
        self.call("Page.navigate", url=url)
        if any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.painted()
            return
        while self._message().get("method") != "Page.loadEventFired":
            pass
        self.painted()

    def painted(self) -> None:
        """Wait for two frames."""
        self.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")

    def red(self) -> list[Rectangle]:
        """What is painted as selected, as stretches of rows of pixels."""
        picture = self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"]
        assert base64.b64decode(picture[:16]).startswith(b"\x89PNG")
        return [Rectangle(left, y, right + 1, y + 1) for y, left, right in self.evaluate(_RED, picture)]

    def rectangles(self, spans: Sequence[tuple[int, int, int]]) -> list[Rectangle]:
        """Where spans of lines (number, start, end) are in the window."""
        return [Rectangle(*sides) for sides in self.evaluate(_RECTANGLES, spans)]

    def close(self) -> None:
        """End the browser."""
        self._session = None
        self.call("Browser.close")
        self._process.wait(timeout=30)
        self._answers.close()
        self._commands.close()

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = self._answers.read(1 << 20)
            assert read, "the browser is gone"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        parsed: dict[str, Any] = json.loads(message)
        if "method" in parsed:
            self.events.append(parsed)
        return parsed


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Headless Chromium; a failure where there is none."""
    executable = os.environ.get("SCO_DATA_CHROMIUM") or shutil.which("chromium")
    if not executable:
        pytest.fail("There is no chromium; install it, or name the executable in SCO_DATA_CHROMIUM.")
    opened = Browser(executable, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def frozen() -> dict[str, str]:
    """Frozen texts by `source_id`; a failure where there are none."""
    return texts.read_all(tables.read("sources", package=ROOT))[0]


@pytest.fixture(scope="session")
def site(frozen: Mapping[str, str]) -> Iterator[str]:
    """Address of a server on this machine with a page per frozen text, a paragraph per line."""
    pages = {}
    for source, text in frozen.items():
        lines = enumerate(text.split("\n"))
        paragraphs = "\n".join(f'<p id="l{n}">{html.escape(line)}</p>' for n, line in lines if line.strip())
        pages[f"/{source}"] = _PAGE.format(title=source, paragraphs=paragraphs).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page or b"")))
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
