"""The charts: what is drawn where, the words in their tooltips, and that they can be drawn at all."""

import datetime as dt
import html
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import pytest
import vl_convert

from sco_data import MissingExtraError, ScoDataError, UnknownNameError, plot
from sco_data.casting import cast
from sco_data.membership import spells
from sco_data.package import Package
from sco_data.provenance import evidence

from .conftest import MEMBERSHIPS, spell

CHARTS: dict[str, Callable[[], alt.LayerChart]] = {
    "memberships": plot.memberships,
    "memberships of a body without dates": lambda: plot.memberships("un-security-council"),
}


def marks(chart: alt.LayerChart) -> list[dict[str, Any]]:
    """The data of a chart, from its specification."""
    spec = chart.to_dict()
    found: list[dict[str, Any]] = (
        spec["data"]["values"] if "values" in spec["data"] else spec["datasets"][spec["data"]["name"]]
    )
    return found


def by_row(chart: alt.LayerChart) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for mark in marks(chart):
        found.setdefault(mark["id"], []).append(mark)
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_charts_can_be_drawn(name: str) -> None:
    chart = CHARTS[name]()
    assert isinstance(chart, alt.LayerChart)
    svg = vl_convert.vegalite_to_svg(chart.to_json())
    assert svg.startswith("<svg")
    labels = html.unescape(svg)
    for mark in marks(chart):
        assert mark["summary"] in labels


@pytest.mark.parametrize("name", CHARTS)
def test_charts_hold_their_data_and_need_no_network(name: str) -> None:
    spec = CHARTS[name]().to_dict()
    assert "url" not in json.dumps(spec["data"])
    pages = {row["url"] for row in Package().rows("sources")}
    assert {str(mark["url"]).split("#")[0] for mark in marks(CHARTS[name]())} <= {*pages, "None"}


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_shows_words_and_source_and_opens_the_page(name: str) -> None:
    spec = CHARTS[name]().to_dict()
    assert [entry["field"] for entry in spec["encoding"]["tooltip"]][-2:] == ["words", "source"]
    assert spec["encoding"]["href"]["field"] == "url"
    for mark in marks(CHARTS[name]()):
        assert mark["words"], mark["id"]
        assert mark["source"], mark["id"]


@pytest.mark.parametrize("name", CHARTS)
def test_shapes_and_layers_go_together(name: str) -> None:
    spec = CHARTS[name]().to_dict()
    drawn = {layer["transform"][0]["filter"].split("'")[1] for layer in spec["layer"]}
    assert drawn == {mark["shape"] for mark in marks(CHARTS[name]())}
    order = spec["encoding"]["y"]["sort"]
    assert sorted(order) == sorted({mark["name"] for mark in marks(CHARTS[name]())})


def test_words_are_those_of_the_evidence_of_the_cell() -> None:
    for mark in marks(plot.memberships()):
        records = evidence("memberships", mark["id"], as_="records")
        field = next(name for name in plot._FIELDS if any(record["field"] == name for record in records))
        records = [record for record in records if record["field"] == field]
        assert mark["words"] in [record["exact"] or record["locator"] or "(words withheld)" for record in records]
        if any(record["exact"] and record["stance"] == "supports" for record in records):
            assert mark["words"] in [record["exact"] for record in records]
        assert mark["url"] in [record["url"] for record in records]


def load_spell(dates: str, until: str = "2020-07-16") -> dict[str, Any]:
    row = spell("x", dates, until if dates else "")
    types = {field["name"]: field for field in MEMBERSHIPS["fields"]}
    return {name: cast(text, types[name]) for name, text in row.items()}


