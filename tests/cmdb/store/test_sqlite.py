"""The store in a SQLite file keeps the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cmdb.store.contract import PersistentStoreContract

if TYPE_CHECKING:
    from pathlib import Path


class TestSqlite(PersistentStoreContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/store.sqlite"
