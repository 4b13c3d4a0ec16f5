"""What a check is, and the one list of them."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from sco_keeping.dataset import Dataset
from sco_keeping.library import short

Severity = Literal["error", "warning"]
Needs = Literal["files", "rows", "texts", "reviews"]


def cut(text: str) -> str:
    """Words as a message quotes them: no more than a reader reads.

    Examples
    --------
    >>> cut("the ships come")
    "'the ships come'"
    """
    return repr(short(text))


class Fault(NamedTuple):
    """One thing that is wrong in a package, or that somebody should look at.

    Attributes
    ----------
    check : str
        Name of the check that found it.
    table, row, field : str
        Where: table (or file), key of the row, field; "" where that does not apply.
    found : str
        What is wrong.
    expected : str
        What was expected.
    """

    check: str
    table: str
    row: str
    field: str
    found: str
    expected: str

    @property
    def severity(self) -> Severity:
        """That of its check; of what is no check (a waiver of nothing) it is an error."""
        return CHECKS[self.check].severity if self.check in CHECKS else "error"

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.table, self.row, self.field)))
        return f"{self.check}: {place}: {self.found}; expected {self.expected}"


class Finding(NamedTuple):
    """A fault as a check yields it: the name of the check is added by the registry."""

    table: str
    row: str
    field: str
    found: str
    expected: str


class Check(NamedTuple):
    """A check and what the documentation says of it.

    Attributes
    ----------
    name : str
        Its name, which stands at the start of each fault.
    severity : str
        ``error``: what it finds cannot be so; ``warning``: it may be so, and somebody should look.
    reason : str
        Why it is there, in one line.
    needs : str
        ``files``: runs on whatever there is; ``rows``: needs tables that can be read; ``texts``: says something only of
        sources whose frozen text is at hand; ``reviews``: says which rows a reader is still to see, which is told apart
        and is no fault of the package.
    find : callable
        From a `Dataset` to findings.
    """

    name: str
    severity: Severity
    reason: str
    needs: Needs
    find: Callable[[Dataset], Iterator[Finding]]

    def run(self, dataset: Dataset) -> list[Fault]:
        """Faults that this check finds."""
        return [Fault(self.name, *finding) for finding in self.find(dataset)]


CHECKS: dict[str, Check] = {}
"""All checks by name, in the order in which they run."""

_Find = Callable[[Dataset], Iterator[Finding]]


def check(name: str, reason: str, *, needs: Needs = "rows", severity: Severity = "error") -> Callable[[_Find], _Find]:
    """Register a function as a check."""

    def register(find: _Find) -> _Find:
        if name in CHECKS:
            raise ValueError(f"there are two checks {name!r}")
        CHECKS[name] = Check(name, severity, reason, needs, find)
        return find

    return register
