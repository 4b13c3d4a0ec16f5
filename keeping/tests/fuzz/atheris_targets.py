"""The targets that take bytes, under atheris: inputs are chosen by the branches that they reach.

By hand and at night, where atheris installs (`pip install atheris`; it has wheels for Linux)::

    python keeping/tests/fuzz/atheris_targets.py csv -runs=20000

The targets are csv, edtf and zip; what follows the name are options of libFuzzer. An input that breaks
something is written to the current folder as ``crash-...``; the same command with that file as its argument repeats it.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

sys.path.insert(0, str(Path(__file__).parents[3]))

with atheris.instrument_imports(include=["sco_data"]):
    from keeping.tests.fuzz import targets


def target(name: str, ground: targets.Ground) -> tuple[Callable[[bytes], None], bytes]:
    """What is called with each input, and an input to begin with."""
    if name == "csv":
        seed = (ground.package / "data" / "summits.csv").read_bytes()
        return lambda content: targets.read_csv(ground, "summits", content, "records"), seed
    if name == "edtf":
        return lambda content: targets.parse_edtf(content.decode("utf-8", "replace")), b"2004-06~/2004-08%"
    return lambda content: targets.compare_bytes(ground, content), ground.archive


def main() -> None:
    """Fuzz until libFuzzer ends the process; the folder that is worked in goes with the next start."""
    name = sys.argv.pop(1)
    folder = Path(tempfile.gettempdir(), "sco-data-fuzz", name)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "seeds").mkdir(parents=True)
    (folder / "ground").mkdir()
    call, seed = target(name, targets.Ground.made(folder / "ground"))
    (folder / "seeds" / "real").write_bytes(seed)
    files = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    atheris.Setup([*sys.argv, *([] if files else [str(folder / "seeds")])], call)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
