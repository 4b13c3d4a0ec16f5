r"""URL text fragments: the part after `#:~:` that makes a browser open a page at given words.

`fragment` writes one for a span of a frozen text; `resolve_fragment` does with it what a browser does, so
that each is proved before it is kept. The rules are those of the WICG draft "URL Fragment Text
Directives": of `text=prefix-,start,end,-suffix` the first place where all given terms fit is selected.
Case does not matter, any white space matches any other, terms begin and end at word boundaries.

The public page is not the frozen text: the conversion damaged words, and footnote numbers hang on others.
A fragment is therefore made of words that came through whole, and must fit one place only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote, unquote

from sco_keeping.sources.spans import Span, line_of

_LONGEST_WHOLE = 6  # words up to which a span is given whole; a longer one by its first and last words
_LONGEST_END = 8  # words of a start or an end term
_SHORTEST_LEAD, _LONGEST_LEAD = 2, 12  # first words that lead to a paragraph
_LONGEST_CONTEXT = 60  # words of a prefix or a suffix: summaries repeat whole sentences

_WORD = re.compile(r"\w+(?:['\u2019.,:]\w+)*")  # U.N, 3,800 and SCO's are one word each, non-aligned is two
_FOOTNOTE = re.compile(r"""(?:[^\W\d_][.,;:!?)\]"'\u201d\u2019]+|[a-z])\d{1,3}(?!\w)""")
# Left by a conversion, or between two blocks: no browser finds a term across it.
_BREAKS = re.compile(r"[*\\_`\n]")
# A page may have other quotation marks and dashes than the text: second choice.
_DOUBTFUL = re.compile(r"['\"\u2018-\u201f\u2010-\u2015\u2026-]")
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


