"""Words of a Chinese text that turn what a clause says, and those that say who speaks."""

import re

from sco_keeping.language.words import opposite, turning
from sco_keeping.language.zh.namewords import plain

_NOT = "不(?!仅|断|但|久)|没有|未(?!来)|并非|无法|毫无"
_DENIES = re.compile(_NOT)
_MAY_DENY = re.compile(f"{_NOT}|无|非|反对|拒绝|只|仅|难以|禁止|缺")
_TURNS = re.compile(f"{_NOT}|如果|除非|只有|可能")
_CLAUSE = re.compile("[，；：。！？（）“”、,;:.!?()\n]")
_REPORTS = re.compile("说|表示|指出|强调|认为|称|介绍|宣布")
_PAIRS = (("加强", "削弱"), ("支持", "反对"), ("增加", "减少"), ("成功", "失败"))


def denies(text: str) -> bool:
    """Whether a text has a word that denies what its clause says.

    Examples
    --------
    >>> denies("不针对其他国家"), denies("不断加强")
    (True, False)
    """
    return bool(_DENIES.search(plain(text)))


def may_deny(text: str) -> frozenset[str]:
    """Words of a text, by stem, by which one can say what another says with "不".

    Examples
    --------
    >>> may_deny("反对霸权")
    frozenset({'反对'})
    """
    return frozenset(match[0].lower()[:5] for match in _MAY_DENY.finditer(plain(text)))


def turned(before: str, after: str) -> str:
    """A word that denies, conditions or restricts what a clause says, in what stands before and after a part of it.

    Examples
    --------
    >>> turned("各方，如果", ""), turned("", "同意")
    ('如果', '')
    """
    return turning(_CLAUSE, _TURNS, before, after)


def reports(text: str) -> bool:
    """Whether a text has a word that says that somebody speaks.

    Examples
    --------
    >>> reports("外交部长表示")
    True
    """
    return bool(_REPORTS.search(plain(text)))


def opposed(one: str, other: str) -> str:
    """A word of one text whose opposite the other has; "" where there is none.

    Examples
    --------
    >>> opposed("削弱合作", "加强合作")
    '削弱'
    """
    return opposite(_PAIRS, plain(one), plain(other))
