"""The site of a small package, read as files: links, words and rivals, tables, documents, downloads, and what loads."""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import frictionless
import pandas as pd
import pytest
from click.testing import CliRunner

from sco_data.errors import ScoDataError
from sco_keeping.cli import app
from sco_keeping.release import SUMS, sums, write_sums
from sco_keeping.site import site
from sco_keeping.site.documents import contents
from sco_keeping.site.npm import PINNED, library
from sco_keeping.site.searchindex import Entry, index, terms
from sco_keeping.sources.texts import VARIABLE

from . import small_site
from .conftest import lay_out
from .small_site import NAME, VERSION

ROOT = Path(__file__).parents[2]
LARGEST = 200_000
_VOID = {"meta", "link", "br", "input", "img", "hr", "rect", "path"}
_LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("use", "href")}


class Page(HTMLParser):
    """Links, ids, words and what is loaded of a page, which must be well formed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.buttons: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.links += [told[name] for name in ("href", "src", "action") if name in told]
        self.loaded += [value for name, value in told.items() if (tag, name) in _LOADED]
        if tag == "link" and told["rel"] == "stylesheet":
            self.loaded.append(told["href"])
        if tag == "button" and told.get("name"):
            self.buttons.append(told["value"])
        self.ids += [told["id"]] if "id" in told else []
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("script", "style"):
            self.words += data

    @property
    def said(self) -> str:
        return " ".join(self.words.split())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small package with what pages show, and more rows than one page has."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder / "texts"))
        yield small_site.extend(lay_out(folder), many=120)


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_site.modules(tmp_path_factory.mktemp("node"))


@pytest.fixture(scope="module")
def made(small: Path, modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of it."""
    folder = tmp_path_factory.mktemp("made") / "public"
    assert site(folder, package=small, modules=modules, repository="https://example.org/git/") == [VERSION]
    return folder


@pytest.fixture(scope="module")
def pages(made: Path) -> dict[str, Page]:
    """All its pages by path."""
    return {
        file.relative_to(made).as_posix(): Page(file.read_text(encoding="utf-8"))
        for file in sorted(made.rglob("*.html"))
    }


