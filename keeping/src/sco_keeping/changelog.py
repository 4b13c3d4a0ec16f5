"""The changelog as a machine reads it: an entry per version, with its table of counts."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sco_data.changes import Comparison
from sco_data.errors import ScoDataError
from sco_data.package import Package

FILE = "CHANGELOG.md"
SECTIONS = ("Data", "Schema", "Package")
"""Headings of an entry, in their order."""

DUTY = "**What you must do:**"
"""How the paragraph begins that tells users what to do."""

BEGIN = "<!-- counts, written by `sco-keep gate --write` -->"
END = "<!-- end of counts -->"


@dataclass(frozen=True)
class Entry:
    """What the changelog says of one version.

    Attributes
    ----------
    version, date : str
        From its heading, ``## 0.1.0 (2026-11-22)``; the date is "" where it says ``(unreleased)``.
    text : str
        The whole entry without its heading.
    """

    version: str
    date: str
    text: str

    @property
    def sections(self) -> dict[str, str]:
        """Text by heading."""
        _, *parts = re.split(r"^### (.*)\n", self.text, flags=re.MULTILINE)
        return dict(zip(parts[::2], parts[1::2], strict=True))

    @property
    def counts(self) -> str:
        """The table of counts as it stands there, "" where there is none."""
        found = _COUNTS.search(self.sections.get("Data", ""))
        return found[1].strip() if found else ""

    def faults(self) -> Iterator[str]:
        """What is wrong with the layout, in one line each."""
        where = f"{FILE}, {self.version}"
        if tuple(self.sections) != SECTIONS:
            found = ", ".join(self.sections) or "no headings"
            yield f"{where} has {found}; write ### {', ### '.join(SECTIONS)}, in this order."
        for name, text in self.sections.items():
            if not re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip():
                yield f"{where} says nothing under {name}; write at least that nothing changed."
        if not re.search(rf"^{re.escape(DUTY)} *\S", self.text, re.MULTILINE):
            yield f"{where} does not tell users what to do; begin a paragraph with {DUTY}"


def parse(text: str) -> dict[str, Entry]:
    r"""Entries of a changelog by version, in their order.

    Parameters
    ----------
    text : str
        The changelog.

    Returns
    -------
    dict of str to Entry

    Raises
    ------
    ScoDataError
        A heading does not read ``## VERSION (DATE)`` or ``## VERSION (unreleased)``, or a version stands twice.

    Examples
    --------
    >>> parse("## 0.1.0 (unreleased)\n\n### Data\n\nNothing.\n")["0.1.0"].date
    ''
    """
    _, *parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    entries: dict[str, Entry] = {}
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        match = _HEADING.fullmatch(heading.strip())
        if not match or match[1] in entries:
            raise ScoDataError(
                f"{FILE}: the heading {heading!r} {'stands twice' if match else 'is no version'}; "
                "expected one like `## 0.1.0 (2026-11-22)` or `## 0.2.0 (unreleased)` for each."
            )
        entries[match[1]] = Entry(match[1], "" if match[2] == "unreleased" else match[2], body)
    return entries


def counts(found: Comparison | None, new: Package) -> str:
    """Table of how many rows each table has, and how many were added, removed or changed.

    Parameters
    ----------
    found : Comparison or None
        Of the last release and `new`; None before the first.
    new : Package
        The version that the entry tells of.

    Returns
    -------
    str
        Markdown, a line per table and one for all; no final newline. A row counts as changed once, however many of its
        cells changed.

    Examples
    --------
    >>> print(counts(None, Package()).splitlines()[0])
    | table | rows | added | removed | changed |
    """
    changes = found.changes if found else ()
    lines = []
    for name in dict.fromkeys([*new.tables(), *(change.table for change in changes if change.table)]):
        rows = len(new.rows(name)) if name in new.tables() else 0
        of_table = [change for change in changes if change.table == name]
        added = sum(change.kind == "row_added" for change in of_table) if found else rows
        removed = sum(change.kind in ("row_removed", "id_removed") for change in of_table)
        changed = len({change.row for change in of_table if change.kind == "cell_changed"})
        lines.append((f"`{name}`", rows, added, removed, changed))
    sums = [sum(column) for column in zip(*(line[1:] for line in lines), strict=True)]
    heads = [("table", "rows", "added", "removed", "changed"), ("---", "---:", "---:", "---:", "---:")]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in [*heads, *lines, ("all", *sums)])


def with_counts(text: str, version: str, table: str) -> str:
    """Changelog whose entry for a version has this table of counts, at the head of its Data section if it had none."""
    entry = parse(text)[version]
    part = f"{BEGIN}\n\n{table}\n\n{END}"
    if _COUNTS.search(entry.text):
        renewed = _COUNTS.sub(lambda _: part, entry.text, count=1)
    else:
        renewed = re.sub(r"^### Data\n+", lambda _: f"### Data\n\n{part}\n\n", entry.text, count=1, flags=re.MULTILINE)
    return text.replace(entry.text, renewed, 1)


def changed_cells(found: Comparison) -> bytes:
    """Every changed cell as CSV, which goes with a release: table, row, field, old and new value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table_name", "row_id", "field", "old", "new"])
    for change in found.changes:
        if change.kind == "cell_changed" and change.row:
            writer.writerow([change.table, "/".join(change.row), change.field, change.old, change.new])
    return out.getvalue().encode()


_HEADING = re.compile(r"([0-9]+\.[0-9]+\.[0-9]+) \((unreleased|[0-9]{4}-[0-9]{2}-[0-9]{2})\)")
_COUNTS = re.compile(f"{re.escape(BEGIN)}\n(.*?)\n{re.escape(END)}", re.DOTALL)
