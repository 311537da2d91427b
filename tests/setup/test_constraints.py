from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path


def pins(checkout: Path) -> dict[str, str]:
    lines = (checkout / "constraints.txt").read_text("utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def requirements(checkout: Path) -> list[Requirement]:
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    lists = [project["build-system"]["requires"], project["project"]["dependencies"], *extras]
    return [Requirement(line) for lines in lists for line in lines]


def test_every_requirement_is_pinned_within_its_range(checkout: Path) -> None:
    pinned = pins(checkout)
    outside = {
        str(wanted): pinned.get(canonicalize_name(wanted.name))
        for wanted in requirements(checkout)
        if pinned.get(canonicalize_name(wanted.name)) not in wanted.specifier
    }
    assert outside == {}
