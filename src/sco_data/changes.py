"""The kinds of change between two versions of a data package, and what a comparison found, as text."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sco_data.errors import short

Level = Literal["none", "patch", "minor", "major"]
Compatibility = Literal["none", "compatible", "breaking"]
Row = Mapping[str, str]
Key = tuple[str, ...]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

# What ``sco-data diff`` exits with; 1 and 2 are left for damaged data and wrong use.
EXIT_STATUS: Mapping[Compatibility, int] = {"none": 0, "compatible": 10, "breaking": 11}

# The kinds of change, and the step that each takes. A removed row of a table whose key is several fields takes away a
# link or a note, not an identifier that somebody may have cited; hence two kinds.
KINDS: Mapping[str, Level] = {
    **dict.fromkeys(
        "table_removed tables_reordered file_changed column_removed columns_reordered type_changed meaning_changed "
        "word_removed key_changed foreign_key_removed id_removed rows_reordered".split(),
        "major",
    ),
    **dict.fromkeys(
        "table_added column_added word_added constraint_changed foreign_key_added row_added row_removed "
        "cell_changed".split(),
        "minor",
    ),
    **dict.fromkeys(["description_changed", "bytes_changed"], "patch"),
}


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    table : str
        The table; "" where the package as a whole is meant.
    row : tuple of str or None
        Key of the row, where one row is meant.
    field : str or None
        The column, or the property of the package or table.
    old, new : object
        What stood and what stands there; None where there was or is nothing. Cells are text, rows are dicts of cells.
    """

    kind: str
    table: str
    row: Key | None = None
    field: str | None = None
    old: Any = None
    new: Any = None

    @property
    def level(self) -> Level:
        """Step in version that this change alone needs."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Comparison:
    """What :func:`diff` found.

    Attributes
    ----------
    name : str
        Name of the package.
    old_version, new_version : str
        The versions that the two declare.
    changes : tuple of Change
        All differences, table by table.
    retired : tuple of dict
        Rows of the table `retired` that are new.

    Notes
    -----
    ``sco-data diff`` exits with `exit_status`: 0 where nothing changed, 10 for compatible and 11 for breaking changes.
    """

    name: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]
    retired: tuple[Row, ...] = ()

    @property
    def level(self) -> Level:
        """Least step in version that the changes need: ``none``, ``patch``, ``minor`` or ``major``."""
        return max((change.level for change in self.changes), key=LEVELS.index, default="none")

    @property
    def compatibility(self) -> Compatibility:
        """``none`` without changes, ``breaking`` for a major step, else ``compatible``."""
        return "none" if self.level == "none" else "breaking" if self.level == "major" else "compatible"

    @property
    def exit_status(self) -> int:
        """What ``sco-data diff`` exits with: 0, 10 or 11, by `compatibility`."""
        return EXIT_STATUS[self.compatibility]

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers of changes by table and kind; the table "" stands for the package as a whole."""
        found: dict[str, Counter[str]] = {}
        for change in self.changes:
            found.setdefault(change.table, Counter())[change.kind] += 1
        return {table: dict(counter) for table, counter in found.items()}

    def to_text(self, most: int | None = 20) -> str:
        """Lines for people; of more than `most` changes of one kind in one table the rest are counted (None: all)."""
        lines = [f"{self.name} {self.old_version} -> {self.new_version}: {self.level}, {self.compatibility}"]
        excuses = {(row.get("table_name"), row.get("row_id")): row for row in self.retired}
        for table, counter in self.counts().items():
            counted = ", ".join(_count(kind, number) for kind, number in counter.items())
            lines += ["", f"{table or 'package'}: {counted}"]
            for kind in counter:
                found = [change for change in self.changes if (change.table, change.kind) == (table, kind)]
                lines += [f"  {_line(change, excuses)}" for change in found[:most]]
                if most is not None and len(found) > most:
                    lines.append(f"  ... and {len(found) - most} more")
        return "\n".join(lines)


def _count(kind: str, number: int) -> str:
    thing, verb = kind.rsplit("_", 1)
    words = thing.replace("_", " ")
    one = words.removesuffix("s") if number == 1 else words if words.endswith("s") else f"{words}s"
    return f"{number} {one} {verb}"


def _line(change: Change, excuses: Mapping[Any, Row]) -> str:
    """One line on a change: + added, - removed, ~ changed."""
    thing, verb = change.kind.rsplit("_", 1)
    subject = " ".join(filter(None, ("/".join(change.row or ()), change.field)))
    sign = {"added": "+", "removed": "-"}.get(verb, "~")
    text = f"{sign} {thing.replace('_', ' ')} {subject}".rstrip()
    if change.row and change.kind == "id_removed":
        excuse = excuses.get((change.table, change.row[0]))
        successor = f", replaced by {excuse['replaced_by']}" if excuse and excuse.get("replaced_by") else ""
        return f"{text} (retired{successor}: {excuse.get('reason', '')})" if excuse else f"{text} (NOT RETIRED)"
    found = [value for value in (change.old, change.new) if value is not None]
    if not found or (change.row and change.kind != "cell_changed"):
        return text
    return f"{text}: {_short(change.old)} -> {_short(change.new)}" if sign == "~" else f"{text} {_short(found[0])}"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return short(text, 99) or "(empty)"
