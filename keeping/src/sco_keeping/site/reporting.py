"""Report this value: a form that opens the repository's issue form filled in, or the site's own where there is none.

It is a plain form of HTML, one on a page; each value has a button that adds its field.
"""

from typing import NamedTuple

from sco_keeping.site.pages import Pages

FORM = "data-error.yml"
"""The form in `.github/ISSUE_TEMPLATE`; the names of the parameters are the ids of its fields."""

OWN = "report/index.html"
"""The page of the site that fills in the same as text to copy."""


class Report(NamedTuple):
    """Where a form leads, and what it carries along."""

    action: str
    hidden: dict[str, str]


def report(pages: Pages, root: str, table: str, key: str) -> Report:
    """Form about a row; `root` is the way from its page to the root of the site."""
    if not pages.repository:
        return Report(root + OWN, {"table": table, "row": key})
    about = {"template": FORM, "title": f"Data: {table} {key}", "version": pages.shelf.version}
    return Report(f"{pages.repository}/issues/new", {**about, "table": table, "row": key})
