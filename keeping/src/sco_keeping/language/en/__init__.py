"""English."""

from sco_keeping.language.en.datewords import find as dates
from sco_keeping.language.en.datewords import told as dates_told
from sco_keeping.language.en.mentioning import find as mentions
from sco_keeping.language.en.namewords import forms, names, stems
from sco_keeping.language.en.numerals import find as numbers

__all__ = ["dates", "dates_told", "forms", "mentions", "names", "numbers", "stems"]
