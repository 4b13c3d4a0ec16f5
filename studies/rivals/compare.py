"""Hold the spells of sco-data beside what other datasets say of the same states: a table, and a page made from it.

    python studies/rivals/compare.py                 # writes comparison.csv and docs/comparison.md
    python studies/rivals/compare.py FOLDER          # of another package, a folder or a zip

What others say lies in ``sco_in_other_datasets.csv``, every row as it was read. A cell of a year is held beside the
highest status that a state had on any day of that year; a spell beside the spell that begins it. Nothing here judges
who is right: the words for ours stand beside each difference, and the reader does.
"""

import csv
import sys
from datetime import date
from pathlib import Path

from sco_data import Package

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RIVALS = HERE / "sco_in_other_datasets.csv"
TABLE = HERE / "comparison.csv"
PAGE = ROOT / "docs" / "comparison.md"

COLUMNS = (
    "dataset", "their_id", "state_id", "year_or_spell", "they_say", "sco_data_says", "membership_id", "result", "kind",
    "words", "citation_ids",
)  # fmt: skip

SCO, FIVE = "sco", "shanghai-five"
TREATY = "treaty-good-neighbourliness-2007"  # what ATOP's 6020 is about: the same parties, the same day
ROLES = ("member", "observer", "dialogue_partner", "partner")  # highest first

KINDS = {
    "five_as_sco": (
        "The Shanghai Five under the number of the SCO",
        ("The row is a year before the SCO was founded, when the state belonged to the Shanghai Five. sco-data has two "
        "bodies: the Five, and the SCO from the day on which its declaration of establishment was signed."),
    ),
    "observer": (
        "Observers",
        ("The row says that the state was no member, which is so; sco-data says in addition that it was an observer. "
        "Who reads the value as \"had no status\" reads more than is true."),
    ),
    "dialogue_partner": (
        "Dialogue partners",
        ("The row says that the state was no member, which is so; sco-data says in addition that it was a dialogue "
        "partner."),
    ),
    "start": (
        "Another first day",
        ("Both have the state as a member, from different days. sco-data lets membership begin with the decision that "
        "admits a state; the steps before it (application, start of the procedure, memorandum) are in `status_steps`."),
    ),
    "end": ("Another last day", "Both have the spell, with different last days."),
    "role": ("Another status", "The row has the state as a member; sco-data has it in another status or in none."),
    "no_row": (
        "A spell that the dataset does not have",
        ("sco-data has a spell of a member that began before the last day in the dataset's rows, and the dataset has "
        "no row for this state and body."),
    ),
}  # fmt: skip

DATASETS = {
    "COW IGO v3.0": (
        "Correlates of War, Intergovernmental Organizations, version 3.0",
        ("Its R package igoR, from whose public repository the rows were read, asks for: Pevehouse J, Nordstrom T, "
        "McManus R, Jamison A (2020). \"Tracking organizations in the world: The Correlates of War IGO Version 3.0 "
        "datasets.\" Journal of Peace Research, 57(3), 492-503. https://doi.org/10.1177/0022343319881175"),
        ("One cell per state and year; 0 none, 1 full, 2 associate, 3 observer. It covers all intergovernmental "
        "organizations of the world, and its last year here is 2014."),
    ),
    "ATOP 4.01 member": (
        "Alliance Treaty Obligations and Provisions, version 4.01, members",
        ("The copy that was read says no more than its name and version; the project asks to be cited, and its own "
        "site says how."),
        ("One spell per state, alliance and phase. It covers alliances: what binds states is the text of a treaty, so "
        "that its spells follow treaties rather than organizations."),
    ),
    "Mondial is_member": (
        "Mondial, table is_member",
        ("The Mondial Database, Institute for Informatics, Georg-August-Universität Göttingen, "
        "http://www.dbis.informatik.uni-goettingen.de/Mondial"),
        "One snapshot, without a date, of a database made for teaching.",
    ),
}  # fmt: skip


