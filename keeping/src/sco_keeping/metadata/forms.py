"""The one list of forms, and the command that writes them."""

import json
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from sco_keeping.generated import renew
from sco_keeping.library import root
from sco_keeping.metadata import cff, croissant, csvw, datacite, schemaorg
from sco_keeping.metadata.facts import Facts, gather


def _json(form: Callable[[Facts], Mapping[str, Any]]) -> Callable[[Facts], bytes]:
    return lambda facts: (json.dumps(form(facts), ensure_ascii=False, indent=2) + "\n").encode()


CITATION = "CITATION.cff"
"""The form that code hosts and reference managers look for beside the descriptor, so that it is kept there."""

FORMS: Mapping[str, Callable[[Facts], bytes]] = {
    CITATION: cff.render,
    "datacite.json": _json(datacite.record),
    "croissant.json": _json(croissant.dataset),
    "csvw-metadata.json": _json(csvw.tables),
    "schema-org.jsonld": _json(schemaorg.dataset),
}
"""Each form by the name of its file; a function of the facts and nothing else."""


def metadata_command(target: str | PathLike[str], package: str | PathLike[str] | None = None) -> int:
    """Write every form of a package into a folder, and name the files.

    Parameters
    ----------
    target : path
        The folder; it is made where it is not there.
    package : path, optional
        As for `gather`.

    Returns
    -------
    int
        Exit status: 0.

    Raises
    ------
    ScoDataError
        Something cannot be read or written; no file is left half written.
    """
    facts = gather(package)
    Path(target).mkdir(parents=True, exist_ok=True)
    return renew({Path(target, name): form(facts) for name, form in FORMS.items()}, check=False)


def renew_citation(package: str | PathLike[str] | None = None, *, check: bool = False) -> int:
    """Renew the one form that is kept beside the descriptor, where it is kept; exit status as of `renew`."""
    file = root(package) / CITATION
    return renew({file: FORMS[CITATION](gather(package))}, check=check) if file.is_file() else 0
