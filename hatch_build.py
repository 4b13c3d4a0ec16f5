"""Puts the data package into the wheel: the descriptor and the files that it names, and no others.

An editable install gets none of it, for it must see the checkout's own files.
"""

import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DESCRIPTOR = "datapackage.json"


class DataPackageHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        described = json.loads(Path(self.root, DESCRIPTOR).read_text(encoding="utf-8"))
        named = [DESCRIPTOR, *(each[part] for each in described["resources"] for part in ("path", "schema"))]
        for name in named:
            build_data["force_include"][str(Path(self.root, name))] = f"sco_data/_package/{name}"
