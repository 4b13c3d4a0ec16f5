import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data import ScoDataError
from sco_data.casting import Value, cast, to_text

TYPES = ("string", "integer", "number", "date", "boolean")


def field(kind: str) -> dict[str, str]:
    return {"name": "f", "type": kind}


@pytest.mark.parametrize("kind", TYPES)
def test_empty_is_none_in_every_type(kind: str) -> None:
    assert cast("", field(kind)) is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", "NA", "NA"),
        ("string", "004", "004"),
        ("string", "nan", "nan"),
        ("string", " ", " "),
        ("integer", "-12", -12),
        ("integer", "9007199254740993", 9007199254740993),
        ("number", "6.3", 6.3),
        ("number", "3800", 3800.0),
        ("number", "1e3", 1000.0),
        ("date", "2000-02-29", dt.date(2000, 2, 29)),
        ("boolean", "true", True),
        ("boolean", "false", False),
    ],
)
def test_text_becomes_value(kind: str, text: str, value: Value) -> None:
    found = cast(text, field(kind))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("integer", text) for text in ("3.0", "1_000", " 7", "NA", "١")),
        *(("number", text) for text in ("nan", "inf", "1_0", ".5", "1,5", " 1")),
        *(("date", text) for text in ("20040617", "2004-6-17", "2001-02-29", "2004-W25-4", "2004")),
        *(("boolean", text) for text in ("True", "1", "yes")),
    ],
)
def test_text_of_another_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ScoDataError, match=f"'{text}' is not an? {kind}; expected"):
        cast(text, field(kind))


def test_unknown_type_is_refused() -> None:
    with pytest.raises(ScoDataError, match="'f' has the type 'list'; expected one of string"):
        cast("", field("list"))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_cell_for_what_is_no_number(value: float) -> None:
    with pytest.raises(ScoDataError, match="cannot stand in a cell"):
        to_text(value)


@given(
    st.one_of(
        st.tuples(st.just("string"), st.text(min_size=1)),
        st.tuples(st.just("integer"), st.integers(-(2**63), 2**63 - 1)),
        st.tuples(st.just("number"), st.floats(allow_nan=False, allow_infinity=False)),
        st.tuples(st.just("date"), st.dates()),
        st.tuples(st.just("boolean"), st.booleans()),
        st.tuples(st.sampled_from(TYPES), st.none()),
    )
)
def test_writing_and_reading_give_the_value_back(pair: tuple[str, Value]) -> None:
    kind, value = pair
    assert cast(to_text(value), field(kind)) == value


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_are_written_without_a_fraction(number: int) -> None:
    assert to_text(float(number)) == str(number)
