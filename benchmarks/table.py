"""The table: which rows there are, in which order, and how a run of them goes."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

from benchmarks.bench import Bench
from benchmarks.change_conflicts import change_conflict_rows
from benchmarks.changes import change_rows
from benchmarks.cypher import cypher_rows
from benchmarks.imports import import_rows
from benchmarks.incident_log import measure_rows
from benchmarks.measure import Row
from benchmarks.processes import process_rows
from benchmarks.ranking import ranking_rows
from benchmarks.reach import reach_rows
from benchmarks.records import record_rows
from benchmarks.schedule import schedule_rows
from benchmarks.served import http_rows
from benchmarks.service_levels import level_rows
from benchmarks.snapshots import bytes_row, snapshot_rows
from benchmarks.states import state_rows

__all__ = ["TABLE", "benchmark"]

TABLE: MappingProxyType[str, Callable[[Bench], Iterator[Row]]] = MappingProxyType(
    {
        "reach": reach_rows,
        "cypher": cypher_rows,
        "states": state_rows,
        "ranking": ranking_rows,
        "snapshot": snapshot_rows,
        "changes": change_rows,
        "memory": bytes_row,
        "import": import_rows,
        "measures": measure_rows,
        "conflicts": change_conflict_rows,
        "one-shot": process_rows,
        "records": record_rows,
        "http": http_rows,
        # It writes changes into the store that the others ask.
        "schedule": schedule_rows,
        # It writes incidents and changes into the same.
        "levels": level_rows,
    }
)


def benchmark(size: int, only: str | None = None) -> Iterator[Row]:
    """Yield the rows of one run, or only those of one part of the table; say on stderr which part is being measured."""
    with tempfile.TemporaryDirectory(prefix="faultline-bench-") as folder:
        bench = Bench(size, Path(folder))
        for part in TABLE if only is None else (only,):
            began = time.monotonic()
            print(f"-- {part}, {size:,} CIs", file=sys.stderr, flush=True)
            yield from TABLE[part](bench)
            print(f"-- {part}: {time.monotonic() - began:,.0f} s", file=sys.stderr, flush=True)
