"""Forms of one Russian word, by the dictionary of OpenCorpora (pymorphy3)."""

import re
from functools import cache, lru_cache

import pymorphy3  # type: ignore[import-untyped]

from sco_keeping.sources.spans import Span

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_ENDING = re.compile(r"(?:ого|ому|ыми|ими|ами|ях|ям|ов|ев|ей|ой|ом|ем|ым|им|ый|ий|ых|их|ая|ую|ое|ые|а|я|у|ю|е|ы|и|ь)?")


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=65536)
def lemmas(word: str) -> frozenset[str]:
    """Words of the dictionary of which a word may be a form.

    Examples
    --------
    >>> "двадцатый" in lemmas("двадцатое")
    True
    """
    if not _CYRILLIC.fullmatch(word):
        return frozenset({word.lower()})
    return frozenset(parse.normal_form.replace("ё", "е") for parse in _analyzer().parse(word.lower()))


@lru_cache(maxsize=65536)
def same(word: str, other: str) -> bool:
    """Whether two words are forms of one word, or the second is the first, which may be a stem, with an ending.

    An acronym is the same only to the letter.

    Examples
    --------
    >>> same("Токаев", "Токаева"), same("наблюдател", "наблюдателей"), same("ШОС", "шос")
    (True, True, False)
    """
    if sum(map(str.isupper, word)) > 1:
        return word == other
    word, other = word.lower().replace("ё", "е"), other.lower().replace("ё", "е")
    if other.startswith(word) and _ENDING.fullmatch(other, len(word)):
        return True
    return not lemmas(word).isdisjoint(lemmas(other))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[re.Match[str], ...]:
    """The words of a text, those that a hyphen joins one by one."""
    return tuple(_WORD.finditer(text))


def runs(phrase: str, text: str) -> list[Span]:
    """Where the words of a phrase follow each other in a text, each in some form.

    Examples
    --------
    >>> runs("партнер по диалогу", "статус партнёров по диалогу")
    [Span(start=7, end=27)]
    """
    wanted, there = [word[0] for word in words(phrase)], words(text)
    return [
        Span(there[at].start(), there[at + len(wanted) - 1].end())
        for at in range(len(there) - len(wanted) + 1 if wanted else 0)
        if all(same(word, there[at + n][0]) for n, word in enumerate(wanted))
    ]
