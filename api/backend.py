"""What a running app works with: the store, the settings, the clock; reached from a request by ``backend()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app

from api.settings import Settings
from cmdb.store.port import Store

if TYPE_CHECKING:
    from api.jobs import Jobs
    from cmdb.snapshot import Snapshots

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
    clock: Callable[[], datetime] = utc_now
    version: str = "0"
    notes: dict[str, object] = field(default_factory=dict)
    snapshots: Snapshots | None = None
    jobs: Jobs | None = None


def backend() -> Backend:
    """Return the backend of the app that answers this request."""
    return cast("Backend", current_app.extensions[NAME])
