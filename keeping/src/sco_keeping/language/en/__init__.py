"""English."""

from sco_keeping.language.en.datewords import find as dates
from sco_keeping.language.en.datewords import told as dates_told
from sco_keeping.language.en.mentioning import find as mentions
from sco_keeping.language.en.namewords import forms, names, stems
from sco_keeping.language.en.numerals import find as numbers
from sco_keeping.language.en.turning import denies, may_deny, opposed, reports, turned

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