class Record:
    """The spells of a package by state and body, and the words behind them."""

    def __init__(self, package):
        self.spells = [
            row
            for row in package.rows("memberships")
            if row["member_state_id"] and row["organization_id"] in (SCO, FIVE) and row["role"] in ROLES
        ]
        self.steps = package.rows("status_steps")
        self.names = {row["state_id"]: row["name"] for row in package.rows("states")}
        self.signed = {
            row["state_id"]: row
            for row in package.rows("instrument_parties")
            if row["instrument_id"] == TREATY and row["action"] == "signed"
        }
        self.sources = {row["source_id"]: row for row in package.rows("sources")}
        self.citations = {row["citation_id"]: row for row in package.rows("citations")}
        kinds = {row["origin_id"]: row["kind"] for row in package.rows("origins")}
        order = ("instrument", "body", "government", "agency", "press", "scholar", "list", "")
        self.weight = {name: order.index(kind) if kind in order else len(order) for name, kind in kinds.items()}
        self.supports = {}
        for row in package.rows("evidence"):
            if row["stance"] == "supports":
                key = row["table_name"], row["row_id"]
                self.supports.setdefault(key, {}).setdefault(row["citation_id"], set()).add(row["field"])

    def words(self, table, row_id, wanted):
        """Citations with words for most of the wanted cells: one for the first of them, one of another origin."""
        stated = self.supports.get((table, row_id), {})

        def order(name):
            citation = self.citations[name]
            language = self.sources[citation["source_id"]]["language"]
            missed = len(set(wanted) - stated[name])
            return missed, self.weight.get(citation["origin_id"], 99), language != "en", name

        having = [name for name in stated if name in self.citations and self.citations[name]["exact"]]
        first = sorted((name for name in having if wanted[0] in stated[name]), key=order)[:1]
        met = {self.citations[name]["origin_id"] for name in first}
        useful = [name for name in having if len(stated[name] & set(wanted)) > 1]
        second = sorted((name for name in useful if self.citations[name]["origin_id"] not in met), key=order)[:1]
        return first + second if first else []

    def of_start(self, spell):
        """Words for the first day of a spell, its role and its state."""
        return self.words("memberships", spell["membership_id"], ("start_edtf", "role", "member_state_id"))

    def in_year(self, state, year):
        """The spell of the highest status of a state on any day of a year: the SCO's before the Five's."""
        held = [row for row in self.spells if row["member_state_id"] == state and covers(row, year)]
        held.sort(key=lambda row: (row["organization_id"] != SCO, ROLES.index(row["role"])))
        return held[0] if held else None

    def nearest(self, state, day):
        """The step of a state towards membership of the SCO that lies nearest to a day, in words."""
        steps = [
            row
            for row in self.steps
            if (row["state_id"], row["organization_id"], row["role"]) == (state, SCO, "member")
            and len(row["date_edtf"]) == len(day)
        ]
        if not steps:
            return "no step towards it has a day"
        step = min(steps, key=lambda row: abs(date.fromisoformat(row["date_edtf"]) - date.fromisoformat(day)))
        return f"the step nearest to theirs: {step['step'].replace('_', ' ')}, {step['date_edtf']}"

    def member(self, state, body):
        """The spell in which a state is a member of a body, or None."""
        found = [
            row
            for row in self.spells
            if (row["member_state_id"], row["organization_id"], row["role"]) == (state, body, "member")
        ]
        return found[0] if found else None


def first_day(edtf):
    """Where a date in EDTF begins, without the brackets of "on or before": enough to hold two spells together."""
    return edtf.strip("[]").removeprefix("..").removesuffix("..").strip("?~%")


def covers(spell, year):
    """Whether a spell touches a year; an end that is unknown or open does not end it.

    Examples
    --------
    >>> covers({"start_edtf": "2005-07-05", "end_edtf": "2017-06-09"}, 2017)
    True
    >>> covers({"start_edtf": "[..2023-07-15]", "end_edtf": ".."}, 2022)
    False
    """
    start, end = first_day(spell["start_edtf"]), first_day(spell["end_edtf"])
    return bool(start) and int(start[:4]) <= year and (not end or year <= int(end[:4]))


def said(spell):
    """A spell in words, such as ``observer of the SCO, 2005-07-05 to 2017-06-09``."""
    if spell is None:
        return "no status"
    body = "the SCO" if spell["organization_id"] == SCO else "the Shanghai Five"
    end = {"..": "lasting", "": "end unknown"}.get(spell["end_edtf"], f"to {spell['end_edtf']}")
    return f"{spell['role'].replace('_', ' ')} of {body}, {spell['start_edtf']} {end}"


def compare(package, rivals):
    """Rows of the comparison, one for each row of the others and one for each spell of a member that they lack."""
    record = Record(package)
    rows = []
    for their in rivals:
        how = {"COW IGO v3.0": _year, "ATOP 4.01 member": _spell, "Mondial is_member": _snapshot}[their["dataset"]]
        spell, says, kind, cited = how(record, their)
        rows.append(_row(record, their, spell, says, kind, cited))
    for dataset in dict.fromkeys(their["dataset"] for their in rivals):
        rows.extend(_lacking(record, [their for their in rivals if their["dataset"] == dataset], rows))
    return rows


