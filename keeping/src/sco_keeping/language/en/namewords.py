"""Names and words in an English text."""

import re
from functools import lru_cache

from sco_keeping.language.words import DASHES, INITIALS, folded, initialled
from sco_keeping.sources.spans import Span

_BRITISH = re.compile(r"(?<=[a-z])(i)s(ation|ations|ational)\b")
_ANY_DASH = DASHES + "\u2014\u2015\u2212"


@lru_cache(maxsize=65536)
def names(name: str, text: str) -> bool:
    """Whether a name stands in a text.

    It stands as words of its own, whatever the apostrophes, quotation marks and dashes, with or without a final *s*
    (possessives have lost their apostrophe: "SCOs"). Names with a small letter match in any case, acronyms do not.
    The first name of a person may be an initial. "Organisation" is "Organization".

    Examples
    --------
    >>> names("SCO", "the SCOs mission"), names("WHO", "those who came"), names("Anti-Terrorist", "antiterrorist")
    (True, False, True)
    """
    if any(pattern.search(part) for pattern, part in zip(_name(name), _parts(text), strict=True) if pattern):
        return True
    person = initialled(name)
    return bool(person and re.search(rf"(?<!\w){person[0]}{INITIALS}{re.escape(person[1])}(?!\w)", text))


def forms(form: str, text: str) -> list[Span]:
    """Where a listed form stands in a text, to the letter.

    It stands at word boundaries, one in small letters also with a capital; plus signs and dashes stand between two
    numbers, other signs anywhere.

    Examples
    --------
    >>> forms("members", "six members and a member"), forms("-", "4-5 of the six-member structure")
    ([Span(start=4, end=11)], [Span(start=1, end=2)])
    """
    return [Span(*match.span()) for match in _form(form).finditer(text)]


def stems(text: str) -> list[str]:
    """First five letters of the words of a text that count, so that "bilateral" and "Bilaterally" are one."""
    return [word[:5].lower() for word in re.findall(r"[^\W\d_]{3,}", text) if word.lower() not in ("the", "and", "for")]


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, str]:
    return folded(_BRITISH.sub(r"\1z\2", text))


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    flags = re.IGNORECASE if name != name.upper() else 0
    lost, apart = (re.compile(rf"(?<!\w){re.escape(part)}s?(?!\w)", flags) if part else None for part in _parts(name))
    return lost, apart


@lru_cache(maxsize=4096)
def _form(form: str) -> re.Pattern[str]:
    # An operator stands between two numbers: the hyphen of "4-5", not that of "six-member".
    if re.fullmatch(rf"[+{_ANY_DASH}]", form):
        return re.compile(rf"(?<=\d)\s*{re.escape(form)}\s*(?=\d)|(?<=\d\s){re.escape(form)}\s*(?=\d)")
    left = r"\b" if re.match(r"\w", form[0]) else ""
    right = r"\b" if re.match(r"\w", form[-1]) else ""
    return re.compile(f"{left}{re.escape(form)}{right}", re.IGNORECASE if form.islower() else 0)
