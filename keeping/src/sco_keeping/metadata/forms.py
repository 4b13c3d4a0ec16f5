"""The one list of forms, and the command that keeps their files up to date."""

import json
from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any

from sco_keeping.generated import renew
from sco_keeping.metadata import cff, croissant, csvw, datacite, schemaorg
from sco_keeping.metadata.facts import Facts, gather
from sco_data.package import root


def _json(form: Callable[[Facts], Mapping[str, Any]]) -> Callable[[Facts], bytes]:
    return lambda facts: (json.dumps(form(facts), ensure_ascii=False, indent=2) + "\n").encode()


FORMS: Mapping[str, Callable[[Facts], bytes]] = {
    "CITATION.cff": cff.render,
    "datacite.json": _json(datacite.record),
    "croissant.json": _json(croissant.dataset),
    "csvw-metadata.json": _json(csvw.tables),
    "schema-org.jsonld": _json(schemaorg.dataset),
}
"""Each form by the name of its file, which lies beside `datapackage.json`; a function of the facts and nothing else."""


def metadata_command(package: str | PathLike[str] | None = None, *, check: bool = False) -> int:
    """Write every form of a package, and say which of them changed.

    Parameters
    ----------
    package : path, optional
        As for `gather`.
    check : bool
        Write nothing.

    Returns
    -------
    int
        Exit status: 1 if `check` is asked for and a file would change, else 0.

    Raises
    ------
    ScoDataError
        Something cannot be read or written; no file is left half written.
    """
    folder, facts = root(package), gather(package)
    return renew({folder / name: form(facts) for name, form in FORMS.items()}, check=check)
