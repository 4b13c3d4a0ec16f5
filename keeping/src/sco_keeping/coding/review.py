"""Reviews: a row with its words, shown to a reader who does not know who coded it, and the verdict in the ledger."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from os import PathLike
from pathlib import Path

import click

from sco_keeping import tables
from sco_keeping.dataset import Dataset, load
from sco_keeping.library import ScoDataError, UnknownNameError
from sco_keeping.rules import reviews
from sco_keeping.tables import Row

Where = str | PathLike[str] | None

_NEEDED = ("table_name", "row_id", "verdict", "comment")


def shown(dataset: Dataset, table: str, row_id: str) -> Iterator[str]:
    """A row as lines for a reader: each cell with its words, what disputes it, and links; not who coded it.

    Raises
    ------
    UnknownNameError
        There is no such row, or no table that rests on words.
    """
    row, read = _row(dataset, table, row_id), reviews.cells(dataset, table)
    yield f"{table} {row_id}"
    if table in dataset.quoting:
        yield f'"{dataset.words(row, dataset.quoting[table][0])}"'
    for name, field in dataset.fields(table).items():
        evidence = dataset.evidence.get((table, row_id, name), [])
        if name not in read or not (row[name] or evidence):
            continue
        called = next(iter(dataset.names(dataset.target(table, field, row), row[name])), "")
        judged = "" if evidence or field.get("role") != "coded" else " [judged by the row's words]"
        yield f"{name}: {row[name] or '(empty)'}{f' ({called})' if called else ''}{judged}"
        if citation := dataset.citations.get(row[name]):
            yield f"    {_words(dataset, citation)}"
        for each in sorted(evidence, key=lambda each: each["stance"], reverse=True):
            yield from _statement(dataset, each)
        for each in dataset.table("discrepancies"):
            if (each["table_name"], each["row_id"], each["field"]) == (table, row_id, name):
                rule = f" ({each['rule']})" if each.get("rule") else ""
                yield f"    discrepancy: a: {each['statement_a']} b: {each['statement_b']}"
                yield f"      preferred: {each['preferred']}{rule}: {each['reason']}"
    if row.get("note") and "note" not in read:
        yield f"note: {row['note']}"


def _statement(dataset: Dataset, evidence: Row) -> Iterator[str]:
    """One source's words on a cell, with where they stand."""
    citation = dataset.cited(evidence)
    if citation is None:
        return
    source = dataset.sources.get(citation["source_id"], {})
    value = f" {evidence['value']}" if evidence.get("value") else ""
    where = ", ".join(filter(None, (citation["source_id"], source.get("date_edtf", ""))))
    yield f"    {evidence['stance']}{value}: {_words(dataset, citation)}"
    yield f"      {'; '.join(filter(None, (where, evidence['note'])))}"
    if url := source.get("url"):
        mark = "" if "#" in url else "#"
        yield f"      {url}{mark}:~:{citation['fragment']}" if citation["fragment"] else f"      {url}"


def _words(dataset: Dataset, citation: Row) -> str:
    words = dataset.words(citation, "exact")
    return f'"{words}"' if words else citation["locator"] or "(withheld; the link leads to them)"


def _row(dataset: Dataset, table: str, row_id: str) -> Row:
    if table not in dataset.read_tables:
        raise UnknownNameError("table", table, dataset.read_tables)
    row = dataset.row(table, row_id)
    if row is None:
        raise UnknownNameError("row", row_id, dataset.by_key[table], f"in {table}")
    return row


def line(dataset: Dataset, table: str, row_id: str, reader: str, day: str, verdict: str, comment: str) -> Row:
    """A line of the ledger about a row as it is in a package.

    Raises
    ------
    ScoDataError
        There is no such row, nobody reads, or the verdict is none, or is a fault and does not say which.
    """
    row = _row(dataset, table, row_id)
    where = f"{table} {row_id}"
    if verdict not in reviews.VERDICTS:
        raise ScoDataError(f"{where}: {verdict!r} is no verdict; expected {' or '.join(reviews.VERDICTS)}.")
    if verdict == "fault" and not comment.strip():
        raise ScoDataError(f"{where}: a fault needs a comment that says what is wrong.")
    if not reader.strip():
        raise ScoDataError(f"{where}: say who reads with --reader.")
    cells = (table, row_id, reviews.row_hash(dataset, table, row), reader.strip(), day, verdict, comment.strip())
    return dict(zip(reviews.COLUMNS, cells, strict=True))


def note(folder: Path, new: Iterable[Row]) -> None:
    """Put lines in the ledger of a package, after those of its row; what their reader said of it before goes."""
    place = reviews.COLUMNS[:2]
    lines: dict[tuple[str, ...], Row] = {}
    for each in (*reviews.read(folder), *new):
        key = tuple(each[name] for name in (*place, "reader"))
        lines.pop(key, None)
        lines[key] = each
    (folder / reviews.FILE).parent.mkdir(exist_ok=True)
    ordered = sorted(lines.values(), key=lambda line: [line[name] for name in place])
    tables.replace_files({folder / reviews.FILE: tables.to_csv(reviews.COLUMNS, ordered)})