def test_every_link_leads_somewhere(made: Path, pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for link in page.links:
            where, anchor = urldefrag(link)
            if re.match(r"[a-z]+:", where):
                continue
            file = ((made / path).parent / unquote(where.partition("?")[0])).resolve() if where else made / path
            assert file.is_file(), (path, link)
            if anchor and file.suffix == ".html" and "=" not in anchor:
                assert unquote(anchor) in pages[file.relative_to(made.resolve()).as_posix()].ids, (path, link)


def test_nothing_is_loaded_from_elsewhere(made: Path, pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for link in page.loaded:
            assert "//" not in link and ((made / path).parent / link).is_file(), (path, link)
    for file in (made / "assets").glob("s*.*s"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", text), file


def test_pages_are_small(made: Path) -> None:
    assert all(file.stat().st_size < LARGEST for file in made.rglob("*.html"))


def test_ids_are_there_once(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path


def test_every_row_has_a_page_and_its_json(made: Path, small: Path) -> None:
    for table in ("states", "summits", "statistics", "memberships", "quotations", "sources", "organizations"):
        for row in pd.read_csv(small / "data" / f"{table}.csv", dtype=str, keep_default_na=False).iloc[:, 0]:
            told = json.loads((made / table / row / "row.json").read_text(encoding="utf-8"))
            assert (told["table"], told["id"], told["version"]) == (table, row, VERSION)
            assert (made / table / row / "index.html").is_file()


def test_a_row_shows_words_rivals_rule_and_silence(pages: dict[str, Page]) -> None:
    page = pages["summits/summit-1998/index.html"]
    assert "3 July 1998" in page.said and "third meeting held on 3 July, 1998 in Portville" in page.said
    assert "Rival statements" in page.said and "1998-07-04" in page.said and "every ninth ship" in page.said
    assert "Rule R2 decided" in page.said and "The report of the day." in page.said
    assert "It was on 3 July. preferred" in page.said
    assert (
        "Looked for and not found on 1 January 2026: The quay of the meeting. Looked in: two harbour books."
        in page.said
    )
    assert any(link.startswith("https://example.org/harbour#:~:text=") for link in page.links)
    assert "../../sources/harbour/index.html" in page.links
    assert "No human has checked it yet" in page.said and f"(Version {VERSION})" in page.said


def test_the_json_of_a_row_says_the_same(made: Path) -> None:
    told = json.loads((made / "summits/summit-1998/row.json").read_text(encoding="utf-8"))
    cell = told["cells"]["date_edtf"]
    assert cell["value"] == "1998-07-03"
    assert [each["stance"] for each in cell["evidence"]] == ["supports", "disputes"]
    assert cell["evidence"][1]["value"] == "1998-07-04"
    assert told["citations"]["harbour-c0001"]["exact"] == "third meeting held on 3 July, 1998 in Portville"
    assert told["discrepancies"][0]["rule"] == "R2" and told["not_found"][0]["field"] == "place_id"


def test_report_this_value_opens_a_filled_form(made: Path, pages: dict[str, Page], small: Path, modules: Path) -> None:
    page = pages["summits/summit-1998/index.html"]
    assert "https://example.org/git/issues/new" in page.links
    assert {"date_edtf", "place_id", "format"} <= set(page.buttons)
    text = (made / "summits/summit-1998/index.html").read_text(encoding="utf-8")
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', text))
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / hidden.pop("template")).read_text(encoding="utf-8")
    assert hidden.pop("title") == "Data: summits summit-1998"
    assert hidden == {"version": VERSION, "table": "summits", "row": "summit-1998"}
    assert all(f"id: {name}\n" in form for name in [*hidden, "field", "says"])
    own = made.parent / "own"
    site(own, package=small, modules=modules)
    assert 'action="../../report/index.html"' in (own / "summits/summit-1998/index.html").read_text(encoding="utf-8")


def test_what_a_row_is_tied_to(pages: dict[str, Page]) -> None:
    state = pages["states/KAZ/index.html"]
    assert "../../memberships/hl-member-kaz/index.html" in state.links
    assert "Member of HL, since 3 July 1998" in state.said
    source = pages["sources/harbour/index.html"]
    assert "../../summits/summit-1998/index.html" in source.links and "What rests on it" in source.said
    assert pages["memberships/hl-member-kaz/index.html"].said.count("Kazakhstan, HL, member (since 3 July 1998)") > 0


def test_a_quotation_stands_once_with_its_link(pages: dict[str, Page]) -> None:
    page = pages["quotations/envoy-flag/index.html"]
    assert page.said.count("every ninth ship flies our flag") == 3  # title, heading and the words themselves
    assert "1 Quotations" in pages["index.html"].said


def test_the_first_page_says_what_it_is(made: Path, pages: dict[str, Page]) -> None:
    page = pages["index.html"]
    assert "2 summits of heads of state, 1997–1998" in page.said
    assert "Kazakhstan: member, since 3 July 1998" in page.said  # the drawing says it to those who do not see it
    assert "states/KAZ/index.html" in page.links and "timeline/1998/index.html" in page.links
    told = re.search(r'application/ld\+json">(.*?)</script>', (made / "index.html").read_text(encoding="utf-8"))
    assert told and json.loads(told[1])["@type"] == "Dataset"


def test_the_first_page_counts_on_days_that_are_attested(pages: dict[str, Page]) -> None:
    page = pages["index.html"]
    assert "1 member attested for 4 May 1999" in page.said and "as of" not in page.said
    assert "1 observer attested for 31 December 2001; sources disagree" in page.said
    assert page.said.count("sources disagree") == 1
    assert "memberships/index.html#role=member&organization_id=sco" in page.links


def test_second_hand_is_said_before_all_else(made: Path, pages: dict[str, Page]) -> None:
    text = (made / "summits/summit-1997/index.html").read_text(encoding="utf-8")
    assert text.index('<p class="warning"><b>Second-hand.</b> Held') < text.index("Who came") < text.index('id="values')
    assert "Second-hand." not in pages["summits/summit-1998/index.html"].said
    assert pages["index.html"].said.count("second-hand") == 1


def test_a_rule_on_an_open_question_has_not_decided(pages: dict[str, Page]) -> None:
    page = pages["memberships/hl-observer-irn/index.html"]
    assert "Weighed by R1, open" in page.said and "decided" not in page.said


def test_tables_are_paged_in_plain_html_and_whole_for_the_script(made: Path, pages: dict[str, Page]) -> None:
    first, second = pages["statistics/index.html"], pages["statistics/page-2.html"]
    assert "122 rows" in first.said and "page-2.html" in first.links
    rows = {link for page in (first, second) for link in page.links if re.match(r"\.\./statistics/", link)}
    assert len(rows) == 122
    text = (made / "statistics/rows.js").read_text(encoding="utf-8")
    told = json.loads(text.removeprefix("SCO_ROWS=").removesuffix(";\n"))
    assert len(told["rows"]) == 122 and told["named"]
    (facet,) = [each for each in told["facets"] if each["f"] == "relation"]
    values = [facet["v"][place] for place in facet["r"]]
    assert sorted(set(values)) == ["=", ">", "ratio"] and values.count("=") == 120
    assert "ratio 1" in first.said and "What the columns mean" in first.said


def test_documents_are_pages_in_the_same_design(pages: dict[str, Page]) -> None:
    guide = pages["docs/guide/index.html"]
    assert "../../docs/guide/index.html#the-words" in guide.links
    assert "../../docs/readme/index.html" in guide.links and "../../latest/data/statistics.csv" in guide.links
    assert "nothing and elsewhere" in guide.said and not any("gone" in link for link in guide.links)
    assert "Other documents" in pages["docs/index.html"].said
    assert "../../docs/guide/index.html#the-words" in pages["docs/readme/index.html"].links


def test_a_chapter_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    assert contents(tmp_path) == {}
    (tmp_path / "docs" / "contents.toml").write_text('[chapters]\n"A" = ["docs/b.md"]\n', encoding="utf-8")
    with pytest.raises(ScoDataError, match=r"names docs/b\.md, which is not there"):
        contents(tmp_path)


def test_the_project_names_every_document() -> None:
    chapters = contents(ROOT)
    assert "Other documents" not in chapters, f"docs/contents.toml does not name {chapters['Other documents']}"


def test_a_long_document_is_laid_out_by_its_chapters(small: Path, modules: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    rows = "".join(f"| {number} | {'kelp ' * 12} |\n" for number in range(2500))
    text = f"# Long\n\nTo [the end](#the-end).\n\n## Rows\n\n| a | b |\n| --- | --- |\n{rows}\n## The end\n\nFin.\n"
    (copy / "docs" / "long.md").write_text(text, encoding="utf-8")
    command = ["site", str(tmp_path / "public"), "--package", str(copy), "--modules", str(modules), "--draft"]
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'public' / VERSION}\n"), done.output
    assert not list((tmp_path / "public").rglob("*.xlsx"))
    parts = sorted((tmp_path / "public/docs/long").iterdir())
    assert len(parts) > 2 and all(part.stat().st_size < LARGEST for part in parts)
    told = "".join(part.read_text(encoding="utf-8") for part in parts)
    first = (tmp_path / "public/docs/long/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<dt><a href="[^"]*#([^"]+)">', first) == ["rows", "the-end"]
    assert all(
        'class="chapters"' not in part.read_text(encoding="utf-8") for part in parts if part.name != "index.html"
    )
    assert told.count("kelp kelp") and all(f"<td>{number}</td>" in told for number in (0, 1249, 2499))
    (link,) = re.findall(r'<p>To <a href="[^"]*/(part-\d+\.html)#the-end"', told)
    assert 'id="the-end"' in (tmp_path / "public/docs/long" / link).read_text(encoding="utf-8")


def test_the_search_finds_rows_documents_and_words(made: Path) -> None:
    text = (made / "assets/search-index.js").read_text(encoding="utf-8")
    pages, made_index = (json.loads(line.partition("=")[2].removesuffix(";")) for line in text.splitlines())
    by_term = dict(made_index["index"])

    def found(term: str) -> set[str]:
        return {pages["pages"][int(number)][0] for field in by_term[term].values() for number in field}

    assert "summits/summit-1998/index.html" in found("portville")
    assert "docs/guide/index.html#the-words" in found("kraken")
    assert {"states/KAZ/index.html"} == found("哈萨") == found("казахстан") == found("kazakstan")
    assert made_index["documentCount"] == len(pages["pages"]) == len(made_index["documentIds"])
    assert (made / "assets/minisearch-LICENSE.txt").is_file()


def test_terms_are_counted_as_the_library_counts_them() -> None:
    made_index = index([Entry("a", "b", "Ship ship", "", "of the quay", ""), Entry("c", "b", "Quay", "", "", "")])
    assert dict(made_index["index"]) == {"ship": {"0": {"0": 2}}, "quay": {"0": {"1": 1}, "2": {"0": 1}}}
    assert made_index["fieldLength"] == {"0": [1, 0, 1], "1": [1, 0, 0]}
    assert list(terms("U.S.–SCO 上海")) == ["u", "s", "sco", "上海"]


def test_downloads_hold_what_they_say(made: Path, small: Path) -> None:
    for folder in (made / VERSION, made / "latest"):
        done = subprocess.run(["sha256sum", "-c", SUMS], cwd=folder, capture_output=True, text=True, check=True)
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert {line.removesuffix(": OK") for line in done.stdout.splitlines()} == files - {SUMS}
    assert sums(made / "latest") == sums(made / VERSION)
    assert frictionless.Package(str(made / VERSION / "datapackage.json")).version == VERSION
    told = pd.read_csv(made / VERSION / "data/states.csv", dtype=str, keep_default_na=False)
    assert told.equals(pd.read_csv(small / "data/states.csv", dtype=str, keep_default_na=False))
    page = (made / "downloads/index.html").read_text(encoding="utf-8")
    for end in (".zip", ".sqlite", ".xlsx", ".json", "-parquet.zip"):
        name = f"{NAME}-{VERSION}{end}"
        assert f'href="../{VERSION}/{name}"' in page and sums(made / VERSION)[name] in page
    card = (made / VERSION / "huggingface/README.md").read_text(encoding="utf-8")
    for each in re.findall(r"data_files: (.*)", card):
        assert (made / VERSION / "huggingface" / each).is_file()
    everything = json.loads((made / VERSION / f"{NAME}-{VERSION}.json").read_bytes())
    assert {row["state_id"] for row in everything["tables"]["states"]} == {"KAZ", "IRN"}


def test_machines_find_their_way(made: Path) -> None:
    text = (made / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 12 and all((made / urldefrag(link)[0]).is_file() for link in links)
    for name in ("croissant.json", "datacite.json", "schema-org.jsonld", "csvw-metadata.json"):
        assert json.loads((made / "metadata" / name).read_bytes())
    told = json.loads((made / "metadata/schema-org.jsonld").read_bytes())
    assert all((made / "metadata" / each["contentUrl"]).is_file() for each in told["distribution"])


def test_the_feed_tells_of_each_release(made: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(made / "feed.xml").getroot()
    (entry,) = feed.findall(f"{atom}entry")
    told: dict[str, Any] = {
        part: entry.findtext(f"{atom}{part}") for part in ("title", "updated", "summary", "content")
    }
    assert told["title"] == f"{NAME} {VERSION}" and told["updated"] == "2026-01-02T00:00:00Z"
    assert told["summary"] == "read the guide & rejoice." and "&amp; rejoice" in told["content"]
    assert feed.findtext(f"{atom}updated") == told["updated"]
    link = entry.find(f"{atom}link")
    assert link is not None and (made / urldefrag(link.attrib["href"])[0]).is_file()


def test_releases_are_laid_out_as_they_were_made(small: Path, modules: Path, tmp_path: Path) -> None:
    from sco_keeping import datazip

    def release(version: str) -> Path:
        folder = tmp_path / f"release-{version}"
        folder.mkdir()
        files = datazip.members(small)
        text = files["datapackage.json"].decode().replace(f'"version": "{VERSION}"', f'"version": "{version}"', 1)
        files["datapackage.json"] = text.encode()
        (folder / f"{NAME}-{version}.zip").write_bytes(datazip.pack(files, datazip.created(small)))
        (folder / f"{NAME}-{version}-parquet.zip").write_bytes(b"not looked into")
        write_sums(folder)
        return folder

    old, own = release("0.0.9"), release(VERSION)
    target = tmp_path / "public"
    assert site(target, [old, own], package=small, modules=modules) == [VERSION, "0.0.9"]
    assert (target / VERSION / f"{NAME}-{VERSION}-parquet.zip").read_bytes() == b"not looked into"
    assert (target / "0.0.9/data/states.csv").is_file() and not (target / "0.0.9" / f"{NAME}-0.0.9.sqlite").exists()
    with pytest.raises(ScoDataError, match=r"both hold version 0\.0\.9"):
        site(tmp_path / "twice", [old, shutil.copytree(old, tmp_path / "copy")], package=small, modules=modules)
    (own / f"{NAME}-{VERSION}-parquet.zip").write_bytes(b"changed")
    with pytest.raises(ScoDataError, match="has changed"):
        site(tmp_path / "changed", [own], package=small, modules=modules)
    with pytest.raises(ScoDataError, match="holds no release"):
        site(tmp_path / "none", [tmp_path], package=small, modules=modules)
    assert not any((tmp_path / name).exists() for name in ("twice", "changed", "none"))


def test_a_site_is_replaced_by_force_and_nothing_else_is(
    made: Path, small: Path, modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ScoDataError, match="public exists"):
        site(made, package=small, modules=modules)
    (tmp_path / "other").mkdir()
    with pytest.raises(ScoDataError, match="other is no site of ours"):
        site(tmp_path / "other", package=small, modules=modules, force=True)
    with pytest.raises(ScoDataError, match="there is no folder"):
        site(tmp_path / "gone" / "public", package=small, modules=modules)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copytree", stopped)
    with pytest.raises(KeyboardInterrupt):
        site(tmp_path / "public", package=small, modules=modules)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_the_library_is_pinned_by_hash_and_asked_of_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = json.loads((PINNED / "package-lock.json").read_bytes())["packages"]
    wanted = json.loads((PINNED / "package.json").read_bytes())
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        pinned = lock[f"node_modules/{name}"]
        assert pinned["version"] == version and pinned["integrity"].startswith("sha512-")
    with pytest.raises(ScoDataError, match="expected minisearch as `npm ci`"):
        library(tmp_path)
    npm = tmp_path / "npm"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    lines = ["#!/bin/sh", "test -f package-lock.json || exit 1", "mkdir -p node_modules/minisearch/dist/umd"]
    lines += ["echo s > node_modules/minisearch/dist/umd/index.js", "echo l > node_modules/minisearch/LICENSE.txt"]
    npm.write_text("\n".join(lines), encoding="utf-8")
    npm.chmod(0o755)
    assert library() == (b"s\n", b"l\n")
    npm.write_text("#!/bin/sh\necho no such host >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match="npm does not fetch minisearch: no such host"):
        library()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ScoDataError, match="There is no npm"):
        library()
