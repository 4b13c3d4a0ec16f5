"""Sessions for developers; .ci/run is what decides.

The tests run on every supported Python; those of the reading wing run on the built wheel as well, with the oldest and
the newest libraries that it supports (`nox -s matrix`). A Python that this machine lacks is an error.
"""

import json
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "tests-3.11", "pandas22"]

ROOT = Path(__file__).parent
PYTHONS = ["3.11", "3.12", "3.13"]
READING = [
    f"tests/test_{name}.py"
    for name in (
        "casting chronology edtf errors finding frames init manifest membership package placing printing provenance"
        " reading shapes states"
    ).split()
]
# Those of pyproject.toml; what came out before Python 3.13 did has no wheels for it.
OLDEST = {
    "3.11": ["pandas==2.2.0", "polars==1.0.0", "pyarrow==16.0.0"],
    "3.12": ["pandas==2.2.0", "polars==1.0.0", "pyarrow==16.0.0"],
    "3.13": ["pandas==2.2.3", "polars==1.0.0", "pyarrow==18.0.0"],
}
NEWEST = ["pandas", "polars", "pyarrow"]
# They say where the files of an editable install lie.
CHECKOUT_ONLY = [
    "--deselect=tests/test_package.py::test_default_is_the_checkout_in_an_editable_install",
    "--deselect=tests/test_reading.py::test_path_and_schema_of_every_table",
]
ATHERIS = 5000  # inputs of each target that takes bytes
LOCKS = {
    "apart": ["requirements/apart.in"],
    "build": ["requirements/build.in"],
    "oldest": ["pyproject.toml", "--extra=arrow", "--extra=polars", "requirements/oldest.in"],
    "outside": ["pyproject.toml", "--extra=outside"],
    "profile": ["--no-deps", "requirements/profile.in"],
    "test": ["pyproject.toml", "--extra=test", "requirements/test.in"],
}
VERSIONS = """
import sys, pandas, polars, pyarrow, sco_data
assert "site-packages" in sco_data.path("summits").parts, sco_data.path("summits")
print("python", sys.version.split()[0], *(f"{each.__name__} {each.__version__}" for each in (pandas, polars, pyarrow)))
"""


@nox.session(python=PYTHONS)
@nox.parametrize("libraries", ["oldest", "newest"])
def matrix(session: nox.Session, libraries: str) -> None:
    """The reading wing from the wheel, away from the checkout, with warnings as errors."""
    away = Path(session.create_tmp())
    shutil.rmtree(away, ignore_errors=True)
    session.run("pip", "wheel", "-q", "--no-deps", "-w", str(away / "wheel"), ".", silent=True)
    (wheel,) = (away / "wheel").glob("*.whl")
    pins = OLDEST[str(session.python)] if libraries == "oldest" else NEWEST
    session.install("--upgrade", *pins, "hypothesis", "pytest", f"sco-data[arrow,polars] @ {wheel.resolve().as_uri()}")
    for part in ("tests", "data", "schemas"):
        shutil.copytree(part, away / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "datapackage.json"):
        shutil.copy(part, away)
    session.chdir(away)
    versions = str(session.run("python", "-I", "-c", VERSIONS, silent=True)).strip()
    command = ["pytest", "-q", "-p", "no:cacheprovider", *CHECKOUT_ONLY, *READING]
    found = str(session.run(*command, *session.posargs, silent=True)).strip().splitlines()[-1]
    session.log(f"{versions}: {found}")
    session.chdir(ROOT)
    _record("matrix", f"{session.python}, {libraries}", {"versions": versions, "result": found.split(" in ")[0]})


def _record(name: str, key: str, value: object) -> None:
    """Note in studies/ what a session found; docs/trust.md is made from it."""
    file = ROOT / "studies" / f"{name}.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    file.write_text(json.dumps(dict(sorted({**known, key: value}.items())), indent=2) + "\n", encoding="utf-8")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.11")
def pandas22(session: nox.Session) -> None:
    session.install("-e", ".[arrow,polars]", "hypothesis", "pytest", "pandas==2.2.*")
    session.run("pytest", *READING, *session.posargs)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    session.install("-e", ".[test]")
    session.run("ruff", "format", "--check")
    session.run("ruff", "check")
    session.run("mypy")


@nox.session(python="3.11")
def browser(session: nox.Session) -> None:
    """Open the page of every citation at its words; needs chromium and the frozen texts."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests/browser", *session.posargs, env={"SCO_DATA_NIGHTLY": "1"})


@nox.session(python="3.11")
def r(session: nox.Session) -> None:
    """Run the page on R; needs the texts, Rscript, readr, dplyr (Debian: r-base-core r-cran-readr r-cran-dplyr)."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests/test_docs.py", "-k", "r_gives", *session.posargs, env={"SCO_DATA_NIGHTLY": "1"})


@nox.session(python="3.11")
def coverage(session: nox.Session) -> None:
    """Branch coverage of the whole suite; fails under what pyproject.toml says. Needs the frozen texts."""
    session.install("-e", ".[test]")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "json", "--quiet", "-o", f"{session.create_tmp()}/coverage.json", "--fail-under=0")
    session.run("coverage", "report")


@nox.session(python="3.11")
def mutants(session: nox.Session) -> None:
    """Faults made in the checking code; `-- --check` repeats the recorded sample. Needs the frozen texts."""
    session.install("-e", ".[test]", "cosmic-ray")
    session.run("python", "benchmarks/code_mutation.py", *session.posargs)


@nox.session(python="3.11")
def lock(session: nox.Session) -> None:
    """Pin what CI installs, by hash, to the newest versions, for every supported Python."""
    session.install("uv")
    common = "pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --universal".split()
    for name, sources in LOCKS.items():
        python = "3.13" if name == "profile" else "3.11"
        session.run("uv", *common, "--python-version", python, *sources, "-o", f"requirements/{name}.txt")


@nox.session(python="3.11")
def audit(session: nox.Session) -> None:
    """Known vulnerabilities of what is pinned; needs the network."""
    session.install("pip-audit")
    for name in LOCKS:
        session.run("pip-audit", "--strict", "--disable-pip", "--require-hashes", "-r", f"requirements/{name}.txt")


@nox.session(python="3.11")
def fuzz(session: nox.Session) -> None:
    """Hand 100 000 spoiled inputs to everything that reads some; then the same targets by coverage."""
    session.install("-e", ".[test]", "atheris")
    noted = {"SCO_DATA_NIGHTLY": "1", "SCO_DATA_FUZZ_RECORD": "studies/fuzz.json"}
    session.run("pytest", "tests/fuzz", "tests/test_hostile.py", *session.posargs, env=noted)
    targets = ("csv", "edtf", "zip", "gztar", "manifest")
    for target in targets:
        session.run("python", "tests/fuzz/atheris_targets.py", target, f"-runs={ATHERIS}")
    _record("fuzz", "atheris", dict.fromkeys(targets, ATHERIS))


@nox.session(python="3.11")
def publish(session: nox.Session) -> None:
    """Build everything twice and rehearse publishing on loopback."""
    session.install("-e", ".[release]")
    session.run(".ci/publish", "python", external=True)
