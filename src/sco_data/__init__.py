"""Open data on the Shanghai Cooperation Organization, every value traced to the words that state it.

>>> import sco_data as sco
>>> summits = sco.load("summits")
>>> sco.evidence("summits", "summit-1998-almaty", "date_edtf").set_index("source_id").loc["tolipov2004", "exact"]
'third summit held on 3 July, 1998 in Almaty'

Importing reads no file and loads no other library; a function is loaded when it is first asked for.
"""

TYPE_CHECKING = False  # `typing` would take longer to load than all the rest here
if TYPE_CHECKING:
    from sco_data.chronology import timeline
    from sco_data.citing import cite, fingerprint
    from sco_data.comparing import diff
    from sco_data.errors import DamagedFileError, MissingExtraError, ScoDataError, UnknownNameError
    from sco_data.exporting import export
    from sco_data.finding import resolve, search
    from sco_data.membership import members, statuses
    from sco_data.package import Package
    from sco_data.panels import panel
    from sco_data.provenance import discrepancies, evidence, explain
    from sco_data.reading import describe, info, load, load_all, path, schema, tables
    from sco_data.verifying import verify

    __version__: str

__all__ = [
    "DamagedFileError", "MissingExtraError", "Package", "ScoDataError", "UnknownNameError", "cite", "describe", "diff",
    "discrepancies", "evidence", "explain", "export", "fingerprint", "info", "load", "load_all", "members", "panel",
    "path", "resolve", "schema", "search", "statuses", "tables", "timeline", "verify",
]  # fmt: skip

# No module is called as one of its public names: the import system would put the module in the name's place.
_MODULES = {
    "chronology": "timeline", "citing": "cite fingerprint", "comparing": "diff", "exporting": "export",
    "errors": "DamagedFileError MissingExtraError ScoDataError UnknownNameError", "finding": "resolve search",
    "membership": "members statuses", "package": "Package", "panels": "panel",
    "provenance": "discrepancies evidence explain",
    "reading": "describe info load load_all path schema tables", "verifying": "verify",
}  # fmt: skip

if not TYPE_CHECKING:

    def __getattr__(name):
        # The version stands in datapackage.json only, and is read when someone asks for it.
        if name == "__version__":
            from sco_data.package import Package

            return Package().version
        for module, names in _MODULES.items():
            if name in names.split():
                from importlib import import_module

                found = globals()[name] = getattr(import_module(f"sco_data.{module}"), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
