"""The documents as a site, by MkDocs: every page, no broken link, and nothing that a page fetches from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
WITHIN = {file: file.relative_to(DOCS).with_suffix("") for file in DOCS.rglob("*.md")}
BESIDE = {"README": "", "CHANGELOG": "changelog", "CONTRIBUTING": "contributing", ".github/SECURITY": "security"}


def test_documents_build_as_a_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    done = subprocess.run(
        [*command, "-f", "docs/site/mkdocs.yml"],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in [*map(str, WITHIN.values()), *BESIDE.values()]:
        page = (site / name / "index.html").read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|href)="https?://[^"]*\.(?:js|css|woff2?)"', page)
    assert (site / "data" / "summits.csv").read_bytes() == (ROOT / "data" / "summits.csv").read_bytes()
    assert not list(site.rglob("mkdocs.yml"))
    rights = (site / "security" / "index.html").read_text(encoding="utf-8")
    assert 'href="../rights/#if-you-hold-rights"' in rights
