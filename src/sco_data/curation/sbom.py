"""The bill of materials (CycloneDX): what an installed `sco-data` needs to run, in the versions at hand."""

import re
from datetime import datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from uuid import NAMESPACE_URL, uuid5

from sco_data.errors import MissingExtraError, ScoDataError


def bill(name: str, version: str, time: datetime) -> str:
    """Bill of materials of a distribution and of all that it requires without extras.

    Parameters
    ----------
    name : str
        A distribution that is installed here.
    version : str
        The version that the bill shall give it, which in an editable install may be newer than its metadata.
    time : datetime
        When it was made. It, the name and the versions decide every byte.

    Returns
    -------
    str
        JSON (CycloneDX 1.6).

    Raises
    ------
    ScoDataError
        A requirement is not installed.
    MissingExtraError
        The libraries that write a bill are not installed.

    Examples
    --------
    >>> import json
    >>> from datetime import UTC
    >>> made = json.loads(bill("sco-data", "0.1.0", datetime(2026, 11, 22, tzinfo=UTC)))
    >>> {"pandas", "typer", "numpy"} <= {part["name"] for part in made["components"]}
    True
    """
    try:
        from cyclonedx.model.bom import Bom
        from cyclonedx.model.component import Component, ComponentType
        from cyclonedx.output.json import JsonV1Dot6
        from packageurl import PackageURL
    except ImportError as error:
        raise MissingExtraError("release", error.name or "cyclonedx-python-lib") from error

    def component(known: str, number: str, kind: ComponentType = ComponentType.LIBRARY) -> Component:
        url = PackageURL("pypi", None, known, number)
        return Component(name=known, version=number, type=kind, purl=url, bom_ref=str(url))

    needed = _closure(name)
    parts = {known: component(known, found.version) for known, found in needed.items()}
    parts[_plain(name)] = component(_plain(name), version)
    content = " ".join(sorted(str(part.purl) for part in parts.values()))
    bom = Bom(
        components=[part for known, part in parts.items() if known != _plain(name)],
        serial_number=uuid5(NAMESPACE_URL, f"{content} {time.isoformat()}"),
    )
    bom.metadata.component = parts[_plain(name)]
    bom.metadata.timestamp = time
    for known, found in needed.items():
        bom.register_dependency(parts[known], [parts[other] for other in _required(found)])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _closure(name: str) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    left = [_plain(name)]
    while left:
        known = left.pop()
        if known not in found:
            try:
                found[known] = distribution(known)
            except PackageNotFoundError as error:
                raise ScoDataError(
                    f"{known}, which {name} requires, is not installed; install {name} again."
                ) from error
            left += _required(found[known])
    return dict(sorted(found.items()))


def _required(found: Distribution) -> list[str]:
    """Names of what a distribution requires here, extras left out."""
    from packaging.requirements import Requirement

    requirements = map(Requirement, found.requires or ())
    return sorted(
        {_plain(each.name) for each in requirements if not each.marker or each.marker.evaluate({"extra": ""})}
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
