"""Rights are said alike for people and machines, and the page tells the share that is quoted."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import sco_data as sco
from sco_data.errors import ScoDataError
from sco_keeping.dataset import Dataset, load
from sco_keeping.report import rights as quoted
from sco_keeping.rules.citations import shares
from sco_keeping.sources.shipped import SHARE
from sco_keeping.sources.texts import is_open

ROOT = Path(__file__).parents[2]
QUOTED = "LicenseRef-Quoted-Third-Party"


WORDS = load(ROOT).quoting


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load(ROOT)


def page() -> str:
    return (ROOT / quoted.PAGE).read_text(encoding="utf-8")


@pytest.mark.usefixtures("frozen_folder")
def test_page_tells_the_share_that_is_quoted(dataset: Dataset) -> None:
    assert page() == quoted.renewed(page(), dataset), "run `sco-keep coverage --write`"
    rows = re.findall(r"^\| `([\w-]+)` \|.* (\d+\.\d)% \|$", page(), re.MULTILINE)
    assert dict(rows) == {source: f"{share:.1%}".rstrip("%") for source, share in shares(dataset).items()}
    assert len(rows) == sum(row["kind"] == "coded_text" for row in dataset.table("sources")) > 0
    assert all(share <= SHARE or is_open(dataset.sources[source]) for source, share in shares(dataset).items())


def test_share_is_of_words_that_are_shipped(dataset: Dataset) -> None:
    before = list(quoted.quoted(dataset))
    row = next(row for row in dataset.table("quotations") if row["source_id"] == "tolipov2004" and row["text"])
    kept = dict(row)
    row.update({"text": "", "fragment": ""})
    try:
        after = list(quoted.quoted(dataset))
    finally:
        row.update(kept)
    assert [line for line in before if line not in after] == [before[-1]]
    assert before[-1].startswith("| `tolipov2004` | Farkhod Tolipov |")


@pytest.mark.parametrize("count", [0, 2])
def test_page_without_its_marks_is_refused(count: int, dataset: Dataset) -> None:
    with pytest.raises(ScoDataError, match=f"rights.md has {count} parts"):
        quoted.renewed("<!-- quoted share -->\nx\n<!-- end -->\n" * count, dataset)


def test_words_stand_only_where_the_licence_of_quoted_words_says(dataset: Dataset) -> None:
    text = (ROOT / "LICENSES" / f"{QUOTED}.txt").read_text(encoding="utf-8")
    columns = {
        table: names.split(", ") for table, names in re.findall(r"^  data/(\w+)\.csv +(.*)$", text, re.MULTILINE)
    }
    assert set(columns) == {*WORDS, "statistics"}
    for table, (words, _) in WORDS.items():
        assert {words, "fragment"} <= set(columns[table])
    assert all(set(names) <= set(dataset.fields(table)) for table, names in columns.items())
    told = " ".join(page().split())
    for table, names in columns.items():
        assert f"`{table}` ({', '.join(f'`{name}`' for name in names)})" in told


def test_descriptor_and_reuse_mark_the_tables_with_quoted_words() -> None:
    described = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    marked = {
        each["path"] for each in described["resources"] if QUOTED in [licence["name"] for licence in each["licenses"]]
    }
    assert marked == {"data/citations.csv", "data/quotations.csv", "data/statistics.csv"}
    assert {licence["name"] for licence in described["licenses"]} == {"CC-BY-4.0", QUOTED}
    for each in described["resources"]:
        assert "CC-BY-4.0" in [licence["name"] for licence in each["licenses"]], each["name"]
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    paths = {path for each in annotations if QUOTED in each["SPDX-License-Identifier"] for path in each["path"]}
    assert paths == marked


def test_documents_are_under_the_licence_of_documents() -> None:
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    (documents,) = (set(each["path"]) for each in annotations if each["SPDX-License-Identifier"] == "CC-BY-4.0")
    written = {file.name for file in ROOT.glob("*.md")}
    assert "README.md" in written
    assert written | {"docs/**", "data/**", "schemas/**", "datapackage.json"} <= documents


def test_every_licence_named_has_its_text() -> None:
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    named = {name for each in annotations for name in each["SPDX-License-Identifier"].split(" AND ")}
    assert named == {file.stem for file in (ROOT / "LICENSES").glob("*.txt")}
    assert all(f"`{name}`" in page() or name.replace("-BY-", " BY ").replace("-4", " 4") in page() for name in named)


def test_limits_on_the_page_are_those_of_the_schemas() -> None:
    lengths = {
        table: next(field for field in sco.schema(table)["fields"] if field["name"] == words)["constraints"][
            "maxLength"
        ]
        for table, (words, _) in WORDS.items()
    }
    told = " ".join(page().split())
    assert f"a quotation has at most {lengths['quotations']} characters" in told
    assert f"the words of a citation at most {lengths['citations']};" in told
