"""Numbers, date expressions and proper names in a Chinese text: what a coding may not leave out.

No capital tells a name in Chinese: names are what stands in quotation marks or in the marks of titles, the names of
territories in CLDR, and runs of Latin letters. A person's name is not found; a text in Chinese that is coded in full
needs a reader for them.
"""

import re

from sco_keeping.language.words import Mention
from sco_keeping.language.zh import datewords, numerals
from sco_keeping.language.zh.namewords import territories
from sco_keeping.sources.spans import Span


def find(text: str) -> list[Mention]:
    """Find the numbers, date expressions and proper names in a text.

    Parameters
    ----------
    text : str
        A text in Chinese.

    Returns
    -------
    list of Mention
        In the order of the text; nothing within a date is counted again.

    Examples
    --------
    >>> [mention.kind for mention in find("2005年7月5日在哈萨克斯坦举行第五次会晤")]
    ['date', 'name', 'number']
    """
    dates = [Span(date.start, date.end) for date in datewords.find(text)]
    found = [Mention("date", *span, (span,)) for span in dict.fromkeys(dates)]
    named = re.compile(rf"《[^》]+》|[“「][^”」]+[”」]|[A-Za-z]{{2,}}|{'|'.join(map(re.escape, territories()))}")
    spans = [("number", Span(number.start, number.end)) for number in numerals.find(text)]
    spans += [("name", Span(*match.span())) for match in named.finditer(text)]
    found += [
        Mention(kind, *span, (span,))
        for kind, span in spans
        if not any(span.start < date.end and date.start < span.end for date in dates)
    ]
    return sorted(found, key=lambda mention: mention.start)
