"""No backend's suite replaces, drops or excuses a test of the contract."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.cmdb.store.contract import PersistentStoreContract

HERE = Path(__file__).parent
SUITES = sorted(HERE.glob("test_*.py"))
EXCUSES = {"skip", "skipif", "xfail"}


def suites_in(path: Path) -> list[ast.ClassDef]:
    """The classes of a file that inherit the contract."""
    return [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("StoreContract") for base in node.bases)
    ]


def names_defined(suite: ast.ClassDef) -> set[str]:
    """The names that a class body binds."""
    bound = {node.name for node in suite.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    targets = [target for node in suite.body if isinstance(node, ast.Assign) for target in node.targets]
    return bound | {ast.unparse(target) for target in targets}


def test_the_suites_are_found() -> None:
    found = {path.stem for path in SUITES if suites_in(path)}
    assert {"test_memory", "test_sqlite"} <= found


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_no_standard_test_is_overridden(path: Path) -> None:
    for suite in suites_in(path):
        overridden = {name for name in names_defined(suite) if hasattr(PersistentStoreContract, name)} - {
            "url",
            "store",
        }
        assert not overridden, f"{path.name}: {suite.name} overrides {sorted(overridden)}"


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_no_suite_is_excused(path: Path) -> None:
    for suite in suites_in(path):
        used = {
            word for decorator in suite.decorator_list for word in ast.unparse(decorator).replace("(", ".").split(".")
        }
        assert not used & EXCUSES, f"{path.name}: {suite.name} is excused by {sorted(used & EXCUSES)}"
