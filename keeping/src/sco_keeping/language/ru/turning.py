"""Words of a Russian text that turn what a clause says, and those that say who speaks."""

import re

from sco_keeping.language.words import opposite, turning

_NOT = r"\b(?:не(?! только\b)|нет|ни|никогда|нельзя|без)\b"
_DENIES = re.compile(_NOT, re.IGNORECASE)
_MAY_DENY = re.compile(
    rf"{_NOT}|\b(?:мало|едва|вряд|лишь|только|против\w*|отказ\w*|отверг\w*|отсутств\w*|не\w{{3,}})\b", re.IGNORECASE
)
_TURNS = re.compile(
    rf"{_NOT}|\b(?:если|бы|лишь|едва ли|вряд ли|может быть|возможно|при условии"
    r"|кроме|за исключением|надеюсь|надеемся|кажется|вероятно|якобы|по-видимому)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.!?()«»\"—–\n]| - |\b(?:и|но|а|что)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:сказа\w+|говор\w+|заяв\w+|отмет\w+|отмеч\w+|подчерк\w+|добав\w+|сообщ\w+|напомн\w+|указа\w+|цитир\w+|слов\w+"
    r"|мнени\w+|счита\w+|напис\w+|пишет)\b",
    re.IGNORECASE,
)
_PAIRS = (("укреп", "ослаб"), ("поддерж", "отверг"), ("рост", "спад"), ("больше", "меньше"), ("перв", "последн"))


def denies(text: str) -> bool:
    """Whether a text has a word that denies what its clause says.

    Examples
    --------
    >>> denies("не направлен против других"), denies("не только угроза")
    (True, False)
    """
    return bool(_DENIES.search(text))


def may_deny(text: str) -> frozenset[str]:
    """Words of a text, by stem, by which one can say what another says with "не".

    Examples
    --------
    >>> may_deny("невозможно"), may_deny("возможно")
    (frozenset({'невоз'}), frozenset())
    """
    return frozenset(match[0].lower()[:5] for match in _MAY_DENY.finditer(text))


def turned(before: str, after: str) -> str:
    """A word that denies, conditions or restricts what a clause says, in what stands before and after a part of it.

    Examples
    --------
    >>> turned("Они, если ", ""), turned("", " согласятся")
    ('если', '')
    """
    return turning(_CLAUSE, _TURNS, before, after)


def reports(text: str) -> bool:
    """Whether a text has a word that says that somebody speaks.

    Examples
    --------
    >>> reports("как отметил министр")
    True
    """
    return bool(_REPORTS.search(text))


def opposed(one: str, other: str) -> str:
    """A word of one text whose opposite the other has; "" where there is none.

    Examples
    --------
    >>> opposed("ослабить союз", "укрепить союз")
    'ослаб'
    """
    return opposite(_PAIRS, one.lower(), other.lower())
