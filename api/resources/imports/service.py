"""Imports as pages show them."""

from __future__ import annotations

from api.backend import backend
from cmdb.values import Json
from importers.journal import reports, rows

__all__ = ["attempts_of"]

MOST_RUNS = 20


def attempts_of(key: str) -> list[dict[str, Json]]:
    """Return how the latest runs recognised a CI, newest first."""
    here = backend()
    now = here.clock()
    found: list[dict[str, Json]] = []
    for report in reports(here.store.side, now=now)[:MOST_RUNS]:
        run = str(report["run"])
        found += [
            {
                "run": run,
                "row": row["row"],
                "where": row["where"],
                "rules": row.get("attempts", []),
                "decision": row["decision"],
                "at": report.get("at"),
            }
            for row in rows(here.store.side, run, now=now)
            if row.get("key") == key
        ]
    return found
