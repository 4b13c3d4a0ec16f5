"""Numbers that sources state: their bounds, their words, and who states them."""

from collections.abc import Iterator

from sco_keeping.build.derived import number_bounds, stated_by
from sco_keeping.dataset import Dataset
from sco_keeping.language import exact
from sco_keeping.rules.registry import Finding, check


@check("bounds", "The bounds of a number follow from its value, relation and words.")
def _bounds(dataset: Dataset) -> Iterator[Finding]:
    for table, field, rule in dataset.having("boundOf"):
        expected = number_bounds(table, field, dataset.rows, dataset.schemas)
        for row in dataset.rows[table]:
            bound = expected[dataset.key(table, row)]
            if exact(row[field["name"]]) != bound:
                found = f"{row[field['name']]!r} with {row[rule['relation']]} {row[rule['value']]}"
                yield Finding(
                    table, dataset.key(table, row), field["name"], found, "nothing" if bound is None else str(bound)
                )


@check("whole-words", "The source's words of a number are the words cited.")
def _whole_words(dataset: Dataset) -> Iterator[Finding]:
    for table, field, _ in dataset.having("wholeWords"):
        for row in dataset.rows[table]:
            key, name = dataset.key(table, row), field["name"]
            rows = [each for each in dataset.supporting(table, key, name) if each["basis"] != "inferred"]
            citations = [citation for each in rows if (citation := dataset.cited(each))]
            cited = [dataset.words(citation, "exact") for citation in citations]
            # Of a text coded in full they are the very words; what is quoted of a page serves several cells.
            whole = all(dataset.kind(citation["source_id"]) == "coded_text" for citation in citations)
            if not row[name] or None in cited:
                continue
            if not cited:
                found = f"{row[name]!r} has no evidence in words"
                yield Finding(table, key, name, found, "a citation of the very words")
            elif row[name] not in cited if whole else not any(row[name] in (words or "") for words in cited):
                yield Finding(table, key, name, f"{row[name]!r}", f"the words cited, {cited[0]!r}")


@check("stated-by", "Who states a number follows from the words: whom they quote, else who speaks.")
def _stated_by(dataset: Dataset) -> Iterator[Finding]:
    for table, field, value in dataset.having("statedBy"):
        kind = field["genericForeignKey"]["typeField"]
        expected = stated_by(table, field, value, dataset.rows, dataset.schemas)
        for row in dataset.rows[table]:
            key, found = dataset.key(table, row), (row[kind], row[field["name"]])
            if key not in expected and "yieldedBy" in field:
                continue  # no passage yields it: it is as the words state it
            if found != expected.get(key, ("", "")):
                shown = " ".join(filter(None, expected.get(key, ()))) or "nothing"
                yield Finding(table, key, field["name"], " ".join(found), shown)
