"""How far a second, blind coding of tables of the record agrees with the tables as they are now.

``python studies/second_coding/compare.py`` prints the figures; ``--differences`` each cell that differs; ``--write``
renews the figures in the coding manual. The CSVs beside this script are what the second coders gave, unchanged.

A row is matched by its identifier, which says state or person, role or office, step and year: agreement on these is the
match itself and no figure of its own. Rows that are one thing under two identifiers are paired by hand in `SAME`.
"""

import argparse
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MANUAL = Path("docs", "coding-manual.md")
"""The page that quotes the figures, from the root of the package."""

FIELDS = {
    "status_steps": ("step", "status", "date_edtf", "summit_id", "actor_state_id"),
    "summits": ("date_edtf", "session_edtf", "place_id", "chair_state_id", "council_number", "status", "mode"),
    "offices": ("start_edtf", "end_edtf", "state_id"),
    "instruments": (
        *("type", "date_edtf", "summit_id", "meeting_id", "adopted_by_id", "level", "signed_place_id", "status"),
        "in_force_edtf",
    ),
    "instrument_parties": ("date_edtf",),
    "summit_participants": ("office", "level", "capacity", "status"),
    "events": ("date_edtf", "place_id", "scope", "status"),
    "event_participants": ("capacity", "status"),
}
"""Fields that both coders filled and that the identifier does not give away."""

SAMPLED = frozenset({"instruments", "instrument_parties", "summit_participants", "events", "event_participants"})
"""Tables of which the second coder got a sample of rows by name, drawn at random, with the pages cited for them."""

_BY_MINISTERS = {"egy": 2021, "lao": 2025, "mdv": 2022, "sau": 2021}
SAME = {
    **{
        f"sco-{state}-member-decision-2001": f"sco-{state}-member-entry-2001"
        for state in "chn kaz kgz rus tjk uzb".split()
    },
    **{f"sco-{state}-member-refused-2025": f"sco-{state}-member-deferred-2025" for state in ("arm", "aze")},
    **{
        f"sco-{key}-foreign-ministers": f"sco-{key}".replace("-decision-", "-procedure-started-")
        for key in (f"{state}-dialogue-partner-decision-{year}" for state, year in _BY_MINISTERS.items())
    },
    "sco-irn-member-ratification-2023": "",
    "sco-irn-member-ratification-2023-guardian-council": "sco-irn-member-ratification-2023",
    "rats-director-ruslan-mirzayev-2022": "rats-director-ruslan-mirzaev-2022",
    "rats-director-viacheslav-kasymov-2006": "rats-director-v-t-kasymov-2006",
    "secretary-general-bolat-nurgaliyev-2007": "secretary-general-bolat-nurgaliev-2007",
}
"""Identifiers of the second coder by those of the tables; empty where the same identifier means another step."""

_PART = re.compile(r"(?<=<!-- second coding -->\n).*?(?=<!-- end -->)", re.DOTALL)

Row = dict[str, str]


class Cell(NamedTuple):
    """A cell of a row that both coders have: what the table holds, and what the second coder gave."""

    row: str
    first: str
    second: str


class Compared(NamedTuple):
    """A table: matched rows by field, and rows that only one of the two has."""

    rows: int
    paired: int
    only_first: list[str]
    only_second: list[str]
    cells: dict[str, list[Cell]]


def read(file: Path) -> dict[str, Row]:
    """Rows of a CSV by their first column."""
    with file.open(encoding="utf-8", newline="") as stream:
        return {next(iter(row.values())): row for row in csv.DictReader(stream)}


def compare(table: str, root: Path = ROOT) -> Compared:
    """Compare a table of a package with the second coding of it."""
    first, given = read(root / "data" / f"{table}.csv"), read(HERE / f"{table}.csv")
    second = {SAME.get(key, key) or f"{key} (another step)": row for key, row in given.items()}
    if table in SAMPLED:
        first = {key: row for key, row in first.items() if key in second}
    both = [key for key in first if key in second]
    cells = {name: [Cell(key, first[key][name], second[key][name]) for key in both] for name in FIELDS[table]}
    paired = sum(key in first for key in SAME.values() if key in both)
    return Compared(
        len(both), paired, sorted(first.keys() - second.keys()), sorted(second.keys() - first.keys()), cells
    )


def figures(root: Path = ROOT) -> Iterator[str]:
    """The figures as lines of Markdown."""
    compared = {table: compare(table, root) for table in FIELDS}
    yield "| table | rows of both | of these paired by hand | only in the table | only in the second coding |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for table, each in compared.items():
        yield f"| `{table}` | {each.rows} | {each.paired} | {len(each.only_first)} | {len(each.only_second)} |"
    yield ""
    yield "| cells of the rows of both | both filled | equal | | filled by one only | equal of all filled |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    every = []
    for table, each in compared.items():
        for name, cells in each.cells.items():
            yield _line(f"`{table}.{name}`", cells)
            every += cells
    yield _line("all", every)


def _line(head: str, cells: list[Cell]) -> str:
    both = sum(bool(cell.first and cell.second) for cell in cells)
    equal = sum(cell.first == cell.second != "" for cell in cells)
    one = sum(bool(cell.first) != bool(cell.second) for cell in cells)
    return f"| {head} | {both} | {equal} | {_share(equal, both)} | {one} | {_share(equal, both + one)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def differences(root: Path = ROOT) -> Iterator[str]:
    """Each row that one coder has alone, and each cell that differs."""
    for table in FIELDS:
        each = compare(table, root)
        yield from (f"{table}/{key}: only in the table" for key in each.only_first)
        yield from (f"{table}/{key}: only in the second coding" for key in each.only_second)
        for name, cells in each.cells.items():
            for cell in cells:
                if cell.first != cell.second:
                    yield f"{table}/{cell.row}.{name}: {cell.first or 'empty'}; second: {cell.second or 'empty'}"


def renewed(manual: str, root: Path = ROOT) -> str:
    """The manual with its figures renewed."""
    text = "\n".join(["", *figures(root), "", ""])
    found, count = _PART.subn(lambda _: text, manual)
    if count != 1:
        raise SystemExit(
            f"{MANUAL} has {count} parts between '<!-- second coding -->' and '<!-- end -->'; expected one."
        )
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print figures or differences, or write the figures into the manual."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, default=ROOT, help="a folder with data/ (default: this checkout)")
    parser.add_argument("--differences", action="store_true", help="print each difference")
    parser.add_argument("--write", action="store_true", help="renew the figures in the coding manual")
    chosen = parser.parse_args(arguments)
    if chosen.write:
        file = ROOT / MANUAL
        file.write_text(renewed(file.read_text(encoding="utf-8"), chosen.package), encoding="utf-8", newline="\n")
    else:
        print("\n".join(differences(chosen.package) if chosen.differences else figures(chosen.package)))


if __name__ == "__main__":
    main()
