"""A job as it is kept in the side store and as it is shown."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import cast

from cmdb.store.port import SideRow
from cmdb.values import Json

__all__ = ["CANCELS", "DONE", "JOBS", "KEPT", "PROGRESS", "Row", "job_document", "newest_first_id"]

JOBS, PROGRESS, CANCELS = "jobs", "job_progress", "job_cancels"
KEPT = timedelta(days=30)
DONE = frozenset({"done", "failed", "cancelled"})
Row = dict[str, Json]


def newest_first_id(now: datetime) -> str:
    """Return an id of which later ones sort first, as the side store scans upwards only."""
    microseconds = int(now.timestamp() * 1_000_000)
    return f"{2**56 - microseconds:014x}{secrets.token_hex(3)}"


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
