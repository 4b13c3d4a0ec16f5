"""Russian."""

from sco_keeping.language.ru.datewords import find as dates
from sco_keeping.language.ru.datewords import told as dates_told
from sco_keeping.language.ru.mentioning import find as mentions
from sco_keeping.language.ru.namewords import forms, names, stems
from sco_keeping.language.ru.numerals import find as numbers

__all__ = ["dates", "dates_told", "forms", "mentions", "names", "numbers", "stems"]
