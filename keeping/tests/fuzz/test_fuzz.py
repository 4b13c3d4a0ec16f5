"""Nothing that a user hands over breaks the library: arbitrary and spoiled input over everything that reads some."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sco_data import Package

from . import targets
from .conftest import NIGHTLY
from .targets import Ground

Seen = Callable[[str], None]
TOTAL = 100_000 if NIGHTLY else 1_000

# Dates are read in microseconds and commands in milliseconds: a share of all inputs each.
SHARES = {"csv": 20, "edtf": 40, "cite": 10, "verify": 5, "archive": 10, "described": 5, "command": 10}


def inputs(target: str) -> settings:
    """Settings for a target's share of the inputs."""
    return settings(settings.get_profile("fuzz"), max_examples=TOTAL * SHARES[target] // 100)


def test_the_shares_are_all() -> None:
    assert sum(SHARES.values()) == 100


# Spoiled bytes

HOSTILE = [
    *(
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\r",
        b"\r\n",
        b"\n",
        b"\n\n",
        b"\x1b[2J",
    ),
    *(b'"', b'""', b'"\n', b",", b",,", b";", b"\t", b"|", b"=cmd|' /C calc'!A0", b"@x", b"\\", b"../", b"%s", b"{}"),
    *(b"9" * 400, b"-9223372036854775809", b"1e999", b"nan", b"0x1", b"1_0", b"true", b"0000-01-01", b"2004-02-30"),
    *("\u2028".encode(), "\u0085".encode(), "\u202e".encode(), "\U0001f600".encode(), "٣".encode(), b"x" * 140_000),
]
Edit = tuple[float, int, bytes]
PIECES = st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=6))
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4)


def spoiled(content: bytes, edits: list[Edit]) -> bytes:
    """With some pieces put in, in the place of as many bytes as is said."""
    for where, width, piece in edits:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + width :]
    return content


def columns_shuffled(content: bytes, cut: int) -> bytes:
    """With the lines cut off after so many commas: rows of the wrong width."""
    lines = content.splitlines(keepends=True)
    return b"".join(b",".join(line.split(b",")[: cut + number % 3]) + b"\n" for number, line in enumerate(lines))


@inputs("csv")
@given(data=st.data())
def test_csv(data: st.DataObject, ground: Ground, seen: Seen) -> None:
    seen("csv")
    table = data.draw(st.sampled_from(["summits", "statistics", "memberships", "quotations"]))
    real = (ground.package / "data" / f"{table}.csv").read_bytes()
    content = data.draw(
        st.one_of(
            EDITS.map(lambda edits: spoiled(real, edits)),
            st.binary(max_size=200),
            st.text(max_size=200).map(
                lambda text: real[: real.index(b"\n") + 1] + text.encode("utf-8", "surrogatepass")
            ),
            st.integers(0, 12).map(lambda cut: columns_shuffled(real, cut)),
            st.sampled_from(["utf-16", "utf-8-sig", "cp1252"]).map(lambda name: real.decode().encode(name, "replace")),
            st.sampled_from([b"\r", b"\r\n", b"\n\r"]).map(lambda end: real.replace(b"\n", end)),
            st.integers(0, len(real)).map(lambda end: real[:end]),
        )
    )
    targets.read_csv(ground, table, content, data.draw(st.sampled_from(["pandas", "records", "polars", "arrow"])))


DATE_SIGNS = st.text("0123456789-/.?~%XuT:+ \n٣", max_size=24)
REAL_DATES = st.dates().map(date.isoformat)
PARTS = st.one_of(DATE_SIGNS, REAL_DATES, st.sampled_from(["", "..", "2004", "2004-06", "2020-23", "9999-24", "0000"]))


@inputs("edtf")
@given(text=st.one_of(st.text(max_size=40), DATE_SIGNS, PARTS, st.tuples(PARTS, PARTS).map("/".join)))
def test_edtf(seen: Seen, text: str) -> None:
    seen("edtf")
    targets.parse_edtf(text)


