"""What is read in Russian words: dates, numbers, names, listed forms. Most words are those of sources of the record."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping.language import of
from sco_keeping.language.ru import dates, dates_told, forms, mentions, names, numbers, stems
from sco_keeping.rules import grounding
from sco_keeping.rules.grounding import Referent, Words

_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


def _words(text: str) -> Words:
    reader = of("ru")
    assert reader
    return Words(text, reader)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("подписана 5 июля 2005 года в Астане", ["2005-07-05"]),
        ("14–15 июня 2001 г. в Шанхае", ["2001-06-14/2001-06-15"]),
        ("1 — 2 ноября 2019 года в городе Ташкенте", ["2019-11-01/2019-11-02"]),
        ("с 9 по 17 августа 2007 года", ["2007-08-09/2007-08-17"]),
        ("30 июня – 2 июля 2001 года", ["2001-06-30/2001-07-02"]),
        ("1 и 2 ноября 2019 года, 1 и 5 мая 2019 года", ["2019-11-01/2019-11-02", "2019-05-01", "2019-05-05"]),
        ("меморандум подписан в сентябре 2022 года", ["2022-09"]),
        ("26.10.2023 /НИАТ «Ховар»/", ["2023-10-26"]),
        ("АСТАНА, 9 июн — Sputnik", ["--06-09"]),
        ("17 июня, с 7 по 14 июня, с 27 июля по 15 августа", ["--06-17", "--06-07/--06-14", "--07-27/--08-15"]),
        ("состоятся в Челябинской области в августе", ["--08"]),
        ("в 2005 году, а в 2010-м, в 2016-2021 годах", ["2005", "2010", "2016/2021"]),
        ("на 2023−2027 годы; с 2025 по 2027 год", ["2023/2027", "2025/2027"]),
        ("летом 2009 года", ["2009-22"]),
        ("до 2025 года, с 2017 года", ["../2025", "2025", "2017/..", "2017"]),
        (
            "с 1 января 2013 года по 31 декабря 2015 года",
            ["2013-01-01/2015-12-31", "2013-01-01", "2015-12-31"],
        ),
        ("«Мирная миссия-2012»", ["2012"]),
        # What is no date at all.
        ("пресечено 2010 преступлений, 2 000 человек, 30 февраля 2001 года, маяк", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert [found.edtf for found in dates(text)] == expected


@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.sampled_from(["{d} {m} {y} года", "{d} {m} {y} г.", "{d} {m} {y}"]),
)
def test_days_round_trip(day: date, style: str) -> None:
    text = style.format(d=day.day, m=_MONTHS[day.month - 1], y=day.year)
    assert [found.edtf for found in dates(f"Подписано {text} в Астане")] == [day.isoformat()]


def test_what_is_told_from_the_day_on_which_it_is_said() -> None:
    assert dates_told("в прошлом году, с 7 по 14 июня", "2012-06-01") == {"2011", "2011-06-07/2011-06-14"}
    assert dates_told("в нынешнем году", "2012") == {"2012"}
    assert dates_told("в прошлом году", "") == set()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3 800 человек, 3\u00a0800, 3800", ["3800", "3800", "3800"]),
        ("Республика Беларусь - 5,8 %", ["29/5"]),
        ("более 4 тысяч военнослужащих, 3 тыс. военных", ["4000", "3000"]),
        ("более полутора тысяч военнослужащих", ["1500"]),
        ("2,5 млн тонн и 5-10 миллиардов", ["2500000", "5000000000", "10000000000"]),
        ("восемнадцатое заседание, двадцать первое заседание", ["18", "21"]),
        ("18-го заседания, 22-е заседание, в 2010-м", ["18", "22", "2010"]),
        ("шести государств, трех этапов, двадцать пять стран", ["6", "3", "25"]),
        ("сто двадцать тысяч", ["120000"]),
        ("более четверти территории и треть населения", ["1/4", "1/3"]),
        ("Взаимодействие и сотрудничество", []),
        ("пять, шесть", ["5", "6"]),
    ],
)
def test_numbers(text: str, values: list[str]) -> None:
    assert [str(number.value) for number in numbers(text)] == values


@given(st.integers(0, 10**9))
def test_figures_round_trip(n: int) -> None:
    assert [number.value for number in numbers(f"всего {n} человек")] == [n]
    assert [number.value for number in numbers(f"всего {n:,} человек".replace(",", " "))] == [n]


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    spans = [(each.start, each.end) for found in (dates(text), numbers(text), mentions(text)) for each in found]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert not names("", text) and isinstance(stems(text), list)


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("Нурлан Ермекбаев", "назначить Нурлана Ермекбаева", True),
        ("Касым-Жомарт Токаев", "с Касым-Жомартом Токаевым", True),
        ("Владимир Норов", "Генеральный секретарь ШОС В.И.Норов", True),
        ("Владимир Норов", "А.И.Норов", False),
        ("Душанбе", "саммит в Душанбе", True),
        ("Ташкент", "в Ташкенте", True),
        ("Уфа", "в Уфе", True),
        ("Китай", "российско-китайского учения", True),
        ("Россия", "российско-китайского учения", True),
        ("Россия", "Законом РФ", True),
        ("Киргизия", "подразделений Кыргызской Республики", True),
        ("Узбекистан", "узбекские подразделения", True),
        ("Соединенные Штаты", "представители США", True),
        ("Мьянма (Бирма)", "Мьянме", True),
        ("ШОС", "саммит ШОС", True),
        ("ШОС", "шоссе", False),
        ("Шанхайская организация сотрудничества", "главы Шанхайской организации сотрудничества", True),
        ("Шанхайская организация сотрудничества", "сотрудничество в Шанхайской области", False),
        ("Индия", "Индонезия", False),
        ("Иран", "Ирак", False),
    ],
)
def test_names(name: str, text: str, stands: bool) -> None:
    place = {"x": Referent("x", (name,))}
    assert bool(grounding.normalized("x", {"type": "string"}, _words(text), place)) is stands


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("партнер по диалогу", "статус партнёров по диалогу", ["партнёров по диалогу"]),
        ("наблюдател", "статус наблюдателей", ["наблюдателей"]),
        ("ратифицировать", "Палата ратифицировала Соглашение", ["ратифицировала"]),
        ("военнослужащий", "более 500 военнослужащих", ["военнослужащих"]),
        ("%", "12,6 %", ["%"]),
        ("член", "численность", []),
        ("", "численность", []),
    ],
)
def test_listed_forms_stand_in_all_their_cases(form: str, text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in forms(form, text)] == found


def test_a_relation_stands_beside_its_number() -> None:
    relations: Any = {
        "=": {"unmarked": True},
        ">": {"forms": ["более"]},
        "~": {"forms": ["около"]},
    }
    assert grounding.states_word(">", relations, _words("приходится более 40% населения"))
    assert grounding.states_word("~", relations, _words("около 4 тыс. военнослужащих"))
    assert grounding.states_word("=", relations, _words("69 терактов в более широком районе"))
    assert not grounding.states_word("=", relations, _words("более 4500 радикалов"))


def test_a_title_is_grounded_in_any_case() -> None:
    title: dict[str, object] = {"type": "string", "naming": True}
    words = _words("принятии Хартии Шанхайской организации сотрудничества")
    assert grounding.normalized("Хартия Шанхайской организации сотрудничества", title, words)
    assert not grounding.normalized("Хартия Организации Объединенных Наций", title, words)


def test_mentions_are_dates_names_and_numbers() -> None:
    text = "На саммите ШОС 17 июня 2004 года пять государств"
    assert [(each.kind, text[each.start : each.end]) for each in mentions(text)] == [
        ("name", "На"), ("name", "ШОС"), ("date", "17 июня 2004 года"), ("number", "пять"),
    ]  # fmt: skip


def test_values_are_exact() -> None:
    assert numbers("0,1 %")[0].value == Fraction(1, 10)
