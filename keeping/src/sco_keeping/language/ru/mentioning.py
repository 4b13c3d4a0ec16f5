"""Numbers, date expressions and proper names in a Russian text: what a coding may not leave out.

Names are runs of words with a capital, also at the start of a sentence: too much rather than too little.
"""

import re

from sco_keeping.language.ru import datewords, numerals
from sco_keeping.language.words import Mention
from sco_keeping.sources.spans import Span

_NAME = re.compile(r"[^\W\d_a-zа-яё][^\W\d_]*(?:[ -][^\W\d_a-zа-яё][^\W\d_]*)*")


def find(text: str) -> list[Mention]:
    """Find the numbers, date expressions and proper names in a text.

    Parameters
    ----------
    text : str
        A text in Russian.

    Returns
    -------
    list of Mention
        In the order of the text; nothing within a date is counted again.

    Examples
    --------
    >>> [mention.kind for mention in find("саммит ШОС 17 июня, пять государств")]
    ['name', 'date', 'number']
    """
    dates = [Span(date.start, date.end) for date in datewords.find(text)]
    found = [Mention("date", *span, (span,)) for span in dict.fromkeys(dates)]
    spans = [("number", Span(number.start, number.end)) for number in numerals.find(text)]
    spans += [("name", Span(*match.span())) for match in _NAME.finditer(text)]
    found += [
        Mention(kind, *span, (span,))
        for kind, span in spans
        if not any(span.start < date.end and date.start < span.end for date in dates)
    ]
    return sorted(found, key=lambda mention: mention.start)
