"""Long work as jobs in the side store: leased with a heartbeat, polled, cancelled, taken up again after a restart."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, cast

import structlog

from api.settings import Settings
from api.spool import Spool
from cmdb.entities import instant_json
from cmdb.errors import Conflict, FaultlineError, NotFound, PreconditionFailed
from cmdb.store import open_store
from cmdb.store.port import SideRow, Store
from cmdb.values import Json

__all__ = ["Cancelled", "JobKind", "Jobs", "Work", "job_document", "newest_first_id"]

JOBS, PROGRESS, LEASES, CANCELS = "jobs", "job_progress", "job_leases", "job_cancels"
LEASE = timedelta(seconds=30)
KEPT = timedelta(days=30)
BEAT_S, POLL_S, TIDY_S = 5.0, 0.5, 3600.0
MOST_ATTEMPTS = 3
DONE = frozenset({"done", "failed", "cancelled"})
log = structlog.get_logger("faultline.jobs")
Row = dict[str, Json]


class Cancelled(FaultlineError):
    """Somebody cancelled the job; what whole chunks have written stays."""


class AlreadyEnded(Conflict):
    """A job that has ended cannot be cancelled."""

    def __str__(self) -> str:
        return "the job has ended already"


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
        if time.monotonic() - self.reported < POLL_S:
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
    be idempotent in chunks.
    """

    name: str
    run: Callable[[Work], Json]
    failed: Callable[[Work, str], None] | None = None


def newest_first_id(now: datetime) -> str:
    """Return an id of which later ones sort first, as the side store scans upwards only."""
    microseconds = int(now.timestamp() * 1_000_000)
    return f"{2**56 - microseconds:014x}{secrets.token_hex(3)}"


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
            kind.failed(work_of(self.store, self.settings, row.key, value, self.clock), reason)

    # ------------------------------------------------------------ doing

    def start(self) -> None:
        """Start the worker threads."""
        self.ending.clear()
        for number in range(self.settings.workers):
            thread = threading.Thread(target=self.work, name=f"jobs-{number}", daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        """End the worker threads; a job under way is taken up by the next server once its lease is over."""
        self.ending.set()
        self.waking.set()
        for thread in self.threads:
            thread.join(timeout=10)
        self.threads.clear()

    def work(self) -> None:
        """Run one job after another until told to stop, and tidy up now and then."""
        tidied = 0.0
        while not self.ending.is_set():
            try:
                if time.monotonic() - tidied > TIDY_S:
                    tidied = time.monotonic()
                    self.tidy()
                busy = self.run_one()
            except FaultlineError:
                log.exception("jobs cannot be read")
                busy = False
            if not busy:
                self.waking.wait(POLL_S * 2)
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

    def run_one(self, *, inline: bool = False) -> bool:
        """Claim the oldest waiting job and run it; False when nothing waits."""
        claimed = self.claim()
        if claimed is None:
            return False
        row, lease = claimed
        value = cast("Row", row.value)
        beat = Heartbeat(self, row.key, lease)
        beat.start()
        try:
            in_child = not inline and not self.store.url.startswith("memory:")
            state, result, error = (run_in_child if in_child else run_here)(self, row.key, value)
        finally:
            beat.stop()
        self.finish(row.key, state, result, error)
        self.store.side.drop(LEASES, row.key)
        return True

    def claim(self) -> tuple[SideRow, int] | None:
        """Take the oldest job that waits, or whose worker has gone silent."""
        now = self.clock()
        for row in reversed(self.store.side.scan(JOBS, now=now)):
            value = cast("Row", row.value)
            if value["state"] in DONE or value["kind"] not in self.kinds:
                continue
            try:
                lease = self.store.side.put(
                    LEASES, row.key, secrets.token_hex(4), now=now, expires=now + LEASE, expect=0
                )
            except PreconditionFailed:
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
            self.store.side.drop(LEASES, row.key)
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
        changed["finished_at"] = instant_json(now)
        self.store.side.put(JOBS, key, changed, now=now, expires=now + KEPT, expect=expect)


class Heartbeat:
    """Keeps a lease alive while a job runs, from a thread of its own."""

    def __init__(self, jobs: Jobs, key: str, lease: int) -> None:
        self.jobs, self.key, self.lease = jobs, key, lease
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, name=f"beat-{key}", daemon=True)

    def start(self) -> None:
        """Start beating."""
        self.thread.start()

    def run(self) -> None:
        """Prolong the lease until told to stop."""
        while not self.ended.wait(BEAT_S):
            now = self.jobs.clock()
            try:
                self.lease = self.jobs.store.side.put(
                    LEASES, self.key, "alive", now=now, expires=now + LEASE, expect=self.lease
                )
            except FaultlineError:
                log.warning("lease lost", job=self.key)
                return

    def stop(self) -> None:
        """Stop beating."""
        self.ended.set()
        self.thread.join()


