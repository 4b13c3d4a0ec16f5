"""The check that what coders judged is what two of them settled on."""

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sco_keeping.dataset import Dataset
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row

RECORD = Path("studies", "double_coding.csv")
"""The record of the double coding, from the root of the package: what was settled for each cell."""


@check("coded-twice", "A judgement that two coders settled changes only with a reason.", severity="warning")
def _coded_twice(dataset: Dataset) -> Iterator[Finding]:
    file = dataset.folder / RECORD
    retired = {(row["table_name"], row["row_id"]) for row in dataset.table("retired")}
    for each in _read(file, file.stat().st_mtime_ns) if file.exists() else ():
        table, row_id, name = each["table_name"], each["row_id"], each["field"]
        if table not in dataset.rows or (table, row_id) in retired:
            continue
        row = dataset.by_key[table].get(row_id)
        if row is None:
            yield Finding(table, row_id, name, "it is gone, and was coded twice", "the row, or one of retired for it")
        elif name in row and row[name] != each["settled"]:
            yield Finding(table, row_id, name, f"{row[name]!r}", f"{each['settled']!r}, as two coders settled")


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
