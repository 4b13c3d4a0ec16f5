"""How much of each source is quoted: the part of the page on rights that is generated."""

import re
from collections.abc import Iterator
from pathlib import Path

from sco_keeping.dataset import Dataset
from sco_keeping.generated import markdown_table
from sco_keeping.library import ScoDataError
from sco_keeping.rules.citations import shares
from sco_keeping.sources.shipped import SHARE

PAGE = Path("docs", "rights.md")
"""The page that holds the part, from the root of the package."""

_PART = re.compile(r"(?<=<!-- quoted share -->\n).*?(?=<!-- end -->)", re.DOTALL)


def quoted(dataset: Dataset) -> Iterator[str]:
    """Lines of a Markdown table: by source what is quoted of it.

    Parameters
    ----------
    dataset : Dataset
        A package; the texts are not needed.

    Yields
    ------
    str
        Head, rule and one line for each source with a frozen text.
    """
    sources = {row["source_id"]: row for row in dataset.table("sources")}
    head = ["source", "whose words", "characters", "quotations with words", "citations with words", "share quoted"]
    rows = []
    for source, share in sorted(shares(dataset).items()):
        with_words = {
            table: sum(row["source_id"] == source and bool(row[words]) for row in dataset.table(table))
            for table, (words, _) in dataset.quoting.items()
        }
        row = sources[source]
        rows.append(
            [
                f"`{source}`",
                row["author"] or row["publisher"],
                row["char_length"],
                with_words["quotations"],
                with_words["citations"],
                f"{share:.1%}",
            ]
        )
    yield from markdown_table(head, rows, right=(2, 3, 4, 5))


def renewed(page: str, dataset: Dataset) -> str:
    """The page on rights with its generated part renewed.

    Parameters
    ----------
    page : str
        The page, with the marks between which the part stands.
    dataset : Dataset
        A package.

    Returns
    -------
    str
        The page; what stands outside the marks is unchanged.

    Raises
    ------
    ScoDataError
        The page has no place for the part, or several.
    """
    lines = [*quoted(dataset), "", f"The limit is {SHARE:.1%}."]
    text = "\n".join(["", *lines, ""])
    found, count = _PART.subn(lambda _: text, page)
    if count != 1:
        raise ScoDataError(
            f"{PAGE} has {count} parts between '<!-- quoted share -->' and '<!-- end -->'; expected one."
        )
    return found
