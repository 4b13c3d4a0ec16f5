"""Releases on a static host, read as a stranger would: pandas and frictionless over HTTP, checksums with sha256sum."""

import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from sco_data import load
from sco_data.errors import ScoDataError
from sco_keeping import datazip
from sco_keeping.library import descriptor
from sco_keeping.release import SUMS, sums, write_sums
from sco_keeping.site import site

CHECKOUT = Path(__file__).parents[2]
VERSION = str(descriptor()["version"])
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a release of the real data, without the artefacts that take time to build."""

    def release(version: str = VERSION) -> Path:
        folder = tmp_path_factory.mktemp("dist")
        files = datazip.members(CHECKOUT)
        text = files["datapackage.json"].decode().replace(f'"version": "{VERSION}"', f'"version": "{version}"', 1)
        files["datapackage.json"] = text.encode()
        (folder / f"sco-data-{version}.zip").write_bytes(datazip.pack(files, datazip.created(CHECKOUT)))
        (folder / f"sco-data-{version}-parquet.zip").write_bytes(b"not looked into")
        (folder / f"sco_data-{version}-py3-none-any.whl").write_bytes(b"not looked into")
        (folder / "huggingface").mkdir()
        (folder / "huggingface" / "README.md").write_bytes(b"not looked into")
        write_sums(folder)
        return folder

    return release


@pytest.fixture(scope="module")
def served(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a site with two versions and documents."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.html").write_text("<p>Documents</p>", encoding="utf-8")
    assert site(folder / "public", [make(), make("0.0.9")], docs=folder / "docs") == [VERSION, "0.0.9"]

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    handler = functools.partial(Quiet, directory=str(folder / "public"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder / "public"
        server.shutdown()


@pytest.mark.parametrize("version", [VERSION, "0.0.9", "latest"])
def test_pandas_reads_a_table_from_its_address(served: tuple[str, Path], version: str) -> None:
    address, _ = served
    found = pd.read_csv(f"{address}/{version}/data/summits.csv", dtype="string", keep_default_na=False, na_values=[""])
    assert found["summit_id"].tolist() == load("summits")["summit_id"].tolist()


def test_frictionless_reads_the_package_from_its_address(served: tuple[str, Path]) -> None:
    address, _ = served
    package = frictionless.Package(f"{address}/{VERSION}/datapackage.json")
    assert package.version == VERSION
    report = package.get_resource("summits").validate()
    assert report.valid, report.flatten(["message"])
    assert len(package.get_table_resource("states").read_rows()) == len(load("states"))


@pytest.mark.parametrize("version", [VERSION, "0.0.9", "latest"])
def test_checksums_hold_in_the_served_folder(served: tuple[str, Path], version: str) -> None:
    folder = served[1] / version
    done = subprocess.run(["sha256sum", "-c", SUMS], cwd=folder, capture_output=True, text=True, check=True)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {line.removesuffix(": OK") for line in done.stdout.splitlines()} == files - {SUMS}


def test_latest_is_the_highest_version_as_files(served: tuple[str, Path]) -> None:
    folder = served[1]
    assert sums(folder / "latest") == sums(folder / VERSION)
    assert not any(path.is_symlink() for path in folder.rglob("*"))


class Page(HTMLParser):
    """Links and words of a page; it must be well formed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_index_page_leads_to_everything(served: tuple[str, Path]) -> None:
    folder = served[1]
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert page.open == []
    for link in page.links:
        assert (folder / link).is_file() or (folder / link / "index.html").is_file(), link
    for each in descriptor()["resources"]:
        assert {f"{VERSION}/{each['path']}", f"{VERSION}/{each['schema']}"} <= set(page.links)
        assert each["description"] in page.words
        assert each["hash"].removeprefix("sha256:") in page.words
    for name, digest in sums(folder / VERSION).items():
        if name.startswith(("sco-data-", "sco_data-")):
            assert f"{VERSION}/{name}" in page.links and digest in page.words
    assert {f"0.0.9/{SUMS}", "docs/"} <= set(page.links)


def test_versions_are_in_order_and_a_candidate_is_not_the_latest(make: Make, tmp_path: Path) -> None:
    releases = [make(version) for version in ("0.9.0", "0.10.0", "1.0.0rc1")]
    assert site(tmp_path / "public", releases) == ["0.10.0", "0.9.0", "1.0.0rc1"]
    assert descriptor(tmp_path / "public" / "latest")["version"] == "0.10.0"


def test_what_is_no_release_is_refused(make: Make, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    changed, more, twice = (shutil.copytree(make(), tmp_path / name) for name in ("changed", "more", "twice"))
    (changed / f"sco-data-{VERSION}.zip").write_bytes(b"")
    (more / "notes.txt").touch()
    for releases, why in [
        ([], "There is no release to lay out"),
        ([empty], "empty holds no release: it has no SHA256SUMS"),
        ([changed], rf"sco-data-{VERSION}\.zip has changed: expected sha256"),
        ([more], r"notes\.txt is not in its SHA256SUMS"),
        ([twice, make()], f"both hold version {VERSION}"),
    ]:
        with pytest.raises(ScoDataError, match=why):
            site(tmp_path / "public", releases)
    (twice / f"sco-data-{VERSION}.zip").unlink()
    write_sums_again(twice)
    with pytest.raises(ScoDataError, match="holds 0 zips of a data package"):
        site(tmp_path / "public", [twice])
    assert {path.name for path in tmp_path.iterdir()} == {"empty", "changed", "more", "twice"}


def write_sums_again(folder: Path) -> None:
    (folder / SUMS).unlink()
    write_sums(folder)


def test_a_site_is_replaced_by_force_and_nothing_else_is(make: Make, tmp_path: Path) -> None:
    release, target = make(), tmp_path / "public"
    site(target, [release])
    (target / "old").touch()
    with pytest.raises(ScoDataError, match="public exists"):
        site(target, [release])
    site(target, [release], force=True)
    assert not (target / "old").exists()
    (tmp_path / "other").mkdir()
    with pytest.raises(ScoDataError, match="other is no site of releases"):
        site(tmp_path / "other", [release], force=True)
    with pytest.raises(ScoDataError, match="there is no folder"):
        site(tmp_path / "gone" / "public", [release])


def test_an_interrupted_site_leaves_nothing(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = make()

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copytree", stopped)
    with pytest.raises(KeyboardInterrupt):
        site(tmp_path / "public", [release])
    assert list(tmp_path.iterdir()) == []
