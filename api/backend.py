"""What a running app works with: the store, the settings, the clock; reached from a request by ``backend()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app

from api.settings import Settings
from cmdb.estate import Estate
from cmdb.moments import revision_of
from cmdb.overlay import load_rules
from cmdb.refresh import Rules
from cmdb.store.port import GraphStore, Store

if TYPE_CHECKING:
    from api.jobs import Jobs

__all__ = ["NAME", "Backend", "backend", "utc_now"]

NAME = "faultline"


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Backend:
    """The parts that routes call. One for each app; nothing here is global."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    version: str
    jobs: Jobs
    estate: Estate
    rules_at: tuple[int, Rules] | None = None
    kept: dict[str, object] = field(default_factory=dict)
    """What resources have worked out of past revisions, which never change; by the resource's own name."""

    @property
    def graph(self) -> GraphStore:
        """Return the graph."""
        return self.store.graph

    def head(self) -> int:
        """Return the number of the last revision."""
        head = self.graph.head()
        return head.number if head else 0

    def rules(self) -> Rules:
        """Return the schema and precedence; read again only after a write."""
        head = self.head()
        if self.rules_at is None or self.rules_at[0] != head:
            self.rules_at = (head, load_rules(self.graph))
        return self.rules_at[1]

    def as_of(self, text: str | int | None) -> int | None:
        """Return the revision that ``as_of`` means, None for now."""
        return revision_of(self.graph, text)


def backend() -> Backend:
    """Return the backend of the app that answers this request."""
    return cast("Backend", current_app.extensions[NAME])
