"""The store in memory keeps the contract."""

from __future__ import annotations

import pytest

from tests.cmdb.store.contract import StoreContract


class TestMemory(StoreContract):
    @pytest.fixture
    def url(self) -> str:
        return "memory:"
