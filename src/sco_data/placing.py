"""Nothing half made: what is written appears in its place when it is whole, and not before."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Somewhere to write a file or folder, which takes the place of `target` when the block ends well.

    Parameters
    ----------
    target : Path
        Where it shall be. Its folder exists; what is there already is replaced.

    Yields
    ------
    Path
        Where to write: the same name in a temporary folder beside `target`, which is removed however the block ends,
        unless the process is killed.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with placed(Path(folder, "a.txt")) as made:
    ...         _ = made.write_text("whole")
    ...         print([file.name for file in Path(folder).glob("a.txt")])
    ...     print(Path(folder, "a.txt").read_text())
    []
    whole
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        made = Path(folder, target.name)
        yield made
        _put(made, target, Path(folder, "replaced"))


def _put(made: Path, target: Path, aside: Path) -> None:
    """Move what is made to its place; a folder cannot be replaced in one step, so that the old one steps aside."""
    if not target.is_dir():
        made.replace(target)
        return
    target.replace(aside)
    try:
        made.replace(target)
    except BaseException:
        aside.replace(target)
        raise
