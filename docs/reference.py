"""Write the pages of reference, and the README's picture.

``docs/api.md`` is made from the docstrings of every public name, ``docs/cli.md`` from the help of every command,
``docs/ladder.svg`` from the data. ``python docs/reference.py`` renews all; ``--check`` writes nothing and exits 1 where
a page would change. What is public and has no docstring, or a parameter that its docstring leaves out, is an error.
"""

import ast
import inspect
import re
import sys
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import sco_data
from sco_data import cli, frames
from sco_keeping import site
from sco_keeping.site.ladder import ladder
from sco_keeping.site.shelf import Shelf

if typing.TYPE_CHECKING:
    from sco_data.casting import Value

DOCS = Path(__file__).parent

# The modules in the order of the page. Of `sco_data` come the names it makes public; of the others what is not private.
MODULES = (
    *(
        "reading",
        "package",
        "provenance",
        "finding",
        "membership",
        "chronology",
        "citing",
        "exporting",
        "verifying",
        "comparing",
    ),
    *("plot", "edtf", "errors"),
)
APART = ("plot", "edtf")
"""Modules that a user imports by name."""
RETURNED = {"finding": ("Place",), "comparing": ("Comparison", "Change")}
"""Classes that public functions return."""

Known = Mapping[str, str]
"""Headings by the names under which the docstrings of a module refer to them."""

_API = """\
# API reference

<!-- Generated from the docstrings by `python docs/reference.py`; edit those. -->

`import sco_data as sco` reads no file and loads no other library; a function is loaded when it is first asked for.
Every function that reads takes `package`: any folder that holds a `datapackage.json`, such as an older download, a zip
of one, or an open [`Package`](#package), which answers the same questions and reads each file once. What gives a frame
takes `as_`: `"pandas"`, `"records"`, `"polars"` or `"arrow"`.
Positions in texts count code points from 0; an end is not included. Dates in `date_edtf` are
[EDTF](#dates-in-edtf), those in `date_start`, `date_end`, `earliest` and `latest` are days.
"""

_CLI = """\
# Command line

<!-- Generated from the commands by `python docs/reference.py`; edit those. -->

`sco-data COMMAND --help` says the same in the terminal. Tables fit the width of a terminal; piped output is whole,
plain and stable, and `--format csv` or `json` is for machines. `--package DIR` asks any folder with a
`datapackage.json`, or a zip of one, instead of the installed data. Positions in texts count code points from 0.

An error is one line on standard error. The exit status is 0 where all is well; 1 where the data or a text are at fault
(a damaged file, words that `verify` cannot find); 2 where the command could not run as it was asked.

The shell completes commands and options: put `eval "$(_SCO_DATA_COMPLETE=bash_source sco-data)"` into
`~/.bashrc`, with `zsh_source` into `~/.zshrc`, or `_SCO_DATA_COMPLETE=fish_source sco-data | source` into
`~/.config/fish/config.fish`.
"""


# --- docstrings (NumPy style)


def _sections(text: str) -> dict[str, str]:
    """Parts of a docstring by heading; the first part is under ""."""
    parts = re.split(r"^(\w+)\n-{3,}\n", inspect.cleandoc(text) + "\n", flags=re.MULTILINE)
    return {
        "": parts[0].strip(),
        **{name: body.strip("\n") for name, body in zip(parts[1::2], parts[2::2], strict=True)},
    }


