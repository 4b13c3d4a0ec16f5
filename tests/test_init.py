import json
import subprocess
import sys
from pathlib import Path

import pytest

import sco_data

CHECKOUT = Path(__file__).parents[1]


def test_public_names_are_these_and_exist() -> None:
    assert sco_data.__all__ == [
        "DamagedFileError",
        "MissingExtraError",
        "Package",
        "ScoDataError",
        "UnknownNameError",
        "cite",
        "describe",
        "diff",
        "discrepancies",
        "evidence",
        "explain",
        "export",
        "fingerprint",
        "info",
        "load",
        "load_all",
        "members",
        "panel",
        "path",
        "resolve",
        "schema",
        "search",
        "statuses",
        "tables",
        "timeline",
        "verify",
    ]
    assert all(callable(getattr(sco_data, name)) for name in sco_data.__all__)
    assert set(sco_data.__all__) < set(dir(sco_data))


def test_each_public_name_is_loaded_from_its_module_whatever_was_imported_before() -> None:
    modules = [file.stem for file in Path(sco_data.__file__).parent.glob("*.py") if not file.stem.startswith("_")]
    assert not set(modules) & set(sco_data.__all__)  # a module would take the name's place
    for name in sco_data.__all__:
        found = getattr(sco_data, name)
        assert found.__name__ == name
        assert found.__module__.startswith("sco_data.")


def test_version_is_the_descriptors() -> None:
    descriptor = json.loads((CHECKOUT / "datapackage.json").read_text(encoding="utf-8"))
    assert sco_data.__version__ == descriptor["version"]


def test_other_attributes_are_missing() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'version'"):
        _ = sco_data.version  # type: ignore[attr-defined]


def test_import_loads_no_library_and_reads_no_data() -> None:
    script = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import sco_data
heavy = {"pandas", "numpy", "typer", "click", "rich", "frictionless", "pandera", "polars", "pyarrow", "rapidfuzz"}
print(sorted(heavy & set(sys.modules)))
print([name for name in opened if name.endswith((".csv", ".json"))])
print([name for name in sys.modules if name.startswith("sco_data.")])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n[]\n"


def test_importing_every_module_of_the_reading_wing_loads_no_heavy_library() -> None:
    files = Path(sco_data.__file__).parent.glob("*.py")
    names = sorted(file.stem for file in files if not file.stem.startswith("_"))
    script = f"""
import sys
from importlib import import_module
for name in {names}:
    import_module("sco_data." + name)
heavy = {{"pandas", "numpy", "typer", "click", "rich", "frictionless", "pandera", "polars", "pyarrow", "rapidfuzz"}}
print(sorted(heavy & set(sys.modules)))
print(sorted(name for name in sys.modules if name.startswith("sco_keeping")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"
