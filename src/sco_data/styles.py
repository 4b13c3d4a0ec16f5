"""The styles of a reference, each made from the same facts about a work."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

# Family and given name; ("The whole name", "") where it is not divided.
Name = tuple[str, str]

# What is known of a work, in no style yet. Text, "" where unknown: ``key``, ``kind`` (a type of `sources`), ``title``,
# ``container`` (of an article its journal), ``issue``, ``pages``, ``publisher``, ``version``, ``url``, ``doi``,
# ``language``, ``fingerprint``, ``quoted`` (words of it, with speaker and paragraph). Then ``authors``, the names;
# ``issuer``, them or else the body that issued the work, whose work it then is; ``date`` and ``accessed``, year, month
# and day as far as known, and ``year``.
Facts = Mapping[str, Any]

# What stands before a DOI in its address.
DOI = "https://doi.org/"

# Types of `sources` as CSL, BibTeX, BibLaTeX and RIS call them.
KINDS = {
    "article": ("article-journal", "article", "article", "JOUR"),
    "report": ("report", "techreport", "report", "RPRT"),
    "code_list": ("dataset", "misc", "dataset", "DATA"),
    "dataset": ("dataset", "misc", "dataset", "DATA"),
    "official_text": ("document", "misc", "misc", "GEN"),
    "web_page": ("webpage", "misc", "online", "ELEC"),
    "second_hand": ("webpage", "misc", "online", "ELEC"),
}

_FINGERPRINT = "SHA-256 fingerprint: "
_SHORT = 16  # digits of it that a reader compares
_MONTHS = "January February March April May June July August September October November December".split()


def _apa(work: Facts) -> str:
    csl, *_ = KINDS[work["kind"]]
    names = [f"{family}, {_initials(given)}" if given else family for family, given in work["issuer"]]
    names = names or [work["title"]]
    if len(names) > 1:
        names[-1] = f"& {names[-1]}"
    date = work["year"] or "n.d."
    if len(work["date"]) > 1 and csl in ("webpage", "report", "document"):
        date += f", {_month_and_day(work['date'])}"
    title = work["title"] if names[0] != work["title"] else ""
    title += f" (Version {work['version']})" if work["version"] else ""
    title += " [Data set]" if csl == "dataset" else ""
    publisher = _publisher(work)
    issue = f"({work['issue']})" if work["issue"] else ""
    journal = "" if work["container"] == names[0] else work["container"]
    container = ", ".join(filter(None, (journal, issue, work["pages"])))
    parts = [", ".join(names), f"({date})", title.strip(), container, publisher, _note(work, _SHORT)]
    text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    if work["accessed"] and not work["date"]:
        text += f" Retrieved {_day(work['accessed'])}, from"
    return f"{text} {DOI + work['doi'] if work['doi'] else work['url']}".strip()


def _chicago(work: Facts) -> str:
    csl, *_ = KINDS[work["kind"]]
    names = [f"{given} {family}".strip() for family, given in work["issuer"]]
    names[-1:] = [f"and {names[-1]}"] if len(names) > 1 else names
    who = (", " if len(names) > 2 else " ").join(names)
    container = "" if work["container"] == who else work["container"]
    when = f"no. {work['issue']} ({work['year']})" if work["issue"] else _day(work["date"])
    place = ", ".join(filter(None, (container, when))) + (f": {work['pages']}" if work["pages"] else "")
    seen = f"accessed {_day(work['accessed'])}" if work["accessed"] and not work["date"] else ""
    version = f"version {work['version']}" if work["version"] else ""
    parts = [version, "data set" if csl == "dataset" else "", _publisher(work), place, _note(work, _SHORT), seen]
    parts = [part for part in (*parts, DOI + work["doi"] if work["doi"] else work["url"]) if part]
    title = f"“{work['title']}{'' if work['title'].endswith(('?', '!')) or not parts else ','}”"
    return f"{who + ', ' if who else ''}{title} {', '.join(parts)}".rstrip() + "."


def _publisher(work: Facts) -> str:
    """Publisher where it is told: not twice, and not of a journal."""
    return str(work["publisher"]) if work["authors"] and work["kind"] != "article" else ""


def _day(date: list[str]) -> str:
    """A date as English has it, as far as it is known: July 8, 2015; July 2015; 2015."""
    return f"{_month_and_day(date)}{',' * (len(date) > 2)} {date[0]}" if len(date) > 1 else "".join(date)


def _month_and_day(date: list[str]) -> str:
    _, month, *day = map(int, date)
    return " ".join([_MONTHS[month - 1], *map(str, day)])


def _initials(given: str) -> str:
    return " ".join(f"{name[0]}." for name in given.split())


# Fields of BibLaTeX by entry type; biber knows no others there.
_CONTAINERS = {"article": "journaltitle", "dataset": "series", "report": "series", "online": "titleaddon"}
_PUBLISHERS = {"report": "institution", "techreport": "institution", "dataset": "publisher", "article": ""}


def _bibtex(work: Facts, *, latest: bool = False) -> str:
    """Entry of BibTeX, or of the latest of its heirs, BibLaTeX."""
    entry = KINDS[work["kind"]][2 if latest else 1]
    entry = "misc" if entry == "online" and not (work["url"] or work["doi"]) else entry
    version, told = work["version"], f"Version {_tex(work['version'])}" if work["version"] else ""
    journal = _CONTAINERS.get(entry, "howpublished") if latest else "journal" if entry == "article" else "howpublished"
    kind = "Report" if entry == "report" else ""
    date, seen = "-".join(work["date"]), "-".join(work["accessed"])
    # In TeX a line can break after every eighth digit, and what is copied from the page is whole.
    digits = r"\allowbreak ".join(re.findall(".{1,8}", work["fingerprint"]))
    notes = ["" if latest else told, digits and _FINGERPRINT + digits, _tex(work["quoted"])]
    notes += [f"Accessed {seen}"] if seen and not date and not latest else []
    # A name or title in a second pair of braces is not split and keeps its capitals.
    names = [
        f"{_tex_name(last)}, {_tex_name(first)}" if first else _braced(_tex(last)) for last, first in work["issuer"]
    ]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_tex(work['title'])}}}",
        # BibLaTeX wants a date: of an undated page the day by which it was there.
        **({"date": date or (seen and f"/{seen}"), "version": _tex(version), "type": kind} if latest else {}),
        "year": "" if latest else work["year"] or "n.d.",
        "volume": work["year"] if work["issue"] and not latest else "",  # BibTeX wants one before a number
        journal: _tex(work["container"]),
        "number": _tex(work["issue"]),
        "pages": _tex(re.sub("[-–]+", "--", work["pages"])),
        _PUBLISHERS.get(entry, "organization" if latest else "publisher"): _braced(_tex(work["publisher"])),
        "doi": work["doi"],
        "url": work["url"],
        "urldate": seen if latest else "",
        "note": ". ".join(filter(None, notes)),
    }
    key = re.sub(r"[^\w.:/+-]", "-", work["key"]) or entry
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if name and value]
    return f"@{entry}{{{key},\n" + ",\n".join(lines) + "\n}"


# BibTeX counts braces even behind a backslash, so that these have names.
_NAMED = zip("\\{}~^", "backslash braceleft braceright asciitilde asciicircum".split(), strict=True)
_TEX = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_"} | {sign: rf"\text{name}{{}}" for sign, name in _NAMED})


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _tex_name(text: str) -> str:
    """A part of a name; where it holds what stands between parts or names, in braces."""
    return _braced(_tex(text)) if re.search(r",|\band\b", text, re.IGNORECASE) else _tex(text)


def _ris(work: Facts) -> str:
    first, _, last = re.sub("[-–]+", "-", work["pages"]).partition("-")
    facts = {**work, **{day: "/".join(work[day]) for day in ("date", "accessed")}, "kind": KINDS[work["kind"]][3]}
    facts |= {"first": first, "last": last, "note": _note(work)}
    lines = []
    for tag, name in zip("TY ID AU TI PY DA T2 IS SP EP PB ET LA DO UR Y2 N1".split(), _RIS.split(), strict=True):
        values = [", ".join(filter(None, each)) for each in work["authors"]] if tag == "AU" else [facts[name]]
        lines += [f"{tag}  - {value}" for value in values if value]
    return "\n".join([*lines, "ER  - "])


_RIS = "kind key authors title year date container issue first last publisher version language doi url accessed note"
_CSL = {"container-title": "container", "issue": "issue", "page": "pages", "publisher": "publisher"}
_CSL |= {"version": "version", "DOI": "doi", "URL": "url", "language": "language"}


def _note(work: Facts, digits: int | None = None) -> str:
    shown = work["fingerprint"][:digits] + "…" * (digits is not None)
    return _FINGERPRINT + shown if work["fingerprint"] else str(work["quoted"])


def _csl(work: Facts) -> dict[str, Any]:
    authors = [{"family": last, "given": first} if first else {"literal": last} for last, first in work["authors"]]
    entry = {"id": work["key"], "type": KINDS[work["kind"]][0], "title": work["title"], "author": authors}
    for name, fact in (("issued", "date"), ("accessed", "accessed")):
        entry[name] = {"date-parts": [list(map(int, work[fact]))]} if work[fact] else None
    entry |= {name: work[fact] for name, fact in _CSL.items()} | {"note": _note(work)}
    return {name: value for name, value in entry.items() if value}


# Styles by name: from the facts of some works to the text of their references.
STYLES: Mapping[str, Callable[[list[Facts]], str]] = {
    "apa": lambda works: "\n\n".join(map(_apa, works)),
    "chicago": lambda works: "\n\n".join(map(_chicago, works)),
    "bibtex": lambda works: "\n\n".join(map(_bibtex, works)),
    "biblatex": lambda works: "\n\n".join(_bibtex(work, latest=True) for work in works),
    "ris": lambda works: "\n\n".join(map(_ris, works)),
    "csl-json": lambda works: json.dumps([_csl(work) for work in works], ensure_ascii=False, indent=2),
}
