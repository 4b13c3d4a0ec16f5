"""What is read in a text of some language: dates, numbers, names. One module for each language, named by its code.

A text in a language without a module is not read, and whoever asks must say so: `of` then gives None.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from sco_keeping.language.words import DateWord, Language, Mention, Number, exact, folded

__all__ = ["DateWord", "Language", "Mention", "Number", "exact", "folded", "known", "of"]


@cache
def known() -> tuple[str, ...]:
    """Codes of the languages that can be read.

    Examples
    --------
    >>> "en" in known()
    True
    """
    return tuple(sorted(module.name for module in iter_modules(__path__) if len(module.name) == len("en")))


@cache
def of(code: str) -> Language | None:
    """What reads a language; None where nothing does.

    Parameters
    ----------
    code : str
        An ISO 639-1 code, as in ``sources.language``.

    Returns
    -------
    Language or None
        The module of the language.

    Examples
    --------
    >>> of("en").dates("on 3 July, 1998")[0].edtf
    '1998-07-03'
    >>> of("xx") is None
    True
    """
    return cast("Language", import_module(f"{__name__}.{code}")) if code in known() else None
