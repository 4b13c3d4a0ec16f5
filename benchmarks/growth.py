"""How loading, validating and verifying grow with the data.

    python benchmarks/growth.py           # prints the table
    python benchmarks/growth.py --write   # and puts it in docs/performance.md

The rows are those of the package, n times, with keys and references of their own, so that every check has something to
do; that the copies say the same is a fault to some of them. The text is made of random words to a seed. Needs the extra
`curate`.
"""

import argparse
import hashlib
import json
import math
import os
import random
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from speed import PAGE, machine, put, today

from sco_data import package, reading

_TEXT = """\
## How it grows

A package n times as large: the rows of every table n times with keys and references of their own, but for `states` and
`sources`, which stay as they are. As the copies say the same, some checks have faults to report.

- *load*: `load` of every table as pandas, one after the other.
- *validate*: every check of `sco-data validate` that needs no frozen text: files, hashes, schemas, keys, references,
  constraints and evidence.
- *checks*: the same without those that frictionless and pandera run (types and constraints of the schemas), the reading
  of the package included.
- *verify*: `verify` on a synthetic text n times as long ({spans} spans at n = {first}, half of them withheld), 1 % of
  whose characters are damaged.

Each is timed once, in a process of its own, so that how much a figure varies was not measured. *Per row* is against
n = {first}, and stays near 1 where growth is linear; of n = {first} fixed costs are a large part, most of all those of
frictionless and pandera in *validate*, so that its ratio falls before it can rise. *Memory* is the most that the
process held at a time.

Of the checks that need the texts, `context` and `fragment` look for each span in the whole of its text, so that they
grow with the number of texts, but with the square of the length of one.

{table}
{left}
Measured on {when} with {where}.
"""

FIXED = ("states", "sources")
_SPANS = 1600
_WORDS = 40  # words of a line of the synthetic text
JOBS = ("load", "validate", "checks", "verify")
MOST = 400
"""Seconds that one figure may be expected to take, by those before it: a whole run takes about 13 minutes."""

Row = dict[str, str]


def copies(name: str, times: int, lengths: dict[str, int]) -> Iterator[list[str]]:
    """Cells of the rows of a table, `times` over, with keys and references of their own."""
    schema = reading.schema(name)
    rows = reading.rows(name)
    columns = [field["name"] for field in schema["fields"]]
    changes = {column: _change(column, schema, name) for column in columns}
    counts = Counter(row["source_id"] for row in rows if "number" in row)
    for time in range(1 if name in FIXED else times):
        for row in rows:
            cells = []
            for column, text in row.items():
                change = changes[column]
                if not text or not change or not time:
                    cells.append(text)
                elif change == "shift":
                    cells.append(str(int(text) + time * lengths[row["source_id"]]))
                elif change == "number":
                    cells.append(str(int(text) + time * counts[row["source_id"]]))
                elif change == "list":
                    cells.append("|".join(f"{each}-{time}x" for each in text.split("|")))
                elif change == "own" or row[change].removesuffix("s") not in ("state", "source"):
                    cells.append(f"{text}-{time}x")
                else:
                    cells.append(text)
            yield cells


def _change(column: str, schema: dict[str, Any], name: str) -> str:
    """How a column differs between copies: "own", "list", "shift", "number", the column with its type, or not."""
    if name in FIXED:
        return ""
    field = next(each for each in schema["fields"] if each["name"] == column)
    keys = {each: key["reference"]["resource"] for key in schema.get("foreignKeys", ()) for each in key["fields"]}
    if column in ("char_start", "char_end"):
        return "shift"
    if column == "number" and name == "passages":
        return "number"
    if generic := field.get("genericForeignKey"):
        return str(generic["typeField"])
    if "listOf" in field:
        return "" if field["listOf"] in FIXED else "list"
    if column in keys:
        return "" if keys[column] in FIXED else "own"
    return "own" if schema["primaryKey"] == [column] or column == "locator" else ""


