"""What is read in Chinese words: dates, numbers, names, listed forms. Most words are those of sources of the record."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping.language import of
from sco_keeping.language.zh import dates, dates_told, forms, mentions, names, numbers, stems
from sco_keeping.language.zh.numerals import integer
from sco_keeping.rules import grounding
from sco_keeping.rules.grounding import Referent, Words


def _words(text: str) -> Words:
    reader = of("zh")
    assert reader
    return Words(text, reader)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2005年7月5日在阿斯塔纳举行", ["2005-07-05"]),
        ("2017年6月8日至9日", ["2017-06-08/2017-06-09"]),
        ("2017年11月30日至12月1日在索契举行", ["2017-11-30/2017-12-01"]),
        ("2020年12月31日-2021年1月2日", ["2020-12-31/2021-01-02"]),
        ("6月9日,10月10日至10月11日", ["--06-09", "--10-10/--10-11"]),
        ("2001年9月六国政府总理阿拉木图首次会晤", ["2001-09"]),
        ("二〇〇七年六月二十七日签署", ["2007-06-27"]),
        ("協定自二零零八年一月三十日起", ["2008-01-30/..", "2008-01-30"]),
        ("2007年至2009年合作纲要", ["2007/2009"]),
        ("（2026－2035年）", ["2026/2035"]),
        ("2026-09-01", ["2026-09-01"]),
        ("將於2011年在俄羅斯舉行", ["2011"]),
        ("“天山-2号(2011)”", ["2011"]),
        # What is no date at all.
        ("2月30日,28日至29日,1600人,2001个", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert [found.edtf for found in dates(text)] == expected


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_days_round_trip(day: date) -> None:
    text = f"{day.year}年{day.month}月{day.day}日在北京举行"
    assert [found.edtf for found in dates(text)] == [day.isoformat()]


def test_what_is_told_from_the_day_on_which_it_is_said() -> None:
    assert dates_told("去年,8月24日至26日", "2006-08-01") == {"2005", "2005-08-24/2005-08-26"}
    assert dates_told("今年", "2006") == {"2006"}
    assert dates_told("去年", "") == set()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("元首理事会第二十五次会议", ["25"]),
        ("第四次会议,首次会晤,六国元首", ["4", "1", "6"]),
        ("5国武装力量1000余人参加演习", ["5", "1000"]),
        ("20多个国家,近百名代表", ["20", "100"]),
        ("三千八百人,4万吨,1.5亿美元", ["3800", "40000", "150000000"]),
        ("5.8%,百分之三十,三分之一,半数", ["29/5", "30", "1/3", "1/2"]),
        ("3,800人", ["3800"]),
        ("11个领域的127个项目", ["11", "127"]),
        ("统一、进一步、万一", []),
    ],
)
def test_numbers(text: str, values: list[str]) -> None:
    assert [str(number.value) for number in numbers(text)] == values


@given(st.integers(0, 10**9))
def test_figures_round_trip(n: int) -> None:
    assert [number.value for number in numbers(f"共{n}人")] == [n]


@pytest.mark.parametrize(("text", "value"), [("二〇〇七", 2007), ("十", 10), ("三十一", 31), ("26", 26)])
def test_integers(text: str, value: int) -> None:
    assert integer(text) == value


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("零一二三十百千万亿第年月日分之至中俄《》")
        )
    )
)
def test_no_text_breaks_the_reader(text: str) -> None:
    spans = [(each.start, each.end) for found in (dates(text), numbers(text), mentions(text)) for each in found]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert not names("", text) and isinstance(stems(text), list)


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("哈萨克斯坦", "哈薩克斯坦共和國總統(tǒng)托卡耶夫", True),
        ("乌兹别克斯坦", "烏茲別克斯坦總統", True),
        ("塔什干", "28日至29日在塔什幹舉行", True),
        ("联合国", "聯(lián)合國副秘書長", True),
        ("中国", "中華人民共和國主席", True),
        ("乌兹别克斯坦", "会议由乌方主持", True),
        ("塔吉克斯坦", "中、俄、哈、吉、塔五国元首", True),
        ("吉尔吉斯斯坦", "塔吉克斯坦总统", False),
        ("蒙古", "内蒙古自治区", False),
        ("印度", "印度尼西亚总统", False),
        ("中国香港特别行政区", "在香港生效", True),
        ("博拉特·努尔加利耶夫", "博拉特·努尔加利耶夫秘书长", True),
        ("政府首脑(总理)理事会", "成员国政府首脑（总理）理事会", True),
        ("SCO", "上合组织(SCO)", True),
        ("SCO", "SCOPE", False),
        ("普京", "江泽民", False),
    ],
)
def test_names(name: str, text: str, stands: bool) -> None:
    place = {"x": Referent("x", (name,))}
    assert bool(grounding.normalized("x", {"type": "string"}, _words(text), place)) is stands


@pytest.mark.parametrize(
    ("form", "text", "stands"),
    [
        ("观察员", "觀察員地位", True),
        ("余", "1000余人", True),
        ("多", "20多个", True),
        ("多", "多边经贸合作纲要", False),
        ("近", "近百名", True),
        ("近", "附近地区", False),
        ("人", "1600人", True),
        ("名", "5000余名官兵", True),
        ("人", "领导人会晤", False),
        ("", "领导人会晤", False),
    ],
)
def test_listed_forms(form: str, text: str, stands: bool) -> None:
    assert bool(forms(form, text)) is stands


def test_a_relation_stands_beside_its_number() -> None:
    relations: Any = {
        "=": {"unmarked": True},
        ">": {"forms": ["余", "多", "超过"]},
        "~": {"forms": ["近"]},
    }
    assert grounding.states_word(">", relations, _words("5000余名官兵"))
    assert grounding.states_word("~", relations, _words("近百名"))
    assert grounding.states_word("=", relations, _words("多边演习,中方1600人"))
    assert not grounding.states_word("=", relations, _words("超过1600人"))


def test_mentions_are_dates_names_and_numbers() -> None:
    text = "2005年7月5日在哈萨克斯坦签署《宣言》,第五次会晤"
    assert [(each.kind, text[each.start : each.end]) for each in mentions(text)] == [
        ("date", "2005年7月5日"), ("name", "哈萨克斯坦"), ("name", "《宣言》"), ("number", "五"),
    ]  # fmt: skip