def _entries(body: str) -> list[tuple[str, str]]:
    """Entries of a list of definitions: what stands at the margin, and what is indented under it."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line and not line[0].isspace():
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
    return [(head, inspect.cleandoc("\n".join(["", *lines]))) for head, lines in found]


def _markdown(text: str, known: Known) -> str:
    """What the docstrings use of reStructuredText, as Markdown."""

    def link(match: re.Match[str]) -> str:
        name = match[2]
        return f"[`{known[name]}`](#{_slug(known[name])})" if name in known else f"`{name}`"

    text = re.sub(r"^=+ +=+\n(.*?)^=+ +=+$", _grid, text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r":(func|class|meth|mod|data):`~?([\w.]+)`", link, text)
    text = text.replace("`sco_data.frames`", "[types of columns](#types-of-columns)")
    text = re.sub(r"``(.+?)``", r"`\1`", text)
    return re.sub(r"::\n\n((?: {4}.*\n?)+)", lambda code: f":\n\n```sh\n{inspect.cleandoc(code[1])}\n```\n", text)


def _grid(match: re.Match[str]) -> str:
    """Two columns between lines of equals signs, as a table."""
    width = match[0].index(" ") + 1
    cells: list[list[str]] = []
    for line in match[1].splitlines():
        if line[:width].strip():
            cells.append([line[:width].strip(), line[width:].strip()])
        elif line.strip():
            cells[-1][1] += " " + line.strip()
    return "\n".join(_table(["", ""], cells))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _slug(name: str) -> str:
    """Anchor of a heading that is this name."""
    return re.sub(r"[^\w-]", "", name.lower().replace(" ", "-"))


def _item(head: str, text: str) -> str:
    lines = f"- {head}: {text}".rstrip(": ").splitlines()
    return "\n".join([lines[0], *(f"    {line}".rstrip() for line in lines[1:])])


def _examples(body: str, home: Mapping[str, str], known: Known) -> Iterator[str]:
    """Examples that stand on their own: what they use is imported first."""
    for part in re.sub(r" +# doctest: .*$", "", body, flags=re.MULTILINE).split("\n\n"):
        code = re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", part, re.MULTILINE)
        if not code:
            yield _markdown(part, known)
            continue
        nodes = [node for node in ast.walk(ast.parse("\n".join(code))) if isinstance(node, ast.Name)]
        used = {node.id for node in nodes} - {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
        by_module: dict[str, list[str]] = {}
        for name in sorted(used & home.keys()):
            by_module.setdefault(home[name], []).append(name)
        imports = [f">>> from {module} import {', '.join(found)}" for module, found in by_module.items()]
        yield "\n".join(["```pycon", *imports, part, "```"])


def _document(title: str, where: str, found: Any, home: Mapping[str, str], known: Known) -> Iterator[str]:
    """Say all that the docstring of a function or class says."""
    if not inspect.getdoc(found):
        raise SystemExit(f"{where} is public and has no docstring.")
    told = _sections(str(inspect.getdoc(found)))
    yield f"### {title}"
    if not inspect.isclass(found):
        yield _signature(where, found, told)
    yield _markdown(told[""], known)
    for heading in ("Parameters", "Attributes", "Returns", "Raises"):
        if heading in told:
            yield from _definitions(heading, told[heading], known)
    if "Notes" in told:
        yield f"**Notes.** {_markdown(told['Notes'], known)}"
    if "Examples" in told:
        yield "**Examples**"
        yield from _examples(told["Examples"], home, known)
    if inspect.isclass(found):
        members = [
            _member(f"{found.__name__}.{name}", member, known)
            for name, member in vars(found).items()
            if not name.startswith("_") and (isinstance(member, property) or inspect.isfunction(member))
        ]
        if members:
            yield "\n".join(members)


def _signature(where: str, found: Any, told: Mapping[str, str]) -> str:
    """How a function is called, without types; its docstring must tell every parameter."""
    bare = inspect.signature(found)
    parameters = [each.replace(annotation=inspect.Parameter.empty) for each in bare.parameters.values()]
    entered = ", ".join(head for head, _ in _entries(told.get("Parameters", "")))
    if missing := [each.name for each in parameters if not re.search(rf"\b{each.name}\b", entered)]:
        raise SystemExit(f"{where} has parameters that its docstring leaves out: {', '.join(missing)}.")
    return f"`{where}{bare.replace(parameters=parameters, return_annotation=inspect.Signature.empty)}`"


def _definitions(heading: str, body: str, known: Known) -> Iterator[str]:
    if heading == "Returns":
        ((head, text),) = _entries(body)
        yield f"**Returns** *{head}*"
        if text:
            yield _markdown(text, known)
        return
    yield f"**{heading}**"
    items = []
    for head, text in _entries(body):
        names, colon, kind = head.partition(" : ")
        kind = f" (*{_markdown(kind, known)}*)" if colon else ""
        items.append(_item(f"{', '.join(f'`{name}`' for name in names.split(', '))}{kind}", _markdown(text, known)))
    yield "\n".join(items)


def _member(name: str, member: Any, known: Known) -> str:
    told = _sections(inspect.getdoc(member) or "")
    if not told[""]:
        raise SystemExit(f"{name} is public and has no docstring.")
    return _item(f"`{name}{'' if isinstance(member, property) else '()'}`", _markdown(told[""], known))


# --- the API


def public() -> dict[str, dict[str, Any]]:
    """Public names by module, in the order of the page: title of the heading -> what it names."""
    modules = dict(sco_data._MODULES)
    found: dict[str, dict[str, Any]] = {}
    for name in (*MODULES, *(each for each in modules if each not in MODULES)):
        module = import_module(f"sco_data.{name}")
        names = [*modules.get(name, "").split(), *RETURNED.get(name, ())]
        if name in APART:
            names += [
                each
                for each, value in vars(module).items()
                if inspect.isfunction(value) and value.__module__ == module.__name__ and not each.startswith("_")
            ]
        found[name] = {f"{name}.{each}" if name in APART else each: getattr(module, each) for each in names}
    return found


def api() -> str:
    """The page of the API."""
    found = public()
    headings = {name: name for members in found.values() for name in members}
    parts = [_API]
    overview = []
    for module, members in found.items():
        title = _title(module)
        overview.append(f"- [{title}](#{_slug(title)}): {', '.join(f'[`{name}`](#{_slug(name)})' for name in members)}")
    overview.append("- [Types of columns](#types-of-columns)")
    parts.append("\n".join(overview))
    home = dict.fromkeys(sco_data.__all__, "sco_data")
    for module, members in found.items():
        parts.append(f"## {_title(module)}")
        imported = import_module(f"sco_data.{module}")
        known = headings | {name.rpartition(".")[2]: name for name in members}
        names = {name: value.__module__ for name, value in vars(imported).items() if hasattr(value, "__module__")}
        names |= {name: where for name, where in home.items() if module not in APART or name not in names}
        parts.append(_markdown(_sections(str(imported.__doc__))[""], known))
        for name, value in members.items():
            where = f"sco_data.{name}" if name in home or module in APART else f"sco_data.{module}.{name}"
            parts += _document(name, where, value, names, known)
    parts += ["## Types of columns", *_types()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _title(module: str) -> str:
    """What a module is about, for a heading."""
    titles = {
        "reading": "Loading",
        "package": "One package",
        "provenance": "Where a value comes from",
        "finding": "Finding rows",
        "membership": "Memberships",
        "chronology": "The order of time",
        "citing": "Citing",
        "exporting": "Exporting",
        "verifying": "Checking a text",
        "comparing": "Comparing versions",
        "plot": "Charts",
        "edtf": "Dates in EDTF",
        "errors": "Errors",
    }
    return titles.get(module, module.capitalize())


def _types() -> Iterator[str]:
    """What a type of the schemas becomes, asked of the frames themselves."""
    values: dict[str, Value] = {
        "string": "KAZ",
        "integer": 3,
        "number": 6.3,
        "date": date(1998, 7, 3),
        "boolean": True,
    }
    rows = []
    for kind, value in values.items():
        fields, columns = [{"name": "x", "type": kind}], {"x": [value, None]}
        pandas = frames.to_pandas(columns, fields)["x"]
        polars, arrow = frames.to_polars(columns, fields)["x"], frames.to_arrow(columns, fields)["x"]
        shown = [kind, pandas.dtype, type(value).__name__, polars.dtype, arrow.type]
        rows.append([f"`{each}`" for each in shown])
    yield "A column has the type that its schema declares, also where it is all empty:"
    yield "\n".join(_table(["schema", "pandas", "records", "polars", "arrow"], rows))
    yield "An empty cell is `NA` in pandas (`NaT` for a date), `None` in records, else null. `004` and `NA` stay text."


# --- the command line


def command_line() -> str:
    """The page of the commands."""
    parts = [_CLI]
    parts.append(
        "\n".join(
            f"- {heading}: {', '.join(f'[`{each.name}`](#sco-data-{each.name})' for each in commands)}"
            for heading, commands in cli.HEADINGS.items()
        )
    )
    rows = [[f"`{', '.join(each.opts)}`", _help(each)] for each in cli.app.params]
    parts.append("\n".join(_table(["`sco-data`", ""], [*rows, ["`--help`", "Show the help of any command."]])))
    for heading, commands in cli.HEADINGS.items():
        parts.append(f"## {heading}")
        for command in commands:
            parts += _command(command)
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _command(command: click.Command) -> Iterator[str]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join(
        ["sco-data", str(command.name), *(["[OPTIONS]"] if options else []), *(str(each.metavar) for each in arguments)]
    )
    yield f"### sco-data {command.name}"
    yield "\n\n".join(" ".join(part.split()) for part in str(command.help).split("\n\n"))
    yield f"Usage: `{usage}`"
    rows = [[f"`{each.metavar}`", _help(each)] for each in arguments]
    rows += [[f"`{' '.join(filter(None, (', '.join(each.opts), each.metavar)))}`", _help(each)] for each in options]
    if rows:
        yield "\n".join(_table(["", ""], rows))
    yield f"Example: `{str(command.epilog).partition(': ')[2]}`"


def _help(parameter: click.Parameter) -> str:
    """What an argument or option is for, with its words and its default."""
    told = str(getattr(parameter, "help", ""))
    if isinstance(parameter.type, click.Choice):
        words = ", ".join(f"`{word}`" for word in parameter.type.choices)
        told = f"{told.removesuffix('.')}: {words}."
    default = parameter.to_info_dict()["default"]
    return told if default in (None, False) else f"{told} Default: `{default}`."


_STYLE = (
    "text{font:12.5px system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;fill:var(--ink)}.who{text-anchor:end}"
    ".year{text-anchor:middle;fill:var(--quiet)}.tick{stroke:var(--line)}.pale{opacity:.3}"
)


def _style(roles: Sequence[str]) -> str:
    """Style of the picture: the site's colours, by day and in the dark."""
    css = (Path(site.__file__).parent / "assets" / "site.css").read_text(encoding="utf-8")
    names = ["ink", "quiet", "line", *roles]
    day, dark = (
        "".join(f"--{name}:{re.findall(rf'--{name}: (#[0-9a-f]+)', css)[which]};" for name in names) for which in (0, 1)
    )
    filled = "".join(f".r-{role}{{fill:var(--{role})}}" for role in roles)
    return f"svg{{{day}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}{_STYLE}{filled}"


