"""A small package with an invented text, and the frozen texts of the real one."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from sco_keeping import tables
from sco_keeping.rules import CHECKS
from sco_keeping.sources.texts import NOT_SET, VARIABLE, read_all
from sco_keeping.tables import Row

ROOT = Path(__file__).parents[2]

TEXT = """\
Notes on the Harbour League

The third meeting held on 3 July, 1998 in Portville opened the Leagues archive.1 More than 3,800 delegates came.

The envoy wrote: every ninth ship flies our flag. More than 3,800 delegates came. Many stayed.

Notes on the Harbour League
"""

ORIGIN = "scholar-harbour"
_SOURCE = {"title": "Notes", "type": "report", "language": "en", "rights": "Invented for the tests."}
_CITED = [
    ("harbour-c0001", "third meeting held on 3 July, 1998 in Portville", 0),
    ("harbour-c0002", "More than 3,800 delegates", 0),
    ("harbour-c0003", "every ninth ship", 0),
    ("harbour-c0004", "More than 3,800 delegates", 1),
]
_VALUES = [("delegates", "harbour-c0002"), ("delegates", "harbour-c0004"), ("ships", "harbour-c0003")]


def _span(words: str, which: int = 0) -> dict[str, str]:
    start = [match.start() for match in re.finditer(re.escape(words), TEXT)][which]
    return {"char_start": str(start), "char_end": str(start + len(words))}


def _rows() -> dict[str, list[dict[str, str]]]:
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    frozen = {"file_name": "harbour.txt", "sha256": sha256, "char_length": str(len(TEXT)), "damaged_words": "Leagues"}
    return {
        "sources": [
            {"source_id": "harbour", "kind": "coded_text", **_SOURCE, **frozen, "url": "https://example.org/harbour"},
            {"source_id": "iso", "kind": "list", **_SOURCE},
        ],
        "passages": [
            {
                "passage_id": f"harbour-p{number:03}",
                "source_id": "harbour",
                "number": str(number),
                "kind": "paragraph",
                "speaker_id": "ann-author",
                "char_start": str(match.start()),
                "char_end": str(match.end()),
                "disposition": "coded",
            }
            for number, match in enumerate(re.finditer(r".+", TEXT), 1)
        ],
        "citations": [
            *(
                {"citation_id": name, "source_id": "harbour", "origin_id": ORIGIN, "exact": words, **_span(words, n)}
                for name, words, n in _CITED
            ),
            {"citation_id": "iso-c0001", "source_id": "iso", "origin_id": "list-keeper", "locator": "alpha_3=KAZ"},
        ],
        "evidence": [
            {
                "table_name": "statistics",
                "row_id": row,
                "field": "value",
                "citation_id": citation,
                "basis": "normalized",
                "stance": "supports",
            }
            for row, citation in _VALUES
        ],
        "quotations": [
            {
                "quotation_id": "envoy-flag",
                "source_id": "harbour",
                "text": "every ninth ship flies our flag",
                **_span("every ninth ship flies our flag"),
                "speaker_id": "ann-author",
                "quoted_type": "person",
                "quoted_id": "the-envoy",
                "form": "indirect",
                "topic": "organization",
                "date_edtf": "1998-23",
            }
        ],
        "statistics": [
            {
                "statistic_id": "ships",
                "indicator": "Ships",
                "value": "9",
                "relation": "ratio",
                "unit": "persons",
                "value_text": "every ninth",
            },
            {
                "statistic_id": "delegates",
                "indicator": "Delegates",
                "value": "3800",
                "relation": ">",
                "unit": "persons",
                "value_text": "More than 3,800 delegates",
                "period_edtf": "1998",
            },
        ],
        "summits": [
            {
                "summit_id": "summit-1998",
                "name": "Summit",
                "format": "sco",
                "date_edtf": "1998-07-03",
                "status": "held",
            },
            {"summit_id": "summit-1997", "name": "Summit", "format": "sco", "date_edtf": "1997/..", "status": "held"},
        ],
        "retired": [],
    }


def lay_out(tmp_path: Path) -> Path:
    """The small package in `tmp_path`/package, and its text in `tmp_path`/texts."""
    folder = tmp_path / "package"
    (folder / "data").mkdir(parents=True)
    (folder / "schemas").mkdir()
    resources = []
    for name, rows in _rows().items():
        shutil.copy(ROOT / "schemas" / f"{name}.json", folder / "schemas")
        schema = json.loads((folder / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
        names = tables.columns(schema)
        full = [{column: row.get(column, "") for column in names} for row in rows]
        (folder / "data" / f"{name}.csv").write_bytes(tables.to_csv(names, full))
        resources.append({"name": name, "path": f"data/{name}.csv", "schema": f"schemas/{name}.json", "title": name})
    descriptor = {"name": "small", "title": "Häfen", "resources": resources, "version": "1.0.0"}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "harbour.txt").write_bytes(TEXT.encode())
    return folder


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the small package as a coder leaves it: nothing derived, nothing sorted; its text is available."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "texts"))
    return lay_out(tmp_path)


Edit = Callable[[str, Callable[[list[Row]], Iterable[Row]]], None]


@pytest.fixture
def edit(package: Path) -> Edit:
    """Change the rows of a table of the small package, as a coder would."""

    def change(name: str, how: Callable[[list[Row]], Iterable[Row]]) -> None:
        rows = tables.read(name, package=package)
        names = list(rows[0])
        (package / "data" / f"{name}.csv").write_bytes(tables.to_csv(names, how(rows)))

    return change


NIGHTLY = os.environ.get("SCO_DATA_NIGHTLY") == "1"


@pytest.fixture(autouse=True)
def _frictionless_where_it_is_asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave ``frictionless`` out of reports, most of whose time it takes: at night it runs in all of them.

    A test that is about it bears the mark ``frictionless``; the package itself is asked in `.ci/run`, by `validate`.
    """
    if not NIGHTLY and request.node.get_closest_marker("frictionless") is None:
        monkeypatch.setitem(CHECKS, "frictionless", CHECKS["frictionless"]._replace(find=lambda _: iter(())))


_NAMED = os.environ.get(VARIABLE, "")
"""As it was before any test named another folder."""


@pytest.fixture(scope="session")
def frozen_folder() -> Path:
    """Folder of the real frozen texts; where it is not named, a test fails in CI and is skipped elsewhere."""
    if not _NAMED:
        if os.environ.get("CI"):
            pytest.fail(NOT_SET)
        pytest.skip(NOT_SET)
    return Path(_NAMED)


@pytest.fixture(scope="session")
def frozen(frozen_folder: Path) -> dict[str, str]:
    """Frozen texts of the real sources by `source_id`."""
    return read_all(tables.read("sources", package=ROOT), frozen_folder)[0]
