"""Names as they are written."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from sco_keeping.dataset import Dataset
from sco_keeping.rules.registry import Finding, check


@check(
    "spelled", "A word of a name that stands nowhere else, neither in the texts nor in the package, is misspelt.",
    needs="texts", severity="warning",
)  # fmt: skip
def _spelled(dataset: Dataset) -> Iterator[Finding]:
    if dataset.missing_texts or dataset.wrong_texts:
        return  # the words may stand in the text that is not there
    count = Counter(
        word
        for table, _, field, cell in dataset.cells(
            lambda field: field["type"] == "string" and field.get("role") != "derived"
        )
        if table not in dataset.quoting or not field.get("quoted")
        for word in _words(cell)
    )
    texts = [_words(text) for text in dataset.texts.values()]
    texts.append(_words(" | ".join(row["exact"] for row in dataset.citations.values() if not row["char_start"])))
    for table, row, field, cell in dataset.cells(
        lambda field: field.get("naming") and field.get("role") not in ("reference", "record")
    ):
        for word in sorted(filter(str.isascii, _words(cell))):  # other scripts inflect what they name
            if len(word) > 3 and count[word] < 2 and not any(word in text for text in texts):
                names = " ".join(row[name] for name, each in dataset.fields(table).items() if each.get("naming"))
                # "Kyrgyz" of "Kyrgyzstan"; an abbreviation may stand alone.
                if word.upper() not in cell and not any(other.startswith(word) for other in _words(names) - {word}):
                    found = f"{word!r} of {cell!r}"
                    key, expected = dataset.key(table, row), "a word that stands elsewhere, too"
                    yield Finding(table, key, field["name"], found, expected)


@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"[^\W\d_]+", text))