# Citations

STYLES = ("apa", "bibtex", "biblatex", "ris", "csl-json")
TITLES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text("{}\\\"'@,=#%&$_^~ \n\r\t-ABCTYER", max_size=40),
    st.sampled_from(
        ["TY  - JOUR\nER  - ", "a and b", "and others", "A, B, C, D", "}\n@misc{x,", "{\\input /etc/passwd}"]
    ),
)
FILLED = TITLES.filter(lambda text: bool(text.strip()))
PEOPLE = st.fixed_dictionaries(
    {"title": TITLES},
    optional={"familyName": TITLES, "givenName": TITLES, "roles": st.lists(st.sampled_from(["author", "publisher"]))},
)
DESCRIBED = st.fixed_dictionaries(
    {"title": FILLED, "version": TITLES},
    optional={
        "created": st.one_of(PARTS, TITLES),
        "homepage": TITLES,
        "id": TITLES.map(lambda text: f"https://doi.org/{text}"),
        "contributors": st.lists(PEOPLE, max_size=3),
    },
)
SOURCE = st.fixed_dictionaries(
    {"source_id": FILLED, "title": FILLED, "author": TITLES, "container": TITLES, "publisher": TITLES, "url": TITLES}
    | {
        "date_edtf": st.one_of(PARTS, TITLES),
        "type": st.one_of(st.sampled_from(["article", "report", "web_page"]), TITLES),
    }
)


@inputs("cite")
@given(described=DESCRIBED, source=SOURCE, style=st.sampled_from(STYLES))
def test_citations(ground: Ground, seen: Seen, described: dict[str, Any], source: dict[str, str], style: str) -> None:
    seen("cite")
    targets.describe_and_cite(ground, described, source, style)


# Texts


@inputs("verify")
@given(data=st.data())
def test_spans(data: st.DataObject, ground: Ground, seen: Seen) -> None:
    seen("verify")
    cited = Package(ground.package).rows("citations")
    around = [row["exact"] for row in cited if row["exact"] and row["source_id"] == "tolipov2004"]
    piece = st.one_of(
        st.sampled_from(around), st.sampled_from(["\n", " ", "\r\n", "\u00ad\n", "-\n"]), st.text(max_size=20)
    )
    text = data.draw(
        st.one_of(
            st.text(max_size=300),
            st.lists(piece, max_size=40).map("".join),
            st.permutations(around).map("\n".join),
            EDITS.map(lambda edits: spoiled(" ".join(around).encode(), edits).decode("utf-8", "surrogateescape")),
        )
    )
    targets.reanchor(
        ground, text.encode("utf-8", "replace").decode(), data.draw(st.sampled_from([None, "tolipov2004"]))
    )


# Archives and descriptions


