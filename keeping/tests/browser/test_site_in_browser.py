"""The site in Chromium: from a server below a path and from a disk, on a phone and on a desk, light and dark."""

import csv
import functools
import http.server
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, Browser

SITE = Path(os.environ["SCO_DATA_SITE"])
AXE = Path(os.environ["SCO_DATA_MODULES"], "axe-core", "axe.min.js")
DESK, PHONE = 1280, 380
LARGEST, WHOLE = 200_000, 60_000_000


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def a_rival() -> tuple[str, str, str]:
    """Table, row and field of a cell that words dispute and a rule decides."""
    ruled = {
        (each["table_name"], each["row_id"], each["field"])
        for each in rows("discrepancies")
        if each["rule"] and each["status"] != "open"
    }
    disputed = (
        (each["table_name"], each["row_id"], each["field"]) for each in rows("evidence") if each["stance"] == "disputes"
    )
    return next(place for place in disputed if place in ruled and place[0] == "summits")


TABLE, ROW, FIELD = a_rival()
QUOTED = next(each["quotation_id"] for each in rows("quotations") if each["text"])
SOURCE = rows("sources")[0]["source_id"]
KINDS = (
    "index.html",
    "instruments/index.html",
    f"{TABLE}/{ROW}/index.html",
    "states/IND/index.html",
    f"sources/{SOURCE}/index.html",
    f"quotations/{QUOTED}/index.html",
    "timeline/index.html",
    "docs/coding-manual/index.html",
    "search/index.html?q=Bishkek",
    "downloads/index.html",
)
"""A page of each kind."""


_AXE = """async () => (await axe.run()).violations.map(each => [
    each.impact,
    each.id,
    each.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + " " + node.any.map(one => one.message).join(" ")),
])"""


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Address of the site on a server, below a path."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/below/a/path"))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    handler = functools.partial(Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/below/a/path"
        server.shutdown()


@pytest.fixture(params=["server", "disk"])
def base(request: pytest.FixtureRequest, served: str) -> str:
    return served if request.param == "server" else SITE.resolve().as_uri()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Browser]:
    """The browser, which tells what it asks for and what goes wrong."""
    for domain in ("Network", "Runtime", "Log"):
        browser.call(f"{domain}.enable")
    look(browser, DESK)
    yield browser
    look(browser, DESK)


