"""Every kind of job, in one place."""

from __future__ import annotations

from api.import_jobs import APPLY, DRY_RUN, UNDO, WITHDRAW
from api.jobs import JobKind
from api.record_table_jobs import RECORD_TABLE
from api.weak_point_jobs import AVAILABILITY, CUT_SETS, RANK

__all__ = ["JOB_KINDS"]

JOB_KINDS: tuple[JobKind, ...] = (DRY_RUN, APPLY, UNDO, WITHDRAW, RANK, CUT_SETS, AVAILABILITY, RECORD_TABLE)
