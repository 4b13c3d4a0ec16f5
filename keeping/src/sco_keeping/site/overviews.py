"""What pages of states, summits and sources have beside their cells: the ladder, the seats, what rests on a source."""

from collections.abc import Callable, Iterable
from typing import Any

from sco_keeping.site.ladder import ladder
from sco_keeping.site.shelf import Shelf
from sco_keeping.site.statements import Link
from sco_keeping.site.wording import plain
from sco_keeping.tables import Row

_SECOND_HAND = "second-hand"


def overview(shelf: Shelf, table: str, row: Row) -> dict[str, Any]:
    """What the template `part` of the table shows of a row; empty where the table has none."""
    made = _MADE.get(table)
    return made(shelf, row) if made else {}


def _state(shelf: Shelf, row: Row) -> dict[str, Any]:
    key = row["state_id"]
    return {
        "part": "state.html",
        "ladder": ladder(shelf, "../../", [key]),
        "spells": _by_time(shelf, "memberships", "member_state_id", key),
        "steps": _by_time(shelf, "status_steps", "state_id", key),
        "seats": [
            (_link(shelf, "summits", seat["summit_id"]), *_seat(shelf, seat))
            for seat in _sorted_seats(shelf, _of(shelf, "summit_participants", "state_id", key))
        ],
        "hosted": [_link(shelf, "summits", each["summit_id"]) for each in _of(shelf, "summits", "state_id", key)],
        "acts": [
            (
                _link(shelf, "instruments", each["instrument_id"]),
                plain(each["action"]),
                each["date_edtf"],
                _own(shelf, "instrument_parties", each),
            )
            for each in _by_time(shelf, "instrument_parties", "state_id", key)
        ],
    }


def _summit(shelf: Shelf, row: Row) -> dict[str, Any]:
    key = row["summit_id"]
    came: dict[str, list[Any]] = {}
    order = [*shelf.words("summit_participants", "capacity"), ""]
    for seat in sorted(
        _of(shelf, "summit_participants", "summit_id", key), key=lambda seat: order.index(seat["capacity"])
    ):
        came.setdefault(plain(seat["capacity"] or "not said in which capacity"), []).append(_seat(shelf, seat))
    summits = sorted(
        (each for each in shelf.data.table("summits") if each["date_start"]), key=lambda each: each["date_start"]
    )
    place = next((number for number, each in enumerate(summits) if each is row), None)
    return {
        "part": "summit.html",
        "second_hand": second_hand(shelf, row),
        "came": came,
        "adopted": [
            (_own(shelf, "instruments", each), plain(each["type"]))
            for each in _by_time(shelf, "instruments", "summit_id", key)
        ],
        "steps": _by_time(shelf, "status_steps", "summit_id", key),
        "before": _own(shelf, "summits", summits[place - 1]) if place else None,
        "after": _own(shelf, "summits", summits[place + 1]) if place is not None and place + 1 < len(summits) else None,
    }


def second_hand(shelf: Shelf, row: Row) -> str:
    """What warns of a summit that rests on second-hand words: its note, or how many of its sources; "" where none does.

    A note says so by this word. Of sources it counts where at least half of those that support a cell say so.
    """
    if _SECOND_HAND in row["note"].casefold():
        return row["note"]
    sources = {
        citation["source_id"]
        for field in row
        for each in shelf.data.evidence.get(("summits", row["summit_id"], field), ())
        if each["stance"] == "supports" and (citation := shelf.data.cited(each))
    }
    told = [key for key in sources if _SECOND_HAND in shelf.data.sources.get(key, {}).get("note", "").casefold()]
    return f"{len(told)} of its {len(sources)} sources." if told and 2 * len(told) >= len(sources) else ""


def _source(shelf: Shelf, row: Row) -> dict[str, Any]:
    key = row["source_id"]
    tables = []
    for table, rows in shelf.resting.get(key, {}).items():
        told = [(_link(shelf, table, each), [plain(field) for field in fields]) for each, fields in rows.items()]
        tables.append((table, shelf.called(table), told, sum(len(fields) for fields in rows.values())))
    return {
        "part": "source.html",
        "url": row["url"],
        "tables": tables,
        "cells": sum(count for *_, count in tables),
        "citations": sum(each["source_id"] == key for each in shelf.data.citations.values()),
    }


_MADE: dict[str, Callable[[Shelf, Row], dict[str, Any]]] = {"states": _state, "summits": _summit, "sources": _source}


def _of(shelf: Shelf, table: str, field: str, key: str) -> list[Row]:
    return [row for row in shelf.data.table(table) if row[field] == key]


def _by_time(shelf: Shelf, table: str, field: str, key: str) -> list[Row]:
    def day(row: Row) -> str:
        return row.get("date_start") or row.get("start_earliest") or row.get("date_end") or "9"

    return sorted(_of(shelf, table, field, key), key=day)


def _link(shelf: Shelf, table: str, key: str) -> Link:
    return Link(shelf.name(table, key), shelf.address(table, key))


def _own(shelf: Shelf, table: str, row: Row) -> Link:
    return _link(shelf, table, shelf.data.key(table, row))


def _seat(shelf: Shelf, seat: Row) -> tuple[Link, Link | None, str, str, Link]:
    """Who sat for whom: state or body, person, office, status, and the page of the row."""
    target = ("states", seat["state_id"]) if seat["state_id"] else ("organizations", seat["organization_id"])
    who = _link(shelf, *target) if target[1] else Link("", "")
    person = _link(shelf, "people", seat["person_id"]) if seat["person_id"] else None
    said = ", ".join(filter(None, (plain(seat["capacity"]), plain(seat["status"]))))
    return who, person, seat["office"], said, _own(shelf, "summit_participants", seat)


def _sorted_seats(shelf: Shelf, seats: Iterable[Row]) -> list[Row]:
    def day(seat: Row) -> str:
        return (shelf.data.row("summits", seat["summit_id"]) or {}).get("date_start", "")

    return sorted(seats, key=day)
