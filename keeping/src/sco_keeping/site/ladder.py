"""The ladder: who stood in which status from when to when, as a drawing that needs nothing else (inline SVG)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from sco_data import edtf
from sco_data.membership import role_field, spells
from sco_keeping.site.shelf import Shelf
from sco_keeping.site.wording import dated, plain

ORGANIZATION = "sco"
"""The body whose ladder is drawn."""

_WIDTH, _LEFT, _TOP, _LINE, _BAR = 900, 156, 28, 22, 13
_LEAD = 0.5  # years that are drawn of a spell whose end nobody states


class Spell(NamedTuple):
    """One status of one state, in years: from when it may have been, was sure, until when it is known, and lasts."""

    state: str
    name: str
    role: str
    key: str
    possible: float
    start: float
    known: float
    end: float
    lasts: bool
    told: str


class Ladder(NamedTuple):
    """A drawing, and the roles that it shows, the highest first."""

    svg: Markup
    roles: list[str]


def roles(shelf: Shelf) -> list[str]:
    """Roles that have a rank, the highest first."""
    return [str(role) for role in reversed(role_field(shelf.package).get("rank", []))]


def ladder_spells(shelf: Shelf, organization: str = ORGANIZATION) -> list[Spell]:
    """Spells of states in an organization, of roles that have a rank and of which a day is known."""
    if "memberships" not in shelf.data.rows:
        return []
    ranked = roles(shelf)
    last = covered(shelf)
    found = []
    for spell in spells(shelf.package):
        if spell["organization_id"] != organization or spell["role"] not in ranked or not spell["member_state_id"]:
            continue
        first, sure = spell["start_earliest"], spell["start_latest"]
        if not (first or sure):
            continue
        lasts = spell["end_edtf"] == ".."
        stop = spell["end_latest"] or spell["attested_until"] or sure or first
        role = str(spell["role"])
        end = _year(max(stop, last) if lasts else stop)
        known = _year(stop) if spell["attested_until"] or not lasts else end
        name = short_state(shelf, str(spell["member_id"]))
        told = f"{name}: {plain(role)}, {dated(spell['date_edtf'] or '')}"
        start = _year(sure or first)
        found.append(
            Spell(
                str(spell["member_id"]),
                name,
                role,
                str(spell["membership_id"]),
                min(_year(first or sure), start),
                start,
                max(known, start + (0 if lasts else _LEAD / 5)),
                max(end, start + (0 if lasts else _LEAD / 5)),
                lasts,
                told,
            )
        )
    return found


def covered(shelf: Shelf) -> date:
    """The last day that the data cover."""
    end = str(shelf.data.descriptor.get("temporal", {}).get("end", ""))
    return edtf.period(end or str(shelf.data.descriptor.get("created", "2000-01-01"))[:10])[1]


def ladder(shelf: Shelf, root: str = "", states: Iterable[str] | None = None) -> Ladder | None:
    """Drawing of the ladder, of all states or some; None where there is nothing to draw.

    Parameters
    ----------
    shelf : Shelf
        The package.
    root : str
        Way from the page to the root of the site, for links.
    states : iterable of str, optional
        Only these states.
    """
    wanted = None if states is None else set(states)
    found = [spell for spell in ladder_spells(shelf) if wanted is None or spell.state in wanted]
    if not found:
        return None
    ranked = roles(shelf)
    first = int(min(spell.possible for spell in ladder_spells(shelf)))
    last = int(_year(covered(shelf))) + 1
    lines: dict[str, list[Spell]] = {}
    for spell in sorted(found, key=lambda spell: spell.start):
        lines.setdefault(spell.state, []).append(spell)
    best = {state: min(ranked.index(spell.role) for spell in of_it) for state, of_it in lines.items()}
    reached = {
        state: min(spell.start for spell in of_it if ranked.index(spell.role) == best[state])
        for state, of_it in lines.items()
    }
    order = sorted(lines, key=lambda state: (best[state], reached[state], lines[state][0].start, lines[state][0].name))
    height = _TOP + _LINE * len(order) + 8
    scale = (_WIDTH - _LEFT - 12) / (last - first)
    step = 5 if last - first > 12 else 2
    marks = [*_axis(range(first, last + 1), step, first, scale, height)]
    for number, state in enumerate(order):
        marks += _line(lines[state], _TOP + _LINE * number, first, scale, root)
    label = "Status of each state over time" if wanted is None else "Its status over time"
    body = "".join(marks)
    return Ladder(
        Markup(f'<svg class="ladder" viewBox="0 0 {_WIDTH} {height}" role="group" aria-label="{label}">{body}</svg>'),
        [role for role in ranked if any(spell.role == role for spell in found)],
    )


def _axis(years: Sequence[int], step: int, first: int, scale: float, height: int) -> Iterable[str]:
    for year in years:
        if year % step == 0:
            x = _at(year, first, scale)
            yield f'<path class="tick" d="M{x} {_TOP - 8}V{height}"/><text class="year" x="{x}" y="14">{year}</text>'


def _line(spells_of: list[Spell], top: float, first: int, scale: float, root: str) -> Iterable[str]:
    state, name = spells_of[0].state, spells_of[0].name
    for spell in spells_of:
        years = spell.possible, spell.start, spell.known, spell.end
        left, sure, until, right = (_at(year, first, scale) for year in years)
        yield f'<a href="{root}memberships/{escape(spell.key)}/index.html"><title>{escape(spell.told)}</title>'
        if sure - left > 1:
            yield _bar(spell.role + " pale", left, sure, top)
        yield _bar(spell.role, sure, until, top)
        if right - until > 1:
            yield _bar(spell.role + " pale", until, right, top)
        yield "</a>"
    # Last, to lie above the bars where a narrow window has them scrolled below the names.
    yield f'<a href="{root}states/{escape(state)}/index.html">'
    yield f'<text class="who" x="{_LEFT - 10}" y="{top + 12}">{escape(name)}</text></a>'


def _bar(role: str, left: float, right: float, top: float) -> str:
    width = max(round(right - left, 1), 2)
    return f'<rect class="r-{escape(role)}" x="{left}" y="{top + 1}" width="{width}" height="{_BAR}" rx="2"/>'


def _at(year: float, first: int, scale: float) -> float:
    return round(_LEFT + (year - first) * scale, 1)


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def short_state(shelf: Shelf, key: str) -> str:
    """The everyday name of a state: what stands before a comma in the list of ISO 3166, or a shorter name like it.

    Examples
    --------
    >>> short_state(Shelf(), "IRN"), short_state(Shelf(), "RUS")
    ('Iran', 'Russia')
    """
    row = shelf.data.row("states", key) or {}
    name = row.get("name", key).partition(",")[0]
    like = [alias for alias in row.get("aliases", "").split("|") if alias[:3] == name[:3] and len(alias) < len(name)]
    return min(like, key=len) if like and " " in name else name
