"""What contributors are told and given works: the worked example, the forms for issues, the hooks before a commit."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import sco_data as sco
from sco_keeping.library import Package
from sco_keeping.sources.texts import VARIABLE

from .conftest import NIGHTLY

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
WORKFLOWS = ROOT / ".github" / "workflows"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""Where the commands of this environment are found first."""


# --- the worked example

ROW, SOURCE = "treaty-good-neighbourliness-2007-rus-ratified", "twocircles-russia-ratifies-2008"


class Step(NamedTuple):
    """Commands of the worked example, what the page shows of their output, and what they printed."""

    commands: str
    shown: str
    printed: str


def example(page: str) -> list[tuple[str, str]]:
    """Each block of commands of the worked example, with the output shown under it, if any."""
    (part,) = re.findall(r"^## Add a row: a worked example\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    found: list[tuple[str, str]] = []
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL):
        if language == "sh":
            found.append((text, ""))
        else:
            assert language == "text"
            assert not found[-1][1], "output belongs to the commands before it"
            found[-1] = (found[-1][0], text)
    return found


def perform(steps: list[tuple[str, str]], folder: Path) -> list[Step]:
    """Run blocks of commands one after the other in one shell, as a contributor does who has none of the texts."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    (folder / "keeping").mkdir()
    shutil.copy(ROOT / "keeping" / "waivers.csv", folder / "keeping")
    mark = "=== end of a block ==="
    script = "".join(f"{commands}\necho '{mark}'\n" for commands, _ in steps)
    done = subprocess.run(
        ["bash", "-uc", script],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != VARIABLE} | {"PATH": PATH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    printed = done.stdout.split(f"{mark}\n")
    assert printed.pop() == ""
    return [Step(*step, text) for step, text in zip(steps, printed, strict=True)]


def shows(shown: str, printed: str) -> bool:
    """Whether output is what is shown of it; `…` stands for whatever, on a line of its own for any number of lines."""
    lines = (
        r"(?:.*\n)*?" if line == "…" else "[^\n]*?".join(map(re.escape, line.split("…"))) + r"\n"
        for line in shown.splitlines()
    )
    return re.fullmatch("".join(lines), printed) is not None


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    return perform(example(PAGE.read_text(encoding="utf-8")), tmp_path_factory.mktemp("worked"))


def test_the_worked_example_prints_what_the_page_shows(steps: list[Step]) -> None:
    assert len(steps) == 6
    for step in steps:
        if step.shown:
            assert shows(step.shown, step.printed), f"{step.commands}\nprints\n{step.printed}"
        else:
            assert step.printed == "", step.commands


def test_no_check_says_anything_of_the_row_of_the_worked_example(steps: list[Step]) -> None:
    (report,) = (step.printed for step in steps if "validate" in step.commands)
    assert [line for line in report.splitlines() if ROW in line or SOURCE in line] == []


def test_the_fact_of_the_worked_example_is_not_in_the_data_yet() -> None:
    page = PAGE.read_text(encoding="utf-8")
    (words,) = re.findall(r'^words="(.*)"$', page, re.MULTILINE)
    assert len(words) <= 200
    assert " ".join(words.split()) in " ".join(page.split("A page says it")[1].split("**1.")[0].split())
    assert f"row={ROW}\n" in page
    package = Package(ROOT)
    there = {row["source_id"] for row in package.rows("sources")} | {
        row["party_id"] for row in package.rows("instrument_parties")
    }
    assert not {ROW, SOURCE} & there, "the worked example is in the data now: choose another fact for CONTRIBUTING.md"


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("2 faults.\n", "2 faults.\n", True),
        ("…\n0 faults…\n", "a\n0 faults, 3 waived.\n", True),
        ("2 faults.\n", "1 fault.\n", False),
        ("c…,x\n", "c0662,x\n", True),
        ("c…,x\n", "c0662\n,x\n", False),
        ("…\n0 faults.\n", "0 faults.\n", True),
        ("…\n0 faults.\n", "one\ntwo\n0 faults.\n", True),
        ("…\n0 faults.\n", "10 faults.\n", False),
    ],
)
def test_what_is_shown_is_compared_line_by_line(shown: str, printed: str, same: bool) -> None:
    assert shows(shown, printed) == same


def test_the_page_has_each_way_to_contribute() -> None:
    headings = re.findall(r"^## (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [
        "Report an error",
        "Propose a source",
        "Add a row: a worked example",
        "Change the code",
        "What a review looks at",
    ]


def test_the_page_names_forms_that_are_there() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    named = set(re.findall(r"the form \*([^*]+)\*", text))
    assert named == {yaml.safe_load(form.read_text(encoding="utf-8"))["name"] for form in forms()}


# --- forms and workflows, against the schemas that check-jsonschema brings


def forms() -> list[Path]:
    return [file for file in sorted(FORMS.glob("*.yml")) if file.name != "config.yml"]


def checked(schema: str, *files: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files],
        capture_output=True,
        text=True,
        check=False,
    )


def test_forms_and_workflows_fit_their_schemas() -> None:
    assert {form.stem for form in forms()} == {"data-error", "new-source"}
    found = [
        checked("github-issue-forms", *forms()),
        checked("github-issue-config", FORMS / "config.yml"),
        *(checked("github-workflows", workflow) for workflow in sorted(WORKFLOWS.glob("*.yml"))),
    ]
    assert [done.stdout for done in found if done.returncode] == []


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.stem)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda form: form.pop("body"),
        lambda form: form["body"][1].update(type="question"),
        lambda form: form["body"][1]["attributes"].pop("label"),
    ],
    ids=["no-body", "no-such-type", "no-label"],
)
def test_a_form_that_is_wrong_is_found(form: Path, spoil: Callable[[Any], object], tmp_path: Path) -> None:
    content = yaml.safe_load(form.read_text(encoding="utf-8"))
    spoil(content)
    (tmp_path / form.name).write_text(yaml.safe_dump(content), encoding="utf-8")
    done = checked("github-issue-forms", tmp_path / form.name)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Schema validation errors" in done.stdout


def fields(form: str) -> dict[str, Any]:
    """Fields of a form by identifier."""
    body = yaml.safe_load((FORMS / f"{form}.yml").read_text(encoding="utf-8"))["body"]
    found = {field["id"]: field for field in body if "id" in field}
    assert len(found) == sum(field["type"] != "markdown" for field in body), "each field has an identifier of its own"
    return found


def test_the_form_for_errors_asks_what_is_needed_to_mend_one() -> None:
    asked = fields("data-error")
    assert list(asked) == ["version", "table", "row", "field", "says", "should-say", "words", "source", "more"]
    assert asked["table"]["attributes"]["options"] == sco.tables()
    assert asked["row"]["attributes"]["placeholder"] in sco.load("summits")["summit_id"].to_list()
    needed = {name for name, field in asked.items() if field.get("validations", {}).get("required")}
    assert needed == {"version", "table", "row", "should-say", "words", "source"}


def test_the_form_for_sources_asks_what_a_source_needs() -> None:
    asked = fields("new-source")
    assert {"title", "author", "date", "address", "rights", "use", "text", "values"} <= set(asked)
    assert len(asked["use"]["attributes"]["options"]) == 2
    told = asked["text"]["attributes"]["description"]
    assert "SHA-256" in told
    assert "number of characters" in told


# --- hooks before a commit

HOOKS = ROOT / ".pre-commit-config.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the project's files under git, with a home of its own for git and pre-commit."""
    home = tmp_path_factory.mktemp("home")
    copy = home / "copy"
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("data", "docs", "keeping", "schemas", "src", "studies"):
        shutil.copytree(ROOT / name, copy / name, ignore=skip)
    for file in ROOT.iterdir():
        if file.is_file() and file.name not in (".coverage", ".git"):
            shutil.copy(file, copy)
    environment = {
        **os.environ,
        "PATH": PATH,
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_COLOR": "never",
        # Whoever reaches for the network fails.
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        for name in [name for name in os.environ if name.startswith("GIT_") and name not in environment]:
            patch.delenv(name)
        for command in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", *command], cwd=copy, check=True, capture_output=True)
        yield copy


def hooks(repository: Path, *files: str) -> dict[str, str]:
    """How each hook ended, by its identifier."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--verbose", *(["--files", *files] if files else ["--all-files"])],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    ends = re.findall(r"\.(Passed|Failed|Skipped)$", re.sub(r"\(.*?\)(?=Skipped)", "", done.stdout), re.MULTILINE)
    names = re.findall(r"^- hook id: (.*)$", done.stdout, re.MULTILINE)
    assert len(ends) == len(names), done.stdout + done.stderr
    assert done.returncode == int("Failed" in ends), done.stderr
    return dict(zip(names, ends, strict=True)) | {"": done.stdout}


def configured() -> dict[str, Any]:
    """Hooks by identifier."""
    (local,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local", "hooks fetch nothing"
    return {hook["id"]: hook for hook in local["hooks"]}


def test_hooks_are_a_valid_configuration_and_local() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", HOOKS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {"ruff-check", "ruff-format", "build", "validate", "codebook"} <= set(configured())
    assert {hook["language"] for hook in configured().values()} == {"system"}


def test_a_configuration_that_is_wrong_is_found(tmp_path: Path) -> None:
    wrong = tmp_path / HOOKS.name
    wrong.write_text(HOOKS.read_text(encoding="utf-8").replace("entry:", "entrance:"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", wrong], capture_output=True, check=False
    )
    assert done.returncode == 1


@pytest.mark.skipif(not NIGHTLY, reason="a minute: every hook on the whole project; CI runs what they run")
def test_hooks_pass_on_what_is_there(repository: Path) -> None:
    ends = hooks(repository)
    said = ends.pop("")
    assert ends == dict.fromkeys(configured(), "Passed"), said


@pytest.mark.skipif(not NIGHTLY, reason="a minute: every hook on the whole project; CI runs what they run")
def test_hooks_stop_what_is_broken(repository: Path) -> None:
    broken = {
        "data/summits.csv": (",held,", ",helt,"),
        "docs/codebook.md": ("# Codebook", "# Codebuch"),
        "src/sco_data/edtf.py": ("\nimport re\n", "\nimport re;\n"),
    }
    texts = {name: (repository / name).read_text(encoding="utf-8") for name in broken}
    for name, (old, new) in broken.items():
        assert old in texts[name]
        (repository / name).write_text(texts[name].replace(old, new, 1), encoding="utf-8")
    try:
        ends = hooks(repository, *broken)
    finally:
        for name, text in texts.items():
            (repository / name).write_text(text, encoding="utf-8")
    printed = ends.pop("")
    failed = {name for name, end in ends.items() if end == "Failed"}
    assert {"ruff-check", "ruff-format", "build", "validate", "codebook"} <= failed, printed
    for said in ("E703", "would be reformatted", "'helt'", "data/summits.csv", "docs/codebook.md"):
        assert said in printed, printed


def test_hooks_run_only_where_something_changed(repository: Path) -> None:
    ends = hooks(repository, "docs/rights.md")
    ends.pop("")
    assert set(ends.values()) == {"Skipped"}
