from __future__ import annotations

import json
from pathlib import Path


def test_the_lock_names_the_packages_of_every_platform(checkout: Path) -> None:
    """`npm ci` refuses a lock that was written where some platform's package was not to be had."""
    packages = json.loads((checkout / "web/package-lock.json").read_text("utf-8"))["packages"]
    wanted = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
    named = {path.rpartition("node_modules/")[2] for path, package in packages.items() if package.get("version")}
    assert wanted <= named


def test_the_lock_names_no_registry(checkout: Path) -> None:
    packages = json.loads((checkout / "web/package-lock.json").read_text("utf-8"))["packages"]
    assert not [path for path, package in packages.items() if "resolved" in package]
