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
        "ScoDataError",
        "UnknownNameError",
        "describe",
        "evidence",
        "load",
        "path",
        "schema",
        "tables",
    ]
    assert all(callable(getattr(sco_data, name)) for name in sco_data.__all__)


def test_version_is_the_descriptors() -> None:
    descriptor = json.loads((CHECKOUT / "datapackage.json").read_text(encoding="utf-8"))
    assert sco_data.__version__ == descriptor["version"]


def test_other_attributes_are_missing() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'version'"):
        _ = sco_data.version


def test_import_loads_no_library_and_reads_no_data() -> None:
    script = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import sco_data
heavy = {"pandas", "numpy", "typer", "click", "rich", "frictionless", "pandera", "polars", "pyarrow", "rapidfuzz"}
print(sorted(heavy & set(sys.modules)))
print([name for name in opened if name.endswith((".csv", ".json"))])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"
