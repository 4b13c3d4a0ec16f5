"""Evidence with the words behind it: the one join of evidence with its citations and their sources."""

from collections.abc import Iterator, Mapping

from sco_data.errors import Row, ScoDataError
from sco_data.package import Package

Record = dict[str, str]

# How words stand to a cell, the best first.
STANCES = ("supports", "less_exact", "disputes")


class Citations:
    """The citations of a package, each with what its source says of itself.

    Parameters
    ----------
    package : Package

    Examples
    --------
    >>> citations = Citations(Package())
    >>> citations.find("tolipov2004-c0037", "here")["exact"]
    'third summit held on 3 July, 1998 in Almaty'
    """

    def __init__(self, package: Package, *, verify: bool = True) -> None:
        self._sources = {row["source_id"]: row for row in package.rows("sources", verify=verify)}
        self._by_id = {row["citation_id"]: row for row in package.rows("citations", verify=verify)}

    def find(self, citation_id: str, where: str) -> Record:
        """Citation of an id with its source, as :meth:`sourced` gives it; `where` says in an error who names it."""
        try:
            return self.sourced(self._by_id[citation_id])
        except KeyError:
            raise ScoDataError(f"{where} names the citation {citation_id}, which is not in citations.") from None

    def sourced(self, words: Mapping[str, str]) -> Record:
        """Cells of a row that has a source and a fragment, and of its source.

        Added are ``source_url``, ``source_sha256`` (hash of the frozen text), ``source_date``, and ``url``, which opens
        the public page at the words.
        """
        row = self._sources.get(words["source_id"], {})
        source = {f"source_{name.partition('_')[0]}": row.get(name, "") for name in ("url", "sha256", "date_edtf")}
        url, fragment = source["source_url"], words["fragment"]
        if url and fragment:
            url = f"{url}{'' if '#' in url else '#'}:~:{fragment}"
        return Row({**words, **source, "url": url})


def joined_evidence(package: Package, *tables: str, row_id: str | None = None, verify: bool = True) -> Iterator[Record]:
    """Evidence of tables, each with its citation and source.

    Parameters
    ----------
    package : Package
    *tables : str
        One whose key is several fields has no evidence.
    row_id : str, optional
        Only that of this row.
    verify : bool
        As for :func:`sco_data.load`.

    Yields
    ------
    dict of str to str
        Text of the cells, "" where empty: those of `evidence` with ``value`` (what the words state, the cell where
        nothing else is given) and ``cell``, those of `citations`, and of the source what :meth:`Citations.sourced`
        adds. A row of `quotations` is evidence of its own ``text``.

    Raises
    ------
    ScoDataError
        Evidence names a row, field or citation that does not exist.

    Examples
    --------
    >>> next(joined_evidence(Package(), "summits"))["row_id"]
    'summit-1996-shanghai'
    """
    citations = Citations(package, verify=verify)
    evidence: dict[str, list[Record]] = {}
    for entry in package.rows("evidence", verify=verify):
        if row_id in (None, entry["row_id"]):
            evidence.setdefault(entry["table_name"], []).append(entry)
    for name in tables:
        key = package.schema(name)["primaryKey"]
        if len(key) != 1:
            continue
        rows = {row[key[0]]: row for row in package.rows(name, verify=verify) if row_id in (None, row[key[0]])}
        if name == "quotations":
            for identifier, row in rows.items():
                yield Row({**citations.sourced(row), **_own(identifier, row)})
        for entry in evidence.get(name, ()):
            where = f"evidence of {name}, row {entry['row_id']}, field {entry['field']},"
            citation = citations.find(entry["citation_id"], where)
            try:
                cell = rows[entry["row_id"]][entry["field"]]
            except LookupError:
                raise ScoDataError(f"{where} is about a cell that does not exist.") from None
            yield Row({**citation, **entry, "cell": cell, "value": entry["value"] or cell})


def _own(identifier: str, row: Mapping[str, str]) -> Record:
    """What a quotation, which carries its own words, has in place of a row of `evidence` and one of `citations`."""
    cell = {"table_name": "quotations", "row_id": identifier, "field": "text", "cell": row["text"]}
    link = {"basis": "verbatim", "stance": "supports", **dict.fromkeys(_NOT_OWN, "")}
    return {**cell, **link, "value": row["text"], "exact": row["text"], "exact_sha256": row["text_sha256"]}


_NOT_OWN = ("as_of", "origin_id", "note", "citation_id", "locator")
