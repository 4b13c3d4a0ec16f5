"""The search library from the npm registry: pinned by version and hash in `node/package-lock.json`, fetched by npm."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from sco_keeping.library import ScoDataError

PINNED = Path(__file__).with_name("node")
"""The folder with `package.json` and `package-lock.json`."""

LIBRARY = "minisearch"


class Library(NamedTuple):
    """A script and the licence with which it is shipped."""

    script: bytes
    licence: bytes


def library(modules: Path | None = None) -> Library:
    """The search library.

    Parameters
    ----------
    modules : path, optional
        A `node_modules` that has it; by default npm fetches what is pinned into a folder that is then thrown away.

    Raises
    ------
    ScoDataError
        It is not there, or npm does not fetch it.
    """
    if modules is not None:
        return _read(modules)
    npm = shutil.which("npm")
    if npm is None:
        raise ScoDataError(
            f"There is no npm, which fetches {LIBRARY}; install Node.js, or name a folder with `--modules`."
        )
    with tempfile.TemporaryDirectory() as folder:
        for file in PINNED.glob("*.json"):
            shutil.copy(file, folder)
        command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise ScoDataError(f"npm does not fetch {LIBRARY}: {why}.")
        return _read(Path(folder, "node_modules"))


def _read(modules: Path) -> Library:
    folder = modules / LIBRARY
    try:
        return Library((folder / "dist/umd/index.js").read_bytes(), (folder / "LICENSE.txt").read_bytes())
    except OSError as error:
        raise ScoDataError(
            f"{error.filename} is not there; expected {LIBRARY} as `npm ci` in {PINNED} puts it."
        ) from error