Outcome = tuple[str, Json, str | None]


def attempt(kind: JobKind, work: Work) -> Outcome:
    """Run a job's function and return how it ended."""
    try:
        return "done", kind.run(work), None
    except Cancelled:
        outcome: Outcome = ("cancelled", None, None)
    except FaultlineError as error:
        outcome = ("failed", {"problem": cast("Json", dict(error.facts()))}, str(error))
    except Exception as error:
        log.exception("job failed", job=work.job, kind=kind.name)
        outcome = ("failed", None, f"{type(error).__name__}: {error}")
    if kind.failed is not None:
        kind.failed(work, outcome[2] or outcome[0])
    return outcome


def run_here(jobs: Jobs, key: str, value: Row) -> Outcome:
    """Run a job in this thread."""
    kind = jobs.kinds[cast("str", value["kind"])]
    return attempt(kind, work_of(jobs.store, jobs.settings, key, value, jobs.clock))


def work_of(store: Store, settings: Settings, key: str, value: Row, clock: Callable[[], datetime]) -> Work:
    """Return what a job's function is given."""
    args = cast("dict[str, Json]", value["args"])
    return Work(store, settings, key, args, cast("str", value["actor"]), cast("int", value["attempts"]), clock)


def run_in_child(jobs: Jobs, key: str, value: Row) -> Outcome:
    """Run a job in a child process with the store opened anew, so that requests keep their pace."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    kind = jobs.kinds[cast("str", value["kind"])]
    child = context.Process(
        target=child_main, args=(sender, jobs.store.url, jobs.settings, kind, key, value), daemon=True
    )
    child.start()
    sender.close()
    try:
        while not receiver.poll(POLL_S):
            if jobs.ending.is_set():
                child.terminate()
                return "queued", None, None
        return cast("Outcome", receiver.recv())
    except EOFError:
        return "queued", None, None
    finally:
        receiver.close()
        child.join(timeout=10)


def child_main(
    sender: multiprocessing.connection.Connection, url: str, settings: Settings, kind: JobKind, key: str, value: Row
) -> None:
    """Run one job in a process of its own and send how it ended."""
    from api.backend import utc_now  # noqa: PLC0415  # the child needs no more of the app than this

    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    with open_store(url) as store:
        sender.send(attempt(kind, work_of(store, settings, key, value, utc_now)))
    sender.close()


def end_with(parent: int) -> None:
    """End this process when its parent is gone; whoever takes the job up again should be alone with it."""
    while os.getppid() == parent:
        time.sleep(POLL_S)
    os._exit(1)


def job_document(row: SideRow, progress: SideRow | None) -> dict[str, object]:
    """Return a job as it is shown."""
    value = cast("Row", row.value)
    far = cast("Row", progress.value) if progress else {}
    ended = value["state"] == "done"
    return {
        "id": row.key,
        "kind": value["kind"],
        "state": value["state"],
        "done": far.get("total", 0) if ended and far.get("total") else far.get("done", 0),
        "total": far.get("total"),
        "message": far.get("message", ""),
        "result": value["result"],
        "error": value["error"],
        "created_at": value["created_at"],
        "finished_at": value.get("finished_at"),
        "actor": value["actor"],
        "args": value["args"],
    }
