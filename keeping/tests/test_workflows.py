"""The workflow files agree with what the project says elsewhere. Their form is judged by zizmor, in `.ci/publish`."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from sco_data.package import Package

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    return found


def test_workflows_are_these() -> None:
    assert [file.name for file in WORKFLOWS] == ["ci.yml", "nightly.yml", "pages.yml", "publish.yml"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_nothing_is_allowed_but_what_a_job_asks_for(file: Path) -> None:
    workflow = read(file.name)
    assert workflow["permissions"] == {}
    assert all(job["permissions"] for job in workflow["jobs"].values())


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_by_commit_and_one_version_each(file: Path) -> None:
    text = "\n".join(each.read_text(encoding="utf-8") for each in WORKFLOWS)
    for action in re.findall(r"uses: ([^.\s][^@\s]*)@", file.read_text(encoding="utf-8")):
        pins = set(re.findall(rf"uses: {action}@(.*)", text))
        assert len(pins) == 1
        assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", pins.pop())


def test_ci_has_the_oldest_and_newest_of_what_is_supported() -> None:
    matrix = read("ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    assert f">={matrix['python'][0]}" == PROJECT["requires-python"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14", "3.15"]
    (pandas,) = (each for each in PROJECT["dependencies"] if each.startswith("pandas"))
    steps = read("ci.yml")["jobs"]["tests"]["steps"]
    assert any(f'"pandas=={pandas.removeprefix("pandas>=")}.*"' in step.get("run", "") for step in steps)


@pytest.mark.parametrize("name", ["ci.yml", "pages.yml", "publish.yml"])
def test_what_is_installed_is_pinned(name: str) -> None:
    for job in read(name)["jobs"].values():
        runs = [step.get("run", "") for step in job.get("steps", ())]
        (fetches,) = [number for number, run in enumerate(runs) if ".ci/wheels" in run] or [len(runs)]
        assert all(number > fetches for number, run in enumerate(runs) if "pip install" in run)


def test_only_what_publishes_may_prove_who_it_is() -> None:
    jobs = read("publish.yml")["jobs"]
    trusted = {name for name, job in jobs.items() if "id-token" in job["permissions"]}
    assert trusted == {"testpypi", "pypi", "pages"}
    assert jobs["pypi"]["needs"] == "testpypi" and jobs["pypi"]["environment"]["name"] == "pypi"


def test_a_tag_publishes_only_a_commit_of_main_whose_ci_passed() -> None:
    jobs = read("publish.yml")["jobs"]
    said = " ".join(step["run"] for step in jobs["checked"]["steps"])
    assert "compare/main...$GITHUB_SHA" in said
    assert "--workflow ci.yml --branch main --commit" in said
    first = {name for name, job in jobs.items() if "needs" not in job}
    assert first == {"checked"}
    assert jobs["build"]["needs"] == "checked"


def test_the_night_runs_what_the_page_says() -> None:
    page = (ROOT / "docs" / "maintaining.md").read_text(encoding="utf-8")
    (said,) = (line for line in page.split("\n") if "`nightly.yml` runs" in line)
    jobs = read("nightly.yml")["jobs"]
    runs = {step.get("run", "").removeprefix("nox -s ") for job in jobs.values() for step in job["steps"]}
    known = (
        set(jobs["long"]["strategy"]["matrix"]["session"])
        | runs
        | ({"publish"} if ".ci/publish python" in runs else set())
    )
    assert {"nightly", "outside", "publish", "matrix", "audit"} <= known
    assert all(f"`{name}`" in said for name in ("nightly", "outside", "publish", "matrix", "audit"))


def test_zenodo_is_told_what_the_descriptor_says() -> None:
    told, described = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8")), Package(ROOT).descriptor
    assert told["upload_type"] == "dataset"
    assert {name: told[name] for name in ("title", "description", "keywords")} == {
        name: described[name] for name in ("title", "description", "keywords")
    }
    assert [each["name"] for each in told["creators"]] == [each["title"] for each in described["contributors"]]
    assert told["license"] == described["licenses"][0]["name"].lower()
    assert "doi" not in told
