"""The rules that a package keeps, one small function each; importing this package registers them all.

A rule knows the tables of provenance (sources, passages, citations, evidence, discrepancies, exceptions, retired), with
which the tool works; of every other table it knows what the schemas say (``docs/schema-properties.md``). `sco` has the
few that hold for this dataset only.
"""

from sco_keeping.rules import schemas, files, keys, cells, relations, citations, evidence, numbers  # noqa: F401, I001
from sco_keeping.rules import speakers, inference, lists, meaning, proximity, names, completeness, steps, sco  # noqa: F401
from sco_keeping.rules import discrepancies, reviews  # noqa: F401
from sco_keeping.rules.registry import CHECKS, Check, Fault

__all__ = ["CHECKS", "Check", "Fault"]
"""In the order in which they run."""