def taken(dataset: Dataset, file: Path, reader: str, day: str, seen: Dataset | None = None) -> tuple[list[Row], int]:
    """Lines of the ledger from a CSV of verdicts.

    Parameters
    ----------
    dataset : Dataset
        The package.
    file : Path
        The CSV: ``table_name``, ``row_id``, ``verdict``, ``comment``.
    reader, day : str
        Who read, and when.
    seen : Dataset, optional
        The package as the reader saw it; default as it is.

    Returns
    -------
    tuple of (list of dict, int)
        The lines, and how many verdicts were left out because their row is retired.

    Raises
    ------
    ScoDataError
        The CSV has other columns, or a line of it is about no row or has no verdict.
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        verdicts = csv.DictReader(stream)
        if missing := [name for name in _NEEDED if name not in (verdicts.fieldnames or ())]:
            raise ScoDataError(f"{file} has no column {', '.join(missing)}.")
        rows = list(verdicts)
    retired = {(row["table_name"], row["row_id"]) for row in dataset.table("retired")}
    kept = [row for row in rows if (row["table_name"], row["row_id"]) not in retired]
    lines = [
        line(seen or dataset, row["table_name"], row["row_id"], reader, day, row["verdict"], row["comment"])
        for row in kept
    ]
    return lines, len(rows) - len(kept)


def review_command(
    table: str | None,
    package: Where = None,
    *,
    row: str | None = None,
    reader: str | None = None,
    verdict: str | None = None,
    comment: str = "",
    file: Path | None = None,
    seen: Path | None = None,
    on: str | None = None,
    counts: bool = False,
) -> int:
    """Show rows to a reader and note the verdicts, or take them from a file.

    Parameters
    ----------
    table : str, optional
        Only rows of this table; needed for `row`.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    row : str, optional
        Key of a row; default every row that nobody has read as it is, one by one.
    reader, verdict : str, optional
        Who reads, and what is found; default both are asked.
    comment : str
        What is wrong.
    file, seen : Path, optional
        As for `taken`; `seen` is a folder.
    on : str, optional
        The day of the review; default today.
    counts : bool
        Print how many rows each reader read and found wrong, as Markdown, and do nothing else.

    Returns
    -------
    int
        Exit status, always 0.

    Raises
    ------
    ScoDataError
        As for `line` and `taken`; or a verdict is given on no row.
    """
    dataset = load(package)
    if counts:
        click.echo("\n".join(_counts(reviews.read(dataset.folder))))
        return 0
    day = date.fromisoformat(on).isoformat() if on else date.today().isoformat()  # noqa: DTZ011
    if file is not None:
        lines, left = taken(dataset, file, reader or "", day, load(seen) if seen else None)
        note(dataset.folder, lines)
        click.echo(f"{len(lines)} reviews noted{f', {left} of retired rows left out' if left else ''}.")
        return 0
    if row is not None and table is None:
        raise ScoDataError("Say the table of the row, too.")
    if verdict is not None:
        if table is None or row is None:
            raise ScoDataError("A verdict is on one row; give TABLE and --row.")
        note(dataset.folder, [line(dataset, table, row, reader or "", day, verdict, comment)])
        return 0
    waiting = [(table, row)] if table is not None and row is not None else _waiting(dataset, table)
    for name, row_id in waiting:
        click.echo("\n".join(shown(dataset, name, row_id)))
        verdict = click.prompt("Verdict", type=click.Choice([*reviews.VERDICTS, "skip", "quit"]), default="skip")
        if verdict == "quit":
            break
        if verdict in reviews.VERDICTS:
            comment = click.prompt("What is wrong") if verdict == "fault" else ""
            reader = reader or click.prompt("Reader")
            note(dataset.folder, [line(dataset, name, row_id, reader or "", day, verdict, comment)])
    return 0


def _counts(lines: Iterable[Row]) -> Iterator[str]:
    """Rows that each reader read, and those of them in which something was wrong then."""
    read: dict[tuple[str, str], list[str]] = {}
    for each in lines:
        read.setdefault((each["reader"], each["day"]), []).append(each["verdict"])
    yield from ("| reader | day | rows read | something wrong |", "| --- | --- | ---: | ---: |")
    for (reader, day), verdicts in sorted(read.items(), key=lambda each: (each[0][1], -len(each[1]))):
        yield f"| {reader} | {day} | {len(verdicts)} | {verdicts.count('fault')} |"


def _waiting(dataset: Dataset, table: str | None) -> Iterator[tuple[str, str]]:
    """Rows that nobody has read as they are."""
    if table is not None and table not in dataset.read_tables:
        raise UnknownNameError("table", table, dataset.read_tables)
    for name, key, state, _ in reviews.standing(dataset):
        if state in ("never", "changed") and table in (None, name):
            yield name, key
