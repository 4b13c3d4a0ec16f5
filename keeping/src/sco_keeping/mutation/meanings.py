"""Operators on meaning: whole edits, made as a tired contributor or a careless model makes them.

Each changes all that it must so that the row still looks right: with the claim its byline, with the cell its note or
its locator. What they are was said by a reader of the rules, before the checks that are to find them were written.
"""

import re
from collections.abc import Iterator
from random import Random

from sco_keeping import language
from sco_keeping.dataset import Cell as Read
from sco_keeping.dataset import Dataset, span
from sco_keeping.mutation.faults import Cell as Spot
from sco_keeping.mutation.faults import Mutant, changed, operator, with_row
from sco_keeping.tables import Row

_EN = language.of("en")


def _shuffled(rows: list[Row], rng: Random) -> list[Row]:
    rows = list(rows)
    rng.shuffle(rows)
    return rows


def _source(dataset: Dataset, evidence: Row) -> str:
    return (dataset.cited(evidence) or {}).get("source_id", "")


@operator(
    "claim-speaker", "a claim is given to another speaker of its source, with that speaker's byline", meaning=True
)
def _claim_speaker(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    bylines: dict[tuple[str, str], Row] = {}
    for row in dataset.table("claims"):
        for each in dataset.supporting("claims", row["claim_id"], "proponent_id"):
            if row["proponent_type"] == "person":
                bylines.setdefault((_source(dataset, each), row["proponent_id"]), each)
    for row in _shuffled(dataset.table("claims"), rng):
        own = dataset.supporting("claims", row["claim_id"], "proponent_id")
        if row["proponent_type"] != "person" or len(own) != 1:
            continue
        source = _source(dataset, own[0])
        others = sorted(who for place, who in bylines if place == source and who != row["proponent_id"])
        if others:
            other = rng.choice(others)
            named = bylines[source, other]
            proof = {**own[0], **{name: named[name] for name in ("citation_id", "basis", "note")}}
            rows = {"evidence": with_row(dataset.rows["evidence"], own[0], proof)}
            cell = Spot("claims", row, dataset.fields("claims")["proponent_id"])
            mutant = changed(dataset, "claim-speaker", cell, other)
            yield mutant._replace(rows={**mutant.rows, **rows})


@operator("claims-exchanged", "two claims of one speaker exchange the words cited for them", meaning=True)
def _claims_exchanged(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    waiting: dict[tuple[str, str], tuple[Row, list[Row]]] = {}
    for row in _shuffled(dataset.table("claims"), rng):
        own = dataset.supporting("claims", row["claim_id"], "summary")
        if not own:
            continue
        place = row["proponent_id"], _source(dataset, own[0])
        other, others = waiting.pop(place, (None, []))
        if other is None:
            waiting[place] = row, own
            continue
        gone = {id(each) for each in (*own, *others)}
        rows = [each for each in dataset.rows["evidence"] if id(each) not in gone]
        rows += [{**each, "row_id": other["claim_id"]} for each in own]
        rows += [{**each, "row_id": row["claim_id"]} for each in others]
        keys = f"{row['claim_id']} and {other['claim_id']}"
        old, new = ("|".join(sorted(_cited(each))) for each in (own, others))
        same = "both rest on the same words" if old == new else ""
        yield Mutant("claims-exchanged", "claims", keys, "summary", old, new, {"evidence": rows}, same)


def _cited(rows: list[Row]) -> frozenset[str]:
    return frozenset(each["citation_id"] for each in rows)


@operator("statistic-copied", "a number is entered once more, under another indicator", meaning=True)
def _statistic_copied(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    rows = dataset.table("statistics")
    indicators = sorted({row["indicator"] for row in rows})
    for row in _shuffled(rows, rng):
        others = [each for each in indicators if each != row["indicator"]]
        if others:
            key = f"{row['statistic_id']}-copy"
            new = {**row, "statistic_id": key, "indicator": rng.choice(others)}
            own = [
                {**each, "row_id": key}
                for each in dataset.table("evidence")
                if (each["table_name"], each["row_id"]) == ("statistics", row["statistic_id"])
            ]
            tables = {"statistics": [*rows, new], "evidence": [*dataset.rows["evidence"], *own]}
            yield Mutant("statistic-copied", "statistics", key, "indicator", row["indicator"], new["indicator"], tables)


@operator("place-moved", "a place lies in another state, and its locator or the entry cited says so", meaning=True)
def _place_moved(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    states = [row for row in dataset.table("states") if row["iso2c"]]
    for row in _shuffled(dataset.table("places"), rng):
        own = dataset.supporting("places", row["place_id"], "state_id")
        others = [each for each in states if each["state_id"] != row["state_id"]]
        if not row["state_id"] or not own or not others:
            continue
        other = rng.choice(others)
        mutant = changed(
            dataset, "place-moved", Spot("places", row, dataset.fields("places")["state_id"]), other["state_id"]
        )
        rows, citations = dict(mutant.rows), list(dataset.rows["citations"])
        for each in own:
            if (citation := dataset.cited(each)) and citation["locator"]:
                said = re.sub(r"(country_?code=)\w+", rf"\g<1>{other['iso2c']}", citation["locator"])
                citations = with_row(citations, citation, {**citation, "locator": said})
        yield mutant._replace(rows={**rows, "citations": citations})


@operator("quoted-nearby", "words are given to somebody else who is named nearby", meaning=True)
def _quoted_nearby(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    assert _EN
    for row in _shuffled(dataset.table("quotations"), rng):
        at, passages = dataset.place_of_passage.get(row["passage_id"]), dataset.passages.get(row["source_id"], [])
        if at is None or dataset.language(row["source_id"]) is not _EN:
            continue
        near = " ".join(map(dataset.text, passages[max(0, at - 1) : at + 1]))
        others = [
            each["person_id"]
            for each in dataset.table("people")
            if each["person_id"] not in (row["quoted_id"], row["speaker_id"])
            and any(_EN.names(name, near) for name in dataset.names("people", each["person_id"]))
        ]
        if others:
            new = {**row, "quoted_type": "person", "quoted_id": rng.choice(others)}
            rows = {"quotations": with_row(dataset.rows["quotations"], row, new)}
            key = row["quotation_id"]
            yield Mutant("quoted-nearby", "quotations", key, "quoted_id", row["quoted_id"], new["quoted_id"], rows)


_NOT = re.compile(r"\b(?:not|never|no longer|cannot|hardly|without|only|if|unless)\b")


@operator("span-trimmed", "a span is trimmed so that its “not”, “only” or “if” falls off", meaning=True)
def _span_trimmed(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    told = {
        each["citation_id"]
        for each in dataset.table("evidence")
        if each["basis"] == "summarised" and each["stance"] == "supports"
    }
    for row in _shuffled(dataset.table("citations"), rng):
        place, text = span(row), dataset.texts.get(row["source_id"])
        if place is None or text is None or row["citation_id"] not in told:
            continue
        words = text[slice(*place)]
        for match in _NOT.finditer(words):
            after, before = words[match.end() :].lstrip(), words[: match.start()].rstrip(" ,;:(")
            part = after if len(after) >= len(before) else before
            if len(part.split()) >= 3:
                start = place.end - len(after) if part is after else place.start
                new = {**row, "char_start": str(start), "char_end": str(start + len(part))}
                new |= {"exact": part if row["exact"] else ""}
                rows = {"citations": with_row(dataset.rows["citations"], row, new)}
                old = f"{row['char_start']}-{row['char_end']}"
                said = f"{new['char_start']}-{new['char_end']}"
                yield Mutant("span-trimmed", "citations", row["citation_id"], "char_start", old, said, rows)
                break


_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might|has|have|had|do|does)\b(?! not)"
)
_OPPOSITES = (
    *(("strengthens", "weakens"), ("strengthen", "weaken"), ("supports", "opposes"), ("support", "oppose")),
    *(("increases", "reduces"), ("increase", "decrease"), ("success", "failure"), ("more", "less"), ("new", "old")),
    *(("important", "unimportant"), ("growth", "decline"), ("peaceful", "hostile"), ("open", "closed")),
    *(("united", "divided"), ("high", "low"), ("stability", "instability"), ("effective", "ineffective")),
    *(("possible", "impossible"), ("right", "wrong"), ("before", "after"), ("good", "bad"), ("can", "cannot")),
)


@operator("summary-reversed", "our own words come to say the opposite", meaning=True)
def _summary_reversed(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    places = [
        Spot(table, row, field)
        for table, rows in dataset.rows.items()
        for name, field in dataset.fields(table).items()
        if field.get("role") == "summarised"
        for row in rows
        if len(row[name].split()) > 4
    ]
    rng.shuffle(places)
    for place in places:
        ways = [new for new in _reversed(place.value) if new != place.value]
        if ways:
            yield changed(dataset, "summary-reversed", place, rng.choice(ways))


def _reversed(text: str) -> Iterator[str]:
    if re.search(r"\b(?:not|cannot)\b", text):
        yield re.sub(r" not\b", "", text.replace("cannot", "can"), count=1)
        return
    if not (_EN and _EN.denies(text)):  # "no state is not safe" says neither
        yield _AUXILIARY.sub(r"\1 not", text, count=1)
    for one, other in (*_OPPOSITES, *((other, one) for one, other in _OPPOSITES)):
        if re.search(rf"\b{one}\b(?!-)", text):
            yield re.sub(rf"\b{one}\b(?!-)", other, text, count=1)
            return


@operator("note-vouches", "a cell that was read holds another value, and its note says why", meaning=True)
def _note_vouches(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for proof in _shuffled(dataset.table("evidence"), rng):
        cell = dataset.cell(proof["table_name"], proof["row_id"], proof["field"])
        if cell is None or proof["basis"] != "inferred" or proof["stance"] != "supports":
            continue
        if len(dataset.supporting(cell.table, proof["row_id"], proof["field"])) > 1:
            continue
        said = _another(dataset, cell, rng)
        if said is not None:
            value, name = said
            mutant = changed(dataset, "note-vouches", Spot(cell.table, cell.row, cell.field), value)
            note = {**proof, "note": f"The words speak of {name}."}
            yield mutant._replace(rows={**mutant.rows, "evidence": with_row(dataset.rows["evidence"], proof, note)})


def _another(dataset: Dataset, cell: Read, rng: Random) -> tuple[str, str] | None:
    """Another value for a cell, and how a note names it; None where the cell is no date, number or reference."""
    value = cell.value
    if (cell.field.get("edtf") or cell.field["type"] == "integer") and (year := re.search(r"\d{4}", value)):
        other = str(int(year[0]) + rng.choice((-2, -1, 1, 2)))
        return value.replace(year[0], other), value.replace(year[0], other)
    target = dataset.target(cell.table, cell.field, cell.row)
    if not target or cell.field.get("separator"):
        return None
    kind = (dataset.row(target, value) or {}).get("type")
    others = [
        key
        for key, row in dataset.by_key[target].items()
        if key != value and row.get("type") == kind and dataset.names(target, key)
    ]
    if not others:
        return None
    other = rng.choice(others)
    return other, dataset.names(target, other)[0]


@operator("coordinates-moved", "two places exchange their coordinates, and so do the locators", meaning=True)
def _coordinates(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    rows = [row for row in _shuffled(dataset.table("places"), rng) if row["latitude"] and row["geonames_id"]]
    for one, other in zip(rows[::2], rows[1::2], strict=False):
        places, citations = dataset.rows["places"], dataset.rows["citations"]
        for row, like in ((one, other), (other, one)):
            new = {name: like[name] for name in ("latitude", "longitude")}
            places = with_row(places, row, {**row, **new})
            proofs = [
                each
                for name in new
                for each in dataset.supporting("places", row["place_id"], name)
                if dataset.cited(each)
            ]
            for citation in {each["citation_id"]: dataset.citations[each["citation_id"]] for each in proofs}.values():
                said = citation["locator"]
                for name, value in new.items():
                    said = re.sub(rf"{name}=[^,]+", f"{name}={value}", said)
                citations = with_row(citations, citation, {**citation, "locator": said})
        keys = f"{one['place_id']} and {other['place_id']}"
        tables = {"places": places, "citations": citations}
        yield Mutant("coordinates-moved", "places", keys, "latitude", one["latitude"], other["latitude"], tables)


@operator(
    "discrepancy-reversed",
    "the two statements of a discrepancy change places, and what is cited for them stays",
    meaning=True,
)
def _discrepancy_reversed(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for row in _shuffled(dataset.table("discrepancies"), rng):
        if row["preferred"] not in ("a", "b"):
            continue
        if rng.random() < 0.5:
            new = {**row, "statement_a": row["statement_b"], "statement_b": row["statement_a"]}
            field, old, said = "statement_a", row["statement_a"], row["statement_b"]
        else:
            new = {**row, "preferred": {"a": "b", "b": "a"}[row["preferred"]]}
            field, old, said = "preferred", row["preferred"], new["preferred"]
        rows = {"discrepancies": with_row(dataset.rows["discrepancies"], row, new)}
        yield Mutant("discrepancy-reversed", "discrepancies", row["discrepancy_id"], field, old, said, rows)
