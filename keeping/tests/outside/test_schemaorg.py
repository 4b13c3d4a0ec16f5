"""schema-org.jsonld by models that schema_org-py generates from the vocabulary: each type, property and range.

What a search engine demands beyond the vocabulary is the engine's own and has no validator that works offline.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from schema_org import SchemaModel, registry

from sco_keeping.metadata import schemaorg
from sco_keeping.metadata.facts import Facts

Node = dict[str, Any]


def model(node: Any) -> Any:
    """A node as the model of its type, which refuses what the vocabulary does not allow."""
    if isinstance(node, list):
        return [model(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"@id"}:
        return node["@id"]
    type_ = registry.get_model(node["@type"])
    dates = {known.schema_name for known in type_.SCHEMA_PROPERTIES if "Date" in known.ranges}
    properties = {name: value for name, value in node.items() if name not in ("@context", "@type")}
    identifier = {"schema_id": properties.pop("@id")} if "@id" in properties else {}
    return type_(
        **identifier, **{name: date(value) if name in dates else model(value) for name, value in properties.items()}
    )


def date(text: str) -> Any:
    """A date as the models want it; ISO 8601 and schema.org allow a year alone, the models do not."""
    try:
        return dt.date.fromisoformat(f"{text}-01-01" if len(text) == 4 else text)
    except ValueError:
        return text  # for the model to refuse


def written(folder: Path) -> Node:
    return dict(json.loads((folder / "schema-org.jsonld").read_bytes()))


def test_it_is_valid_and_read_in_full(copy: Path) -> None:
    node = written(copy)
    read = model(node)
    assert isinstance(read, SchemaModel)
    back = read.to_jsonld()
    assert back.keys() == node.keys()
    assert back["distribution"] == node["distribution"]
    assert back["variableMeasured"] == node["variableMeasured"]


def test_it_is_valid_with_what_does_not_exist_yet(facts: Facts) -> None:
    node = schemaorg.dataset(replace(facts, doi="10.5555/example", homepage="https://example.org/"))
    assert model(node).schema_id == "https://doi.org/10.5555/example"


def rename(node: Node) -> None:
    node["licence"] = node.pop("license")


def unknown_type(node: Node) -> None:
    node["@type"] = "Datset"


def text_for_a_body(node: Node) -> None:
    node["creator"] = "The sco-data contributors"


def text_for_a_truth(node: Node) -> None:
    node["isAccessibleForFree"] = "yes"


def no_date(node: Node) -> None:
    node["datePublished"] = "November"


def wrong_in_a_table(node: Node) -> None:
    node["distribution"][0]["checksum"] = node["distribution"][0].pop("sha256")


def wrong_kind_of_table(node: Node) -> None:
    node["distribution"][0]["@type"] = "Person"


@pytest.mark.parametrize(
    "spoil",
    [rename, unknown_type, text_for_a_body, text_for_a_truth, no_date, wrong_in_a_table, wrong_kind_of_table],
)
def test_a_broken_one_is_refused(copy: Path, spoil: Callable[[Node], None]) -> None:
    node = written(copy)
    spoil(node)
    with pytest.raises((ValidationError, KeyError)):
        model(node)
