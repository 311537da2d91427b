"""The long work of tables: a file of many records, made in the background, with progress, for one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from api.jobs import JobKind, Work
from api.record_table import record_table
from api.settings import Settings
from api.spool import Spool
from api.tables import write_table
from cmdb.access import Principal, condition
from cmdb.values import Json
from itsm.practices import PRACTICES

__all__ = ["RECORD_TABLE", "made_file"]


def made_file(settings: Settings, job: str) -> Path:
    """Return where the file of a job lies; it is removed with the uploads that are as old."""
    return Spool(settings.folder / "spool").place(job) / "0"


def make(work: Work) -> Json:
    """Write the table into a file; its result says how many rows it has and how large it is."""
    said, graph = work.args, work.store.graph
    sight = condition(Principal(work.actor, scope=cast("str | None", said["scope"])))
    table = record_table(graph, PRACTICES[str(said["practice"])], said, now=work.clock(), sight=sight)
    total = table.count(graph)
    file = made_file(work.settings, work.job)
    file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    made = file.with_name("made")
    rows = write_table(made, table.head, told(work, table.rows(graph), total), str(said["format"]))
    made.replace(file)
    return {"rows": rows, "bytes": file.stat().st_size}


def told(work: Work, rows: Iterable[list[Json]], total: int) -> Iterator[list[Json]]:
    """Yield the rows and say how far it is."""
    for done, each in enumerate(rows):
        work.report(done, total)
        yield each


def drop(work: Work, _reason: str) -> None:
    """Leave nothing of a file that was not made to its end."""
    Spool(work.settings.folder / "spool").drop(work.job)


RECORD_TABLE = JobKind("record.table", make, drop, reads=True)
