"""One opened estate: its store, its schema as it is now, and the snapshots that questions are asked of."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cmdb.model import Key
from cmdb.moments import revision_of
from cmdb.reconcile import Rules
from cmdb.resolve import resolve
from cmdb.schema import Schema
from cmdb.snapshot import Snapshots
from cmdb.store import open_store
from cmdb.store.port import GraphStore, SideStore, Store

if TYPE_CHECKING:
    from cmdb.context import ContextSource

__all__ = ["Estate", "cache_folder", "default_store", "open_estate"]


def cache_folder() -> Path:
    """Return where snapshots are kept: ``FAULTLINE_CACHE``, else the person's cache folder."""
    if given := os.environ.get("FAULTLINE_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "faultline" / "snapshots"


def default_store() -> str:
    """Return the store that is meant where none is given: ``FAULTLINE_STORE``, else the person's own SQLite file."""
    if given := os.environ.get("FAULTLINE_STORE"):
        return given
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folder = Path(base) / "faultline"
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'faultline.db'}"


class Estate:
    """A store with what is worked out from it and kept for the next question.

    ``context_sources`` tell what else is going on; whoever keeps changes and incidents adds its own.
    """

    def __init__(self, store: Store, folder: Path | None, clock: Callable[[], datetime] | None = None) -> None:
        self.store = store
        self.clock = clock or (lambda: datetime.now(UTC))
        saved = None if store.url.startswith("memory:") else folder
        self.snapshots = Snapshots(store.graph, saved, store.url)
        self.context_sources: list[ContextSource] = []

    @property
    def graph(self) -> GraphStore:
        """Return the versioned graph."""
        return self.store.graph

    @property
    def side(self) -> SideStore:
        """Return the small unversioned tables."""
        return self.store.side

    @property
    def rules(self) -> Rules:
        """Return schema and precedence as they are now."""
        return self.snapshots.rules_now()

    @property
    def schema(self) -> Schema:
        """Return the schema as it is now."""
        return self.rules.schema

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock()

    def moment(self, text: str | int | None) -> int | None:
        """Return the revision that an "as of" names, None for now. Raises ``Invalid``, ``NotFound``."""
        return revision_of(self.graph, text)

    def key(self, text: str, *, as_of: int | None = None) -> Key:
        """Return the CI that a text names. Raises ``NotFound``, ``Ambiguous``."""
        return resolve(self.graph, self.schema, text, as_of=as_of)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def open_estate(url: str | None = None) -> Estate:
    """Open the estate at a store's URL (None: the default). Raises what ``open_store`` raises."""
    return Estate(open_store(url or default_store()), cache_folder())
