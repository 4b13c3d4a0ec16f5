"""Two studies of the coding: what it misses (recall audit), and whether it comes out the same again (recode study).

Both are drawn with a seed, so that anyone can draw them again, and leave their record as CSV files in `FOLDER`; the
figures that the documentation publishes are computed from these files. A record is not touched afterwards: what was
missed stays missed, and the value that a cell had when the study was made stays beside the one that it got again.

Run ``python -m sco_keeping.audit --help`` for the commands.
"""

import csv
import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import typer

from sco_keeping import mentions, tables
from sco_keeping.checks import load
from sco_keeping.checks.material import Material, span
from sco_keeping.tables import Row
from sco_data.errors import ScoDataError

SEED = 2026
"""Seed of both draws."""

PASSAGES = 20
"""Passages of the recall audit."""

PART = Fraction(1, 10)
"""Part of the cells of each table and role that is coded again."""

FOLDER = "studies"
"""Folder of the records, from the root of the package."""

RECALL = ("passage_id", "statement", "table_name", "coded", "row_id")
"""Columns of ``recall_audit.csv``: `coded` is yes, part or no; `row_id` holds the rows, or what was added since."""

SHEET = ("cell", "table_name", "field", "label", "allowed", "positions")
"""Columns of ``recode_sheet.csv``: a cell without its value, and without the key of its row, which often tells it."""

VALUES = ("cell", "table_name", "row_id", "field", "first", "second")
"""Columns of ``recode_values.csv``: what the cell held when the study was made, and what it was coded as again."""

# Fields that say which row is meant: they label a cell on the sheet and cannot themselves be asked for.
_LABELS: Mapping[str, tuple[str, ...]] = {
    "claims": ("label",),
    "events": ("name",),
    "instruments": ("title",),
    "memberships": ("member_state_id", "member_organization_id", "organization_id"),
    "organizations": ("name",),
    "people": ("name",),
    "places": ("name",),
    "projects": ("name",),
    "quotations": (),
    "states": ("name",),
    "statistics": ("indicator",),
    "summit_participants": ("summit_id", "state_id", "organization_id", "person_id"),
    "summits": ("name",),
}
_WITHHELD = "…"


class Cell(NamedTuple):
    """A cell that is to be coded again.

    Attributes
    ----------
    table, row_id, field : str
        Which cell.
    role : str
        Role of its field: ``coded`` or ``stated``.
    value : str
        What it holds.
    """

    table: str
    row_id: str
    field: str
    role: str
    value: str

    @property
    def name(self) -> str:
        """Name of the cell that does not tell its row: the start of a hash of table, row and field."""
        return hashlib.sha256("/".join(self[:3]).encode()).hexdigest()[:12]


class Agreement(NamedTuple):
    """How well two codings agree: N, part of the pairs that are equal, Krippendorff's alpha (None: no variation)."""

    n: int
    raw: float
    alpha: float | None


def recall_sample(package: str | PathLike[str] | None = None, *, seed: int = SEED, size: int = PASSAGES) -> list[str]:
    """Draw the passages of the recall audit: a simple random sample of those with the disposition ``coded``.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    seed, size : int
        Seed and number of passages.

    Returns
    -------
    list of str
        Their `passage_id`, sorted.

    Examples
    --------
    >>> len(recall_sample())
    20
    """
    coded = sorted(row["passage_id"] for row in load(package).table("passages") if row["disposition"] == "coded")
    return sorted(random.Random(seed).sample(coded, min(size, len(coded))))


