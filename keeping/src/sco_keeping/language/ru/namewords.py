"""Names and words in a Russian text, by stem."""

import re
from functools import lru_cache

from sco_keeping.language.ru.morphology import lemmas, runs, same, words
from sco_keeping.language.words import INITIALS, folded, initialled
from sco_keeping.sources.spans import Span

_ALSO = {
    "азербайджан": "азербайджанский",
    "армения": "армянский",
    "афганистан": "афганский",
    "беларусь": "Белоруссия|белорусский",
    "великобритания": "Соединенное Королевство|британский",
    "египет": "египетский",
    "индия": "индийский",
    "иран": "иранский",
    "казахстан": "казахстанский|казахский|РК",
    "камбоджа": "камбоджийский",
    "киргизия": "Кыргызстан|Кыргызская Республика|киргизский|кыргызский|кыргызстанский|КР",
    "китай": "КНР|Китайская Народная Республика|китайский",
    "лаос": "ЛНДР|Лаосская Народно-Демократическая Республика|лаосский",
    "мальдивы": "Мальдивская Республика|Мальдивские острова",
    "монголия": "монгольский",
    "мьянма": "мьянманский",
    "непал": "непальский",
    "оаэ": "Объединенные Арабские Эмираты",
    "объединенные арабские эмираты": "ОАЭ",
    "пакистан": "пакистанский",
    "россия": "РФ|Российская Федерация|российский|россиянин",
    "саудовская аравия": "Королевство Саудовская Аравия|саудовский",
    "соединенные штаты": "США|американский",
    "сирия": "Сирийская Арабская Республика|сирийский",
    "таджикистан": "таджикский|таджикистанский",
    "туркменистан": "Туркмения|туркменский",
    "турция": "Турецкая Республика|турецкий",
    "узбекистан": "узбекский|узбекистанский",
    "шри-ланка": "ланкийский",
}
"""Short forms, other names and adjectives of states by their names in CLDR: no list has the adjectives."""


@lru_cache(maxsize=65536)
def names(name: str, text: str) -> bool:
    """Whether a name stands in a text, each of its words in some form.

    The first name of a person may be an initial. A state is also named by its other names and its adjective, these
    joined to another as well ("российско-китайский").

    Examples
    --------
    >>> names("Нурлан Ермекбаев", "Нурлана Ермекбаева"), names("Китай", "российско-китайского учения")
    (True, True)
    >>> names("ШОС", "ШОСа"), names("Уфа", "кофе")
    (False, False)
    """
    bare = re.sub(r" \(.*\)$", "", name)  # "Мьянма (Бирма)"
    text = folded(text)[1]
    if any(runs(folded(each)[1], text) for each in (bare, *_ALSO.get(bare.lower(), "").split("|"))):
        return True
    if any(_joined(each, text) for each in _ALSO.get(bare.lower(), "").split("|")):
        return True
    person = initialled(bare)
    found = re.finditer(rf"(?<!\w){person[0]}{INITIALS}([^\W\d_]+)", text) if person else ()
    return any(person and same(person[1], match[1]) for match in found)


def _joined(adjective: str, text: str) -> bool:
    """Whether an adjective stands as the first part of a compound: "российско-"."""
    return adjective.endswith("ский") and bool(re.search(rf"\b{adjective[:-2]}о\b", text, re.IGNORECASE))


def forms(form: str, text: str) -> list[Span]:
    """Where a listed form stands in a text: its words, each in some form; signs anywhere.

    Examples
    --------
    >>> forms("наблюдател", "статус наблюдателей"), forms("%", "12,6 %")
    ([Span(start=7, end=19)], [Span(start=5, end=6)])
    """
    if words(form):
        return runs(form, text)
    if not form:
        return []
    between = r"(?<=\d)\s*{}\s*(?=\d)" if re.fullmatch(r"[-+\u2010-\u2015\u2212]", form) else "{}"
    return [Span(*match.span()) for match in re.finditer(between.format(re.escape(form)), text)]


def stems(text: str) -> list[str]:
    """Dictionary forms of the words of a text that count."""
    return [min(lemmas(word[0])) for word in words(text) if len(word[0]) > 2]
