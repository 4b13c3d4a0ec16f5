"""Puts datapackage.json into the wheel.

The tables and schemas are mapped into ``sco_data/_package/`` by ``sources`` in pyproject.toml, which can rename
folders only. A static ``force-include`` of the one file would also drop a copy of it into editable installs, which
must see the checkout's own file.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DescriptorHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"]["datapackage.json"] = "sco_data/_package/datapackage.json"
