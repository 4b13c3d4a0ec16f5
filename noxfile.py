"""Sessions for developers; .ci/run is what decides."""

import re
import shutil
import tempfile
import tomllib
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "tests-3.11"]

ROOT = Path(__file__).parent
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
CHECKOUT = ["-e", ".[test]", "-e", "./keeping"]
# The library's own tests that need nothing but pandas and, where they are there, polars and pyarrow.
READING = "casting chronology edtf errors finding frames init membership package provenance".split()
# The oldest that pyproject.toml allows; what came out before a Python did has no wheels for it.
OLDEST = {
    "3.11": ["pandas==2.2.0", "polars==1.0.0", "pyarrow==16.0.0"],
    "3.12": ["pandas==2.2.0", "polars==1.0.0", "pyarrow==16.0.0"],
    "3.13": ["pandas==2.2.3", "polars==1.0.0", "pyarrow==18.0.0"],
    "3.14": ["pandas==2.3.3", "polars==1.0.0", "pyarrow==22.0.0"],
}
# One lock for each environment that cannot be joined with another: the old pandas, and cffconvert, which wants an old
# jsonschema.
LOCKS = {
    "test": (["test"], ["", "outside"], ["editables", "passlib", "pip", "pypiserver", "twine", "zizmor"]),
    "oldest": (["arrow", "polars"], [], ["editables", "hatchling", "hypothesis", "pandas==2.2.*", "pytest"]),
    "apart": ([], [], ["cffconvert==2.0.0", "setuptools<81"]),
}
"""By name: extras of the library, extras of keeping ("" for none), and what else stands in the environment."""


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Both suites, that of the library and that of keeping."""
    session.install(*CHECKOUT)
    session.run("pytest", *session.posargs)


@nox.session(python=PYTHONS)
@nox.parametrize("libraries", ["oldest", "newest"])
def matrix(session: nox.Session, libraries: str) -> None:
    """The library from its wheel, away from the checkout, with the oldest and newest pandas, polars and pyarrow."""
    away = Path(session.create_tmp())
    shutil.rmtree(away, ignore_errors=True)
    session.run("pip", "wheel", "-q", "--no-deps", "-w", str(away / "wheel"), ".", silent=True)
    (wheel,) = (away / "wheel").glob("*.whl")
    pins = OLDEST[str(session.python)] if libraries == "oldest" else ["pandas", "polars", "pyarrow"]
    session.install("--upgrade", *pins, "hypothesis", "pytest", f"sco-data[arrow,polars] @ {wheel.resolve().as_uri()}")
    for part in ("tests", "data", "schemas"):
        shutil.copytree(part, away / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "datapackage.json"):
        shutil.copy(part, away)
    session.chdir(away)
    session.run("pytest", "-q", "-p", "no:cacheprovider", *(f"tests/test_{name}.py" for name in READING))


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    session.install(*CHECKOUT)
    session.run("ruff", "format", "--check")
    session.run("ruff", "check")
    session.run("mypy")


@nox.session(python="3.11")
def nightly(session: nox.Session) -> None:
    """What .ci/run leaves to the night: every break by frictionless, many spoiled inputs, all pages in a browser."""
    session.install(*CHECKOUT)
    session.run("pytest", *session.posargs, env={"SCO_DATA_NIGHTLY": "1"})


@nox.session(python="3.11")
def outside(session: nox.Session) -> None:
    """What tools of others say of metadata, wheel, rights and data; needs npm, some an environment apart."""
    session.install("-e", ".[test]", "-e", "./keeping[outside]")
    # For the profile in it, whatever Python the package itself wants.
    session.install("--no-deps", "--ignore-requires-python", "check-datapackage==0.37.0")
    session.install("datasets>=3")  # of Hugging Face; not in the extra, lest CI fetch it for every change
    node = Path(session.create_tmp(), "node")
    session.run("npm", "install", "--silent", "--prefix", str(node), "datapackage@1", external=True)
    apart = Path(session.create_tmp(), "apart")
    session.run("python", "-m", "venv", str(apart))
    session.run(str(apart / "bin" / "pip"), "install", "-q", "-r", "requirements/apart.txt", external=True)
    told = {"SCO_DATA_OUTSIDE": "1", "SCO_DATA_APART": str(apart / "bin"), "SCO_DATA_NODE": str(node)}
    session.run("pytest", "-q", "keeping/tests/outside", *session.posargs, env=told)


@nox.session(python="3.11")
def browser(session: nox.Session) -> None:
    """Make the site and look at it in Chromium."""
    session.install(*CHECKOUT)
    session.run(".ci/browser", "python", external=True)


@nox.session(python="3.11")
def publish(session: nox.Session) -> None:
    """Build everything twice and rehearse publishing on loopback."""
    session.install(*CHECKOUT)
    session.run(".ci/publish", "python", external=True)


@nox.session(python="3.11")
def lock(session: nox.Session) -> None:
    """Pin what CI installs, by hash, to the newest versions, for every supported Python."""
    session.install("uv")
    common = "pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --universal".split()
    for name in LOCKS:
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder, "wanted.in")
            wanted.write_text("\n".join(wanted_by(name)), encoding="utf-8")
            session.run("uv", *common, "--python-version", "3.11", str(wanted), "-o", f"requirements/{name}.txt")


def wanted_by(lock: str) -> list[str]:
    """What the projects ask for, by the names of their extras, and what the list adds; our own names aside."""
    library, keeping, others = LOCKS[lock]
    found = [*others]
    for file, extras in (("pyproject.toml", library), ("keeping/pyproject.toml", keeping)):
        project = tomllib.loads((ROOT / file).read_text(encoding="utf-8"))["project"]
        found += project["dependencies"] if extras else []
        waiting = [*extras]
        while waiting:
            for each in project["optional-dependencies"].get(waiting.pop(), ()):
                own = re.fullmatch(r"sco-data\[(.+)\]", each)
                waiting += own[1].split(",") if own else []
                found += [] if own else [each]
    return [each for each in found if each != "sco-data"]


@nox.session(python="3.11")
def audit(session: nox.Session) -> None:
    """Known vulnerabilities of what is pinned; needs the network."""
    session.install("pip-audit")
    for name in LOCKS:
        session.run("pip-audit", "--strict", "--disable-pip", "--require-hashes", "-r", f"requirements/{name}.txt")
