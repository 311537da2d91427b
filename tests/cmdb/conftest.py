"""An empty estate in memory, and a writer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cmdb.estate import Estate
from cmdb.store import open_store
from cmdb.store.port import Stamp


@pytest.fixture
def estate() -> Iterator[Estate]:
    with open_store("memory:") as store:
        yield Estate(store, None)


@pytest.fixture
def me() -> Stamp:
    return Stamp("me", "test", "because")