def _row(record, their, spell, says, kind, cited):
    span = their["year_or_from"] or "no date"
    if not span.isdigit() and their["year_or_from"]:
        span = f"{span}/{their['to']}"
    return {
        "dataset": their["dataset"],
        "their_id": " ".join(dict.fromkeys((their["org_id"], their["org_code"]))),
        "state_id": their["state_iso3"],
        "year_or_spell": span,
        "they_say": ": ".join(word for word in (their["value"], their["meaning"]) if word),
        "sco_data_says": says,
        "membership_id": spell["membership_id"] if spell else "",
        "result": "differs" if kind else "same",
        "kind": kind,
        "words": " | ".join(record.citations[name]["exact"] for name in cited),
        "citation_ids": "|".join(cited),
    }


def _year(record, their):
    """A cell of a state and a year."""
    spell = record.in_year(their["state_iso3"], int(their["year_or_from"]))
    if spell is None:
        return None, said(None), "role" if their["value"] != "0" else "", []
    cited = record.of_start(spell)
    if spell["organization_id"] == FIVE:
        if their["value"] == "0":
            return spell, said(spell), "role", cited
        later = record.member(their["state_iso3"], SCO)
        return spell, said(spell), "five_as_sco", record.of_start(later) if later else cited
    codes = {"member": "1", "observer": "3", "dialogue_partner": "2"}
    if their["value"] == codes.get(spell["role"]):
        return spell, said(spell), "", cited
    return spell, said(spell), spell["role"] if spell["role"] in KINDS and their["value"] == "0" else "role", cited


def _spell(record, their):
    """A spell of a state in an alliance: the Five, the SCO, or the treaty of 2007."""
    state, start, end = their["state_iso3"], their["year_or_from"], their["to"]
    if their["org_id"] == "atopid 6020":
        party = record.signed.get(state)
        if party is None:
            return record.member(state, SCO), "no signature of the treaty", "role", []
        kind = "" if party["date_edtf"] == start else "start"
        cited = record.words("instrument_parties", party["party_id"], ("date_edtf", "state_id", "instrument_id"))
        return (
            record.member(state, SCO),
            f"signed the treaty of good-neighbourliness, {party['date_edtf']}",
            kind,
            cited,
        )
    spell = record.member(state, FIVE if their["org_code"] == "phase 1" else SCO)
    if spell is None:
        return None, said(None), "role", []
    if spell["start_edtf"] != start:
        return spell, f"{said(spell)}; {record.nearest(state, start)}", "start", record.of_start(spell)
    return spell, said(spell), "end" if spell["end_edtf"].strip(".") != end else "", record.of_start(spell)


def _snapshot(record, their):
    """A state in a list without a date: the same where it ever was what the list says."""
    spell = record.member(their["state_iso3"], SCO)
    return spell, said(spell), "" if spell else "role", record.of_start(spell) if spell else []


def _lacking(record, theirs, rows):
    """Spells of members that began before the last day of a dataset and that none of its rows is about."""
    last = max((their["to"] or their["year_or_from"] for their in theirs), default="")
    dataset = theirs[0]["dataset"]
    if not last:
        return
    met = {row["membership_id"] for row in rows if row["dataset"] == dataset}
    states = {row["state_id"] for row in rows if row["dataset"] == dataset and row["kind"] == "five_as_sco"}
    for spell in record.spells:
        # A dataset of years has one cell for the year in which the Five became the SCO.
        one_cell = last.isdigit() and spell["organization_id"] == FIVE and spell["member_state_id"] not in states
        if (
            spell["role"] != "member"
            or spell["membership_id"] in met
            or first_day(spell["start_edtf"]) > last
            or one_cell
        ):
            continue
        blank = {"org_id": "", "org_code": "", "year_or_from": "", "to": "", "meaning": ""}
        their = {**blank, "dataset": dataset, "state_iso3": spell["member_state_id"], "value": "no row"}
        yield _row(record, their, spell, said(spell), "no_row", record.of_start(spell))


