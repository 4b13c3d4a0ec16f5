"""What each check of keys and references finds, and what it lets be: in the small package, changed cell by cell."""

import shutil
from pathlib import Path

import pytest

from .broken import small
from .in_memory import Small


def test_each_field_of_a_key_is_filled_and_a_key_stands_once() -> None:
    package = Small()
    row = package.row("retired")
    package.rows["retired"] = [row | {"row_id": ""}, row, row | {"row_id": "other"}, row | {"reason": "Twice."}]
    assert package.found("primary-key") == [
        "retired summits/ row_id: it is empty; expected a value in each field of the key",
        "retired summits/summit-1998 table_name: two rows have this key; expected one",
    ]
    package.rows["retired"] = [row | {"row_id": "", "table_name": ""}]
    assert package.where("primary-key") == ["/ table_name", "/ row_id"]


def test_a_reference_is_empty_or_leads_to_a_row() -> None:
    package = Small()
    row = package.row("projects")
    row["parent_id"] = "harbour-railway"  # of its own table
    assert package.found("foreign-key") == []
    row["parent_id"] = "no-railway"
    assert package.found("foreign-key") == [
        "projects harbour-railway parent_id: there is no 'no-railway' in projects; expected a key of projects"
    ]
    row["parent_id"] = ""
    assert package.found("foreign-key") == []
    package.row("quotations")["source_id"] = "no-source"
    package.row("memberships")["member_organization_id"] = "KAZ"  # which is a state
    assert package.where("foreign-key") == ["league-kaz member_organization_id", "petrov-flag source_id"]


def test_a_reference_of_several_fields_leads_to_one_row() -> None:
    package = Small()
    reference = {"resource": "citations", "fields": ["source_id", "citation_id"]}
    package.schema("discrepancies")["foreignKeys"] = [
        {"fields": ["statement_a", "citation_a_id"], "reference": reference}
    ]
    row = package.row("discrepancies")
    row["statement_a"] = "harbour"
    assert package.found("foreign-key") == []
    row["statement_a"] = "iso"
    assert package.found("foreign-key") == [
        "discrepancies who-came statement_a: there is no 'iso/harbour-c07' in citations; expected a key of citations"
    ]
    row |= {"statement_a": "", "citation_a_id": "harbour-c07"}
    assert package.where("foreign-key") == ["who-came statement_a"]
    row["citation_a_id"] = ""
    assert package.found("foreign-key") == []


def test_a_reference_to_a_kind_of_row_leads_to_one() -> None:
    package = Small()
    row = package.row("statistics")
    for kind, key, found in (
        ("place", "almaty", None),
        ("", "almaty", None),  # which another check tells
        ("place", "osh", "there is no 'osh' in places; expected a key of places"),
        ("fish", "almaty", "there is no 'almaty' in fish; expected a kind of row in subject_type"),
    ):
        row |= {"subject_type": kind, "subject_id": key}
        expected = [f"statistics people-who-came subject_id: {found}"] if found else []
        assert package.found("generic-key") == expected


def test_a_kind_may_be_the_name_of_the_table_itself() -> None:
    package = Small()
    row = package.row("evidence")
    assert "tables" not in next(
        field["genericForeignKey"] for field in package.schemas["evidence"]["fields"] if "genericForeignKey" in field
    )
    row["row_id"] = "nowhere"
    (found,) = package.found("generic-key")
    assert found.endswith("row_id: there is no 'nowhere' in claims; expected a key of claims")
    row["table_name"] = "dreams"
    (found,) = package.found("generic-key")
    assert found.endswith("row_id: there is no 'nowhere' in dreams; expected a key of dreams")


def test_each_item_of_a_list_leads_to_a_row() -> None:
    package = Small()
    package.row("projects")["place_ids"] = "osh|almaty|bergen"
    assert package.found("list-key") == [
        f"projects harbour-railway place_ids: there is no {item!r} in places; expected keys of places"
        for item in ("osh", "bergen")
    ]


def test_an_id_names_one_thing_and_may_be_that_of_a_source() -> None:
    package = Small()
    package.row("sources", source_id="harbour")["source_id"] = "league"
    assert package.found("entity-ids") == []
    package.add("claims", claim_id="almaty")
    assert package.found("entity-ids") == [
        "places almaty place_id: the id is in claims, too; expected an id of its own"
    ]
    package = Small()
    package.add("places", place_id="almaty")  # double in one table, which another check tells
    assert package.found("entity-ids") == []


def test_a_retired_id_is_gone_and_what_replaces_it_is_there() -> None:
    package = Small()
    row = package.row("retired")
    assert package.found("retired") == []
    row["replaced_by"] = ""
    assert package.found("retired") == []
    row |= {"row_id": "summit-1998-almaty", "replaced_by": "summit-2000"}
    key = "retired summits/summit-1998-almaty"
    assert package.found("retired") == [
        f"{key} row_id: the id is in use in summits; expected a new id for the row",
        f"{key} replaced_by: there is no 'summit-2000' in summits; expected a key of summits, or nothing",
    ]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the manifests of two releases of the small package."""
    folder = tmp_path_factory.mktemp("published")
    made = small(folder / "package").folder
    (folder / "releases").mkdir()
    for version in ("0.0.8", "0.0.9"):
        shutil.make_archive(str(folder / "releases" / version), "zip", made)
    return folder


def test_a_published_id_is_there_or_retired(published: Path) -> None:
    package = Small(published)
    assert package.found("released") == []
    package.rows["projects"] = []
    assert package.found("released") == [
        f"projects harbour-railway: it is gone, and {version}.zip has it; expected the row, or one of retired for it"
        for version in ("0.0.8", "0.0.9")
    ]
    retired = package.add("retired", table_name="projects", row_id="harbour-railway")
    assert package.found("released") == []
    retired["table_name"] = "places"
    assert len(package.found("released")) == 2
    del package.rows["projects"]  # that the table is gone is another fault
    assert package.found("released") == []


def test_rows_without_an_id_of_one_field_come_and_go(published: Path) -> None:
    package = Small(published)
    package.rows["evidence"], package.rows["retired"] = [], []
    assert package.found("released") == []
