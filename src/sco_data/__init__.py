"""Open data on the Shanghai Cooperation Organization, every value traced to the words that state it.

>>> import sco_data as sco
>>> summits = sco.load("summits")
>>> sco.evidence("summits", "summit-1998-almaty", "ordinal")["exact"].item()
'third summit held on 3 July, 1998 in Almaty'

Importing reads no file and loads neither pandas nor any other library.
"""

from sco_data.errors import DamagedFileError, MissingExtraError, ScoDataError, UnknownNameError
from sco_data.evidence import evidence
from sco_data.reading import describe, load, path, schema, tables

__all__ = [
    "DamagedFileError",
    "MissingExtraError",
    "ScoDataError",
    "UnknownNameError",
    "describe",
    "evidence",
    "load",
    "path",
    "schema",
    "tables",
]


def __getattr__(name: str) -> str:
    # The version stands in datapackage.json only, and is read when someone asks for it.
    if name == "__version__":
        from sco_data.package import descriptor

        return str(descriptor()["version"])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
