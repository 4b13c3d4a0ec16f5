"""Numbers, date expressions and proper names in an English text: what a coding may not leave out.

This looks for too much rather than too little. What it finds is not yet a fact: *one* in "on the one hand" is found
too, and a row of `exceptions` then says why it is none. The grounding rules, which must not find too much, are
elsewhere (`numerals`, `datewords`); whatever they find is found here.

=========  ============================================================================================================
number     a number in digits or words, cardinal or ordinal, with *both*, *double*, *twice* and their kin; and every
           digit that stands in none, so that footnote marks and list numbers are found
date       a day, month, season, year or weekday, also without a year ("May 13"), and one told from the day of speaking
           ("last year alone", "this autumn")
name       a run of capitalised words, of acronyms, or of both; the adjectives of names ("Chinese") are names
=========  ============================================================================================================

At the start of a sentence every word has a capital. There a word is a name if it has a capital elsewhere within a
sentence, or stands nowhere in the text with a small letter; a function word ("the", "however") never is.
"""

import re
from collections.abc import Iterator

from sco_keeping.language.en import datewords, numerals
from sco_keeping.language.words import Mention
from sco_keeping.sources.spans import Span

_OTHER_NUMBERS = re.compile(
    r"\b(?:both|double[ds]?|triple[ds]?|quadruple|twice|thrice|two-?fold|three-?fold|dozens?|pairs?|couple|"
    r"hundreds|thousands|millions|billions|trillions|(?:uni|mono|bi|tri|multi)-?polar)\b|\d+",
    re.IGNORECASE,
)
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
# "May" and "March" are words too: without a day or year they are months only where `datewords` reads them so.
_MONTHS = "January|February|April|June|July|August|September|October|November|December"
_PERIODS = "years?|months?|weeks?|days?|decades?|century|centuries|spring|summer|autumn|winter|" + _MONTHS.lower()
_OTHER_DATES = re.compile(
    rf"\b(?:{_WEEKDAYS}|{_MONTHS})\b"
    rf"|\b(?i:last|this|next|past|previous|coming|recent)(?: [a-z]+)? (?i:{_PERIODS})\b(?: alone\b)?"
    r"|\b(?i:yesterday|tomorrow|tonight)\b"
)

# An acronym with full stops (U.S., Ph.D.), also where a lost dash ties it to a word (Uzbekistan.F.T.); else a word.
_WORD = re.compile(r"(?:\bPh\.D|(?<!\w)[^\W\d_](?:\.[^\W\d_]\b)+)|[^\W\d_]+(?:['’][^\W\d_]+)*")
_BETWEEN = re.compile(r"(?:\.? |[-–/]| & |&| ?\()")
# A full stop after these, and after an initial, ends no sentence.
_ABBREVIATIONS = frozenset("St Mr Mrs Ms Dr Lt Col Gen Maj Brig Prof Hon Capt No vs etc".split())
_SENTENCE_END = re.compile(r"(?P<word>[\w.]*?)(?P<mark>[.!?:]+)(?P<note>\d{1,2})?[\"'”’»)\]*]*\s+[\"'“‘«(\[*]*$")
_OPENING = re.compile(r"(?:^|[\s,;–-])[\"“«(*]+\s*$")
_LIST_MARK = re.compile(r"^\s*(?:[-•*]\s*)?(?:\d+[.)]|[A-Z]\.)?\s*[-\"'“‘«(\[*]*\s*$")

_FUNCTION_WORDS = frozenset(
    """
    a about above according across after again against all along also although always among an and another any are
    around as at be because been before behind being below beside besides between beyond both but by can cannot
    concerning could currently dear did do does done during each either especially even every everything few finally
    first for from further had has have he hence her here his how however i if immediately in indeed instead into is
    it its itself last lastly let like many may me meanwhile more moreover most much must my neither nevertheless no
    nor not nothing now obviously of off on once one only onto or other our over own perhaps precisely referring
    second secondly several shall she should similarly since so some soon still such summing than thank that the
    their them themselves then there therefore these they third this those though three through throughout thus to
    today together too two under unfortunately until unto up upon us very was we well were what when where whether
    which while who whose why will with within without would yes yet you your
    """.split()
)


def find(text: str) -> list[Mention]:
    """Find the numbers, date expressions and proper names in a text.

    Parameters
    ----------
    text : str
        A text in English; sentences do not run over its lines.

    Returns
    -------
    list of Mention
        In the order of the text. A number within a date or a name is not counted again, nor a name within a date.

    Examples
    --------
    >>> text = "On May 13 the SCO held both. Last year six states met in St. Petersburg.3"
    >>> [(mention.kind, text[mention.start : mention.end]) for mention in find(text)][:4]
    [('date', 'May 13'), ('name', 'SCO'), ('number', 'both'), ('date', 'Last year')]
    """
    taken = bytearray(len(text))
    found: list[Mention] = []

    def take(kind: str, spans: Iterator[Span]) -> None:
        for span in spans:
            if not any(taken[span.start : span.end]):
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
                found.append(Mention(kind, *span, (span,)))

    take("date", (Span(date.start, date.end) for date in datewords.find(text)))
    take("date", (Span(*match.span()) for match in _OTHER_DATES.finditer(text)))
    for words in _names(text):
        free = tuple(word for word in words if not any(taken[word.start : word.end]))
        if free:
            found.append(Mention("name", free[0].start, free[-1].end, free))
    for mention in found:
        if mention.kind == "name":
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    take("number", (Span(number.start, number.end) for number in numerals.find(text)))
    take("number", (Span(*match.span()) for match in _OTHER_NUMBERS.finditer(text)))
    return sorted(found, key=lambda mention: mention.start)


def _names(text: str) -> Iterator[list[Span]]:
    """Runs of the words of names."""
    words = list(_WORD.finditer(text))
    starts = [_starts_sentence(text, word.start()) for word in words]
    small = {word[0] for word in words if word[0].islower()}
    within = {
        _stem(word[0]) for word, starts_ in zip(words, starts, strict=True) if not starts_ and word[0][0].isupper()
    }
    run: list[Span] = []
    for word, starts_ in zip(words, starts, strict=True):
        span = Span(*word.span())
        if not _is_name(word[0], within if starts_ else None, small):
            continue
        if run and not _BETWEEN.fullmatch(text, run[-1].end, span.start):
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _is_name(word: str, within: set[str] | None, small: set[str]) -> bool:
    """Whether a word belongs to a name; `within`, the words that are capitalised in mid-sentence, if it begins one."""
    if not word[0].isupper() or word.casefold() in _FUNCTION_WORDS:
        return _is_acronym(word)
    if within is None or _is_acronym(word):
        return True
    return _stem(word) in within or _stem(word).lower() not in small | {_stem(each) for each in small}


def _is_acronym(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1


def _stem(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _starts_sentence(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at]
    if _LIST_MARK.match(before) or _OPENING.search(before):
        return True
    end = _SENTENCE_END.search(before)
    if not end:
        return False
    word = end["word"].rpartition(".")[2] if end["mark"] == "." else ""
    return not (word in _ABBREVIATIONS or (len(word) == 1 and word.isupper()))
