"""Words of an English text that turn what a clause says, and those that say who speaks."""

import re
from functools import lru_cache

from sco_keeping.language.words import turning

_NOT = (
    r"\b(?:not(?! (?:only|just|merely|simply|so much)\b)|no(?! (?:matter|less|fewer)\b|\. ?\d)"
    r"|never|neither|nor|cannot)\b|n['’]t\b"
)
_DENIES = re.compile(_NOT, re.IGNORECASE)
_MAY_DENY = re.compile(
    rf"{_NOT}|\b(?:without(?! exaggeration)|none|nobody|nothing|nowhere|hardly|scarcely|barely|rarely|seldom"
    r"|lack\w*|absen\w+|unless|little|few|refus\w+|reject\w+|den(?:y|ies|ied)|fail\w*|forb[ia]d\w*|prevent\w*"
    r"|avoid\w*|stop\w*|lag\w*|too (?:early|soon|late)|hard|difficult\w*|doubt\w*|only|solely|contradict\w*|lest"
    r"|for want|cancel\w*|un(?!der|it|i[oqv]|til|e[sn]|doubt|\b)\w+|in(?:ad|ab|cap|dep|effe|suf)\w+|impossib\w*"
    r"|imperm\w+|non-?\w+)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    rf"{_NOT}|\b(?:unless|without|only|if|could|might|hardly|scarcely|barely|provided that|except\w*|lest"
    r"|subject to|on (?:the )?condition|as long as|in case|hope[ds]?|seems?|seemed|perhaps|probably|allegedly"
    r"|reportedly)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.!?()“”\"—–\n]| - |\b(?:and|but|that|who|which|when|as|because|while)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:said|sa(?:ys?|ying)|stat(?:ed|es|ing)|not(?:ed|es)|stress(?:ed|es|ing)|emphasi[sz](?:ed|es|ing)|add(?:ed|s)"
    r"|point(?:ed|s)? out|told|declar(?:ed|es|ing)|according to|quot(?:ed|es?)|remark(?:ed|s)|argu(?:ed|es)"
    r"|observ(?:ed|es)|call(?:ed|s)|claim(?:ed|s)|reiterat(?:ed|es)|highlight(?:ed|s)|underlin(?:ed|es)"
    r"|mention(?:ed|s)|conclud(?:ed|es)|opin(?:ed|es)|writ(?:es?|ing)|wrote|written|believ(?:ed|es?)|think(?:s|ing)?"
    r"|thought|agree[sd]?|explain(?:ed|s)|warn(?:ed|s)|announc(?:ed|es)|describ(?:ed|es)|put it|words?|view|opinion"
    r"|speak\w*|spoke|author(?:ed|s)?|suggest(?:ed|s)|maintain(?:ed|s)|consider(?:ed|s)|asked|asks|expressed|expresses)\b",
    re.IGNORECASE,
)
_PAIRS = (
    "strengthen weaken|support oppose|support reject|increase reduce|increase decrease|grow shrink|growth decline"
    "|success failure|succeed fail|more less|more fewer|most least|best worst|better worse|good bad|right wrong"
    "|peace war|peace hostil|friend enem|open closed|new old|unite divide|high low|rise fall|large small|big small"
    "|stabil instabil"
    "|possible impossible|effective ineffective|importan unimportan|able unable|legal illegal|positive negative"
    "|accept refus|accept reject|agree disagree|before after|first last|early late|near far|strong weak|win lose"
    "|always never|many few|all none|begin end|allow forbid|include exclude|trust distrust|security insecurity"
    "|improv worsen|promot hinder|help harm|hope fear|approv condemn|favou?r against|raise lower|join leave"
    "|necessary unnecessary|equal unequal|useful useless|encourag discourag|likely unlikely|ready unready"
    "|join withdr|admit expel|admit reject|open shut|ratif reject|start finish|start end|establish dissol|creat abolish"
    "|found dissol|extend shorten|expand limit|permanent temporary|mandatory voluntary|binding voluntary"
    "|bilateral multilateral|public secret|internal external|domestic foreign|military civilian|attend skip"
    "|appl admitted|appl granted|request granted|import export|north south|east west|gain los|arriv depart|send recall"
    "|majority minority|past future|full partial|direct indirect|official unofficial|formal informal|unanim split"
    "|same different|joint separate|joint unilateral|victor defeat|attack defen[cds]|offensive defensive"
    "|optimis pessimis|welcom condemn|prais critici|thank blam|safe dangerous|simpl complex|easy difficult|short long"
    "|wide narrow|add remov|activ passiv|rich poor|appoint dismiss|enter withdr|advanc retreat"
    "|draft final|postpon held|former current|voluntar forced|central peripheral|depend independ|familiar unknown"
)


def _stem(word: str) -> re.Pattern[str]:
    """A word with whatever ends it; a short one as it is."""
    end = r"\w{0,4}" if len(word) > len("none") else ""
    return re.compile(rf"\b{word}{end}\b", re.IGNORECASE)


_OPPOSITES = tuple(
    (_stem(one), _stem(other)) for pair in _PAIRS.split("|") for one, other in [pair.split(), pair.split()[::-1]]
)


@lru_cache(maxsize=65536)
def denies(text: str) -> bool:
    """Whether a text has a word that denies what its clause says; "not only" denies nothing.

    Examples
    --------
    >>> denies("it cannot accept this"), denies("not only a source of threats")
    (True, False)
    """
    return bool(_DENIES.search(text))


@lru_cache(maxsize=65536)
def may_deny(text: str) -> frozenset[str]:
    """Words of a text, by stem, by which one can say what another says with "not".

    Examples
    --------
    >>> sorted(may_deny("it has little chance, unless stopped")), may_deny("it has a chance")
    (['littl', 'stopp', 'unles'], frozenset())
    """
    return frozenset(match[0].lower()[:5] for match in _MAY_DENY.finditer(text))


def turned(before: str, after: str) -> str:
    """A word that denies, conditions or restricts what a clause says, in what stands before and after a part of it.

    Examples
    --------
    >>> turned("It grew, but it could not ", " or so"), turned("It did not, and ", " grew")
    ('not', '')
    """
    return turning(_CLAUSE, _TURNS, before, after)


def reports(text: str) -> bool:
    """Whether a text has a word that says that somebody speaks.

    Examples
    --------
    >>> reports("As he put it"), reports("It grew")
    (True, False)
    """
    return bool(_REPORTS.search(text))


@lru_cache(maxsize=65536)
def opposed(one: str, other: str) -> str:
    """A word of one text whose opposite the other has, where neither has both; "" where there is none.

    Examples
    --------
    >>> opposed("It weakens the union.", "to strengthen the union"), opposed("More and less.", "more")
    ('weakens', '')
    """
    for word, opposite in _OPPOSITES:
        found = word.search(one)
        if found and opposite.search(other) and not (opposite.search(one) or word.search(other)):
            return found[0]
    return ""
