"""The check that what coders judged is what two of them settled on."""

from collections.abc import Iterator

from sco_data.curation.checks.material import Material
from sco_data.curation.checks.registry import Finding, check


@check("coded-twice", "What no source states is what two coders gave, or what was settled where they differ.")
def _coded_twice(material: Material) -> Iterator[Finding]:
    from sco_data.curation import double_coding  # which itself reads what the checks read

    retired = {(row["table_name"], row["row_id"]) for row in material.table("retired")}
    for each in double_coding.record(material.folder):
        table, row_id, name = each["table_name"], each["row_id"], each["field"]
        if table not in material.rows or (table, row_id) in retired:
            continue
        row = material.by_key[table].get(row_id)
        if row is None:
            found, expected = "it is gone, and was coded twice", "the row, or none in the record of the double coding"
            yield Finding(table, row_id, name, found, expected)
        elif name in row and row[name] != each["settled"]:
            expected = f"{each['settled']!r}, or what two coders settled on anew in {double_coding.RECORD.as_posix()}"
            yield Finding(table, row_id, name, f"{row[name]!r}", expected)