def picture() -> str:
    """The ladder of the site as a drawing of its own, with a legend; nothing in it leads anywhere."""
    drawn = ladder(Shelf())
    if drawn is None:
        raise SystemExit("there is no ladder to draw")
    body = re.sub(r"</?a\b[^>]*>", "", str(drawn.svg))
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', body).groups())  # type: ignore[union-attr]
    legend = "".join(
        f'<rect class="r-{role}" x="{156 + 150 * number}" y="{height + 6}" width="22" height="13" rx="2"/>'
        f'<text x="{184 + 150 * number}" y="{height + 17}">{role.replace("_", " ")}</text>'
        for number, role in enumerate(drawn.roles)
    )
    legend += f'<text x="{136 + 150 * len(drawn.roles)}" y="{height + 17}">pale: not known so late</text>'
    whole = (
        f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 28}" viewBox="0 0 {width} {height + 28}"'
    )
    body = re.sub(r'viewBox="[^"]*"', whole, body, count=1)
    return body.replace("</svg>", f"{legend}</svg>").replace(">", f"><style>{_style(drawn.roles)}</style>", 1) + "\n"


def pages() -> dict[Path, str]:
    """Each page with what it should hold."""
    return {DOCS / "api.md": api(), DOCS / "cli.md": command_line(), DOCS / "ladder.svg": picture()}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` say which would change."""
    check = list(arguments) == ["--check"]
    if arguments and not check:
        raise SystemExit("usage: python docs/reference.py [--check]")
    stale = [page for page, text in pages().items() if not page.is_file() or page.read_text(encoding="utf-8") != text]
    for page in stale:
        if not check:
            page.write_text(pages()[page], encoding="utf-8", newline="\n")
        print(f"{'would change' if check else 'changed'} {page}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
