"""Names and words in a Chinese text, which has no word boundaries, in simplified or traditional characters."""

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale
from opencc import OpenCC

from sco_keeping.language.words import folded
from sco_keeping.language.zh import numerals
from sco_keeping.sources.spans import Span

_ALSO = {
    "中国": "中华人民共和国|中方|华",
    "中国香港特别行政区": "香港",
    "中国澳门特别行政区": "澳门",
    "俄罗斯": "俄方|俄联邦|俄",
    "哈萨克斯坦": "哈方|哈",
    "吉尔吉斯斯坦": "吉尔吉斯共和国|吉方|吉",
    "塔吉克斯坦": "塔方|塔",
    "乌兹别克斯坦": "乌方|乌",
    "印度": "印方|印",
    "巴基斯坦": "巴方|巴",
    "伊朗": "伊方|伊",
    "白俄罗斯": "白方|白",
    "蒙古": "蒙方|蒙",
    "阿拉伯联合酋长国": "阿联酋",
    "沙特阿拉伯": "沙特",
    "马尔代夫": "马方",
    "老挝": "老方",
}
"""Short forms of states by their names in CLDR; one of a single character counts in a row of such ("中、俄、哈")."""

_LONGER = ("内蒙古", "印度洋", "中国南海", "南中国海", "驻华使馆")
"""Other names in which that of a state stands."""

_SHORT = "[中俄哈吉塔乌印巴伊白蒙]"
_ROW = re.compile(rf"{_SHORT}(?:[、和与]{_SHORT})+|{_SHORT}{{2,}}(?=[两三四五六]?[国边方])")
_ANNOTATION = re.compile(r"[(（][a-z\u00e0-\u01dc]{1,7}[)）]")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def territories() -> tuple[str, ...]:
    """Names of territories in CLDR and the other names in which one of these stands, the longest first."""
    return tuple(sorted({*Locale("zh").territories.values(), *_LONGER}, key=len, reverse=True))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A text in simplified characters, without the sounds that some sites add to a character.

    Examples
    --------
    >>> plain("塔吉克斯坦共和國總統(tǒng)拉赫蒙")
    '塔吉克斯坦共和国总统拉赫蒙'
    """
    return str(_converter().convert(unicodedata.normalize("NFKC", _ANNOTATION.sub("", text))))


@lru_cache(maxsize=65536)
def names(name: str, text: str) -> bool:
    """Whether a name stands in a text, and not within the longer name of a territory.

    Dots, dashes, quotation marks, brackets and spaces do not count, nor which characters are used. A state is also
    named by its short forms.

    Examples
    --------
    >>> names("印度", "印度尼西亚"), names("哈萨克斯坦", "哈薩克斯坦總統")
    (False, True)
    >>> names("哈萨克斯坦", "中、俄、哈、吉、塔五国")
    True
    """
    name, text = _bare(name), plain(text)
    row, bare = "".join(_ROW.findall(text)), _bare(text)
    called = [each for each in (name, *_ALSO.get(name, "").split("|")) if each]
    return any(_stands(_bare(each), bare) if len(each) > 1 else each in row for each in called)


def _stands(name: str, text: str) -> bool:
    if not name or name not in text:
        return False
    if name.isascii():
        return bool(re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text))
    for longer in territories():
        if name != longer and name in longer:
            text = text.replace(longer, " ")
    return name in text


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    return re.sub(r"[\s·•‧・()\[\]《》〈〉「」『』【】]", "", folded(plain(text))[0])


def forms(form: str, text: str) -> list[Span]:
    """Where a listed form stands in a text; one of a single character stands beside a number.

    Positions are those in the text in simplified characters.

    Examples
    --------
    >>> forms("观察员", "觀察員地位"), forms("余", "1000余人"), forms("多", "多边")
    ([Span(start=0, end=3)], [Span(start=4, end=5)], [])
    """
    form, text = plain(form), plain(text)
    found = [Span(*match.span()) for match in re.finditer(re.escape(form), text)] if form else []
    if len(form) > 1 or not form.isalpha():
        return found
    counted = numerals.find(text)
    return [span for span in found if any(_beside(span, Span(each.start, each.end), text) for each in counted)]


def _beside(span: Span, number: Span, text: str) -> bool:
    if span.end <= number.start:
        return span.end == number.start
    return number.end <= span.start and text[number.end : span.start] in ("", "余", "多", "个", "余名", "多名", "名")


def stems(text: str) -> list[str]:
    """Pairs of characters that follow each other: without word boundaries they stand for words."""
    bare = _bare(text)
    return [bare[at : at + 2] for at in range(len(bare) - 1)]
