"""Checks of the files, byte by byte: what CSV readers silently take for data."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from operator import itemgetter
from typing import Any

from sco_keeping.dataset import Dataset
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import columns, in_order, to_csv

_BOM = b"\xef\xbb\xbf"
_LETTERS = re.compile(r"[^\W\d_]+")
_UNPADDED = re.compile(r"(?<!\d)\d{4}-\d(?!\d)|(?<!\d)\d{4}-\d{2}-\d(?!\d)")
# "none" and "unknown" can be words of a language; these cannot.
_SENTINELS = frozenset({"nan", "null", "n/a", "#n/a", "#na", "nil", "nat", "<na>", "-", "--", "?", "."})


@check("readable", "What cannot be read cannot be checked.", needs="files")
def _readable(dataset: Dataset) -> Iterator[Finding]:
    for path, reason in dataset.unread:
        yield Finding(path, "", "", reason, "a UTF-8 file of the package that can be read")


@check("header", "The header is the schema's fields, in order.", needs="files")
def _header(dataset: Dataset) -> Iterator[Finding]:
    for name, header in dataset.header.items():
        expected = columns(dataset.schemas[name])
        if header != expected:
            wrong = next((field for field in header if field not in expected), "the order of the columns")
            missing = next((field for field in expected if field not in header), "")
            found = f"{missing!r} is missing" if missing else f"{wrong!r} is not as in the schema"
            yield Finding(dataset.paths[name], "", "", found, ",".join(expected))


@check("bom", "A byte order mark becomes part of the first column's name.", needs="files")
def _bom(dataset: Dataset) -> Iterator[Finding]:
    for path, content in dataset.content.items():
        if content.startswith(_BOM):
            yield Finding(path, "", "", "a byte order mark at the start", "UTF-8 without one")


@check("line-ends", "Carriage returns change hashes and hide in cells.", needs="files")
def _line_ends(dataset: Dataset) -> Iterator[Finding]:
    for path, content in dataset.content.items():
        if b"\r" in content:
            line = content[: content.index(b"\r")].count(b"\n") + 1
            yield Finding(path, "", "", f"a carriage return in line {line}", "LF")


@check("nul", "NUL bytes end a cell early in some readers.", needs="files")
def _nul(dataset: Dataset) -> Iterator[Finding]:
    for path, content in dataset.content.items():
        if b"\0" in content:
            line = content[: content.index(b"\0")].count(b"\n") + 1
            yield Finding(path, "", "", f"a NUL byte in line {line}", "none")


@check("final-newline", "A file that ends in mid-line may have been cut.", needs="files")
def _final_newline(dataset: Dataset) -> Iterator[Finding]:
    for path, content in dataset.content.items():
        if not content.endswith(b"\n") or content.endswith(b"\n\n"):
            yield Finding(path, "", "", f"it ends in {content[-2:]!r}", "one newline at the end")


@check("nfc", "Two normal forms of one name are two names to a computer.")
def _nfc(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: not field.get("quoted")):
        if not unicodedata.is_normalized("NFC", cell):
            key, expected = dataset.key(table, row), unicodedata.normalize("NFC", cell)
            yield Finding(table, key, field["name"], f"{cell!a} is not in NFC", f"{expected!a}")


@check("script", "A Cyrillic letter that looks Latin makes another word of a name.")
def _script(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: not field.get("quoted")):
        if cell.isascii():
            continue
        for word in _LETTERS.findall(cell):
            scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if not letter.isascii()}
            if word.isascii() or (len(scripts) == 1 and not any(letter.isascii() for letter in word)):
                continue
            if scripts != {"LATIN"}:
                key, found = dataset.key(table, row), f"{word!a} mixes scripts"
                yield Finding(table, key, field["name"], found, "letters of one script in a word")


@check("outer-spaces", "Outer spaces make equal values differ.")
def _outer_spaces(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: not field.get("quoted") or field.get("wholeWords")):
        if cell != cell.strip():
            yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", f"{cell.strip()!r}")


@check("sentinels", "Missing is an empty cell and nothing else.")
def _sentinels(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: not field.get("quoted")):
        # NA is Namibia where a code is asked for, and a missing value anywhere else.
        if cell.casefold() in _SENTINELS or (cell == "NA" and _is_free(field)):
            yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", "an empty cell")


def _is_free(field: Mapping[str, Any]) -> bool:
    constraints = field.get("constraints", {})
    return not constraints.get("enum") and not constraints.get("pattern")


@check("unpadded-dates", "2004-6-7 sorts and parses wrong.")
def _unpadded_dates(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: field["type"] == "date" or field.get("edtf")):
        if _UNPADDED.search(cell):
            yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", "two digits for month and day")


@check("quoting", "One table has one form, so that hashes and diffs mean something.")
def _quoting(dataset: Dataset) -> Iterator[Finding]:
    for table, rows in dataset.rows.items():
        path = dataset.paths[table]
        content = dataset.content[path].removeprefix(_BOM).replace(b"\r\n", b"\n")
        canonical = to_csv(columns(dataset.schemas[table]), rows)
        if content.rstrip(b"\n") != canonical.rstrip(b"\n"):
            lines = zip(content.split(b"\n"), canonical.split(b"\n"), strict=False)
            number, line = next((n, line) for n, (old, line) in enumerate(lines, 1) if old != line)
            yield Finding(
                table, "", "", f"line {number} is not in the canonical form", line.decode(errors="replace")[:80]
            )


@check("sort-order", "Rows stand in the order of their key, so that a diff shows what changed.")
def _sort_order(dataset: Dataset) -> Iterator[Finding]:
    for table, rows in dataset.rows.items():
        if _is_in_order(dataset, table):
            continue
        for row, expected in zip(rows, in_order(rows, dataset.schemas[table]), strict=True):
            if row != expected:
                yield Finding(
                    table, dataset.key(table, row), "", "out of order", f"{dataset.key(table, expected)} in its place"
                )
                break


def _is_in_order(dataset: Dataset, table: str) -> bool:
    """Whether rows with a key of text follow each other; sorting them only to see that keeps all keys at once."""
    fields, key = dataset.fields(table), dataset.schemas[table]["primaryKey"]
    if not key or any(fields[column]["type"] == "integer" for column in key):
        return False
    return all(before <= after for before, after in pairwise(map(itemgetter(*key), dataset.rows[table])))
