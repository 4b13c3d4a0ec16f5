"""Commands of the keeping wing, which loads only when one is called: ``anchor``, ``build``, ``validate`` and others."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from sco_data.cli.arguments import PackageOption, complete_source
from sco_data.errors import MissingExtraError, ScoDataError

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON report, for machines.")]


def anchor(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A source_id whose frozen text is at hand.", autocompletion=complete_source
        ),
    ],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The words, to the letter.")],
    *,
    nth: Annotated[int | None, typer.Option(metavar="K", help="Take the K-th place where there are several.")] = None,
    within: Annotated[str | None, typer.Option(metavar="PASSAGE_ID", help="Look in this passage only.")] = None,
    withhold: Annotated[
        bool, typer.Option("--withhold", help="Leave the words out; position and hash remain.")
    ] = False,
    package: PackageOption = None,
) -> None:
    """Find words in a frozen text and print their citation row."""
    _run("anchor", "anchor_command", source, words, package, nth=nth, within=within, withhold=withhold)


def build(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; list what would change, exit 1.")] = False,
    package: PackageOption = None,
) -> None:
    """Regenerate what is generated: derived fields, sorting, hashes and sizes."""
    _run("build", "build_command", package, check=check)


def validate(*, as_json: JsonOption = False, package: PackageOption = None) -> None:
    """Run every check and print one line per fault."""
    _run("validate", "validate_command", package, as_json=as_json)


def codebook(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if the page would change.")] = False,
    package: PackageOption = None,
) -> None:
    """Renew docs/codebook.md from the schemas."""
    _run("codebook", "codebook_command", package, check=check)


def metadata(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")] = False,
    package: PackageOption = None,
) -> None:
    """Renew the forms in which catalogues and search engines read the description."""
    _run("metadata.forms", "metadata_command", package, check=check)


def coverage(
    *,
    as_json: JsonOption = False,
    write: Annotated[bool, typer.Option("--write", help="Renew the page of docs/ that publishes the figures.")] = False,
    package: PackageOption = None,
) -> None:
    """Report how much of the sources is cited, and what is not."""
    _run("coverage", "coverage_command", package, as_json=as_json, write=write)


def gate(
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Renew the changelog's table of counts for the declared version.")
    ] = False,
    seal: Annotated[
        bool, typer.Option("--seal", help="If nothing is wrong, write releases/VERSION.json: the version is released.")
    ] = False,
    package: PackageOption = None,
) -> None:
    """Refuse a version that says too little of what changed since the last release."""
    _run("gate", "gate_command", package, write=write, seal=seal)


def release(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the artefacts shall be.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the release that is there.")] = False,
    package: PackageOption = None,
) -> None:
    """Build all artefacts of a release: wheel, sdist, zip, SQLite, Parquet, XLSX, SBOM and checksums."""
    _run("release", "release_command", folder, package, force=force)


def site(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the site shall be.")],
    releases: Annotated[list[Path], typer.Argument(metavar="RELEASE...", help="Folders that `release` made.")],
    *,
    docs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The documents as a site, to go with the releases.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the site that is there.")] = False,
) -> None:
    """Lay out releases for a static host, with an index page."""
    _run("site", "site_command", folder, releases, docs=docs, force=force)


def mutate(
    *,
    seed: Annotated[int | None, typer.Option(help="Of the random numbers; default as recorded.")] = None,
    per_operator: Annotated[
        int | None, typer.Option(metavar="K", help="Mutants of each operator; default as recorded.")
    ] = None,
    operator: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this operator; may be given again.")
    ] = None,
    sample: Annotated[int, typer.Option(metavar="N", help="Validate N of the mutants in full, too.")] = 0,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 if a score is under what is recorded.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Renew the record and docs/trust.md.")] = False,
    package: PackageOption = None,
) -> None:
    """Make plausible faults in copies of the data and count which of them the checks find."""
    options = {"seed": seed, "per_operator": per_operator, "only": operator or (), "sample": sample}
    _run("mutation.report", "mutate_command", package, **options, check=check, write=write)


def _run(module: str, function: str, *arguments: Any, **options: Any) -> None:
    """Run a command of the keeping wing and exit with its status; its libraries are optional."""
    try:
        status: int = getattr(import_module(f"sco_data.curation.{module}"), function)(*arguments, **options)
    except ModuleNotFoundError as error:
        if isinstance(error, ScoDataError) or not error.name or error.name.split(".")[0] == "sco_data":
            raise
        raise MissingExtraError("curate", error.name) from error
    raise typer.Exit(status)
