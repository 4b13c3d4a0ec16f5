"""References by BibTeX and by biber with the data model of BibLaTeX: no warning, and lines that fit two columns."""

import re
import subprocess
from pathlib import Path

import pytest

import sco_data as sco

PAPER = r"""
\documentclass[twocolumn]{article}
\usepackage[T1]{fontenc}
\usepackage[hyphens]{url}
PREAMBLE
\begin{document}
\sloppy
\nocite{*}
REFERENCES
\end{document}
"""
WITH = {
    "bibtex": ("", r"\bibliographystyle{plain}\bibliography{all}"),
    "biblatex": (r"\usepackage[backend=biber]{biblatex}\addbibresource{all.bib}", r"\printbibliography"),
}

LATEX = ("pdflatex", "-interaction=nonstopmode", "paper")


def ran(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


def processed(folder: Path, style: str, entries: str) -> str:
    """What the processor of references says of a paper that cites them all."""
    preamble, references = WITH[style]
    (folder / "all.bib").write_text(entries, encoding="utf-8")
    paper = PAPER.replace("PREAMBLE", preamble).replace("REFERENCES", references)
    (folder / "paper.tex").write_text(paper, encoding="utf-8")
    ran(folder, *LATEX)
    return ran(folder, *(("bibtex",) if style == "bibtex" else ("biber", "--validate-datamodel")), "paper")


@pytest.mark.parametrize("style", WITH)
def test_every_reference_is_processed_without_a_warning(style: str, tmp_path: Path) -> None:
    every = [str(row["quotation_id"]) for row in sco.load("quotations", "records")]
    said = processed(tmp_path, style, sco.cite(style, table="sources", quotation=every))
    assert not re.findall(r"^.*(?:warn|error).*$", said, re.IGNORECASE | re.MULTILINE)


# References in English: whether LaTeX has Cyrillic and Chinese fonts is not for us to test.
@pytest.mark.parametrize("style", WITH)
def test_references_fit_a_column(style: str, tmp_path: Path) -> None:
    processed(tmp_path, style, sco.cite(style, table="sources", ids="tolipov2004", quotation="norov-transport-routes"))
    assert "Overfull" not in ran(tmp_path, *LATEX)
