"""The decisions on the rows of each run, kept packed beside the graph, so that ``why RUN ROW`` can answer."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from cmdb.errors import NotFound
from cmdb.store.port import SideStore
from cmdb.values import Json
from importers.report import RowDecision

__all__ = ["chunks_kept", "keep_report", "keep_rows", "read_report", "reports", "row_decision", "rows"]

RUNS, ROWS = "import_run", "import_rows"


def keep_report(side: SideStore, run: str, report: dict[str, Json], *, now: datetime) -> None:
    """Keep a run's report."""
    side.put(RUNS, run, report, now=now)


def read_report(side: SideStore, run: str, *, now: datetime) -> dict[str, Json]:
    """Return a run's report. Raises ``NotFound``."""
    row = side.read(RUNS, run, now=now)
    if row is None or not isinstance(row.value, dict):
        latest = [each.key for each in side.scan(RUNS, now=now)][-3:]
        raise NotFound("import run", run, tuple(reversed(latest)))
    return row.value


def reports(side: SideStore, *, now: datetime) -> Sequence[dict[str, Json]]:
    """Return the reports of all runs, newest first."""
    found, after = [], ""
    while rows := side.scan(RUNS, now=now, after=after):
        found += [row.value for row in rows if isinstance(row.value, dict)]
        after = rows[-1].key
    return list(reversed(found))


def keep_rows(side: SideStore, run: str, chunk: int, decisions: Sequence[RowDecision], *, now: datetime) -> None:
    """Keep the decisions on the rows of one chunk."""
    text = json.dumps([each.document() for each in decisions], ensure_ascii=False, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 1)).decode()
    side.put(ROWS, f"{run}/{chunk:08d}", packed, now=now)


def chunks_kept(side: SideStore, run: str, *, now: datetime) -> int:
    """Return how many chunks of a run's decisions are kept: 0 for a run that has not begun."""
    count, after = 0, ""
    while found := side.scan(ROWS, now=now, prefix=f"{run}/", after=after, limit=10):
        count += len(found)
        after = found[-1].key
    return count


def rows(side: SideStore, run: str, *, now: datetime) -> Iterator[dict[str, Json]]:
    """Yield the decisions of a run, in the order in which they were taken."""
    after = ""
    while found := side.scan(ROWS, now=now, prefix=f"{run}/", after=after, limit=10):
        for each in found:
            yield from json.loads(zlib.decompress(base64.b64decode(str(each.value))))
        after = found[-1].key


def row_decision(side: SideStore, run: str, row: str, *, now: datetime) -> list[dict[str, Json]]:
    """Return what was decided on one row, by its address or by its place. Raises ``NotFound``."""
    read_report(side, run, now=now)
    found = [each for each in rows(side, run, now=now) if row in (each["where"], each.get("key"), *addresses(each))]
    if not found:
        ends = (f":{row}", f"/{row}")
        found = [
            each for each in rows(side, run, now=now) if any(address.endswith(ends) for address in addresses(each))
        ]
    if not found:
        shown = [str(each["row"]) for _, each in zip(range(3), rows(side, run, now=now), strict=False)]
        raise NotFound("row", row, tuple(shown))
    # A run that was cut off before it wrote what it had decided comes to the same again.
    return [each for number, each in enumerate(found) if each not in found[:number]]


def addresses(decision: dict[str, Json]) -> list[str]:
    """Return the addresses of the rows that share a decision, the first first."""
    more = decision.get("rows")
    return [str(decision["row"]), *(map(str, more) if isinstance(more, list) else ())]
