"""Words of an English text that turn what a clause says, and those that say who speaks."""

import re
from functools import lru_cache

_NOT = r"\b(?:not(?! (?:only|just|merely|simply|so much)\b)|no(?! (?:matter|less|fewer)\b|\. ?\d)|never|neither|nor|without(?! exaggeration)|cannot)\b|n['’]t\b"
_DENIES = re.compile(_NOT, re.IGNORECASE)
_MAY_DENY = re.compile(
    rf"{_NOT}|\b(?:none|nobody|nothing|nowhere|hardly|scarcely|barely|rarely|seldom|lack\w*|absen\w+|unless|little|few|less"
    r"|refus\w+|reject\w+|oppos\w+|against|anti\w*|den(?:y|ies|ied)|fail\w*|forb[ia]d\w*|prevent\w*|avoid\w*|stop\w*|beyond"
    r"|end(?:s|ed)?|lost|los[ei]\w*|lag\w*|too (?:early|soon|late)|hard(?:er)?|difficult\w*|doubt\w*|only|alone|instead"
    r"|rather|mere\w*|more than|otherwise|other|contradict\w*|contrar\w+|exclu\w+|except\w*|outside|yet|free|ban\w*"
    r"|illegal\w*|abandon\w*|whatever|no matter|not \w+|impossib\w+|no longer|far from|away from|self-\w+|alternativ\w+"
    r"|lest|for want|ineffectiv\w*|neutral\w*|withdr\w+|remain\w*|still|declin\w+|weak\w*|un\w+|in(?:ad|ap|ab|ef|cap|dep|div|"
    r"eff|eq|just|suf|sig|vis|vol)\w+|im(?:p|m)\w+|dis\w+|non-?\w*|il(?:leg|lic)\w+|ir(?:r)\w+|mis\w+)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    rf"{_NOT}|\b(?:unless|only|if|could|might|hardly|scarcely|barely|provided that|except\w*|lest)\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"[,;:.!?()“”\"—–\n]| - |\b(?:and|but|that|who|which|when|as|because|while)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:said|sa(?:ys?|ying)|stat(?:ed|es|ing)|not(?:ed|es)|stress(?:ed|es|ing)|emphasi[sz](?:ed|es|ing)|add(?:ed|s)"
    r"|point(?:ed|s)? out|told|declar(?:ed|es|ing)|according to|quot(?:ed|es?)|remark(?:ed|s)|argu(?:ed|es)"
    r"|observ(?:ed|es)|call(?:ed|s)|claim(?:ed|s)|reiterat(?:ed|es)|highlight(?:ed|s)|underlin(?:ed|es)"
    r"|mention(?:ed|s)|conclud(?:ed|es)|opin(?:ed|es)|writ(?:es?|ing)|wrote|written|believ(?:ed|es?)|think(?:s|ing)?"
    r"|thought|explain(?:ed|s)|warn(?:ed|s)|announc(?:ed|es)|describ(?:ed|es)|put it|words?|view|opinion|speak\w*|spoke"
    r"|author(?:ed|s)?|suggest(?:ed|s)|maintain(?:ed|s)|consider(?:ed|s)|asked|asks|expressed|expresses)\b",
    re.IGNORECASE,
)
_PAIRS = (
    "strengthen weaken|support oppose|support reject|increase reduce|increase decrease|grow shrink|growth decline"
    "|success failure|succeed fail|more less|more fewer|most least|best worst|better worse|good bad|right wrong"
    "|peace war|friend enem|open closed|new old|unite divide|high low|rise fall|large small|big small|stabil instabil"
    "|possible impossible|effective ineffective|important unimportant|able unable|legal illegal|positive negative"
    "|accept refus|accept reject|agree disagree|before after|first last|early late|near far|strong weak|win lose"
    "|always never|many few|all none|all no|begin end|allow forbid|include exclude|trust distrust|security insecurity"
    "|improv worsen|promot hinder|help harm|hope fear|approv condemn|favou?r against|raise lower|join leave"
    "|necessary unnecessary|equal unequal|useful useless|encourag discourag|likely unlikely|ready unready"
)
_OPPOSITES = tuple(
    (re.compile(rf"\b{one}\w{{0,4}}\b", re.IGNORECASE), re.compile(rf"\b{other}\w{{0,4}}\b", re.IGNORECASE))
    for pair in _PAIRS.split("|")
    for one, other in [pair.split(), pair.split()[::-1]]
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
def may_deny(text: str) -> bool:
    """Whether a text has any word by which one can say what another says with "not".

    Examples
    --------
    >>> may_deny("it has little chance"), may_deny("it has a chance")
    (True, False)
    """
    return bool(_MAY_DENY.search(text))


def turned(before: str, after: str) -> str:
    """A word that denies, conditions or restricts what a clause says, in what stands before and after a part of it.

    Examples
    --------
    >>> turned("It grew, but it could not ", " or so"), turned("It did not, and ", " grew")
    ('not', '')
    """
    near = _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0]
    found = [match[0] for part in near for match in _TURNS.finditer(part)]
    return found[-1] if found else ""


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
