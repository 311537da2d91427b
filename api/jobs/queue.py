"""The queue of jobs: submitted, listed, cancelled, claimed by a worker, finished."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import structlog

from api.jobs.lease import Heartbeat, give_back, take
from api.jobs.record import CANCELS, DONE, JOBS, KEPT, PROGRESS, Row, job_document, newest_first_id
from api.jobs.run import Outcome, attempt, run_in_child
from api.jobs.work import JobKind, work_of
from api.settings import Settings
from api.spool import Spool
from cmdb.entities import instant_json
from cmdb.errors import Conflict, FaultlineError, NotFound
from cmdb.store.port import SideRow, Store
from cmdb.values import Json

__all__ = ["MOST_ATTEMPTS", "Jobs"]

IDLE_S, TIDY_S = 1.0, 3600.0
MOST_ATTEMPTS = 3
log = structlog.get_logger("faultline.jobs")


class AlreadyEnded(Conflict):
    """A job that has ended cannot be cancelled."""

    def __str__(self) -> str:
        return "the job has ended already"


@dataclass(slots=True)
class Jobs:
    """The jobs of one process over one store. ``kinds`` says what can be run."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    kinds: Mapping[str, JobKind] = field(default_factory=dict)
    threads: list[threading.Thread] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    waking: threading.Event = field(default_factory=threading.Event)

    # ------------------------------------------------------------ asking

    def submit(self, kind: str, args: Mapping[str, Json], actor: str) -> dict[str, object]:
        """Queue a job and return it."""
        now = self.clock()
        key = newest_first_id(now)
        value: Json = {
            "kind": self.kinds[kind].name,
            "state": "queued",
            "args": dict(args),
            "actor": actor,
            "created_at": instant_json(now),
            "attempts": 0,
            "result": None,
            "error": None,
        }
        self.store.side.put(JOBS, key, value, now=now, expires=now + KEPT, expect=0)
        self.waking.set()
        return self.get(key)

    def get(self, key: str) -> dict[str, object]:
        """Return one job. Raises ``NotFound``."""
        now = self.clock()
        if row := self.store.side.read(JOBS, key, now=now):
            return job_document(row, self.store.side.read(PROGRESS, key, now=now))
        raise NotFound("job", key)

    def list(self, *, after: str = "", limit: int = 100) -> Sequence[dict[str, object]]:
        """Return jobs, newest first."""
        now = self.clock()
        rows = self.store.side.scan(JOBS, now=now, after=after, limit=limit)
        return [job_document(row, self.store.side.read(PROGRESS, row.key, now=now)) for row in rows]

    def cancel(self, key: str) -> dict[str, object]:
        """Cancel a job: a queued one at once, a running one at its next chunk. Raises ``NotFound``, ``Conflict``."""
        now = self.clock()
        row = self.store.side.read(JOBS, key, now=now)
        if row is None:
            raise NotFound("job", key)
        value = cast("Row", row.value)
        if value["state"] in DONE:
            raise AlreadyEnded(key)
        self.store.side.put(CANCELS, key, True, now=now, expires=now + KEPT)
        if value["state"] == "queued":
            self.finish(key, "cancelled", expect=row.version)
            self.tell(row, "cancelled")
        return self.get(key)

    def tell(self, row: SideRow, reason: str) -> None:
        """Tell the kind of a job that it ended without having been run to its end."""
        value = cast("Row", row.value)
        kind = self.kinds.get(str(value["kind"]))
        if kind is not None and kind.failed is not None:
            kind.failed(work_of(self.store, self.settings, row, self.clock), reason)

    # ------------------------------------------------------------ doing

    def start(self) -> None:
        """Start the worker threads, one more for what only reads: a file is not to wait for hours behind an import."""
        self.ending.clear()
        lanes = [False] * self.settings.workers
        for number, reading in enumerate([*lanes, True] if lanes else lanes):
            name = "jobs-reading" if reading else f"jobs-{number}"
            thread = threading.Thread(target=self.work, kwargs={"reading": reading}, name=name, daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        """End the worker threads; a job under way is taken up by the next server once its lease is over."""
        self.ending.set()
        self.waking.set()
        for thread in self.threads:
            thread.join(timeout=10)
        self.threads.clear()

    def work(self, *, reading: bool = False) -> None:
        """Run one job after another until told to stop, and tidy up now and then; ``reading``: none that alters."""
        tidied = 0.0
        while not self.ending.is_set():
            try:
                if time.monotonic() - tidied > TIDY_S:
                    tidied = time.monotonic()
                    self.tidy()
                busy = self.run_one(reading=reading)
            except FaultlineError:
                log.exception("jobs cannot be read")
                busy = False
            if not busy:
                self.waking.wait(IDLE_S)
                self.waking.clear()

    def tidy(self) -> None:
        """Remove rows that have expired and uploads that are old."""
        rows = self.store.side.sweep(self.clock())
        uploads = Spool(self.settings.folder / "spool").sweep(self.settings.spool_hours)
        log.debug("tidied up", rows=rows, uploads=uploads)

    def run_pending(self) -> int:
        """Run what is queued in this thread and return how much it was (tests, the command line)."""
        count = 0
        while self.run_one(inline=True):
            count += 1
        return count

    def run_one(self, *, inline: bool = False, reading: bool = False) -> bool:
        """Claim the oldest waiting job and run it; False when nothing waits."""
        claimed = self.claim(reading=reading)
        if claimed is None:
            return False
        row, lease = claimed
        beat = Heartbeat(self.store.side, self.clock, row.key, lease)
        beat.start()
        try:
            state, result, error = self.run(row, inline=inline)
        finally:
            beat.stop()
        self.finish(row.key, state, result, error)
        give_back(self.store.side, row.key)
        return True

    def run(self, row: SideRow, *, inline: bool) -> Outcome:
        """Run a claimed job; in a child process unless the store is this process's own memory."""
        kind = self.kinds[str(cast("Row", row.value)["kind"])]
        work = work_of(self.store, self.settings, row, self.clock)
        if inline or self.store.url.startswith("memory:"):
            return attempt(kind, work)
        return run_in_child(kind, work, row, self.ending)

    def claim(self, *, reading: bool = False) -> tuple[SideRow, int] | None:
        """Take the oldest job that waits, or whose worker has gone silent; ``reading``: of those that alter nothing."""
        now = self.clock()
        for row in reversed(self.store.side.scan(JOBS, now=now)):
            value = cast("Row", row.value)
            kind = self.kinds.get(str(value["kind"]))
            if value["state"] in DONE or kind is None or (reading and not kind.reads):
                continue
            lease = take(self.store.side, row.key, now)
            if lease is None:
                continue
            if started := self.mark_running(row, now):
                return started, lease
        return None

    def mark_running(self, row: SideRow, now: datetime) -> SideRow | None:
        """Note that a job runs; one that has failed to end too often is given up."""
        value = cast("Row", row.value)
        attempts = cast("int", value["attempts"]) + 1
        if attempts > MOST_ATTEMPTS:
            reason = f"it ended without a word {MOST_ATTEMPTS} times"
            self.finish(row.key, "failed", None, reason)
            self.tell(row, reason)
            give_back(self.store.side, row.key)
            return None
        changed: Row = {**value, "state": "running", "attempts": attempts}
        version = self.store.side.put(JOBS, row.key, changed, now=now, expires=now + KEPT, expect=row.version)
        return SideRow(row.key, changed, version, None)

    def finish(
        self, key: str, state: str, result: Json = None, error: str | None = None, *, expect: int | None = None
    ) -> None:
        """Note how a job ended."""
        now = self.clock()
        row = self.store.side.read(JOBS, key, now=now)
        if row is None:
            return
        changed: Row = {**cast("Row", row.value), "state": state, "result": result, "error": error}
        if state in DONE:
            changed["finished_at"] = instant_json(now)
        self.store.side.put(JOBS, key, changed, now=now, expires=now + KEPT, expect=expect)