def write_package(folder: Path, times: int) -> int:
    """Write the package `times` over; give the number of its rows."""
    from sco_data.curation import tables

    descriptor = package.descriptor()
    root = package.root()
    shutil.copytree(root / "schemas", folder / "schemas")
    (folder / "data").mkdir()
    lengths = {row["source_id"]: int(row["char_length"] or 0) for row in reading.rows("sources")}
    total = 0
    for described in descriptor["resources"]:
        name = described["name"]
        schema = reading.schema(name)
        columns = tables.columns(schema)
        found: Iterable[list[str]] = copies(name, times, lengths)
        if name == "sources" and times > 1:
            length = columns.index("char_length")
            found = [
                [str(int(cell) * times) if at == length and cell else cell for at, cell in enumerate(row)]
                for row in found
            ]
        total += _write(folder, described, columns, sorted(found, key=_key(schema)))
    (folder / package.DESCRIPTOR).write_text(
        json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return total


def _key(schema: dict[str, Any]) -> Callable[[list[str]], list[str | int]]:
    """Key by which the rows of a table are sorted: text by code point, integers by value."""
    types = {field["name"]: field["type"] for field in schema["fields"]}
    parts = [(list(types).index(name), int if types[name] == "integer" else str) for name in schema["primaryKey"]]
    return lambda cells: [read(cells[at]) for at, read in parts]


def _write(folder: Path, described: dict[str, Any], columns: list[str], rows: Iterable[list[str]]) -> int:
    digest, count, size = hashlib.sha256(), 0, 0
    with (folder / described["path"]).open("wb") as stream:
        for row in chain([columns], rows):
            line = (
                ",".join(
                    '"' + cell.replace('"', '""') + '"' if '"' in cell or "," in cell or "\n" in cell else cell
                    for cell in row
                )
                + "\n"
            ).encode()
            stream.write(line)
            digest.update(line)
            size += len(line)
            count += 1
    described |= {"hash": f"sha256:{digest.hexdigest()}", "bytes": size, "rows": count - 1}
    return count - 1


def write_text(folder: Path, times: int) -> int:
    """Write a package with one source, n times as long, and a damaged copy of its text; give the number of spans."""
    chance = random.Random(times)
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(20000)]
    lines = [" ".join(chance.choices(known, k=_WORDS)) for _ in range(_SPANS * times // 8)]
    text = "\n".join(lines) + "\n"
    passages, citations, start = [], [], 0
    for number, line in enumerate(lines, start=1):
        end = start + len(line)
        passage = f"p{number:07}"
        passages.append(
            {"passage_id": passage, "source_id": "synthetic", "number": str(number), "kind": "paragraph"}
            | {"char_start": str(start), "char_end": str(end), "sha256": _sha(line), "disposition": "coded"}
        )
        for part in range(8):
            words = " ".join(line.split(" ")[part * 5 : part * 5 + 4])
            at = start + len(" ".join([*line.split(" ")[: part * 5], ""]))
            citation = {"citation_id": f"c{number:07}-{part}", "source_id": "synthetic", "passage_id": passage}
            citation |= {"char_start": str(at), "char_end": str(at + len(words)), "exact_sha256": _sha(words)}
            if part % 2:
                before, after = text[max(start, at - 16) : at], text[at + len(words) : min(end, at + len(words) + 16)]
                citation |= {"exact": words, "prefix": before, "suffix": after}
            citations.append(citation)
        start = end + 1
    made: dict[str, list[Row]] = {"passages": passages, "citations": citations, "quotations": []}
    made["sources"] = [{"source_id": "synthetic", "sha256": _sha(text), "char_length": str(len(text))}]
    shutil.copytree(package.root() / "schemas", folder / "schemas")
    (folder / "data").mkdir()
    descriptor = package.descriptor()
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] in made]
    for described in descriptor["resources"]:
        columns = [field["name"] for field in reading.schema(described["name"])["fields"]]
        rows = ([row.get(column, "") for column in columns] for row in made[described["name"]])
        _write(folder, described, columns, rows)
    (folder / package.DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    damaged = "".join(chance.choice(letters) if chance.random() < 0.01 else each for each in text)
    (folder / "copy.txt").write_text(damaged, encoding="utf-8", newline="\n")
    return len(citations)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def do(job: str, folder: Path) -> float:
    """Seconds that a job takes on a package, what it needs being imported already."""
    import pandas  # noqa: F401, ICN001

    if job == "load":
        names = reading.tables(package=folder)
        start = perf_counter()
        for name in names:
            reading.load(name, package=folder)
        return perf_counter() - start
    if job == "verify":
        from sco_data import verifying

        start = perf_counter()
        verifying.verify(folder / "copy.txt", "synthetic", package=folder)
        return perf_counter() - start
    from sco_data.curation import checks
    from sco_data.curation.validate import validate

    start = perf_counter()
    if job == "validate":
        faults = validate(folder).faults
    else:
        material = checks.load(folder)
        own = [check for check in checks.CHECKS.values() if check.find.__module__ != checks.constraints.__name__]
        faults = [fault for check in own if check.needs != "texts" for fault in check.run(material)]
    seconds = perf_counter() - start
    print(f"{job}: {len(faults)} faults", file=sys.stderr)
    return seconds


def measure(sizes: list[int], jobs: Iterable[str], most: float) -> tuple[str, dict[str, int]]:
    """Table of the seconds of each job at each n; and the n before that at which a job would take too long."""
    lines: dict[str, list[str]] = {job: [] for job in JOBS if job in jobs}
    figures: dict[str, list[tuple[int, float, int]]] = {job: [] for job in lines}
    stopped: dict[str, int] = {}
    environment = {name: value for name, value in os.environ.items() if name != "SCO_DATA_SOURCES"}
    for times in sizes:
        for kind, of in ((("load", "validate", "checks"), write_package), (("verify",), write_text)):
            wanted = [job for job in kind if job in lines and job not in stopped]
            stopped |= {job: figures[job][-1][0] for job in wanted if _expected(figures[job], times) > most}
            if stopped.keys() >= set(wanted):
                continue
            with TemporaryDirectory() as made:
                rows = of(Path(made), times)
                for job in wanted:
                    if job in stopped:
                        continue
                    command = [sys.executable, __file__, "--job", job, "--folder", made]
                    seconds, memory = map(float, subprocess.check_output(command, env=environment).split())
                    figures[job].append((times, seconds, rows))
                    each, (_, first, first_rows) = seconds / rows, figures[job][0]
                    ratio = each / (first / first_rows)
                    lines[job].append(
                        f"| {job} | {times} | {rows:,} | {seconds:.2f} | {each * 1e6:.1f} | {ratio:.2f} "
                        f"| {memory:.1f} |"
                    )
                    print(lines[job][-1], flush=True)
    head = [
        "| | n | rows or spans | seconds | per row, µs | per row, ratio | memory, GB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join(chain(head, *lines.values())) + "\n", stopped


def _expected(figures: list[tuple[int, float, int]], times: int) -> float:
    """Seconds that a job should take at n, if it goes on to grow as it last did."""
    if not figures:
        return 0.0
    last, seconds, _ = figures[-1]
    power = 1.0
    if len(figures) > 1:
        before, shorter, _ = figures[-2]
        power = max(power, math.log(seconds / shorter) / math.log(last / before))
    return float(seconds * (times / last) ** power)


def main() -> None:
    """Print the table, and write the page on request."""
    parser = argparse.ArgumentParser(description="Measure how the work grows with the data.")
    parser.add_argument("--write", action="store_true", help="put the table in the page")
    parser.add_argument("--page", type=Path, default=PAGE, help="another page than docs/performance.md")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100, 1000], help="how many times as large")
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--most", type=float, default=MOST, help="seconds that one figure may be expected to take")
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        seconds = do(options.job, options.folder)
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)  # Linux counts in kB
        return
    table, stopped = measure(sorted({*options.sizes}), options.jobs, options.most)
    left = ""
    if stopped:
        reached = ", ".join(f"{job} (n = {times})" for job, times in stopped.items())
        left = (
            "Timed only up to the n given here, for by these figures the next would take more than "
            f"{options.most:g} seconds: {reached}.\n"
        )
    spans, first = _SPANS, min(options.sizes)
    text = _TEXT.format(spans=spans, first=first, table=table, left=left, when=today(), where=machine())
    if options.write:
        put(options.page, "growth", text)


if __name__ == "__main__":
    main()
