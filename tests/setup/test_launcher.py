from __future__ import annotations

import ast
import json
import shutil
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def launcher(checkout: Path, tmp_path: Path) -> ModuleType:
    """The launcher, looking at a small checkout that it has set up for `demo`."""
    loader = SourceFileLoader("launcher", str(checkout / "faultline"))
    spec = spec_from_loader("launcher", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    for name in (*module.KEYED, "web/bundle.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(checkout / name, tmp_path / name)
    place(module, tmp_path)
    module.STATE.write_text(json.dumps({"key": module.key_of_checkout(), "extras": []}), "utf-8")
    return module


def place(module: ModuleType, root: Path) -> None:
    binaries = root / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").touch()
    (binaries / "faultline").touch()
    module.ROOT, module.VENV = root, root / ".venv"
    module.PYTHON, module.COMMAND = binaries / "python", binaries / "faultline"
    module.STATE, module.LOG = root / ".venv" / "faultline.json", root / ".venv" / "set-up.log"


def test_it_stands_on_the_standard_library_alone(checkout: Path) -> None:
    tree = ast.parse((checkout / "faultline").read_text("utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {str(name).partition(".")[0] for name in plain | taken} <= sys.stdlib_module_names


def test_an_old_python_reads_far_enough_to_be_refused(checkout: Path) -> None:
    ast.parse((checkout / "faultline").read_text("utf-8"), feature_version=(3, 8))


def test_nothing_is_done_twice(launcher: ModuleType) -> None:
    assert launcher.is_set_up("impact")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "hatch_build.py", "web/package-lock.json"])
def test_a_changed_dependency_sets_up_again(launcher: ModuleType, name: str) -> None:
    with (launcher.ROOT / name).open("a") as file:
        file.write("\n")
    assert not launcher.is_set_up("impact")


@pytest.mark.parametrize("command", ["test", "check", "bench"])
def test_a_developers_command_needs_more_packages(launcher: ModuleType, command: str) -> None:
    assert not launcher.is_set_up(command)


def test_a_changed_client_matters_to_those_who_show_it(launcher: ModuleType) -> None:
    assert launcher.is_set_up("impact")
    assert not launcher.is_set_up("demo")


def test_a_client_that_is_not_wanted_never_matters(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTLINE_SKIP_UI", "1")
    assert launcher.is_set_up("demo")


def test_a_set_up_that_was_broken_off_is_not_trusted(launcher: ModuleType) -> None:
    launcher.STATE.write_text("{", "utf-8")
    assert not launcher.is_set_up("impact")


def test_a_python_that_went_away_is_noticed(launcher: ModuleType) -> None:
    launcher.PYTHON.unlink()
    launcher.PYTHON.symlink_to("/gone/python3")
    assert not launcher.is_set_up("impact")
