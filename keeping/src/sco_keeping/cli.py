"""The command ``sco-keep``: what a maintainer does with the data.

Thin wrappers; each imports what it needs when it is called.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from sco_keeping.library import ScoDataError

package_option = click.option(
    "--package", metavar="DIR", type=click.Path(path_type=Path), help="A folder with a datapackage.json."
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON report, for machines.")

_FROM = "Verdicts on many rows: a CSV with table_name, row_id, verdict and comment."
_SEEN = "The package as the reader saw it, where it has changed since."


@click.group(name="sco-keep")
@click.version_option(package_name="sco-keeping")
def app() -> None:
    """Add to, check and release the data of sco-data."""


@app.command()
@click.argument("source", metavar="SOURCE")
@click.argument("words", metavar="WORDS")
@click.option("--nth", metavar="K", type=int, help="Take the K-th place where there are several.")
@click.option("--within", metavar="PASSAGE_ID", help="Look in this passage only.")
@click.option("--withhold", is_flag=True, help="Leave the words out; position and hash remain.")
@package_option
def anchor(source: str, words: str, package: Path | None, **options: Any) -> None:
    """Find words in a frozen text and print their citation row."""
    _run("coding.anchor", "anchor_command", source, words, package, **options)


@app.group()
def source() -> None:
    """Sources of the data."""


@source.command("add")
@click.argument("source_id", metavar="SOURCE")
@click.argument("cells", metavar="FIELD=VALUE", nargs=-1)
@click.option("--text", type=click.Path(path_type=Path, exists=True), help="Its frozen text.")
@click.option("--origin", nargs=3, metavar="ID NAME KIND", help="A new row of origins: who stands behind its words.")
@package_option
def source_add(source_id: str, cells: tuple[str, ...], text: Path | None, package: Path | None, **options: Any) -> None:
    """Add a source; a text is frozen, and cut into passages where it is coded in full."""
    _run("coding.add", "source_command", source_id, cells, text, package, **options)


@app.command()
@click.argument("cell", metavar="TABLE.ROW.FIELD")
@click.argument("words", metavar="WORDS")
@click.argument("cells", metavar="[FIELD=VALUE]...", nargs=-1)
@click.option("--source", required=True, help="Where the words stand.")
@click.option("--origin", required=True, help="Who stands behind them.")
@click.option("--cell", "content", default="", help="What the cell is to hold, where it is empty.")
@click.option("--locator", default="", help="Article or paragraph; of a list its entry.")
@click.option("--stance", type=click.Choice(["supports", "less_exact", "disputes"]), default="supports")
@click.option("--value", default="", help="What the words state, where it is not the cell.")
@click.option("--as-of", default="", help="Day for which the words speak.")
@click.option("--note", default="", help="Why it is read in the words.")
@package_option
def add(cell: str, words: str, source: str, origin: str, package: Path | None, **options: Any) -> None:
    """Add a fact with the words that state it: row, cell, citation and evidence in one step.

    Other cells of the row that the same words state, or that a coder judges, may follow as FIELD=VALUE.
    """
    _run("coding.add", "add_command", cell, words, source, origin, package, **options)


@app.command()
@click.argument("table", metavar="[TABLE]", required=False)
@click.option("--row", metavar="ID", help="This row; default every row that nobody has read as it is, one by one.")
@click.option("--reader", help="Who reads.")
@click.option("--verdict", type=click.Choice(["ok", "fault"]), help="What the reader finds; default it is asked.")
@click.option("--comment", default="", help="What is wrong.")
@click.option("--from", "file", metavar="FILE", type=click.Path(path_type=Path, exists=True), help=_FROM)
@click.option("--seen", metavar="DIR", type=click.Path(path_type=Path, exists=True), help=_SEEN)
@click.option("--on", metavar="DAY", help="The day of the review; default today.")
@click.option("--counts", is_flag=True, help="Print what each reader read and found, and do nothing else.")
@package_option
def review(table: str | None, package: Path | None, **options: Any) -> None:
    """Show a row with its words to a reader, and note the verdict in keeping/reviews.csv."""
    _run("coding.review", "review_command", table, package, **options)


@app.command()
@click.option("--on", metavar="DAY", help="The day from which ages are counted; default today.")
@package_option
def due(package: Path | None, **options: Any) -> None:
    """List what is to be looked up again."""
    _run("report.due", "due_command", package, **options)


@app.command()
@click.option("--check", is_flag=True, help="Write nothing; list what would change, exit 1.")
@package_option
def build(package: Path | None, *, check: bool) -> None:
    """Regenerate what is generated: derived fields, sorting, hashes, sizes and CITATION.cff."""
    from sco_keeping.build import build_command
    from sco_keeping.metadata.forms import renew_citation

    sys.exit(max(build_command(package, check=check), renew_citation(package, check=check)))


@app.command()
@package_option
def words(package: Path | None) -> None:
    """Show the words of coded texts as far as they may ship, and withhold the rest."""
    _run("build.words", "words_command", package)


@app.command()
@json_option
@click.option("--strict", is_flag=True, help="Exit 1 on warnings that no waiver excuses, too.")
@click.option("--reviews", is_flag=True, help="List the rows that no reader has seen as they are.")
@package_option
def validate(package: Path | None, **options: Any) -> None:
    """Run every check and print one line per fault."""
    _run("report.validate", "validate_command", package, **options)


@app.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the page would change.")
@package_option
def codebook(package: Path | None, **options: Any) -> None:
    """Renew docs/codebook.md from the schemas."""
    _run("report.codebook", "codebook_command", package, **options)


@app.command()
@click.argument("folder", type=click.Path(path_type=Path))
@package_option
def metadata(folder: Path, package: Path | None) -> None:
    """Write the forms in which catalogues and search engines read the description."""
    _run("metadata.forms", "metadata_command", folder, package)


@app.command()
@json_option
@click.option("--write", is_flag=True, help="Renew the page of docs/ that publishes the figures.")
@package_option
def coverage(package: Path | None, **options: Any) -> None:
    """Report how much of the sources is cited, and what is not."""
    _run("report.coverage", "coverage_command", package, **options)


@app.command()
@click.option("--write", is_flag=True, help="Renew docs/record.md.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the page would change.")
@package_option
def record(package: Path | None, **options: Any) -> None:
    """Print every state, summit, meeting, office and chair of the record, with its sources."""
    _run("report.record", "record_command", package, **options)


@app.command()
@click.option("--write", is_flag=True, help="Renew the changelog's table of counts for the declared version.")
@click.option("--seal", is_flag=True, help="If nothing is wrong, the version is released.")
@package_option
def gate(package: Path | None, **options: Any) -> None:
    """Refuse a version that says too little of what changed since the last release."""
    _run("gate", "gate_command", package, **options)


@app.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the release that is there.")
@package_option
def release(folder: Path, package: Path | None, **options: Any) -> None:
    """Build all artefacts of a release: wheel, sdist, zip, SQLite, Parquet, XLSX and checksums."""
    _run("release", "release_command", folder, package, **options)


@app.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("releases", nargs=-1, type=click.Path(path_type=Path))
@click.option("--repository", metavar="URL", help="Whose issue forms open; default that of keeping/about.toml.")
@click.option("--modules", metavar="DIR", type=click.Path(path_type=Path), help="A node_modules with minisearch.")
@click.option("--draft", is_flag=True, help="Leave out the workbook, which takes a third of the time.")
@click.option("--force", is_flag=True, help="Replace the site that is there.")
@package_option
def site(folder: Path, releases: tuple[Path, ...], package: Path | None, **options: Any) -> None:
    """Make the site: a page for every table and row, the documents, the search, and RELEASES to download."""
    _run("site", "site_command", folder, list(releases), package, **options)


@app.command()
@click.option("--seed", type=int, help="Of the random numbers; default as recorded.")
@click.option("--per-operator", metavar="K", type=int, help="Mutants of each operator; default as recorded.")
@click.option("--operator", "only", metavar="NAME", multiple=True, help="Only this operator; may be given again.")
@click.option("--sample", metavar="N", type=int, default=0, help="Validate N of the mutants in full, too.")
@click.option("--check", is_flag=True, help="Exit 1 if a score is under what is recorded.")
@click.option("--write", is_flag=True, help="Renew the record.")
@package_option
def mutate(package: Path | None, **options: Any) -> None:
    """Make plausible faults in copies of the data and count which of them the checks find."""
    _run("mutation.report", "mutate_command", package, **options)


@app.command()
@package_option
def replay(package: Path | None) -> None:
    """Make the stored faults again and name those that the checks found once and do not find now."""
    _run("mutation.replay", "replay_command", package)


def _run(module: str, function: str, *arguments: Any, **options: Any) -> None:
    status: int = getattr(import_module(f"sco_keeping.{module}"), function)(*arguments, **options)
    sys.exit(status)


def main() -> None:
    """Run the command: an error is one line on stderr and an exit status."""
    try:
        app(prog_name="sco-keep")
    except ScoDataError as error:
        print(f"sco-keep: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
