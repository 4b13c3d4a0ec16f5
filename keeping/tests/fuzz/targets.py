"""What is fuzzed: each target takes one input and fails if what must always hold does not.

An input is either taken or refused by one clear sentence; nothing else is raised, nothing is written elsewhere, and
nothing takes long. The targets know no pytest, so that Hypothesis and atheris call the same ones.
"""

import contextlib
import csv
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import rispy
from pybtex.database.input.bibtex import Parser
from tests.fence import TrespassError, writing_only_in

import sco_data
from sco_data import Package, cli, edtf
from sco_data.citing import cite
from sco_data.comparing import diff
from sco_data.errors import ScoDataError
from sco_data.verifying import verify
from sco_keeping import cli as keeping

CHECKOUT = Path(__file__).parents[3]
SECONDS = 20
"""An input that takes longer hangs."""

_ROWS = 4
_FORMATS = ("pandas", "records", "polars", "arrow")
_WRITERS = ("export",)
_HEAVY = {"mutation", "release", "report", "site"}  # of keeping; their arguments are fuzzed only
_STATUSES = {0, 1, 2, 10, 11}


@dataclass(frozen=True)
class Ground:
    """A folder to work in: `package`, `work` (the current folder of commands), and `spare` copies to be spoiled."""

    folder: Path

    @property
    def package(self) -> Path:
        return self.folder / "package"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def spare(self) -> Path:
        return self.folder / "spare"

    @classmethod
    def made(cls, folder: Path) -> "Ground":
        _small(folder / "package")
        shutil.copytree(folder / "package", folder / "spare")
        (folder / "work").mkdir()
        shutil.make_archive(str(folder / "zip"), "zip", folder / "package")
        return cls(folder)

    @property
    def archive(self) -> bytes:
        """The package as a zip."""
        return (self.folder / "zip.zip").read_bytes()


