"""What may import what: report, then rules, then language; no circle; the library in one place only."""

import ast
from pathlib import Path

import sco_keeping

FOLDER = Path(sco_keeping.__file__).parent
ORDER = ("language", "rules", "report")
"""A part may import those before it, never those after."""

RELEASES = {"gate", "changelog", "release", "datazip", "huggingface", "readback", "site", "metadata", "workbook"}
"""What packs and publishes, and compares releases with the library's own means."""


def _modules() -> dict[str, Path]:
    files = {file.relative_to(FOLDER).with_suffix(""): file for file in FOLDER.rglob("*.py")}
    return {".".join(part for part in path.parts if part != "__init__"): file for path, file in files.items()}


def _imports(file: Path, package: str) -> set[str]:
    """What of a package a module imports, by name within the package."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return {name.removeprefix(package).removeprefix(".") for name in found if name.partition(".")[0] == package}


MODULES = _modules()
IMPORTS = {name: _imports(file, "sco_keeping") & MODULES.keys() - {name, ""} for name, file in MODULES.items()}


def test_arrows_go_from_report_to_rules_to_language() -> None:
    for name, imported in IMPORTS.items():
        part = name.partition(".")[0]
        if part in ORDER:
            allowed = ORDER[: ORDER.index(part) + 1]
            assert not [each for each in imported if (top := each.partition(".")[0]) in ORDER and top not in allowed]
            assert not [each for each in imported if each.partition(".")[0] in RELEASES | {"mutation", "cli"}], name


def test_there_is_no_circle() -> None:
    # A package is read before its modules; that these import each other through it is no circle between files.
    left = {name: {each for each in imported if each != name.rpartition(".")[0]} for name, imported in IMPORTS.items()}
    while free := {name for name, imported in left.items() if not imported & left.keys()}:
        left = {name: imported for name, imported in left.items() if name not in free}
    assert not left


def test_the_library_is_imported_in_one_place() -> None:
    importing = {name for name, file in MODULES.items() if _imports(file, "sco_data")}
    assert {name for name in importing if name.partition(".")[0] not in RELEASES} == {"library"}
