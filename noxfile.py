"""Sessions for developers; .ci/run is what decides.

The tests run on every supported Python, and the reading wing's also with the oldest supported pandas.
"""

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "tests-3.11", "pandas22"]

READING = [
    f"tests/test_{name}.py"
    for name in "casting chronology finding frames init membership package provenance reading".split()
]


@nox.session(python=["3.11", "3.12", "3.13"])
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
    """Run the page on R; needs Rscript, readr and dplyr (Debian: r-base-core r-cran-readr r-cran-dplyr) and the texts."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests/test_docs.py", "-k", "r_gives", *session.posargs, env={"SCO_DATA_NIGHTLY": "1"})