def _small(folder: Path) -> None:
    """A package of real rows: a few of each table, and what stands behind some summits."""
    real = Package()
    tables = {name: real.rows(name) for name in real.tables()}
    summits = {row["summit_id"] for row in tables["summits"][:_ROWS]}
    tables["evidence"] = [row for row in tables["evidence"] if row["row_id"] in summits]
    cited = {row["citation_id"] for row in tables["evidence"]}
    cited |= {row[f"citation_{side}_id"] for row in tables["discrepancies"][:_ROWS] for side in "ab"}
    tables["citations"] = [row for row in tables["citations"] if row["citation_id"] in cited]
    whole = {"evidence", "citations", "sources", "organizations"}
    shutil.copytree(real.path("summits").parents[1] / "schemas", folder / "schemas")
    (folder / "data").mkdir()
    described = json.loads((CHECKOUT / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        rows = tables[resource["name"]]
        content = to_csv(rows if resource["name"] in whole else rows[:_ROWS], resource["name"])
        (folder / resource["path"]).write_bytes(content)
        resource |= {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")


def to_csv(rows: Sequence[Mapping[str, str]], table: str) -> bytes:
    stream = io.StringIO(newline="")
    names = [each["name"] for each in sco_data.schema(table)["fields"]]
    writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


class HangError(BaseException):
    """An input takes too long."""


def _ring(*_: object) -> None:
    raise HangError(f"it takes more than {SECONDS} seconds")


@contextlib.contextmanager
def held(*folders: Path) -> Iterator[None]:
    """Fail if the block takes too long, or changes something outside of these folders."""
    before = signal.signal(signal.SIGALRM, _ring)
    signal.alarm(SECONDS)
    try:
        with writing_only_in(*folders):
            yield
    except (HangError, TrespassError) as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _clear(error: ScoDataError) -> None:
    """Assert that an error is one sentence on one line that a screen can show."""
    message = str(error)
    assert message.rstrip()[-1:] in (".", ":", ")") or "see sco-data" in message, message
    assert len(message) < 5_000, len(message)
    assert message.isprintable(), repr(message)


def read_csv(ground: Ground, table: str, content: bytes, as_: Any) -> None:
    """Read a table from these bytes."""
    file = ground.spare / "data" / f"{table}.csv"
    kept = file.read_bytes()
    file.write_bytes(content)
    try:
        _read_csv(ground, table, as_)
    finally:
        file.write_bytes(kept)


def _read_csv(ground: Ground, table: str, as_: Any) -> None:
    with held():
        try:
            found: Any = Package(ground.spare).load(table, as_, verify=False)
        except ScoDataError as error:
            _clear(error)
            return
        package = Package(ground.spare)
        texts = package.rows(table, verify=False)
        assert len(found) == len(texts)
        again = package.load(table, "records", verify=False)
        assert [{name: value is None for name, value in row.items()} for row in again] == [
            {name: text == "" for name, text in row.items()} for row in texts
        ]


def parse_edtf(text: str) -> None:
    """Bound an expression."""
    with held():
        try:
            first, last = edtf.bounds(text)
        except ScoDataError as error:
            _clear(error)
            return
    assert first or last
    assert edtf.period(text)[0] <= edtf.period(text)[1]
    assert edtf.bounds(text) == (first, last)


def describe_and_cite(ground: Ground, described: Mapping[str, Any], source: Mapping[str, str], style: str) -> None:
    """Cite a package with this description and this source, and read the reference back as others do."""
    names = [each["name"] for each in sco_data.schema("sources")["fields"]]
    content = to_csv([{**dict.fromkeys(names, ""), **source}], "sources")
    descriptor = json.loads((ground.package / "datapackage.json").read_bytes()) | described
    for resource in descriptor["resources"]:
        if resource["name"] == "sources":
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (ground.spare / "data" / "sources.csv").write_bytes(content)
    (ground.spare / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    try:
        with held():
            try:
                said = cite(style, table="sources", package=ground.spare)
            except ScoDataError as error:
                _clear(error)
                return
    finally:
        for name in ("datapackage.json", "data/sources.csv"):
            shutil.copy(ground.package / name, ground.spare / name)
    titles = [flat(descriptor["title"]) or descriptor["name"], flat(source["title"])]
    if style == "csl-json":
        assert [entry.get("title", "") for entry in json.loads(said)] == titles
    elif style == "ris":
        assert [entry.get("title", "") for entry in rispy.loads(said)] == titles
    elif style == "apa":
        assert len(said.splitlines()) == 3
    else:
        entries = Parser().parse_string(said).entries
        assert [flat(untex(entry.fields.get("title", ""))) for entry in entries.values()] == titles


def flat(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def untex(text: str) -> str:
    """What TeX sets for our escapes."""
    named = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    named |= {"textasciitilde": "~", "textasciicircum": "^"}
    text = text.removeprefix("{").removesuffix("}")
    return re.sub(r"\\(?:([a-z]+)\{\}|(.))", lambda match: named[match[1]] if match[1] else match[2], text)


def reanchor(ground: Ground, text: str, source: str | None) -> None:
    """Find the cited spans in a text."""
    copy = ground.folder / "copy.txt"
    copy.write_bytes(text.encode("utf-8", "surrogatepass"))
    with held():
        try:
            found = verify(copy, source, as_="records", package=ground.package)
        except ScoDataError as error:
            _clear(error)
            return
    copied = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    package = Package(ground.package)
    words = {row["citation_id"]: row["exact"] for row in package.rows("citations")}
    words |= {row["quotation_id"]: row["text"] for row in package.rows("quotations")}
    for record in found:
        start, end = record["char_start"], record["char_end"]
        assert (record["status"] == "lost") == (start is None)
        if isinstance(start, int) and isinstance(end, int):
            assert 0 <= start < end <= len(copied)
            if said := words[str(record["id"])]:
                assert copied[start:end].split() == said.split()
                assert record["status"] == "moved" or copied[start:end] == said


def compare_bytes(ground: Ground, content: bytes) -> None:
    """Compare the package with one in a zip of these bytes."""
    file = ground.folder / "other.zip"
    file.write_bytes(content)
    with held():
        _compare(ground, file)


QUESTIONS: Mapping[str, Callable[[Path], object]] = {
    "load": lambda package: Package(package).load_all("records", verify=False),
    "describe": lambda package: sco_data.describe("summits", package=package),
    "cite": lambda package: cite("bibtex", table="summits", package=package),
    "search": lambda package: sco_data.search("almaty", package=package),
    "evidence": lambda package: sco_data.explain("summits", "summit-1996-shanghai", package=package),
}


def compare_described(ground: Ground, name: str, value: Any, question: str) -> None:
    """Compare the package with one whose descriptor or schema is another JSON value, and ask that one."""
    file = ground.spare / name
    file.write_text(json.dumps(value), encoding="utf-8")
    try:
        with held():
            _compare(ground, ground.spare)
            try:
                QUESTIONS[question](ground.spare)
            except ScoDataError as error:
                _clear(error)
    finally:
        shutil.copy(ground.package / name, file)


def _compare(ground: Ground, other: Path) -> None:
    try:
        found = diff(ground.package, other)
    except ScoDataError as error:
        _clear(error)
        return
    found.to_text()


COMMANDS: Mapping[str, Sequence[str]] = {"sco-data": sorted(cli.app.commands), "sco-keep": sorted(keeping.app.commands)}
"""What each program knows, by its name."""


def command(ground: Ground, program: str, arguments: Sequence[str]) -> None:
    """Run a command line in this process, in a folder of its own, with the small package as the installed one."""
    keeps = program == "sco-keep"
    named = next((each for each in arguments if not each.startswith("-")), "")
    allowed = [ground.folder] if keeps else [ground.work] if named in _WRITERS else []
    before = None if keeps else _state(ground)
    try:
        with contextlib.chdir(ground.work):
            status, errors = _run(program, arguments, ground, allowed)
        assert status in _STATUSES, status
        lines = errors.splitlines()
        if keeps and "Usage: " in errors:  # as click says it, over several lines
            assert status == 2, errors
        else:
            assert len(lines) <= 1, errors
            assert not lines or (lines[0].startswith(f"{program}: ") and lines[0].isprintable()), errors
            assert bool(lines) or status != 2
        assert before is None or _state(ground) == before
    finally:
        shutil.rmtree(ground.work)
        ground.work.mkdir()
        if before is None:
            shutil.rmtree(ground.package)
            shutil.copytree(ground.spare, ground.package)


def _state(ground: Ground) -> list[tuple[str, int, int]]:
    """Everything outside the folder to work in."""
    return sorted(
        (str(path), path.stat().st_size, path.stat().st_mtime_ns)
        for path in ground.folder.rglob("*")
        if path.is_file() and not path.is_relative_to(ground.work)
    )


def _run(program: str, arguments: Sequence[str], ground: Ground, allowed: Sequence[Path]) -> tuple[int, str]:
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    genuine = keeping._run

    def light(module: str, function: str, *given: Any, **options: Any) -> None:
        if module.split(".", maxsplit=1)[0] not in _HEAVY:
            genuine(module, function, *given, **options)

    (ground.work / "tmp").mkdir()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", [program, *arguments]),
        mock.patch.object(tempfile, "tempdir", str(ground.work / "tmp")),
        mock.patch.object(webbrowser, "open", return_value=False),
        mock.patch.object(keeping, "_run", light),
        mock.patch.dict(os.environ, {"PATH": ""}),
        mock.patch("sco_data.files._installed", return_value=ground.package),
        held(*allowed),
    ):
        try:
            (keeping if program == "sco-keep" else cli).main()
        except SystemExit as end:
            status = end.code or 0
    assert isinstance(status, int)
    return status, err.getvalue()
