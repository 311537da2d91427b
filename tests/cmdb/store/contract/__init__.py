"""What every store must do. A backend's suite is a subclass that says at which URL an empty store is opened.

The tests are methods of the classes in this package, one file a question; a backend may add tests but not
override these (``test_contract_guard.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cmdb.store import open_store

from .blobs import BlobContract
from .bulk import BulkContract
from .claims import ClaimContract
from .counting import CountingContract
from .finding import FindingContract
from .history import HistoryContract
from .maintenance import MaintenanceContract
from .pages import PageContract
from .persistence import PersistenceContract
from .reading import ReadingContract
from .side import SideContract
from .values import ValueContract
from .writing import WritingContract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmdb.store.port import Store


__all__ = ["PersistentStoreContract", "StoreContract"]


class StoreContract(
    WritingContract,
    ClaimContract,
    ValueContract,
    ReadingContract,
    FindingContract,
    PageContract,
    CountingContract,
    HistoryContract,
    BulkContract,
    SideContract,
    BlobContract,
    MaintenanceContract,
):
    """What holds for all stores."""

    @pytest.fixture
    def url(self) -> str:
        """Where an empty store is opened; the one thing that a backend says."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        with open_store(url) as store:
            yield store


class PersistentStoreContract(StoreContract, PersistenceContract):
    """What holds in addition where several processes can open one store, one after the other or at once."""
