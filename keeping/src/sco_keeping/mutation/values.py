"""Operators on values: dates, digits, numbers, units and controlled words."""

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from sco_keeping.dataset import Dataset
from sco_keeping.language import exact
from sco_keeping.library import is_edtf
from sco_keeping.mutation.faults import Cell, Mutant, cells, changed, operator, pairs, swapped, with_row

_PART = {"year": r"(?<!\d)(\d{4})", "month": r"(?<=\d{4}-)(\d\d)", "day": r"(?<=\d{4}-\d\d-)(\d\d)"}
_OWN = ("relation", "unit")  # fields with an operator of their own
_BOOKKEEPING = ("evidence", "discrepancies", "retired", "exceptions")


def _is_date(_: str, field: Mapping[str, Any]) -> object:
    return field.get("edtf")


def _off_by_one(dataset: Dataset, rng: Random, part: str) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, _is_date):
        found = list(re.finditer(_PART[part], cell.value))
        steps = [(match, step) for match in found for step in (-1, 1)]
        rng.shuffle(steps)
        for match, step in steps:
            number = f"{int(match[1]) + step:0{len(match[1])}}"
            new = cell.value[: match.start()] + number + cell.value[match.end() :]
            if is_edtf(new):
                yield changed(dataset, f"{part}-off", cell, new)
                break


@operator("year-off", "a year is off by one")
def _year(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _off_by_one(dataset, rng, "year")


@operator("month-off", "a month or season is off by one")
def _month(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _off_by_one(dataset, rng, "month")


@operator("day-off", "a day is off by one")
def _day(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _off_by_one(dataset, rng, "day")


def _is_number(_: str, field: Mapping[str, Any]) -> object:
    numeric = field["type"] in ("integer", "number") or field["name"] in ("iso3n", "value_text")
    return field.get("edtf") or (numeric and field.get("role") in ("stated", "reference", "coded"))


@operator("digits", "two digits of a number or date are transposed")
def _digits(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, lambda table, field: _is_number(table, field) and table != "quotations"):
        found = [
            match.start()
            for match in re.finditer(r"\d(?=[.,]?\d)", cell.value)
            if re.sub(r"\D", "", cell.value[match.start() :])[:2][::-1]
            != re.sub(r"\D", "", cell.value[match.start() :])[:2]
        ]
        rng.shuffle(found)
        for at in found:
            width = 2 if cell.value[at + 1].isdigit() else 3
            new = cell.value[:at] + cell.value[at : at + width][::-1] + cell.value[at + width :]
            if not cell.field.get("edtf") or is_edtf(new):
                yield changed(dataset, "digits", cell, new)
                break


@operator("dates-swapped", "two rows exchange a date")
def _dates(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for one, other in pairs(cells(dataset, rng, _is_date)):
        yield swapped(dataset, "dates-swapped", one, other)


@operator("cities-swapped", "two rows exchange a place")
def _cities(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for one, other in pairs(
        cells(dataset, rng, lambda _, field: "place_id" in field["name"] and field["role"] != "key")
    ):
        yield swapped(dataset, "cities-swapped", one, other)


@operator("values-swapped", "two rows exchange a number, a code or a coordinate")
def _values(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    wanted = ("value", "ordinal", "latitude", "longitude", "iso2c", "iso3n", "cowcode", "gwcode")
    for one, other in pairs(cells(dataset, rng, lambda _, field: field["name"] in wanted)):
        yield swapped(dataset, "values-swapped", one, other)


@operator("relation", "`>` becomes `>=`, `=` becomes `~`, and so on")
def _relation(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, lambda table, field: (table, field["name"]) == ("statistics", "relation")):
        yield changed(dataset, "relation", cell, rng.choice(_others(cell)))


@operator("unit", "a unit becomes another")
def _unit(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, lambda table, field: (table, field["name"]) == ("statistics", "unit")):
        yield changed(dataset, "unit", cell, rng.choice(_others(cell)))


@operator("scale", "a number becomes a thousand, a million or ten times as much, or a tenth of it")
def _scale(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, lambda table, field: (table, field["name"]) == ("statistics", "value")):
        number = exact(cell.value)
        factors = [10**6, 1000, 10]
        if number and number.denominator == 1:
            if number.numerator % 10 == 0:
                yield changed(dataset, "scale", cell, str(number.numerator // 10))
            else:
                yield changed(dataset, "scale", cell, str(number.numerator * rng.choice(factors)))


@operator("bounds-swapped", "least and greatest value change places")
def _bounds(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    rows = list(dataset.table("statistics"))
    rng.shuffle(rows)
    for row in rows:
        new = {**row, "value_low": row["value_high"], "value_high": row["value_low"]}
        same = "least and greatest value are equal" if row["value_low"] == row["value_high"] else ""
        tables = {"statistics": with_row(dataset.rows["statistics"], row, new)}
        key = dataset.key("statistics", row)
        yield Mutant(
            "bounds-swapped", "statistics", key, "value_low", row["value_low"], row["value_high"], tables, same, True
        )


def _words(dataset: Dataset, rng: Random, name: str, role: str) -> Iterator[Mutant]:
    def wanted(table: str, field: Mapping[str, Any]) -> bool:
        enum = field.get("constraints", {}).get("enum")
        return bool(enum) and field.get("role") == role and field["name"] not in _OWN and table not in _BOOKKEEPING

    for cell in cells(dataset, rng, wanted):
        yield changed(dataset, name, cell, _near(cell, rng))


@operator("word-stated", "a controlled word that the source states becomes a near one")
def _word_stated(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _words(dataset, rng, "word-stated", "stated")


@operator("word-coded", "a controlled word that a coder chose becomes a near one", judgement=True)
def _word_coded(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _words(dataset, rng, "word-coded", "coded")


def _others(cell: Cell) -> list[str]:
    return [word for word in cell.field["constraints"]["enum"] if word != cell.value]


def _near(cell: Cell, rng: Random) -> str:
    """One of the two words nearest in the list of the schema, which has like beside like."""
    words = cell.field["constraints"]["enum"]
    at = words.index(cell.value)
    return str(rng.choice(sorted(_others(cell), key=lambda word: abs(words.index(word) - at))[:2]))