class _Directive(NamedTuple):
    """The terms of a text fragment; one that is not given is empty."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""


Words = tuple[Span, ...]
"""Neighbouring words of a text, all fit to stand together in one term."""


def fragment(text: str, start: int, end: int, damaged: Iterable[str] = ()) -> str:
    """Text fragment that makes a browser select a span, or the undamaged part of it.

    A span of up to six words is given whole, a longer one by its first and last words; words of the same
    line are added before and behind where the text repeats the span.

    Parameters
    ----------
    text : str
        The frozen text.
    start, end : int
        The span.
    damaged : iterable of str
        Words and phrases that the conversion damaged: no word of theirs is used. A phrase means that
        sequence only; its words may be sound elsewhere.

    Returns
    -------
    str
        `text=...`, percent-encoded, which fits one place in the text, within the span; "" where the span
        has no undamaged words that can be told from all others.

    Examples
    --------
    >>> text = "The third summit held on 3 July, 1998 in Almaty dealt with trade. So did the fourth summit."
    >>> fragment(text, 4, 47)
    'text=third%20summit,Almaty'
    >>> fragment(text, 10, 16)
    'text=third-,summit'
    """
    phrases = tuple(filter(None, damaged))
    for doubtful in (False, True):
        for directive, wanted in _candidates(text, Span(start, end), phrases, doubtful=doubtful):
            if list(islice(_places(text, directive), 2)) == [wanted]:
                return _written(directive)
    return ""


def resolve_fragment(text: str, fragment: str) -> Span | None:
    """Span that a browser selects for a text fragment.

    Parameters
    ----------
    text : str
        The text of the page.
    fragment : str
        `text=[prefix-,]start[,end][,-suffix]`, percent-encoded.

    Returns
    -------
    Span or None
        The first span that fits; None if there is none, or the fragment is not of that form.

    Examples
    --------
    >>> resolve_fragment("Before the summit. After the summit.", "text=After-,the,summit")
    Span(start=25, end=35)
    >>> resolve_fragment("Before the summit.", "text=mit") is None
    True
    """
    directive = _read(fragment)
    return None if directive is None else next(_places(text, directive), None)


def leading(text: str, start: int, end: int, damaged: Iterable[str] = ()) -> str:
    """Text fragment that leads to a paragraph by its first words, as few as will do.

    Parameters
    ----------
    text : str
        The frozen text.
    start, end : int
        The paragraph.
    damaged : iterable of str
        As for `fragment`.

    Returns
    -------
    str
        `text=...` without context, which fits one place in the text; where none of its beginnings does, the fragment
        of the whole.

    Examples
    --------
    >>> leading("The first summit was held. The first day was long.", 27, 50)
    'text=The%20first%20day'
    """
    phrases, around = tuple(filter(None, damaged)), Span(start, end)
    for doubtful in (False, True):
        for run in _runs(text, line_of(text, start, start + 1), phrases, doubtful=doubtful):
            words = tuple(word for word in run if around.contains(word))
            for size in range(_SHORTEST_LEAD, min(_LONGEST_LEAD, len(words)) + 1):
                directive = _Directive(_term(text, words[:size]))
                if len(list(islice(_places(text, directive), 2))) == 1:
                    return _written(directive)
    return fragment(text, start, end, phrases)


def of_words(words: str) -> str:
    """Text fragment for words whose page is not at hand: whole where they are few, else their ends.

    Examples
    --------
    >>> of_words("was admitted as a member")
    'text=was%20admitted%20as%20a%20member'
    >>> of_words("The leaders of six states met and adopted the Charter of the Organization")
    'text=The%20leaders%20of%20six,of%20the%20Organization'
    """
    parts = words.split()
    if len(parts) <= _LONGEST_WHOLE:
        return _written(_Directive(" ".join(parts))) if parts else ""
    return _written(_Directive(" ".join(parts[:4]), " ".join(parts[-3:])))


def spelled(text: str, fragment: str) -> list[Span]:
    """Where the words stand that a fragment spells out, its context included; none where it selects nothing.

    Examples
    --------
    >>> spelled("Before the summit. After the summit.", "text=After-,the,summit")
    [Span(start=19, end=24), Span(start=25, end=28), Span(start=29, end=35)]
    """
    directive, selected = _read(fragment), resolve_fragment(text, fragment)
    if directive is None or selected is None:
        return []
    folded, found = _folded(text), []
    if directive.prefix:
        before = [match.span() for match in _pattern(directive.prefix).finditer(folded, 0, selected.start)]
        found += [Span(*place) for place in before[-1:]]
    if first := _match(folded, directive.start, selected.start, ends=False):
        found.append(first)
    if directive.end:
        last = [match.span() for match in _pattern(directive.end).finditer(folded, selected.start, selected.end)]
        found += [Span(*place) for place in last[-1:]]
    if directive.suffix and (after := _match(folded, directive.suffix, selected.end, ends=False)):
        found.append(after)
    return found


# Writing and reading the syntax


def _written(directive: _Directive) -> str:
    terms = [_encoded(directive.start)]
    if directive.end:
        terms.append(_encoded(directive.end))
    if directive.prefix:
        terms.insert(0, _encoded(directive.prefix) + "-")
    if directive.suffix:
        terms.append("-" + _encoded(directive.suffix))
    return "text=" + ",".join(terms)


def _encoded(term: str) -> str:
    # A hyphen would be read as the mark of a prefix or suffix; `quote` lets it stand.
    return quote(term, safe="").replace("-", "%2D")


def _read(fragment: str) -> _Directive | None:
    key, _, value = fragment.partition("=")
    if key != "text" or "&" in value:
        return None
    terms = value.split(",")
    prefixes = [terms.pop(0)[:-1]] if len(terms) > 1 and terms[0].endswith("-") else []
    suffixes = [terms.pop()[1:]] if len(terms) > 1 and terms[-1].startswith("-") else []
    given = [unquote(term).strip() for term in (*terms, *prefixes, *suffixes)]
    if len(terms) > 2 or not all(given):
        return None
    start, *ends = terms
    return _Directive(*(unquote("".join(part)) for part in ((start,), ends, prefixes, suffixes)))


# What a browser does


def _places(text: str, directive: _Directive) -> Iterator[Span]:
    """Every span that fits a directive, in the order in which a browser comes to them."""
    folded = _folded(text)
    start_ends_at_boundary = bool(directive.end) or not directive.suffix
    at = 0
    while True:
        if directive.prefix:
            before = _search(folded, directive.prefix, at, ends=False)
            if before is None:
                return
            at = before.start + 1
            start = _match(folded, directive.start, before.end, ends=start_ends_at_boundary)
            if start is None:
                continue
        else:
            start = _search(folded, directive.start, at, ends=start_ends_at_boundary)
            if start is None:
                return
            at = start.start + 1
        end = _end_of(folded, directive, start)
        if end is not None:
            yield Span(start.start, end)


def _end_of(folded: str, directive: _Directive, start: Span) -> int | None:
    """Where the selection that begins with `start` ends; None if end or suffix do not fit."""
    if not directive.end:
        return start.end if _suffix_fits(folded, directive.suffix, start.end) else None
    at = start.end
    while (end := _search(folded, directive.end, at, ends=not directive.suffix)) is not None:
        if _suffix_fits(folded, directive.suffix, end.end):
            return end.end
        at = end.end
    return None


def _suffix_fits(folded: str, suffix: str, at: int) -> bool:
    return not suffix or _match(folded, suffix, at, ends=True) is not None


def _search(folded: str, term: str, at: int, *, ends: bool) -> Span | None:
    """First place of a term from `at` on that begins (and ends, if asked) at a word boundary."""
    pattern = _pattern(term)
    while (match := pattern.search(folded, at)) is not None:
        if _boundary(folded, match.start()) and (not ends or _boundary(folded, match.end())):
            return Span(*match.span())
        at = match.start() + 1
    return None


def _match(folded: str, term: str, at: int, *, ends: bool) -> Span | None:
    """Term that begins at a position, white space before it aside."""
    while at < len(folded) and folded[at].isspace():
        at += 1
    match = _pattern(term).match(folded, at)
    if match is None or (ends and not _boundary(folded, match.end())):
        return None
    return Span(*match.span())


@lru_cache(maxsize=1024)
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in _folded(term).split()))


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    """The text without regard to case and shape of quotation marks, every character in its place."""
    lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    return lower.translate(_QUOTES)


def _boundary(text: str, at: int) -> bool:
    """Whether a word may begin or end at a position.

    More generous than Unicode's rules for word boundaries: what fits one place only under these does so
    under those, too.
    """
    return not (0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


# Which terms to try


def _candidates(
    text: str, span: Span, damaged: tuple[str, ...], *, doubtful: bool
) -> Iterator[tuple[_Directive, Span]]:
    """Directives for a span, best first, each with the place that it is meant to select."""
    line = _runs(text, line_of(text, *span), damaged, doubtful=doubtful)
    runs = [words for run in line if (words := tuple(word for word in run if span.contains(word)))]
    if not runs:
        return
    if len(runs) > 1 or len(runs[0]) > _LONGEST_WHOLE:
        yield from _by_ends(text, runs[0], runs[-1], line)
    for words in sorted(runs, key=len, reverse=True):
        if len(words) <= _LONGEST_WHOLE:
            directive, wanted = _Directive(_term(text, words)), Span(words[0].start, words[-1].end)
            yield directive, wanted
            yield from _with_context(text, directive, wanted, line)
        elif len(runs) > 1:
            yield from _by_ends(text, words, words, line)


def _by_ends(text: str, first: Words, last: Words, line: Sequence[Words]) -> Iterator[tuple[_Directive, Span]]:
    """First words of one run and last words of another (or of the same): as few as will do, then with context."""
    wanted = Span(first[0].start, last[-1].end)
    sizes = [
        (k, m)
        for k in range(min(2, len(first)), min(_LONGEST_END, len(first)) + 1)
        for m in range(1, min(_LONGEST_END, len(last)) + 1)
        if first is not last or k + m <= len(first)
    ]
    directives = [_Directive(_term(text, first[:k]), _term(text, last[-m:])) for k, m in sorted(sizes, key=sum)]
    for directive in directives:
        yield directive, wanted
    for directive in (directives[0], directives[-1]):
        yield from _with_context(text, directive, wanted, line)


def _with_context(
    text: str, directive: _Directive, wanted: Span, line: Sequence[Words]
) -> Iterator[tuple[_Directive, Span]]:
    """A directive with more and more words of the same line before it, behind it, and on both sides."""
    before, after = [""], [""]
    for run in line:
        if run[0].start < wanted.start <= run[-1].start:
            before += [_spaced(text[word.start : wanted.start]) for word in reversed(run) if word.start < wanted.start]
        if run[0].end <= wanted.end < run[-1].end:
            after += [_spaced(text[wanted.end : word.end]) for word in run if word.end > wanted.end]
    for n in range(1, min(_LONGEST_CONTEXT, max(len(before), len(after)) - 1) + 1):
        left, right = before[min(n, len(before) - 1)], after[min(n, len(after) - 1)]
        for prefix, suffix in ((left, ""), ("", right), (left, right)):
            if prefix or suffix:
                yield directive._replace(prefix=prefix, suffix=suffix), wanted


def _term(text: str, words: Words) -> str:
    return _spaced(text[words[0].start : words[-1].end])


def _spaced(term: str) -> str:
    # A browser takes the white space of the page for single blanks, but not that of a term: a tab finds nothing.
    return " ".join(term.split())


@lru_cache(maxsize=1024)
def _runs(text: str, lines: Span, damaged: tuple[str, ...], *, doubtful: bool) -> list[Words]:
    """Runs of sound words in some lines; `doubtful` admits words and gaps with quotation marks and dashes."""
    bad = [Span(*match.span()) for match in _FOOTNOTE.finditer(text, *lines)]
    for phrase in damaged:
        words = r"\s+".join(re.escape(word) for word in phrase.split())
        bad += [Span(*match.span()) for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]
    runs: list[list[Span]] = [[]]
    for match in _WORD.finditer(text, *lines):
        word = Span(*match.span())
        broken = any(word.start < other.end and other.start < word.end for other in bad)
        if broken or "_" in match[0] or (_DOUBTFUL.search(match[0]) and not doubtful):
            runs.append([])
            continue
        gap = text[runs[-1][-1].end : word.start] if runs[-1] else ""
        if _BREAKS.search(gap) or (_DOUBTFUL.search(gap) and gap != "-" and not doubtful):
            runs.append([])
        runs[-1].append(word)
    return [tuple(run) for run in runs if run]
