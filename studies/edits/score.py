"""What the rules saw of edits that others made: runs of a language model that had not seen the rules.

``python studies/edits/score.py`` prints the table; ``--write`` renews it on the page on trust. The edits lie in
``keeping/mutants/edits-first.jsonl`` and ``edits-second.jsonl``, where ``sco-keep replay`` makes them again: `before`
has what found each of them by the rules as they were, `then` by the rules that were mended with the first set in hand
and the second unseen, `checks` by those of today.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = Path("docs", "trust.md")
SETS = ("first", "second")
_PART = re.compile(r"(?<=<!-- edits of others -->\n).*?(?=<!-- end -->)", re.DOTALL)


def edits(name: str) -> list[dict[str, Any]]:
    """Edits of a set, with what found them."""
    lines = (ROOT / "keeping" / "mutants" / f"edits-{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def table() -> list[str]:
    """Lines of the table: by kind, how many of each set were found before and after the first set was used."""
    heads = ["kind", "first set: before", "mended with it", "now", "second set: before", "held back", "now", "of each"]
    found = {name: edits(name) for name in SETS}
    kinds = list(dict.fromkeys(each["operator"] for each in found["first"]))
    lines = [_line(heads), _line(["---", *["---:"] * (len(heads) - 1)])]
    for kind in [*kinds, ""]:
        counts = [
            sum(bool(each[when]) for each in found[name] if kind in ("", each["operator"]))
            for name in SETS
            for when in ("before", "then", "checks")
        ]
        of = sum(kind in ("", each["operator"]) for each in found["first"])
        lines.append(_line([f"`{kind}`" if kind else "all", *map(str, counts), str(of)]))
    return lines


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the page on trust")
    if not parser.parse_args().write:
        print("\n".join(table()))
        return
    page = ROOT / PAGE
    page.write_text(_PART.sub(f"\n{chr(10).join(table())}\n\n", page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
