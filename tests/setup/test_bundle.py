from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def bundle(checkout: Path, tmp_path: Path) -> ModuleType:
    """The bundle's keeper, beside a small client that counts as built."""
    shutil.copy(checkout / "web" / "bundle.py", tmp_path / "bundle.py")
    spec = importlib.util.spec_from_file_location("bundle", tmp_path / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.tsx").write_text("1", "utf-8")
    module.DIST.mkdir()
    module.STAMP.write_text(module._sources_stamp(), "utf-8")
    return module


def test_a_bundle_of_these_sources_is_current(bundle: ModuleType) -> None:
    assert bundle.is_current()


@pytest.mark.parametrize("name", ["src/main.tsx", "src/new.ts", "index.html", "package-lock.json", "vite.config.ts"])
def test_a_changed_source_makes_it_old(bundle: ModuleType, name: str) -> None:
    (bundle.WEB / name).write_text("2", "utf-8")
    assert not bundle.is_current()


def test_a_changed_test_does_not(bundle: ModuleType) -> None:
    (bundle.WEB / "src" / "main.test.tsx").write_text("2", "utf-8")
    assert bundle.is_current()


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.20.4", False),
        ("v20.18.1", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_a_node_is_taken_if_vite_runs_on_it(bundle: ModuleType, version: str, *, enough: bool) -> None:
    assert bundle._node_is_enough(version) is enough
