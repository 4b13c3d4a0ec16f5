"""Records on the screen: plain and stable where output is piped, fitted to the width in a terminal."""

import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from sco_data.casting import Value, to_text

Records = Sequence[Mapping[str, Value]]

# Signs that would steer a terminal; a line feed apart.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_NARROW = 14  # a column of a terminal table is not squeezed below this


class Format(StrEnum):
    """How records are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"


def show(records: Records, columns: Sequence[str], form: Format, types: Mapping[str, str] | None = None) -> None:
    """Print records on standard output.

    Parameters
    ----------
    records : sequence of mapping
        Values by column; None is an empty cell.
    columns : sequence of str
        The columns to print, in order.
    form : Format
        ``table`` is aligned columns of whole cells when piped; in a terminal a table that fits its width, or one
        block per record where the columns are too many for it.
    types : mapping of str to str, optional
        Types by column, printed as a second header line (in ``table`` and ``markdown`` only).
    """
    if form is Format.json:
        chosen = [{name: record[name] for name in columns} for record in records]
        text = json.dumps(chosen, ensure_ascii=False, indent=2, default=date.isoformat)
        print(_CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))
        return
    cells = [[to_text(record[name]) for name in columns] for record in records]
    if form is not Format.csv or sys.stdout.isatty():
        cells = [[_CONTROL.sub("\ufffd", cell) for cell in row] for row in cells]
    heads = [list(columns)] + ([[types[name] for name in columns]] if types else [])
    if form is Format.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([list(columns), *cells])
    elif form is Format.markdown:
        _markdown(heads, cells)
    elif sys.stdout.isatty():
        _terminal(heads, cells)
    else:
        _plain([*heads, *cells])


def print_line(text: str, indent: str = "") -> None:
    """Print a line of prose: whole when piped; in a terminal broken at its width, words and addresses kept whole."""
    text = _one_line(text)
    if sys.stdout.isatty():
        import shutil
        import textwrap

        width = max(shutil.get_terminal_size().columns, 2 * _NARROW)
        shape = textwrap.TextWrapper(width, indent, indent, break_long_words=False, break_on_hyphens=False)
        print(shape.fill(text))
    else:
        print(indent + text)


def print_text(text: object) -> None:
    """Print text that has lines of its own as it is; in a terminal without signs that would steer it."""
    print(_CONTROL.sub("\ufffd", str(text)) if sys.stdout.isatty() else text)


def tell(text: str) -> None:
    """Tell the user something on stderr, on one line, whatever line breaks and control signs data and names hold."""
    signs = (sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
    print("sco-data:", "".join(signs), file=sys.stderr)


def _one_line(cell: str) -> str:
    return _CONTROL.sub("\ufffd", " ".join(cell.split("\n")))


def _plain(lines: list[list[str]]) -> None:
    lines = [[_one_line(cell) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _markdown(heads: list[list[str]], cells: list[list[str]]) -> None:
    for row in (heads[0], ["---"] * len(heads[0]), *heads[1:], *cells):
        print("| " + " | ".join(_one_line(cell).replace("|", "\\|") for cell in row) + " |")


def _terminal(heads: list[list[str]], cells: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    names = ["\n".join(head) for head in zip(*heads, strict=True)]
    widest = [max(map(len, column)) for column in zip(*heads, *cells, strict=True)]
    if not cells:
        console.print(Text("  ".join(heads[0])))
        return
    fits = sum(min(width, _NARROW) + 2 for width in widest) <= console.width
    blocks = [(name.replace("\n", " "), *row) for name, *row in zip(names, *cells, strict=True)]
    for number in range(1 if fits else len(cells)):
        table = Table(box=SIMPLE_HEAD if fits else None, show_header=fits, pad_edge=False, padding=(0, 2, 0, 0))
        for name in names if fits else ("", ""):
            table.add_column(Text(name), overflow="fold", max_width=None if name else max(console.width * 2 // 3, 10))
        for row in cells if fits else [(each[0], each[number + 1]) for each in blocks]:
            table.add_row(*map(Text, row))
        console.print(table, "" if fits else "\n", end="")
