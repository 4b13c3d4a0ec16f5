"""The checks of a package, one small function each; importing this package registers them all.

Grouped by what they look at: the descriptor and the schemas, the files, keys and references, constraints, spans,
evidence, single tables, who says what, what is said twice, what a coder reads, and what coders judge.
"""

from sco_keeping.checks import descriptor, files, keys, constraints, spans, evidence, single  # noqa: F401, I001
from sco_keeping.checks import attribution, agreement, readings, nearness, coded, completeness  # noqa: F401
from sco_keeping.checks.material import Material, load
from sco_keeping.checks.registry import CHECKS, Check, Fault

__all__ = ["CHECKS", "Check", "Fault", "Material", "load"]
