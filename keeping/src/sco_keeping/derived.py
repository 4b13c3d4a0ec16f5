"""What a rule computes: the cells of every field with the role `derived`.

Bounds of dates, passages, hashes, contexts and fragments of spans, bounds of numbers, and who states a number.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from sco_keeping import fragments, numbers, spans
from sco_keeping.spans import Span
from sco_keeping.tables import Row, Schema, key_of
from sco_data.edtf import bounds
from sco_data.errors import ScoDataError


class FaultyCellError(ScoDataError):
    """A cell that somebody wrote and from which nothing can be computed.

    Parameters
    ----------
    table, row, field : str
        The cell.
    what : str
        What is wrong and what was expected, in one sentence.
    file : str
        The file of the table, where it is known.
    """

    exit_status = 1

    def __init__(self, table: str, row: str, field: str, what: str, file: str = "") -> None:
        self.table, self.row, self.field, self.what, self.file = table, row, field, what, file
        super().__init__(table, row, field, what, file)

    def __str__(self) -> str:
        place = f"{self.file}: " if self.file else ""
        return f"{place}table {self.table}, row {self.row!r}, field {self.field}: {self.what}"


def derive(
    tables: Mapping[str, Sequence[Row]], schemas: Mapping[str, Schema], texts: Mapping[str, str] | None
) -> dict[str, list[Row]]:
    """Tables with all derived cells computed.

    Parameters
    ----------
    tables : mapping of str to sequence of dict
        Rows of the tables, as text cells. Tables may be missing; what depends on them is then empty.
    schemas : mapping of str to mapping
        Table Schema of each.
    texts : mapping of str to str, or None
        Frozen texts by `source_id`. With None, cells that need a text stay as they are.

    Returns
    -------
    dict of str to list of dict
        New rows in the order given; the ones passed in are not touched.

    Raises
    ------
    FaultyCellError
        A cell that the rules start from is wrong.
    """
    new = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name, rows in new.items():
        for row in rows:
            _derive_dates(name, row, schemas[name])
    spanned = {
        name: [(row, _span(name, row, schemas[name])) for row in new.get(name, [])]
        for name in ("passages", "citations", "quotations")
    }
    for name in ("citations", "quotations"):
        for row, span in spanned[name]:
            row["passage_id"] = spans.passage_of(new.get("passages", []), row["source_id"], span.start) if span else ""
    if texts is not None:
        damaged = {
            row["source_id"]: tuple(filter(None, row["damaged_words"].split("|"))) for row in new.get("sources", [])
        }
        for name, places in spanned.items():
            for row, span in places:
                text = _text(name, row, schemas[name], span, texts) if span else ""
                _derive_from_text(name, row, span, text, damaged.get(row["source_id"], ()))
    for row in new.get("statistics", []):
        low, high = numbers.bounds(row["relation"], row["value"], row["value_text"])
        row["value_low"], row["value_high"] = _as_cell(low), _as_cell(high)
        row["stated_by_type"], row["stated_by_id"] = "", ""
    _derive_speakers(new, spanned)
    return new


def _derive_dates(table: str, row: Row, schema: Schema) -> None:
    for field in schema["fields"]:
        if rule := field.get("derivedFrom"):
            text = row[rule["field"]]
            try:
                first, last = bounds(text) if text else (None, None)
            except ScoDataError as error:
                raise FaultyCellError(table, key_of(row, schema), rule["field"], str(error)) from error
            day = first if rule["bound"] == "start" else last
            row[field["name"]] = day.isoformat() if day else ""


# Spans


def _span(table: str, row: Row, schema: Schema) -> Span | None:
    """Span of a row; None where it has none."""
    if not row["char_start"] and not row["char_end"]:
        return None
    for field in ("char_start", "char_end"):
        if not re.fullmatch("[0-9]+", row[field]):
            what = f"{row[field]!r} is not a position; expected a whole number, or start and end both empty."
            raise FaultyCellError(table, key_of(row, schema), field, what)
    span = Span(int(row["char_start"]), int(row["char_end"]))
    if span.start >= span.end:
        what = f"{span.end} is not after the start, {span.start}; expected a span of at least one character."
        raise FaultyCellError(table, key_of(row, schema), "char_end", what)
    return span


def _text(table: str, row: Row, schema: Schema, span: Span, texts: Mapping[str, str]) -> str:
    """Frozen text that a row's span lies in."""
    source = row["source_id"]
    if source not in texts:
        known = ", ".join(sorted(texts)) or "none"
        what = f"{source!r} is not the source of a frozen text, which a span needs; expected one of: {known}."
        raise FaultyCellError(table, key_of(row, schema), "source_id", what)
    length = len(texts[source])
    if span.end > length:
        what = f"{span.end} is beyond the text of {source!r}, which has {length} characters."
        raise FaultyCellError(table, key_of(row, schema), "char_end", what)
    return texts[source]


def _derive_from_text(table: str, row: Row, span: Span | None, text: str, damaged: Sequence[str]) -> None:
    words, found = {"passages": ("", "sha256"), "citations": ("exact", "exact_sha256")}.get(
        table, ("text", "text_sha256")
    )
    # The hash of withheld words is their only witness: written when they are anchored, not made to fit another span.
    if not (span and words and not row[words] and row[found]):
        row[found] = hashlib.sha256(text[slice(*span)].encode()).hexdigest() if span else ""
    if table == "passages":
        return
    # Where the words are withheld their neighbours are, too; the link remains.
    row["prefix"], row["suffix"] = spans.context(text, *span) if span and row[words] else ("", "")
    row["fragment"] = fragments.fragment(text, *span, damaged) if span else ""


# Statistics


def _derive_speakers(tables: Mapping[str, list[Row]], spanned: Mapping[str, list[tuple[Row, Span | None]]]) -> None:
    """Who states each number: whoever is quoted round the words that state it, else the speaker of the passage."""
    cited = {row["citation_id"]: (row, span) for row, span in spanned["citations"] if span}
    places: dict[str, list[tuple[int, str]]] = {}
    for row in tables.get("evidence", []):
        is_value = (row["table_name"], row["field"], row["stance"]) == ("statistics", "value", "supports")
        if is_value and row["citation_id"] in cited:
            _, span = cited[row["citation_id"]]
            places.setdefault(row["row_id"], []).append((span.start, row["citation_id"]))
    speakers = {row["passage_id"]: row["speaker_id"] for row in tables.get("passages", [])}
    for row in tables.get("statistics", []):
        if row["statistic_id"] in places:
            citation, span = cited[min(places[row["statistic_id"]])[1]]
            around = [
                (quoted.end - quoted.start, quotation["quotation_id"], quotation)
                for quotation, quoted in spanned["quotations"]
                if quoted
                and quotation["quoted_id"]
                and quotation["source_id"] == citation["source_id"]
                and quoted.contains(span)
            ]
            if around:
                quotation = min(around)[2]
                row["stated_by_type"], row["stated_by_id"] = quotation["quoted_type"], quotation["quoted_id"]
            elif speaker := speakers.get(citation["passage_id"]):
                row["stated_by_type"], row["stated_by_id"] = "person", speaker


def _as_cell(number: Fraction | None) -> str:
    if number is None:
        return ""
    return str(number.numerator) if number.denominator == 1 else repr(float(number))
