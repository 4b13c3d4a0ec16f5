"""Names and words in an English text."""

import re
from functools import lru_cache

from sco_keeping.language.words import folded


@lru_cache(maxsize=65536)
def names(name: str, text: str) -> bool:
    """Whether a name stands in a text.

    It stands as words of its own, whatever the apostrophes, quotation marks and dashes, with or without a final *s*
    (possessives have lost their apostrophe: "SCOs"). Names with a small letter match in any case, acronyms do not.

    Examples
    --------
    >>> names("SCO", "the SCOs mission"), names("WHO", "those who came"), names("Anti-Terrorist", "antiterrorist")
    (True, False, True)
    """
    return any(pattern.search(part) for pattern, part in zip(_name(name), _parts(text), strict=True) if pattern)


def stems(text: str) -> list[str]:
    """First five letters of the words of a text that count, so that "bilateral" and "Bilaterally" are one."""
    return [word[:5].lower() for word in re.findall(r"[^\W\d_]{3,}", text) if word.lower() not in ("the", "and", "for")]


_parts = lru_cache(maxsize=4096)(folded)


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    flags = re.IGNORECASE if name != name.upper() else 0
    lost, apart = (re.compile(rf"(?<!\w){re.escape(part)}s?(?!\w)", flags) if part else None for part in folded(name))
    return lost, apart
