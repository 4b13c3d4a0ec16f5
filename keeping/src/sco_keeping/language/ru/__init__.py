"""Russian."""

from sco_keeping.language.ru.datewords import find as dates
from sco_keeping.language.ru.datewords import told as dates_told
from sco_keeping.language.ru.mentioning import find as mentions
from sco_keeping.language.ru.namewords import forms, names, stems
from sco_keeping.language.ru.numerals import find as numbers
from sco_keeping.language.ru.turning import denies, may_deny, opposed, reports, turned

__all__ = [
    "dates",
    "dates_told",
    "denies",
    "forms",
    "may_deny",
    "mentions",
    "names",
    "numbers",
    "opposed",
    "reports",
    "stems",
    "turned",
]
