"""Whatever a caller gives, a public function answers or says in one sentence of its own what it expected."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sco_data as sco
from sco_data import edtf

ODD: list[Any] = [None, pd.NA, pd.NaT, np.nan, True, 3, 3.5, 2001, "", " ", "\0", "no such", b"x", [], [3], {}]
ODD += [object(), pd.Series([], dtype=object), np.array([1, 2])]
NO_TIME: list[Any] = [None, pd.NA, pd.NaT, np.datetime64("NaT"), np.nan, True, np.True_, 2017.0, b"2017", []]

GOOD: dict[str, dict[str, Any]] = {
    "describe": {"name": "states"},
    "diff": {"old": None},
    "evidence": {"table": "summits", "row_id": "summit-1998-almaty"},
    "explain": {"table": "summits", "row_id": "summit-1998-almaty"},
    "export": {"format": "json", "tables": "retired"},
    "load": {"name": "states"},
    "path": {"name": "states"},
    "resolve": {"identifier": "sco"},
    "schema": {"name": "states"},
    "search": {"words": "sco"},
    "statuses": {"state": "IND"},
}
"""What each function needs; the others need nothing."""

PACKAGE = sco.Package()  # opened once for all questions

CALLS = [
    pytest.param(getattr(sco, name), parameter, id=f"{name}-{parameter}")
    for name in sco.__all__
    if inspect.isfunction(getattr(sco, name))
    for parameter in inspect.signature(getattr(sco, name)).parameters
]


def told(function: Callable[..., Any], given: dict[str, Any]) -> str:
    """What the library says against a call."""
    try:
        function(**given)
    except sco.ScoDataError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("function", "parameter"), CALLS)
def test_odd_values_are_answered_or_refused(
    function: Callable[..., Any], parameter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # "no such" is a good name for an export
    opened = {"package": PACKAGE} if "package" in inspect.signature(function).parameters else {}
    for number, value in enumerate(ODD):
        given = {**opened, **GOOD.get(function.__name__, {}), parameter: value}
        if function.__name__ == "verify":
            given.setdefault("path", tmp_path / "none.txt")
        if function.__name__ == "export":
            given.setdefault("target", tmp_path / f"{number}.json")
        if function.__name__ == "load_all":
            given.setdefault("as_", "records")
        assert (told(function, given) or "answered").isprintable(), value


@pytest.mark.parametrize("value", NO_TIME)
def test_what_is_no_time(value: Any) -> None:
    with pytest.raises(sco.ScoDataError, match="is no time; expected a year such as 2017"):
        edtf.period(value)
