"""What a job's function is given, and what a kind of job is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

from api.jobs.record import CANCELS, KEPT, PROGRESS, Row
from api.settings import Settings
from cmdb.errors import FaultlineError
from cmdb.store.port import SideRow, Store
from cmdb.values import Json

__all__ = ["Cancelled", "JobKind", "Work", "work_of"]

REPORT_S = 0.5


class Cancelled(FaultlineError):
    """Somebody cancelled the job; what whole chunks have written stays."""


@dataclass(slots=True)
class Work:
    """What a job's function is given. ``report`` is called between chunks; it raises ``Cancelled``."""

    store: Store
    settings: Settings
    job: str
    args: Mapping[str, Json]
    actor: str
    attempt: int
    clock: Callable[[], datetime]
    reported: float = 0.0

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far the work is; written at most twice a second."""
        if time.monotonic() - self.reported < REPORT_S:
            return
        self.reported = time.monotonic()
        now = self.clock()
        if self.store.side.read(CANCELS, self.job, now=now):
            raise Cancelled
        value: Json = {"done": done, "total": total, "message": message}
        self.store.side.put(PROGRESS, self.job, value, now=now, expires=now + KEPT)


class JobKind(NamedTuple):
    """One kind of job. ``run`` does it and returns its result; ``failed`` is told when it ended otherwise.

    Each must be importable by name, as a child process runs ``run``. It may be run again after a crash, so it must
    be idempotent in chunks. ``reads``: it alters nothing in the graph, and so need not wait for a job that does.
    """

    name: str
    run: Callable[[Work], Json]
    failed: Callable[[Work, str], None] | None = None
    reads: bool = False


def work_of(store: Store, settings: Settings, row: SideRow, clock: Callable[[], datetime]) -> Work:
    """Return what a job's function is given."""
    value = cast("Row", row.value)
    args = cast("dict[str, Json]", value["args"])
    return Work(store, settings, row.key, args, cast("str", value["actor"]), cast("int", value["attempts"]), clock)
