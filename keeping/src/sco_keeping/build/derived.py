"""What a rule computes: the cells of every field with the role `derived`.

Intervals and bounds of dates, passages, hashes, words and fragments of spans, bounds of numbers, places in a series,
who states a number, and until when a status is attested.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sco_keeping import language
from sco_keeping.library import ScoDataError, bounds
from sco_keeping.sources import fragments, spans
from sco_keeping.sources.spans import Span
from sco_keeping.sources.texts import is_open, kind_of
from sco_keeping.tables import Row, Schema, key_of

Tables = Mapping[str, Sequence[Row]]


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
    tables: Tables, schemas: Mapping[str, Schema], texts: Mapping[str, str] | None, missing: Iterable[str] = ()
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
    missing : iterable of str
        Sources whose text is not at hand: cells that need it stay as they are.

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
            _derive_intervals(name, row, schemas[name])
            _derive_dates(name, row, schemas[name])
    left = set(missing)
    for name in new:
        if "span" in schemas[name]:
            _derive_spans(name, new, schemas[name], texts, left)
    for name, schema in schemas.items():
        for field in schema["fields"] if name in new else ():
            _derive_numbers(name, field, new, schemas)
            _derive_ordinal(name, field, new, schemas)
            _derive_attested(name, field, new, schemas)
    return new


def interval(start: str, end: str) -> str:
    """Interval from a start and an end in EDTF; one date where they are equal, "" where neither has a day.

    Of a day known only as "by" or "from" another (`[..D]`, `[D..]`) an interval says that it is unknown.

    Examples
    --------
    >>> interval("2017-06-09", ".."), interval("", "2006"), interval("2001-06-15", "2001-06-15")
    ('2017-06-09/..', '/2006', '2001-06-15')
    >>> interval("[..2008-03-24]", "2011")
    '/2011'
    """
    start, end = ("" if each.startswith("[") else each for each in (start, end))
    if {start, end} <= {"", ".."}:
        return ""
    return start if start == end else f"{start}/{end}"


def _derive_intervals(table: str, row: Row, schema: Schema) -> None:
    for field in schema["fields"]:
        if "intervalOf" in field:
            start, end = (row[name] for name in field["intervalOf"])
            text = interval(start, end)
            try:
                if text:
                    bounds(text)
            except ScoDataError as error:
                raise FaultyCellError(table, key_of(row, schema), field["intervalOf"][1], str(error)) from error
            row[field["name"]] = text


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


def _derive_spans(
    table: str, tables: Mapping[str, list[Row]], schema: Schema, texts: Mapping[str, str] | None, missing: set[str]
) -> None:
    sources = {row["source_id"]: row for row in tables.get("sources", [])}
    passages = tables.get("passages", [])
    around = {row["passage_id"]: place for row in passages if (place := _placed(row))}
    for row in tables[table]:
        span, source = _span(table, row, schema), row["source_id"]
        if "words" in schema["span"]:
            row["passage_id"] = spans.passage_of(passages, source, span.start) if span else ""
        if texts is not None and source not in missing:
            text = _text(table, row, schema, span, texts) if span else ""
            _derive_from_text(schema["span"], row, span, text, sources.get(source, {}), around)


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


def _derive_from_text(
    of: Mapping[str, str], row: Row, span: Span | None, text: str, source: Row, passages: Mapping[str, Span]
) -> None:
    words, found = of.get("words", ""), of["hash"]
    if span and words and (kind_of(source) == "frozen_text" or is_open(source)):
        row[words] = text[slice(*span)]
    # The hash of withheld words is their only witness: written when they are anchored, not made to fit another span.
    if not (span and words and not row[words] and row[found]):
        row[found] = hashlib.sha256(text[slice(*span)].encode()).hexdigest() if span else ""
    if words and span:
        damaged = [each for each in source.get("damaged_words", "").split("|") if each]
        passage = passages.get(row["passage_id"])
        # Where the words are withheld the link leads to their paragraph, and does not spell them out.
        row["fragment"] = (
            fragments.fragment(text, *span, damaged)
            if row[words] or passage is None
            else fragments.leading(text, *passage, damaged)
        )
    elif words:
        row["fragment"] = fragments.of_words(row[words]) if kind_of(source) == "web" else ""


# Numbers


def _derive_numbers(
    table: str, field: Mapping[str, Any], tables: Mapping[str, list[Row]], schemas: Mapping[str, Schema]
) -> None:
    if "boundOf" in field:
        bound = number_bounds(table, field, tables, schemas)
        for row in tables[table]:
            row[field["name"]] = _as_cell(bound[key_of(row, schemas[table])])
    if value := field.get("statedBy"):
        who, kind = stated_by(table, field, value, tables, schemas), field["genericForeignKey"]["typeField"]
        origins = _origins(table, field, value, tables) if "yieldedBy" in field else {}
        for row in tables[table]:
            key = key_of(row, schemas[table])
            # What no passage yields stays as it is stated; where nothing is, it is said by whoever is behind the words.
            filled = (row[kind], row[field["name"]]) if "yieldedBy" in field and row[field["name"]] else None
            row[kind], row[field["name"]] = who.get(key) or filled or origins.get(key, ("", ""))


def number_bounds(
    table: str, field: Mapping[str, Any], tables: Tables, schemas: Mapping[str, Schema]
) -> dict[str, Fraction | None]:
    """Least or greatest value that the words of each number allow.

    Parameters
    ----------
    table : str
        The table of the numbers.
    field : mapping
        The field of the bound; its property ``boundOf`` names the fields of value, relation and words, and the end.
    tables : mapping of str to sequence of dict
        The tables; evidence, citations and sources tell the language of the words.
    schemas : mapping of str to mapping
        Their schemas.

    Returns
    -------
    dict of str to Fraction or None
        The bound by key of the row; None where that side is open.
    """
    rule, found = field["boundOf"], {}
    relations = next(each for each in schemas[table]["fields"] if each["name"] == rule["relation"])["words"]
    for row in tables.get(table, []):
        key, number = key_of(row, schemas[table]), language.exact(row[rule["value"]])
        says = relations.get(row[rule["relation"]], {}).get("says", "both")
        if says == "terms":
            reader = _language_of(table, key, tables)
            terms = [term for each in reader.numbers(row[rule["words"]]) for term in each.terms] if reader else []
            found[key] = (min if rule["end"] == "low" else max)(terms, default=number)
        else:
            found[key] = number if says in ("both", rule["end"]) else None
    return found


def _language_of(table: str, key: str, tables: Tables) -> language.Language | None:
    """What reads the words of a row: the language of the source that is cited for it."""
    cited = {
        row["citation_id"] for row in tables.get("evidence", []) if (row["table_name"], row["row_id"]) == (table, key)
    }
    sources = {row["source_id"] for row in tables.get("citations", []) if row["citation_id"] in cited}
    codes = {row["language"] for row in tables.get("sources", []) if row["source_id"] in sources}
    return language.of(min(codes)) if codes else None


def stated_by(
    table: str, field: Mapping[str, Any], value: str, tables: Tables, schemas: Mapping[str, Schema]
) -> dict[str, tuple[str, str]]:
    """Who states each number: whoever is quoted round the words that state it, else the speaker of the passage.

    Parameters
    ----------
    table : str
        The table of the numbers.
    field : mapping
        The field that says who; its ``genericForeignKey`` lists the kinds.
    value : str
        The field of the number.
    tables : mapping of str to sequence of dict
        The tables.
    schemas : mapping of str to mapping
        Their schemas.

    Returns
    -------
    dict of str to tuple of (str, str)
        By key of the row kind and id; rows of which nobody is known are not in it.
    """
    needed: dict[str, list[str]] = {}
    for row in tables.get("evidence", []):
        if (row["table_name"], row["field"], row["stance"]) == (table, value, "supports"):
            needed.setdefault(row["citation_id"], []).append(row["row_id"])
    places: dict[str, list[tuple[int, str, int, Row]]] = {}
    for row in tables.get("citations", []):
        if row["citation_id"] in needed and (span := _placed(row)):
            for key in needed[row["citation_id"]]:
                places.setdefault(key, []).append((span.start, row["citation_id"], span.end, row))
    quoted = [
        (quotation, span, name)
        for name, schema in schemas.items()
        if "quotes" in schema
        for quotation in tables.get(name, [])
        if quotation[schema["quotes"]["whose"]] and (span := _placed(quotation))
    ]
    speakers = {row["passage_id"]: row["speaker_id"] for row in tables.get("passages", [])}
    keys = schemas.get("passages", {}).get("foreignKeys", [])
    people = {key["reference"]["resource"] for key in keys if key["fields"] == ["speaker_id"]}
    person = next((kind for kind, of in field["genericForeignKey"]["tables"].items() if of in people), "")
    found = {}
    for key, cited in places.items():
        start, _, end, citation = min(cited, key=lambda each: each[:2])
        around = [
            (span.end - span.start, key_of(quotation, schemas[name]), quotation, name)
            for quotation, span, name in quoted
            if quotation["source_id"] == citation["source_id"] and span.contains(Span(start, end))
        ]
        if around:
            *_, quotation, name = min(around, key=lambda each: each[:2])
            whose = schemas[name]["quotes"]["whose"]
            kind = next(each for each in schemas[name]["fields"] if each["name"] == whose)["genericForeignKey"]
            found[key] = quotation[kind["typeField"]], quotation[whose]
        elif speaker := speakers.get(citation["passage_id"]):
            found[key] = person, speaker
    return found


def _origins(table: str, field: Mapping[str, Any], value: str, tables: Tables) -> dict[str, tuple[str, str]]:
    """Who stands behind the words that support a number, by key of its row: kind and id."""
    kind = next((word for word, of in field["genericForeignKey"].get("tables", {}).items() if of == "origins"), "")
    citations = {row["citation_id"]: row for row in tables.get("citations", [])}
    found: dict[str, tuple[str, str]] = {}
    for row in sorted(tables.get("evidence", []), key=lambda row: row["citation_id"]) if kind else ():
        states = (row["table_name"], row["field"], row["stance"]) == (table, value, "supports")
        if states and (origin := citations.get(row["citation_id"], {}).get("origin_id")):
            found.setdefault(row["row_id"], (kind, origin))
    return found


# Places in a series, and what is known until when


def _derive_ordinal(
    table: str, field: Mapping[str, Any], tables: Mapping[str, list[Row]], schemas: Mapping[str, Schema]
) -> None:
    rule = field.get("countedAmong")
    if rule is None:
        return
    by = rule["orderBy"]
    where = {name: [each] if isinstance(each, str) else each for name, each in rule.get("where", {}).items()}
    counted = [row for row in tables[table] if row[by] and all(row[name] in each for name, each in where.items())]
    for row in tables[table]:
        row[field["name"]] = ""
    for number, row in enumerate(sorted(counted, key=lambda row: (row[by], key_of(row, schemas[table]))), 1):
        row[field["name"]] = str(number)


def _derive_attested(
    table: str, field: Mapping[str, Any], tables: Mapping[str, list[Row]], schemas: Mapping[str, Schema]
) -> None:
    if "attestedBy" not in field:
        return
    fields = schemas[table]["fields"]
    ends = {each["intervalOf"][1] for each in fields if "intervalOf" in each}
    last = [
        each["name"]
        for each in fields
        if (rule := each.get("derivedFrom")) and rule["field"] in ends and rule["bound"] == "end"
    ]
    sources = {row["source_id"]: row["date_edtf"] for row in tables.get("sources", [])}
    dates = {row["citation_id"]: sources.get(row["source_id"], "") for row in tables.get("citations", [])}
    days: dict[str, list[str]] = {}
    for row in tables.get("evidence", []):
        if (row["table_name"], row["field"], row["stance"]) == (table, field["attestedBy"], "supports"):
            days.setdefault(row["row_id"], []).append(_spoken_of(row, dates))
    for row in tables[table]:
        own = max((row[name] for name in last), default="")
        row[field["name"]] = own or max(days.get(key_of(row, schemas[table]), []), default="")


def _spoken_of(evidence: Row, dates: Mapping[str, str]) -> str:
    """Day for which words speak of what lasts: the first possible day of `as_of`, else of the date of their source."""
    text = evidence.get("as_of") or dates.get(evidence["citation_id"], "")
    try:
        first = bounds(text)[0] if text else None
    except ScoDataError as error:
        raise FaultyCellError("evidence", evidence["row_id"], "as_of", str(error)) from error
    return first.isoformat() if first else ""


def _placed(row: Row) -> Span | None:
    start, end = row["char_start"], row["char_end"]
    return Span(int(start), int(end)) if start.isdigit() and end.isdigit() and int(start) < int(end) else None


def _as_cell(number: Fraction | None) -> str:
    if number is None:
        return ""
    return str(number.numerator) if number.denominator == 1 else repr(float(number))
