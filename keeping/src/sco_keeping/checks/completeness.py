"""The check that nothing in the sources is left out."""

from collections.abc import Iterator

from sco_keeping.checks.material import Material
from sco_keeping.checks.registry import Finding, check


@check(
    "accounted",
    "Every number, date and name of the texts lies in a span, or a row of exceptions says why not.",
    needs="texts",
)
def _accounted(material: Material) -> Iterator[Finding]:
    from sco_keeping import coverage  # which itself reads what the checks read

    for each in coverage.unaccounted(material):
        found, table = str(each), "exceptions" if each.kind == "exception" else "passages"
        key = f"{each.source_id}/{each.char_start}" if table == "exceptions" else each.passage_id
        yield Finding(table, key, "", found, "a span that holds it, or a row of exceptions that does")
