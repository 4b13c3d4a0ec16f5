"""Lines of code of the library and of the keeping tool, without docstrings, comments and blanks; the longest module.

``python benchmarks/size.py`` prints them. A string that stands alone documents what is above it and is no code.
"""

import ast
import io
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOUSES = (Path("src", "sco_data"), Path("keeping", "src", "sco_keeping"))
_NONE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
}


def lines_of_code(file: Path) -> int:
    """Lines of a module that hold code."""
    text = file.read_text(encoding="utf-8")
    told: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            told |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NONE:
            found |= set(range(token.start[0], token.end[0] + 1))
    return len(found - told)


def main() -> None:
    """Print a line for each house."""
    for house in HOUSES:
        files = sorted((ROOT / house).rglob("*.py"))
        longest = max(files, key=lambda file: len(file.read_text(encoding="utf-8").splitlines()))
        length = len(longest.read_text(encoding="utf-8").splitlines())
        code = sum(map(lines_of_code, files))
        print(f"{house}: {code} lines of code in {len(files)} modules; longest {longest.name}, {length} lines in all")


if __name__ == "__main__":
    main()