def test_spells_have_sure_and_unsure_parts_and_open_ends() -> None:
    """By the dates themselves, so that the test does not depend on one coding of them."""
    drawn = by_row(plot.memberships())
    for row in spells(Package()):
        if row["organization_id"] != "sco":
            continue
        parts = drawn[str(row["membership_id"])]
        shapes = {part["shape"] for part in parts}
        dated = row["start_edtf"] or row["end_edtf"]
        if not dated or dated == "..":
            assert shapes == {"hollow"}
            continue
        assert ("right" in shapes) == (row["end_latest"] is None)
        assert ("left" in shapes) == (row["start_earliest"] is None)
        bars = [part for part in parts if part["shape"] not in ("right", "left")]
        starts = [part["start"] for part in bars or parts]  # of one that has just begun no bar is known yet
        assert min(starts) == str(row["start_earliest"] or row["start_latest"])
        assert {part["role"] for part in parts} == {row["role"]}


LITTLE_SPELLS = [
    (
        "a",
        "2005/2017",
        [
            ("bar", "2005-12-31", "2017-01-02"),
            ("pale", "2005-01-01", "2006-01-01"),
            ("pale", "2017-01-01", "2018-01-01"),
        ],
    ),
    ("b", "2001-06-15/..", [("bar", "2001-06-15", "2020-07-17"), ("right", "2020-07-16", None)]),
    ("c", "2020", [("pale", "2020-01-01", "2021-01-01")]),
    ("d", "1998-07-03", [("point", "1998-07-03", None)]),
    ("e", "../2003-05-29", [("bar", "2002-05-29", "2003-05-30"), ("left", "2002-05-29", None)]),
    ("f", None, [("hollow", "2004-12-31", None)]),
    (
        "h",
        "[..2008-03-24]/..",
        [("bar", "2008-03-24", "2020-07-17"), ("left", "2008-03-24", None), ("right", "2020-07-16", None)],
    ),
    ("g", "2017/2017", [("pale", "2017-01-01", "2018-01-01")]),
]


@pytest.mark.parametrize(("_name", "text", "parts"), LITTLE_SPELLS)
def test_parts_of_a_spell(_name: str, text: str | None, parts: list[tuple[str, str, str | None]]) -> None:
    row = load_spell(text or "")
    found = plot._parts(row, dt.date(2004, 12, 31), dt.date(2030, 1, 1))
    assert [
        (part["shape"], part["start"].isoformat(), part["stop"].isoformat() if "stop" in part else None)
        for part in found
    ] == parts


def test_a_chair_has_a_line_beside_the_membership() -> None:
    names = {mark["id"]: mark["name"] for mark in marks(plot.memberships())}
    assert names["sco-member-uzb"] == "Uzbekistan"
    assert names["sco-chair-uzb-2003"] == "Uzbekistan (chair)"
    assert names["sco-observer-ind"] == names["sco-member-ind"] == "India"


def test_wrong_names_are_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"There is no organization 'scoo' in memberships; nearest: sco"):
        plot.memberships("scoo")


def test_nothing_to_draw_is_said(write_package: Callable[..., Path]) -> None:
    names = ("memberships", "states", "organizations", "sources", "citations")
    folder = Path(__file__).parents[1] / "schemas"
    described = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in (*names, "evidence")
    }
    member = {"membership_id": "m", "organization_id": "sco", "role": "member", "status": "open"}
    package = write_package(
        {name: (schema, [member] if name == "memberships" else []) for name, schema in described.items()}
    )
    with pytest.raises(ScoDataError, match="No membership in sco has a date of its own or of its source"):
        plot.memberships(package=package)


def test_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match=r"sco-data\[plot\]"):
        plot.memberships()


DRAW = "from sco_data import plot; import vl_convert; print(vl_convert.vegalite_to_svg(plot.memberships().to_json()))"


def test_days_are_the_same_in_every_time_zone() -> None:
    drawn = {
        subprocess.run(
            [sys.executable, "-c", DRAW], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for zone in ("America/Los_Angeles", "Asia/Bishkek")
    }
    assert len(drawn) == 1


def test_importing_loads_no_library() -> None:
    code = "import sys; from sco_data import plot; print(*({'altair', 'pandas'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
