"""Renew what the documents show of commands: tables between ``<!-- output of: COMMAND -->`` and ``<!-- end -->``.

``python docs/outputs.py`` renews all documents; ``--check`` writes nothing and exits 1 where one would change.
"""

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner

from sco_data import cli
from sco_keeping.cli import app

ROOT = Path(__file__).parents[1]
APPS = {"sco-data": cli.app, "sco-keep": app}
_SHOWN = re.compile(r"(<!-- output of: (.*?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def printed(command: str) -> str:
    """What a command that begins with ``sco-data`` or ``sco-keep`` prints; it must not fail."""
    name, *arguments = shlex.split(command)
    result = CliRunner().invoke(APPS[name], arguments)
    if result.exit_code:
        raise SystemExit(f"{command}: {result.output}{result.exception}")
    return result.stdout


def renewed(text: str) -> str:
    """A document with what its commands print today."""
    return _SHOWN.sub(lambda match: f"{match[1]}\n{printed(match[2])}\n{match[4]}", text)


def main(arguments: Sequence[str]) -> int:
    """Renew the documents, or with ``--check`` say which would change."""
    check = list(arguments) == ["--check"]
    if arguments and not check:
        raise SystemExit("usage: python docs/outputs.py [--check]")
    stale = 0
    for page in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]:
        old = page.read_text(encoding="utf-8")
        if (new := renewed(old)) != old:
            stale += 1
            print(f"{'would change' if check else 'changed'} {page}")
            if not check:
                page.write_text(new, encoding="utf-8", newline="\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
