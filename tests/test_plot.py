"""The charts: what is drawn where, the words in their tooltips, and that they can be drawn at all."""

import datetime as dt
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pytest
import vl_convert

from sco_data import MissingExtraError, ScoDataError, UnknownNameError, plot
from sco_data.casting import cast
from sco_data.membership import members, spells
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


UNITS: dict[str, Callable[[], alt.Chart | alt.VConcatChart]] = {
    "growth": cache(plot.growth),
    "activity": cache(plot.activity),
    "growth of a body of one year": cache(lambda: plot.growth("Shanghai Five")),
}


def units(name: str) -> list[dict[str, Any]]:
    """The units of a chart that counts, from its specification."""
    spec = UNITS[name]().to_dict()
    values = [part["data"]["values"] for part in spec.get("vconcat", ())] or spec["datasets"].values()
    return [unit for each in values for unit in each]


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_of_a_count_is_a_row_with_its_words_or_says_why_not(name: str) -> None:
    svg = html.unescape(vl_convert.vegalite_to_svg(UNITS[name]().to_json()))
    pages = {row["url"] for row in Package().rows("sources")}
    found = units(name)
    for unit in found:
        assert unit["one"] == 1
        assert unit["words"]
        assert unit["source"] or unit["words"].startswith("(no words: ")
        assert str(unit["url"]).split("#")[0] in {*pages, "None"}
        assert unit["summary"] in svg
    assert len({(unit["year"], unit["id"]) for unit in found}) == len(found)


def test_growth_is_what_members_says_at_the_end_of_each_year() -> None:
    (last,) = {Package().last_day}
    found = units("growth")
    for year in {unit["year"] for unit in found}:
        on = min(f"{year}-12-31", str(last))
        expected = {
            (record["membership_id"], str(record["role"]).replace("_", " "), record["certainty"] == "certain")
            for record in members("sco", on=on, as_="records")
            if record["role"] != "chair" and record["member_table"] == "states"
        }
        assert {(unit["id"], unit["kind"], unit["sure"]) for unit in found if unit["year"] == year} == expected
    spec = UNITS["growth"]().to_dict()
    assert spec["encoding"]["opacity"]["scale"] == {"domain": [True, False], "range": [1, 0.35]}
    assert spec["encoding"]["x"]["scale"]["domain"] == list(range(2001, int(str(last)[:4]) + 1))


def test_activity_counts_rows_and_says_how_many_it_cannot_draw() -> None:
    spec = UNITS["activity"]().to_dict()
    assert [part["encoding"]["y"]["title"] for part in spec["vconcat"]] == ["summits", "instruments"]
    summits, instruments = (Package().load(table, "records") for table in ("summits", "instruments"))
    rows = [*summits, *(row for row in instruments if row["summit_id"] or row["meeting_id"])]
    dated = {row.get("instrument_id") or row["summit_id"] for row in rows if row["date_start"]}
    found = units("activity")
    assert {unit["id"] for unit in found} == dated
    assert spec["title"]["subtitle"][-1] == f"Without a date and not drawn: {len(rows) - len(dated)}."
    planned = {row["instrument_id"] for row in instruments if row["status"] in ("planned", "mentioned")}
    planned |= {row["summit_id"] for row in summits if row["status"] == "planned"}
    assert not [unit["id"] for unit in found if unit["sure"] and unit["id"] in planned]
    for part in spec["vconcat"]:
        colours = part["encoding"]["color"]["scale"]
        assert len(colours["domain"]) == len(set(colours["domain"])) == len(set(colours["range"])) <= 8


@pytest.mark.parametrize("chart", [plot.memberships, UNITS["growth"], UNITS["activity"]], ids=["ladder", *UNITS][:3])
def test_no_text_of_a_drawing_leaves_its_edges(chart: Callable[[], Any]) -> None:
    """By the widths of Liberation Sans, which are those of Arial: on average half of the size, at most two thirds."""
    drawn = chart()
    svg = vl_convert.vegalite_to_svg(drawn.to_json())
    width = float(re.findall(r'<svg[^>]* width="([\d.]+)"', svg)[0])
    title = drawn.to_dict()["title"]
    lines = title["subtitle"] if isinstance(title["subtitle"], list) else [title["subtitle"]]
    assert max(len(title["text"]) * 13 * 0.6, *(len(line) * 12 * 0.52 for line in lines)) < width
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {"Liberation Sans, Arial, Helvetica, sans-serif"}


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
    package = Package()
    for mark, *_ in by_row(plot.memberships(package=package)).values():
        records = evidence("memberships", mark["id"], as_="records", package=package)
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
        assert {part["role"] for part in parts} == {row["role"].replace("_", " ")}


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
    with pytest.raises(UnknownNameError, match=r"There is no organization 'scoo'; nearest: sco"):
        plot.memberships("scoo")
    with pytest.raises(UnknownNameError, match=r"There is no organization 'aifc' in memberships"):
        plot.growth("Astana International Financial Center")


def test_nothing_to_draw_is_said(write_package: Callable[..., Path]) -> None:
    names = ("memberships", "states", "organizations", "sources", "citations")
    folder = Path(__file__).parents[1] / "schemas"
    described = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in (*names, "evidence")
    }
    member = {"membership_id": "m", "organization_id": "sco", "role": "member", "status": "open"}
    rows = {"memberships": [member], "organizations": [{"organization_id": "sco", "name": "SCO"}]}
    package = write_package({name: (schema, rows.get(name, [])) for name, schema in described.items()})
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
