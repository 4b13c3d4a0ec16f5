"""The small package in memory, to be changed cell by cell and looked at by one check."""

import copy
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from sco_keeping.dataset import Dataset, load
from sco_keeping.language import of
from sco_keeping.rules import CHECKS, Fault
from sco_keeping.rules.grounding import Words
from sco_keeping.tables import Row, columns

from .broken import SOURCE, TEXT, small


def english(text: str, speaker: str = "") -> Words:
    """Words in English."""
    reader = of("en")
    assert reader
    return Words(text, reader, speaker)


@lru_cache(maxsize=1)
def _whole() -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        return load(small(Path(folder, "package")).folder)


class Small:
    """A copy of the small package, with its text, that a test may change; only what it changes is not right.

    Parameters
    ----------
    folder : Path, optional
        Where a check finds the files beside the tables; default nowhere.
    """

    def __init__(self, folder: Path = Path("nowhere")) -> None:
        whole = _whole()
        self.folder = folder
        self.descriptor = copy.deepcopy(whole.descriptor)
        self.schemas: dict[str, Any] = dict(whole.schemas)
        self.content, self.header = dict(whole.content), dict(whole.header)
        self.rows = {name: [dict(row) for row in rows] for name, rows in whole.rows.items()}
        self.unread: list[tuple[str, str]] = []
        self.texts = {SOURCE: TEXT}
        self.missing_texts: dict[str, str] = {}
        self.wrong_texts: dict[str, str] = {}

    def row(self, table: str, **cells: str) -> Row:
        """The first row with these cells, to be changed."""
        return next(row for row in self.rows[table] if cells.items() <= row.items())

    def add(self, table: str, **cells: str) -> Row:
        """A new last row; its other cells are empty."""
        row = dict.fromkeys(columns(self.schemas[table]), "")
        assert cells.keys() <= row.keys()
        self.rows[table].append(row | cells)
        return self.rows[table][-1]

    def schema(self, table: str) -> dict[str, Any]:
        """A schema, to be changed."""
        schema: dict[str, Any] = copy.deepcopy(self.schemas[table])
        self.schemas[table] = schema
        return schema

    def field(self, table: str, name: str) -> dict[str, Any]:
        """A field of a schema, to be changed."""
        found: dict[str, Any] = next(field for field in self.schema(table)["fields"] if field["name"] == name)
        return found

    def dataset(self) -> Dataset:
        """What the checks see of it as it is now."""
        return Dataset(
            self.folder,
            self.descriptor,
            self.schemas,
            self.content,
            self.header,
            self.rows,
            self.unread,
            self.texts,
            self.missing_texts,
            self.wrong_texts,
        )

    def faults(self, check: str) -> list[Fault]:
        """What one check finds."""
        return CHECKS[check].run(self.dataset())

    def found(self, check: str) -> list[str]:
        """What one check finds, as `validate` prints it, without the check's name."""
        return [str(fault).removeprefix(f"{check}: ") for fault in self.faults(check)]

    def where(self, check: str) -> list[str]:
        """Row and field of what one check finds."""
        return [f"{fault.row} {fault.field}".strip() for fault in self.faults(check)]
