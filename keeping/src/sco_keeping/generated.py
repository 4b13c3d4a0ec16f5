"""Pages and files that are made from something else: renewed, or only compared with what they should be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from sco_keeping.tables import replace_files


def renew(contents: Mapping[Path, bytes], *, check: bool = False) -> int:
    """Bring generated files up to date and print one line for each that is not.

    Parameters
    ----------
    contents : mapping of Path to bytes
        What each file should hold.
    check : bool
        Write nothing.

    Returns
    -------
    int
        Exit status: 1 if `check` is asked for and a file would change, else 0.

    Raises
    ------
    ScoDataError
        A file cannot be written; none is left half written.
    """
    stale = {path: content for path, content in contents.items() if not _holds(path, content)}
    if not check:
        replace_files(stale)
    for path in contents:
        state = ("would change" if check else "changed") if path in stale else "is as it should be:"
        click.echo(f"{state} {path}")
    return int(check and bool(stale))


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def markdown_table(
    head: Sequence[object], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()
) -> Iterator[str]:
    r"""Lines of a Markdown table.

    Parameters
    ----------
    head : sequence
        Names of the columns.
    rows : iterable of sequences
        Cells; anything that has a text.
    right : iterable of int, optional
        Numbers of the columns that hold figures, and stand to the right.

    Yields
    ------
    str
        A line each.

    Examples
    --------
    >>> print(*markdown_table(["table", "rows"], [["states", 20]], right=[1]), sep="\n")
    | table | rows |
    | --- | ---: |
    | states | 20 |
    """
    figures = set(right)
    rule = ["---:" if number in figures else "---" for number in range(len(head))]
    for row in (head, rule, *rows):
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"