def look(browser: Browser, width: int, scheme: str = "light") -> None:
    """How wide the window is, and whether it is light or dark."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.call("Emulation.setDeviceMetricsOverride", **size)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])


def check(browser: Browser, base: str) -> None:
    """Nothing was asked of another host, and no script failed."""
    for event in browser.events:
        told = event["params"]
        if event["method"] == "Network.requestWillBeSent":
            url = told["request"]["url"]
            assert url.startswith((base, "data:")) or url.endswith("/favicon.ico"), url
        assert event["method"] != "Runtime.exceptionThrown", told
        if event["method"] == "Log.entryAdded" and told["entry"]["level"] == "error":
            assert "favicon" in told["entry"].get("url", ""), told["entry"]
        assert event["method"] != "Runtime.consoleAPICalled" or told["type"] != "error", told


def until(browser: Browser, function: str, *arguments: object) -> object:
    """What a function comes to as soon as it is something, on this page or the next; a failure where it never is."""
    asked = f"(...given) => {{ const found = ({function})(...given); return found instanceof Node ? true : found; }}"
    end = time.monotonic() + 15
    while time.monotonic() < end:
        try:
            if found := browser.evaluate(asked, *arguments):
                return found
            browser.painted()
        except AssertionError as error:  # the page went away while it was asked
            if "Runtime.evaluate" not in str(error):
                raise
    raise AssertionError(f"{function} came to nothing on {browser.evaluate('() => location.href')}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_load_alone_and_fit(watched: Browser, base: str, width: int) -> None:
    look(watched, width)
    for path in KINDS:
        watched.open(f"{base}/{path}")
        check(watched, base)
        assert watched.evaluate("() => document.querySelector('h1').textContent.trim().length") > 0, path
        wide = watched.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels wider than a window of {width}"


def test_facets_filter_sort_and_page(watched: Browser, base: str) -> None:
    instruments = rows("instruments")
    watched.open(f"{base}/instruments/index.html")
    watched.evaluate("() => document.querySelector('input[name=type][value=declaration]').click()")
    wanted = [row for row in instruments if row["type"] == "declaration"]
    until(
        watched,
        "text => document.querySelector('.count').textContent === text",
        f"{len(wanted)} of {len(instruments)} rows",
    )
    shown = watched.evaluate("() => [...document.querySelectorAll('tbody tr td:first-child a')].map(link => link.href)")
    assert {re.sub(r".*/instruments/(.*)/index.html", r"\1", link) for link in shown} == {
        row["instrument_id"] for row in wanted
    }
    watched.evaluate(
        "() => [...document.querySelectorAll('th button')].find(each => each.textContent === 'Date').click()"
    )
    until(watched, "() => document.querySelector('th[aria-sort=ascending]')")
    column = """() => {
        const at = [...document.querySelectorAll("th")].findIndex(each => each.textContent === "Date");
        return [...document.querySelectorAll("tbody tr")].map(row => row.cells[at].textContent).filter(Boolean);
    }"""
    days = [re.sub(r"^\W+", "", day) for day in watched.evaluate(column)]
    assert days == sorted(days) and len(days) > 5
    assert "type=declaration" in watched.evaluate("() => location.hash")
    watched.evaluate("() => document.querySelector('.facets button').click()")
    until(watched, "text => document.querySelector('.count').textContent === text", f"{len(instruments)} rows")
    watched.evaluate("() => document.querySelector('.pager button:not([aria-current])').click()")
    until(watched, "() => document.querySelector('.pager [aria-current]').textContent === '2'")
    watched.evaluate("""() => {
        const field = document.querySelector('[name=filter]');
        field.value = 'bishkek declaration';
        field.dispatchEvent(new Event('input', { bubbles: true }));
    }""")
    until(watched, "() => /^\\d+ of/.test(document.querySelector('.count').textContent)")
    check(watched, base)


FOUND = {
    "Bishkek summit 1999": "summits/summit-1999-bishkek/index.html",
    "Kazakhstan": "states/KAZ/index.html",
    "Казахстан": "states/KAZ/index.html",
    "哈萨克斯坦": "states/KAZ/index.html",
    "norov": "people/vladimir-norov/index.html",
    "coding manual ground rules": "docs/coding-manual/index.html#ground-rules",
}


def test_the_search_finds_rows_and_documents_in_three_scripts(watched: Browser, base: str) -> None:
    watched.open(f"{base}/index.html")
    watched.evaluate("() => { document.querySelector('#q').value = 'kraken'; document.forms[0].requestSubmit(); }")
    until(watched, "() => document.querySelector('#said')?.textContent.startsWith('Nothing found')")
    for asked, address in FOUND.items():
        watched.evaluate(
            """text => {
                document.querySelector('#q').value = text;
                document.querySelector('#search').requestSubmit();
            }""",
            asked,
        )
        links = watched.evaluate("() => [...document.querySelectorAll('#hits a')].slice(0, 5).map(link => link.href)")
        assert f"{base}/{address}" in links, (asked, links)
    kinds = "() => [...document.querySelectorAll('#kinds button')].map(each => each.textContent)"
    assert any(str(each).startswith("Documents") for each in watched.evaluate(kinds))
    check(watched, base)


def test_a_row_has_words_rivals_and_links(watched: Browser, base: str) -> None:
    watched.open(f"{base}/{TABLE}/{ROW}/index.html")
    cell = f"document.getElementById({FIELD!r})"
    assert watched.evaluate(f"() => {cell}.querySelectorAll('.words q').length") > 1
    assert watched.evaluate(f"() => {cell}.querySelector('.rival .disputes b').textContent")
    assert re.search(r"Rule R\d decided", watched.evaluate(f"() => {cell}.querySelector('.rule').textContent"))
    out = watched.evaluate("() => [...document.querySelectorAll('.at')].map(link => link.href)")
    assert any("#:~:text=" in link for link in out) and all(re.match("https?://", link) for link in out)
    assert watched.evaluate("() => document.querySelector('#how ~ .cite').textContent.includes('Version')")
    until(
        watched, "() => document.querySelector('link[type=\"application/json\"]').getAttribute('href') === 'row.json'"
    )
    watched.evaluate(f"() => {cell}.querySelector('button').click()")
    until(watched, "() => document.querySelector('#filled')?.value.includes('Row: ')")
    told = str(watched.evaluate("() => document.querySelector('#filled').value"))
    value = next(row for row in rows(TABLE) if ROW in row.values())[FIELD]
    for line in (f"Table: {TABLE}", f"Row: {ROW}", f"Field: {FIELD}", f"What the cell says: {value}"):
        assert line in told.splitlines()
    check(watched, base)


def test_the_keyboard_gets_to_the_content(watched: Browser, base: str) -> None:
    watched.open(f"{base}/{TABLE}/index.html")
    for kind in ("rawKeyDown", "keyUp"):
        watched.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert watched.evaluate("() => document.activeElement.textContent") == "To the content"
    reachable = (
        "() => [...document.querySelectorAll('a[href], button, input, summary')].every(each => each.tabIndex >= 0)"
    )
    assert watched.evaluate(reachable)


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_no_serious_fault(watched: Browser, served: str, width: int, scheme: str) -> None:
    look(watched, width, scheme)
    source, faults = AXE.read_text(encoding="utf-8"), []
    for path in KINDS:
        watched.open(f"{served}/{path}")
        watched.call("Runtime.evaluate", expression=source)
        found = watched.evaluate(_AXE)
        faults += [(path, *each) for each in found if each[0] in ("serious", "critical")]
    assert not faults, "\n".join(map(str, faults))


def test_the_site_is_whole_and_small() -> None:
    pages = list(SITE.rglob("*.html"))
    too_large = [
        (file.relative_to(SITE).as_posix(), file.stat().st_size) for file in pages if file.stat().st_size > LARGEST
    ]
    assert too_large == []
    downloads = {folder.name for folder in SITE.iterdir() if (folder / "datapackage.json").is_file()}
    files = [file for file in SITE.rglob("*") if file.is_file() and file.relative_to(SITE).parts[0] not in downloads]
    size = sum(file.stat().st_size for file in files)
    assert size < WHOLE, f"{size / 1e6:.1f} MB"
    there = {file.relative_to(SITE).as_posix() for file in SITE.rglob("*") if file.is_file()}
    wanted: dict[str, str] = {}
    for file in pages:
        folder = file.relative_to(SITE).parent.as_posix()
        for link in set(re.findall(r'(?:href|src|action)="([^"#?:]+)[#?"]', file.read_text(encoding="utf-8"))):
            wanted.setdefault(f"{folder}/{link}", file.name)
    lost = {where: page for where, page in wanted.items() if os.path.normpath(where) not in there}
    assert lost == {}
    print(f"\n{len(pages)} pages, {len(files)} files, {size / 1e6:.1f} MB without downloads")
