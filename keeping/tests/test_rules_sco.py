"""What holds for the SCO only: what each of these warnings finds, and what it lets be."""

from .broken import SOURCE
from .in_memory import Small

SUMMIT = "summit-1998-almaty"


def test_the_year_of_an_id_or_name_is_one_of_its_dates() -> None:
    package = Small()
    row = package.row("summits")
    row["date_edtf"] = "1999-07"
    assert package.found("id-year") == [
        f"summits {SUMMIT} summit_id: 1998 in {SUMMIT!r}, with the dates 1999; expected the year of the date",
        f"summits {SUMMIT} name: 1998 in 'Summit of 1998', with the dates 1999; expected the year of the date",
    ]
    row["date_edtf"] = ""
    assert package.found("id-year") == []  # nothing to compare with
    row["date_edtf"] = "1998/2001"
    row["name"] = "Summits of 1998 and 2001"
    assert package.found("id-year") == []
    row["name"] = "Summits of 2005, 1998 and 1997"
    assert [fault.found for fault in package.faults("id-year")] == [
        "1997 in 'Summits of 2005, 1998 and 1997', with the dates 1998, 2001"
    ]
    row["name"] = "Summit of 1812, 20055 or 12005"  # no years of these sources
    assert package.found("id-year") == []


def test_a_source_s_own_name_may_hold_another_year() -> None:
    package = Small()
    package.row("summits")["aliases"] = "Summit of 1997"
    assert package.found("id-year") == []  # aliases are stated, names are ours
    package.row("statistics", statistic_id="people-who-came")["statistic_id"] = "people-1997"
    assert package.where("id-year") == ["people-1997 statistic_id"]


def test_years_are_from_1900_to_2100() -> None:
    package = Small()
    row = package.row("summits")
    for date in ("1900", "2100-01-01", "1901/2099", "2000-12-31"):
        row["date_edtf"] = date
        assert package.found("era") == [], date
    for date in ("1899", "2101", "0220-07", "1998/2998"):
        row["date_edtf"] = date
        assert package.found("era") == [f"summits {SUMMIT} date_edtf: {date!r}; expected a year from 1900 to 2100"], (
            date
        )


def test_the_address_of_a_source_gives_its_day() -> None:
    package = Small()
    row = package.row("sources", source_id=SOURCE)
    row |= {"url": "https://example.org/2020/07/16/notes", "date_edtf": "2020-07-17"}
    assert package.found("address-day") == [
        (
            "sources harbour date_edtf: '2020-07-17', with the address https://example.org/2020/07/16/notes; "
            "expected '2020-07-16' or before"
        )
    ]
    row["date_edtf"] = "2020-07-16"
    assert package.found("address-day") == []
    for date in ("2020-08", "2020", "2020-07-17/2020-07-18", ""):  # not a day
        row["date_edtf"] = date
        assert package.found("address-day") == []
    row["date_edtf"] = "2020-07-17"
    for url in ("20200716", "2020-0716", "1920/07/16", "2020-07-01"):
        row["url"] = f"https://example.org/{url}"
        assert package.where("address-day") == ["harbour date_edtf"], url
    for url in ("120200716", "202007161", "2020/13/16", "2020/07/41", "2120/07/16", "2020//07/16"):
        row["url"] = f"https://example.org/{url}"
        assert package.found("address-day") == [], url


def test_our_name_for_a_summit_has_its_place() -> None:
    package = Small()
    row = package.row("summits")
    row["name"] = "Summit at Alma"
    assert package.found("summit-name") == [
        f"summits {SUMMIT} name: 'Summit at Alma'; expected a name with its place, Almaty"
    ]
    for name in ("Almaty summit", "Summit of 1998", "A summit of old"):
        row["name"] = name
        assert package.found("summit-name") == []
    row |= {"name": "Summit at Alma", "place_id": ""}
    assert package.found("summit-name") == []


def _summits(*counted: tuple[str, str]) -> Small:
    package = Small()
    package.rows["summits"] = []
    for number, (date, ordinal) in enumerate(counted):
        package.add("summits", summit_id=f"s{number}", date_start=date, ordinal=ordinal)
    return package


def test_the_five_met_until_the_sco_did() -> None:
    def formats(*meetings: tuple[str, str]) -> list[str]:
        package = _summits(*((date, "") for date, _ in meetings))
        for row, (_, name) in zip(package.rows["summits"], meetings, strict=True):
            row["format"] = name
        return package.found("former-format")

    assert formats(("2000", "shanghai_five"), ("2001", "sco"), ("1999", "shanghai_five"), ("2002", "sco")) == []
    wrong = "format: 'shanghai_five' after a summit of the SCO; expected 'sco'"
    assert formats(("1998", "shanghai_five"), ("2002", "shanghai_five"), ("2003", "sco"), ("2001", "sco")) == [
        f"summits s1 {wrong}"
    ]
    assert formats(("2001", "shanghai_five"), ("2001", "sco")) == [f"summits s0 {wrong}"]
    assert formats(("2001", "shanghai_five")) == formats(("2001", "sco")) == []
