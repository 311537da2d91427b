"""Every kind of job, in one place."""

from __future__ import annotations

from api.jobs import JobKind

__all__ = ["JOB_KINDS"]

JOB_KINDS: tuple[JobKind, ...] = ()