def recode_sample(package: str | PathLike[str] | None = None, *, seed: int = SEED, part: Fraction = PART) -> list[Cell]:
    """Draw the cells of the recode study: of each table and role the same part, at least one.

    Asked for are cells of the fact tables that are not empty, have a span in a frozen text behind them and can be
    compared: coded cells with controlled words; stated cells with controlled words, numbers, dates or a reference.
    Summaries, labels, notes and other free text cannot be compared. Nor are the fields asked for that say which row is
    meant, or who the author of a whole document is.

    Parameters
    ----------
    package : path, optional
        As for `recall_sample`.
    seed : int
        Seed; each cell has its place in the draw by a hash of seed and cell, whatever other rows there are.
    part : Fraction
        Part that is drawn, rounded up.

    Returns
    -------
    list of Cell
        By table, role and name.
    """
    material = load(package)
    groups: dict[tuple[str, str], list[Cell]] = {}
    for table in _LABELS:
        for row in material.table(table):
            for name, field in material.fields(table).items():
                if row[name] and _can_be_compared(table, name, field, material):
                    cell = Cell(table, material.key(table, row), name, field["role"], row[name])
                    if _positions(material, cell, row):
                        groups.setdefault((table, cell.role), []).append(cell)
    drawn: list[Cell] = []
    for group in sorted(groups):
        cells = sorted(groups[group], key=lambda cell: hashlib.sha256(f"{seed}/{cell.name}".encode()).digest())
        drawn += sorted(cells[: -int(-len(cells) * part // 1)], key=lambda cell: cell.name)
    return drawn


def recode_sheet(package: str | PathLike[str] | None = None, *, seed: int = SEED, part: Fraction = PART) -> list[Row]:
    """Sheet for coding again the cells that `recode_sample` draws.

    Parameters
    ----------
    package, seed, part
        As for `recode_sample`.

    Returns
    -------
    list of dict
        Rows with the columns `SHEET`. `positions` is ``source:start-end`` of the spans behind the cell, or behind its
        row where it has none of its own. In `label` the numbers and dates are left out, and the names of what a
        reference refers to.
    """
    material = load(package)
    sheet = []
    for cell in recode_sample(package, seed=seed, part=part):
        row = material.by_key[cell.table][cell.row_id]
        field = material.fields(cell.table)[cell.field]
        sheet.append(
            {
                "cell": cell.name,
                "table_name": cell.table,
                "field": cell.field,
                "label": _label(material, cell, row, field),
                "allowed": _allowed(material, cell, row, field),
                "positions": "|".join(_positions(material, cell, row)),
            }
        )
    return sheet


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal data.

    Parameters
    ----------
    units : iterable of sequences of str
        For each unit the values that it was given, missing ones left out; units with fewer than two do not count.

    Returns
    -------
    float or None
        1 for full agreement, 0 for that of chance; None where all values are the same, so that nothing can be said.

    Examples
    --------
    >>> round(alpha(zip("aabbdcccedda", "babbbccceddd")), 3)
    0.692
    """
    return _alpha([list(units)])


def agreement(values: Iterable[Mapping[str, str]]) -> Agreement:
    """Agreement of two codings over cells of one or more fields.

    The disagreement that chance would give is computed within each field, so that the words of one field are never
    taken for possible values of another; that would make alpha look better.

    Parameters
    ----------
    values : iterable of mappings of str to str
        Rows with the columns `VALUES`.

    Returns
    -------
    Agreement
        N, raw agreement and alpha together.

    Raises
    ------
    ScoDataError
        There is no row.
    """
    fields: dict[tuple[str, str], list[Sequence[str]]] = {}
    for row in values:
        fields.setdefault((row["table_name"], row["field"]), []).append((row["first"], row["second"]))
    pairs = [pair for field in fields.values() for pair in field]
    if not pairs:
        raise ScoDataError("No cell was coded twice, so that there is no agreement to compute.")
    equal = sum(first == second for first, second in pairs)
    return Agreement(len(pairs), equal / len(pairs), _alpha(list(fields.values())))


def recall_page(package: str | PathLike[str] | None = None) -> str:
    """Page of the recall audit, in Markdown, computed from its record.

    Parameters
    ----------
    package : path, optional
        As for `recall_sample`.

    Returns
    -------
    str
        The whole page, with a final newline.

    Raises
    ------
    ScoDataError
        The record cannot be read.
    """
    rows = _record(package, "recall_audit.csv", RECALL)
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["table_name"], Counter())[row["coded"]] += 1
    total: Counter[str] = sum(counts.values(), Counter())
    drawn = sorted({row["passage_id"] for row in rows})
    body = [
        f"The passages: {', '.join(drawn)}.",
        "",
        "## Result",
        "",
        f"{len(drawn)} passages hold {len(rows)} statements.",
        f"Coded are {total['yes']} ({total['yes'] / len(rows):.1%}), in part {total['part']}, not {total['no']}.",
        "",
        "| table | statements | coded | in part | not | recall |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for table in sorted(counts):
        count = counts[table]
        share = count["yes"] / count.total()
        body.append(f"| {table} | {count.total()} | {count['yes']} | {count['part']} | {count['no']} | {share:.1%} |")
    body += ["", "## What was missed", ""]
    body += [
        f"- {row['passage_id']}, `{row['table_name']}`{', in part' if row['coded'] == 'part' else ''}: "
        f"{row['statement']}{_since(row)}"
        for row in rows
        if row["coded"] != "yes"
    ]
    return _RECALL_HEAD + "\n".join(body).rstrip() + "\n"


def recode_page(package: str | PathLike[str] | None = None) -> str:
    """Page of the recode study, in Markdown, computed from its record.

    Parameters
    ----------
    package : path, optional
        As for `recall_sample`.

    Returns
    -------
    str
        The whole page, with a final newline.

    Raises
    ------
    ScoDataError
        The record cannot be read.
    """
    material = load(package)
    rows = _record(package, "recode_values.csv", VALUES)
    groups: dict[tuple[str, str], list[Row]] = {}
    fields: dict[tuple[str, str], list[Row]] = {}
    changed = 0
    for row in rows:
        role = str(material.fields(row["table_name"]).get(row["field"], {}).get("role", ""))
        groups.setdefault((row["table_name"], role), []).append(row)
        groups.setdefault(("all", role), []).append(row)
        fields.setdefault((row["table_name"], row["field"]), []).append(row)
        now = material.by_key.get(row["table_name"], {}).get(row["row_id"], {}).get(row["field"])
        changed += now != row["first"]
    body = [
        *agreement_table(("table", "role"), groups),
        "",
        f"Of the {len(rows)} cells {changed} hold another value today than when they were coded again, or are gone;",
        "the figures are those of the time of the study.",
        "",
        "## By field",
        "",
        *agreement_table(("table", "field"), fields),
        "",
        "## Every disagreement",
        "",
        "| table | row | field | first | second |",
        "| --- | --- | --- | --- | --- |",
    ]
    body += [
        f"| {row['table_name']} | {row['row_id']} | {row['field']} | {row['first']} | {row['second']} |"
        for row in rows
        if row["first"] != row["second"]
    ]
    return _RECODE_HEAD + "\n".join(body).rstrip() + "\n"


_RECALL_HEAD = f"""\
# Recall audit

Generated by `python -m sco_keeping.audit pages`; do not edit. Its record is `{FOLDER}/recall_audit.csv`.

## Method
{PASSAGES} passages are drawn at random, with the seed {SEED}, from those with the disposition `coded`;
`python -m sco_keeping.audit recall-sample` draws them again. Each is read in the frozen text and every statement
that the coding manual would have coded is written down, with the table that it belongs to; only then is it looked up.
A statement is coded if a row states it, in part if a row states some of it, and not otherwise. Statements that were
missed are named below; where a row was added since, it is named too, and the count stays as it was.

Read and looked up by a large language model under the direction of the maintainers who also directed the coding, and
who had read the coverage report before: an audit by the same hands, not an independent one. What both read over is not
in it.

"""

_RECODE_HEAD = f"""\
# Recode study

Generated by `python -m sco_keeping.audit pages`; do not edit. Its record is `{FOLDER}/recode_values.csv`.

## Method
Of the cells of each fact table that can be compared one in {PART.denominator} is drawn (rounded up, apart for coded and
for stated cells), with the seed {SEED}; `python -m sco_keeping.audit recode-sheet` draws them again. The sheet,
`{FOLDER}/recode_sheet.csv`, has cell, label, allowed values and position, without the value. Each cell is coded again
from its passage in the frozen text and the descriptions in the schema, and only then compared. Compared are controlled
words, numbers, dates and references, to the letter. Summaries, labels, notes, indicators and other free text cannot be
compared and are left out, as are empty cells, fields that say which row is meant, and cells that rest on lists outside
the two texts. No value was changed to agree.

**Both codings come from the same hands**: both were done by large language models of one family, directed by the same
maintainers. The second coder had worked on the coverage report before and had then seen parts of the tables: the kinds
of many claims, values of statistics, dates of events, roles of memberships; no value was looked at while coding again.
The study measures how stable the rules are, not how independent coders agree; their agreement will be lower.

## Result
Raw agreement, Krippendorff's alpha (nominal) and N belong together: where one value is frequent, alpha is low at high
agreement. Alpha is computed within fields and pooled; "–" stands where all values are the same.

"""


def _since(row: Row) -> str:
    return f" (since: {row['row_id']})" if row["row_id"] and row["coded"] == "no" else ""


def agreement_table(head: tuple[str, str], groups: Mapping[tuple[str, str], Sequence[Row]]) -> Iterator[str]:
    """Lines of a table of `agreement` by group, with the two names of a group at its head."""
    yield f"| {head[0]} | {head[1]} | N | raw agreement | alpha |"
    yield "| --- | --- | --- | --- | --- |"
    for group in sorted(groups):
        found = agreement(groups[group])
        shown = "–" if found.alpha is None else f"{found.alpha:.3f}"
        yield f"| {group[0]} | {group[1]} | {found.n} | {found.raw:.1%} | {shown} |"


def _alpha(strata: Sequence[Sequence[Sequence[str]]]) -> float | None:
    """Alpha with the expected disagreement within each stratum; of one stratum, Krippendorff's."""
    observed = expected = Fraction(0)
    for units in strata:
        paired = [unit for unit in units if len(unit) > 1]
        values = Counter(value for unit in paired for value in unit)
        n = values.total()
        for unit in paired:
            observed += Fraction(_unequal(Counter(unit)), len(unit) - 1)
        if n > 1:
            expected += Fraction(_unequal(values), n - 1)
    return float(1 - observed / expected) if expected else None


def _unequal(values: Counter[str]) -> int:
    """Ordered pairs of different values."""
    return values.total() ** 2 - sum(count**2 for count in values.values())


def _can_be_compared(table: str, name: str, field: Mapping[str, Any], material: Material) -> bool:
    if name in _LABELS[table] or name in ("char_start", "char_end"):
        return False
    enum = "enum" in field.get("constraints", {})
    if field["role"] == "coded":
        return enum
    references = {key for each in material.schemas[table].get("foreignKeys", ()) for key in each["fields"]}
    number_or_date = field["type"] in ("integer", "number") or "edtf" in field
    return field["role"] == "stated" and (enum or number_or_date or name in references or "genericForeignKey" in field)


def _positions(material: Material, cell: Cell, row: Row) -> list[str]:
    """Spans in frozen texts behind a cell, or behind its row; at most four, in order."""
    if "char_start" in row:
        return [f"{row['source_id']}:{row['char_start']}-{row['char_end']}"]
    evidence = material.supporting(cell.table, cell.row_id, cell.field)
    # Evidence of a claim's proponent is a byline, which gives the answer away; who makes a statement is read from it.
    if cell.role == "coded" or cell.field == "proponent_id":
        names = [name for name in material.fields(cell.table) if name != "proponent_id"]
        row_evidence = [each for name in names for each in material.supporting(cell.table, cell.row_id, name)]
        evidence = row_evidence if cell.field == "proponent_id" else evidence or row_evidence
    places = {
        (citation["source_id"], *place)
        for each in evidence
        if (citation := material.citations.get(each["citation_id"])) and (place := span(citation))
    }
    # The speech before the summary, which repeats it: the order of the text.
    return [f"{source}:{start}-{end}" for source, start, end in sorted(places)][:4]


def _label(material: Material, cell: Cell, row: Row, field: Mapping[str, Any]) -> str:
    label = " / ".join(row[name] for name in _LABELS[cell.table] if row[name])
    if cell.role == "coded":
        return label
    hidden = [label[found.start : found.end] for found in mentions.find(label) if found.kind != "name"]
    target = material.by_key.get(_referred(material, cell, row, field), {}).get(cell.value, {})
    hidden += [each for name in ("name", "title", "aliases") for each in target.get(name, "").split("|") if each]
    for words in sorted(hidden, key=len, reverse=True):
        label = label.replace(words, _WITHHELD)
    return label


def _allowed(material: Material, cell: Cell, row: Row, field: Mapping[str, Any]) -> str:
    if words := field.get("constraints", {}).get("enum"):
        return "|".join(words)
    if table := _referred(material, cell, row, field):
        return f"a key of {table}"
    return "a date in EDTF" if "edtf" in field else "a number"


def _referred(material: Material, cell: Cell, row: Row, field: Mapping[str, Any]) -> str:
    """Table that a cell refers to; "" where it is no reference."""
    if generic := field.get("genericForeignKey"):
        return str(generic["tables"].get(row[generic["typeField"]], ""))
    for key in material.schemas[cell.table].get("foreignKeys", ()):
        if cell.field in key["fields"]:
            return str(key["reference"]["resource"] or cell.table)
    return ""


def read_record(file: Path, columns: Sequence[str]) -> list[Row]:
    """Rows of a record; raises `ScoDataError` if it cannot be read or has other columns."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            rows = list(reader)
            header = reader.fieldnames
    except OSError as error:
        raise ScoDataError(f"{file} cannot be read: {error.strerror}; the study has no record.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ScoDataError(f"{file} cannot be read as UTF-8 CSV: {error}.") from error
    if list(header or ()) != list(columns):
        raise ScoDataError(f"{file} has the columns {', '.join(header or ())}; expected {', '.join(columns)}.")
    return rows


def _record(package: str | PathLike[str] | None, name: str, columns: Sequence[str]) -> list[Row]:
    return read_record(load(package).folder / FOLDER / name, columns)


app = typer.Typer(help="Draw the samples of the recall audit and the recode study, and write their pages.")
_PACKAGE = typer.Option(None, "--package", metavar="DIR", help="Any folder with a datapackage.json.")


@app.command("recall-sample")
def _print_recall_sample(package: Path | None = _PACKAGE) -> None:
    """Print the passages of the recall audit."""
    typer.echo("\n".join(recall_sample(package)))


@app.command("recode-sheet")
def _print_recode_sheet(package: Path | None = _PACKAGE) -> None:
    """Print the sheet of the recode study, a CSV without the values."""
    typer.echo(tables.to_csv(SHEET, recode_sheet(package)).decode(), nl=False)


@app.command("pages")
def _write_pages(package: Path | None = _PACKAGE) -> None:
    """Write the pages of both studies, and of the double coding, from their records."""
    from sco_keeping import double_coding  # which itself uses what is here

    docs = load(package).folder / "docs"
    pages = {
        "recall-audit.md": recall_page(package),
        "recode-study.md": recode_page(package),
        "double-coding.md": double_coding.page(package),
    }
    tables.replace_files({docs / name: text.encode() for name, text in pages.items()})
    for name in pages:
        typer.echo(f"wrote {docs / name}")


if __name__ == "__main__":
    app()
