"""The lease of a job: whoever holds it works on it, and a worker that falls silent loses it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from cmdb.errors import FaultlineError, PreconditionFailed
from cmdb.store.port import SideStore

__all__ = ["LEASES", "Heartbeat", "give_back", "take"]

LEASES = "job_leases"
LEASE = timedelta(seconds=30)
BEAT_S = 5.0
log = structlog.get_logger("faultline.jobs")


def take(side: SideStore, job: str, now: datetime) -> int | None:
    """Take the lease of a job and return its version; None while somebody else has it."""
    try:
        return side.put(LEASES, job, secrets.token_hex(4), now=now, expires=now + LEASE, expect=0)
    except PreconditionFailed:
        return None


def give_back(side: SideStore, job: str) -> None:
    """Give a lease back."""
    side.drop(LEASES, job)


class Heartbeat:
    """Keeps a lease alive while a job runs, from a thread of its own."""

    def __init__(self, side: SideStore, clock: Callable[[], datetime], job: str, lease: int) -> None:
        self.side, self.clock, self.job, self.lease = side, clock, job, lease
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, name=f"beat-{job}", daemon=True)

    def start(self) -> None:
        """Start beating."""
        self.thread.start()

    def run(self) -> None:
        """Prolong the lease until told to stop."""
        while not self.ended.wait(BEAT_S):
            now = self.clock()
            try:
                self.lease = self.side.put(LEASES, self.job, "alive", now=now, expires=now + LEASE, expect=self.lease)
            except FaultlineError:
                log.warning("lease lost", job=self.job)
                return

    def stop(self) -> None:
        """Stop beating."""
        self.ended.set()
        self.thread.join()
