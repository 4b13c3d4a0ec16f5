"""The part of `datapackage.json` that a machine knows better: hash, size and number of rows of each file.

Everything else in it is written by people, and keeps its place and its words.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def machine_part(content: bytes, rows: int) -> dict[str, Any]:
    r"""What a resource of `datapackage.json` says of its file.

    Parameters
    ----------
    content : bytes
        The file.
    rows : int
        Number of rows of the table.

    Returns
    -------
    dict
        `hash` (`sha256:` and 64 hexadecimal digits), `bytes` and `rows`.

    Examples
    --------
    >>> machine_part(b"id\n", 0)["bytes"]
    3
    """
    return {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content), "rows": rows}


def renewed(descriptor: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Descriptor with the machine part of its resources renewed.

    Parameters
    ----------
    descriptor : mapping
        Content of `datapackage.json`.
    parts : mapping of str to mapping
        The machine part by name of the resource; other resources stay as they are.

    Returns
    -------
    dict
        A new descriptor; keys stay in their order, new ones come last.

    Examples
    --------
    >>> renewed({"name": "x", "resources": [{"name": "a", "bytes": 1}]}, {"a": {"bytes": 2, "rows": 0}})
    {'name': 'x', 'resources': [{'name': 'a', 'bytes': 2, 'rows': 0}]}
    """
    resources = [{**resource, **parts.get(resource["name"], {})} for resource in descriptor["resources"]]
    return {**descriptor, "resources": resources}


def to_json(descriptor: Mapping[str, Any]) -> bytes:
    r"""Descriptor as the bytes of `datapackage.json`: UTF-8, two spaces, final newline.

    Examples
    --------
    >>> to_json({"name": "sco-data"})
    b'{\n  "name": "sco-data"\n}\n'
    """
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()