def page(package, rows):
    """The page: what agrees in numbers, and each kind of difference with the words for ours."""
    record = Record(package)
    lines = [
        "# Beside other datasets",
        "",
        (
            "Made by `studies/rivals/compare.py` from the tables and from `studies/rivals/sco_in_other_datasets.csv`; "
            "the rows are in `studies/rivals/comparison.csv`. The others were made for other purposes: for all "
            "organizations, all alliances, or teaching. What differs here mostly differs because they ask another "
            "question, and one who merges data should know which. Where ours is wrong, [tell us](../CONTRIBUTING.md)."
        ),
        "",
        "## The others",
        "",
    ]
    for name, (title, citing, what) in DATASETS.items():
        read = sorted({their["source"] for their in rivals() if their["dataset"] == name})
        lines += [f"- **{title}** (`{name}`). {what} Read in a public copy: {', '.join(read)}. {citing}"]
    lines += ["", "## In numbers", ""]
    lines += ["| dataset | rows compared | same | differ | kinds of difference |", "|---|--:|--:|--:|---|"]
    for name in dict.fromkeys(row["dataset"] for row in rows):
        mine = [row for row in rows if row["dataset"] == name]
        kinds = {kind: sum(row["kind"] == kind for row in mine) for kind in KINDS}
        told = ", ".join(f"{KINDS[kind][0]}: {count}" for kind, count in kinds.items() if count) or "none"
        theirs = sum(row["kind"] != "no_row" for row in mine)
        differ = sum(row["result"] == "differs" and row["kind"] != "no_row" for row in mine)
        lines += [f"| {name} | {theirs} | {theirs - differ} | {differ} | {told} |"]
    lines += ["", "Of the rows that are the same:", ""]
    lines += [f"- {line}" for line in _same(rows)]
    for kind, (title, what) in KINDS.items():
        mine = [row for row in rows if row["kind"] == kind]
        if mine:
            lines += ["", f"## {title}", "", what, ""]
            lines += _differences(record, mine)
    lines += ["", "## What is not compared", "", *_left_out(record, rows), ""]
    return "\n".join(lines)


def _same(rows):
    groups = {}
    for row in rows:
        if row["result"] == "same":
            status = row["sco_data_says"].split(",")[0]
            groups.setdefault((row["dataset"], row["they_say"], status), []).append(row)
    for (dataset, they_say, status), mine in groups.items():
        states = ", ".join(sorted({row["state_id"] for row in mine}))
        yield f"{dataset}: {len(mine)} rows say `{they_say}` where sco-data has: {status} ({states})."


def _differences(record, rows):
    """A table of the differences, identical ones in one line, and below it the words for ours."""
    groups = {}
    for row in rows:
        alike = ("dataset", "state_id", "they_say", "sco_data_says", "citation_ids")
        groups.setdefault(tuple(row[name] for name in alike), []).append(row)
    lines = ["| dataset | state | when | they say | sco-data says | words |", "|---|---|---|---|---|---|"]
    numbers = {}
    for (dataset, state, they_say, says, cited), mine in groups.items():
        names = [numbers.setdefault(name, len(numbers) + 1) for name in cited.split("|") if name]
        spans = [row["year_or_spell"] for row in mine]
        when = spans[0] if len(spans) == 1 else f"{spans[0]} to {spans[-1]}, {len(spans)} rows"
        told = ", ".join(f"({number})" for number in names) or "none in hand"
        shown = record.names.get(state, state)
        lines += [f"| {dataset} | {shown} | {when} | {they_say} | {says} | {told} |"]
    lines += [""]
    for name, number in numbers.items():
        citation = record.citations[name]
        source = record.sources[citation["source_id"]]
        where = f"[{_plain(source['title'])}]({_address(source['url'])})" if source["url"] else _plain(source["title"])
        told = ", ".join(word for word in (_plain(source["publisher"]), where, source["date_edtf"]) if word)
        lines += [f'- ({number}) "{_plain(citation["exact"])}": {told} (`{name}`)']
    return lines


def _left_out(record, rows):
    years = [int(row["year_or_spell"]) for row in rows if row["year_or_spell"].isdigit()]
    later = [row for row in record.spells if int(first_day(row["start_edtf"])[:4] or 0) > max(years)]
    yield (
        f"- The rows by year end in {max(years)}. {len(later)} spells of sco-data begin later "
        f"({_count(later)}) and have nothing to be held beside, but where a spell of ATOP is about the same state."
    )
    yield "- A list without a date is held beside members only: it agrees with any day on which all its states were in."
    yield "- Obligations (non-aggression, consultation, defence) are the subject of ATOP and not of these spells."


def _count(spells):
    counts = {role: sum(row["role"] == role for row in spells) for role in ROLES}
    return ", ".join(f"{role.replace('_', ' ')} {count}" for role, count in counts.items() if count)


def _plain(text):
    """Text that is safe in a line and a table of Markdown."""
    for mark in "\\[]<>*_`|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _address(url):
    """An address that ends where a link of Markdown ends."""
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def rivals():
    """Rows of the other datasets, as they were read."""
    with RIVALS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(rows, file):
    """The comparison as CSV."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def main(where=None):
    """Write the table and the page."""
    package = Package(where or ROOT)
    rows = compare(package, rivals())
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        write_table(rows, file)
    PAGE.write_text(page(package, rows), encoding="utf-8")
    print(f"{len(rows)} rows: {sum(row['result'] == 'same' for row in rows)} the same")


if __name__ == "__main__":
    main(*sys.argv[1:2])
