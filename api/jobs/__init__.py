"""Long work as jobs in the side store: leased with a heartbeat, polled, cancelled, taken up again after a restart."""

from __future__ import annotations

from api.jobs.queue import Jobs
from api.jobs.record import newest_first_id
from api.jobs.work import Cancelled, JobKind, Work

__all__ = ["Cancelled", "JobKind", "Jobs", "Work", "newest_first_id"]