def rezipped(content: bytes, name: str, edits: list[Edit]) -> bytes:
    """The archive with one member spoiled, and whole otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            member = old.read(info)
            new.writestr(info.filename, spoiled(member, edits) if info.filename == name else member)
    return made.getvalue()


@inputs("archive")
@given(data=st.data())
def test_archives(data: st.DataObject, ground: Ground, seen: Seen) -> None:
    seen("archive")
    real = ground.archive
    edits = data.draw(EDITS)
    member = st.sampled_from(["datapackage.json", "data/summits.csv", "schemas/summits.json"])
    if data.draw(st.booleans()):
        targets.compare_bytes(ground, rezipped(real, data.draw(member), edits))
    elif data.draw(st.integers(0, 9)):
        targets.compare_bytes(ground, spoiled(real, edits))
    else:
        targets.compare_bytes(ground, data.draw(st.binary(max_size=300)))


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.integers(), st.floats(), st.text(max_size=12), st.just("\ud800")
)
NAMES = st.sampled_from(["", ".", "..", "../x", "/etc/passwd", "a\0b", "summits", "summit_id", "string", "list", "C:x"])
JSON = st.recursive(
    st.one_of(SCALARS, NAMES),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every part of a JSON value: what holds it, and under which name or number."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for name, part in inner:
        found += [(value, name), *places(part)]
    return found


@inputs("described")
@given(data=st.data())
def test_descriptions(data: st.DataObject, ground: Ground, seen: Seen) -> None:
    seen("described")
    name = data.draw(st.sampled_from(["datapackage.json", "schemas/summits.json", "schemas/retired.json"]))
    value = json.loads((ground.package / name).read_bytes())
    if not data.draw(st.integers(0, 19)):
        value = data.draw(JSON)
    for _ in range(data.draw(st.integers(1, 3))):
        if choices := places(value):
            holder, key = choices[data.draw(st.integers(0, len(choices) - 1))]
            if isinstance(holder, dict) and data.draw(st.booleans()):
                del holder[key]
            else:
                holder[key] = data.draw(JSON)
    targets.compare_described(ground, name, value, data.draw(st.sampled_from(sorted(targets.QUESTIONS))))


# Command lines

OPTIONS = (
    "--help --version --format --columns --where --types --package --table --limit --on --role --dated --start --end"
    " --undated --print --style --id --force --source --json --schema --strict --check --write --nth --within"
    " --withhold --seal --"
).split()
WORDS = (
    "summits evidence citations kinds sco KAZ summit-1996-shanghai summit-1998-almaty date_edtf tolipov2004 table csv"
    " json markdown sqlite duckdb parquet xlsx bibtex apa ris 0 1 -1 2001 2001-06/2004 2017/.. format=sco = x=y"
    " a,b name,name . .. / /dev/null ../package ../zip.zip out.x sub/out.x v0.1.0 99999999"
).split()


def as_given(text: str) -> str:
    """What a system can hand over as an argument: bytes that are no UTF-8 come as lone surrogates of their own."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")


GARBAGE = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=()), max_size=12).map(as_given),
    st.sampled_from(
        ["\udcff", "a\nb", "\x1b[31m", "\u2028", "é", "", " ", "-", "--", "---", "-x", "=", "x" * 5000, "\r"]
    ),
)


@inputs("command")
@given(data=st.data())
def test_commands(data: st.DataObject, ground: Ground, seen: Seen) -> None:
    seen("command")
    token = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(OPTIONS), GARBAGE)
    program = data.draw(st.sampled_from(["sco-data", "sco-data", "sco-keep"]))
    known = st.sampled_from(targets.COMMANDS[program])
    first = data.draw(st.one_of(known, known, token))
    arguments = [first, *data.draw(st.lists(token, max_size=6))]
    targets.command(ground, program, arguments)


@pytest.mark.parametrize("target", SHARES)
def test_each_target_can_fail(target: str, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that lets everything pass would prove nothing: each notices a fault put into what it looks at."""

    def broken(*_: object, **__: object) -> None:
        raise KeyError("a traceback")

    calls: dict[str, tuple[str, Callable[[], None]]] = {
        "csv": ("Package", lambda: targets.read_csv(ground, "summits", b"", "records")),
        "edtf": ("edtf.bounds", lambda: targets.parse_edtf("2004")),
        "cite": (
            "cite",
            lambda: targets.describe_and_cite(ground, {"title": "x"}, {"source_id": "x", "title": "x"}, "ris"),
        ),
        "verify": ("verify", lambda: targets.reanchor(ground, "x", None)),
        "archive": ("diff", lambda: targets.compare_bytes(ground, b"")),
        "described": ("diff", lambda: targets.compare_described(ground, "datapackage.json", {}, "load")),
        "command": ("cli.main", lambda: targets.command(ground, "sco-data", ["show", "summits"])),
    }
    where, call = calls[target]
    monkeypatch.setattr(f"{targets.__name__}.{where}", broken)
    with pytest.raises(KeyError, match="a traceback"):
        call()
