"""The bill of materials, judged by the library's own schema."""

import json
from datetime import UTC, datetime

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from sco_data.curation import sbom
from sco_data.errors import ScoDataError

TIME = datetime(2026, 11, 22, tzinfo=UTC)


def test_is_valid_and_the_same_again() -> None:
    made = sbom.bill("sco-data", "0.1.0", TIME)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made.replace('"library"', '"libary"')) is not None
    assert sbom.bill("sco-data", "0.1.0", TIME) == made
    assert sbom.bill("sco-data", "0.2.0", TIME) != made


def test_names_what_runs_and_nothing_else() -> None:
    made = json.loads(sbom.bill("sco-data", "0.1.0", TIME))
    assert made["metadata"]["component"]["purl"] == "pkg:pypi/sco-data@0.1.0"
    assert made["metadata"]["timestamp"] == "2026-11-22T00:00:00+00:00"
    parts = {part["name"] for part in made["components"]}
    assert {"pandas", "typer", "numpy"} <= parts
    assert not parts & {"pytest", "frictionless", "pyarrow", "sco-data"}
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in made["dependencies"]}
    assert {ref.split("@")[0] for ref in needs["pkg:pypi/sco-data@0.1.0"]} == {"pkg:pypi/pandas", "pkg:pypi/typer"}


def test_what_is_not_installed_is_named() -> None:
    with pytest.raises(ScoDataError, match="no-such-thing, which no_such_thing requires, is not installed"):
        sbom.bill("no_such_thing", "1", TIME)
