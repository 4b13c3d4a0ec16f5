"""The changelog as a machine reads it: an entry per version, its reasons for changed cells, its table of counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sco_data.comparing import Comparison
from sco_data.errors import ScoDataError
from sco_data.states import PackageState

FILE = "CHANGELOG.md"
SECTIONS = ("Data", "Schema", "Package")
"""Headings of an entry, in their order."""

DUTY = "**What you must do:**"
"""How the paragraph begins that tells users what to do."""

BEGIN = "<!-- counts, written by `sco-keep gate --write` -->"
END = "<!-- end of counts -->"


class Reason(NamedTuple):
    """A list item of a Data section that says why cells changed.

    Attributes
    ----------
    table : str
        The table.
    row : str or None
        Key of the row, several fields joined by "/"; None where a whole column is meant.
    fields : tuple of str
        The columns.
    number : int or None
        In how many rows the column changed, where a whole column is meant.
    """

    table: str
    row: str | None
    fields: tuple[str, ...]
    number: int | None


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
    def sections(self) -> Mapping[str, str]:
        """Text by heading."""
        _, *parts = re.split(r"^### (.*)\n", self.text, flags=re.MULTILINE)
        return dict(zip(parts[::2], parts[1::2], strict=True))

    @property
    def counts(self) -> str:
        """The table of counts as it stands there, "" where there is none."""
        found = re.search(f"{re.escape(BEGIN)}\n(.*?)\n{re.escape(END)}", self.sections.get("Data", ""), re.DOTALL)
        return found[1].strip() if found else ""

    def reasons(self) -> Iterator[Reason]:
        """Reasons of the Data section, in order."""
        for item in _items(self.sections.get("Data", "")):
            if cell := _CELL.fullmatch(item):
                yield Reason(cell[1], cell[2], tuple(re.findall("`(.+?)`", cell[3])), None)
            elif column := _COLUMN.fullmatch(item):
                yield Reason(column[1], None, (column[2],), int(column[3]))

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
    >>> entry = parse("## 0.1.0 (unreleased)\n\n### Data\n\n- `places.name`, 2 rows: spelling\n")["0.1.0"]
    >>> next(entry.reasons())
    Reason(table='places', row=None, fields=('name',), number=2)
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


def counts(found: Comparison, old: PackageState | None, new: PackageState) -> str:
    """Table of how many rows each table has, and how many were added, removed or changed.

    Parameters
    ----------
    found : Comparison
        Of `old` and `new`; where `old` is None it is not looked at.
    old, new : PackageState
        The last release, None before the first, and the version that the entry tells of.

    Returns
    -------
    str
        Markdown, a line per table and one for all; no final newline. A row counts as changed once, however many of its
        cells changed.

    Examples
    --------
    >>> from sco_data.comparing import compare
    >>> from sco_data.states import snapshot
    >>> print(counts(compare(snapshot(), snapshot()), snapshot(), snapshot()).splitlines()[0])
    | table | rows | added | removed | changed |
    """
    lines = []
    for name in dict.fromkeys([*new.tables, *(old.tables if old else ())]):
        before = old.tables[name].rows if old and name in old.tables else {}
        after = new.tables[name].rows if name in new.tables else {}
        changes = [change for change in found.changes if change.table == name] if old else []
        if any(change.kind == "key_changed" for change in changes):  # no row is the same row any more
            added, removed, changed = len(after), len(before), 0
        else:
            added, removed = len(after.keys() - before.keys()), len(before.keys() - after.keys())
            changed = len({change.row for change in changes if change.kind == "cell_changed"})
        lines.append((f"`{name}`", len(after), added, removed, changed))
    columns = list(zip(*lines, strict=True))[1:]
    lines.append(("all", *(sum(column) for column in columns)))
    heads = [("table", "rows", "added", "removed", "changed"), ("---", "---:", "---:", "---:", "---:")]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in [*heads, *lines])


def with_counts(text: str, version: str, table: str) -> str:
    """Changelog whose entry for a version has this table of counts, at the head of its Data section if it had none."""
    entry = parse(text)[version]
    part = f"{BEGIN}\n\n{table}\n\n{END}"
    if re.search(_PART, entry.text):
        renewed = re.sub(_PART, lambda _: part, entry.text, count=1)
    else:
        renewed = re.sub(r"^### Data\n+", lambda _: f"### Data\n\n{part}\n\n", entry.text, count=1, flags=re.MULTILINE)
    return text.replace(entry.text, renewed, 1)


_HEADING = re.compile(r"([0-9]+\.[0-9]+\.[0-9]+) \((unreleased|[0-9]{4}-[0-9]{2}-[0-9]{2})\)")
_PART = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
_CELL = re.compile(r"`([a-z_]+)` `([^`]+)` (`[a-z0-9_]+`(?:(?:, | and )`[a-z0-9_]+`)*): \S.*")
_COLUMN = re.compile(r"`([a-z_]+)\.([a-z0-9_]+)`, ([0-9]+) rows?: \S.*")


def _items(text: str) -> Iterator[str]:
    """Items of the lists in a text, each on one line."""
    item: list[str] = []
    for line in [*text.splitlines(), ""]:
        begins = line.lstrip().startswith("- ")
        if item and (begins or not line.startswith(" ")):
            yield " ".join(item)
            item = []
        if begins:
            item = [line.lstrip().removeprefix("- ").strip()]
        elif item:
            item.append(line.strip())
