"""What became of changes, as examples for a calibration; and the calibration that holds until the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from cmdb.errors import Invalid
from cmdb.paging import every
from cmdb.query import All, Compare, Has
from cmdb.store.port import GraphStore, Stamp
from cmdb.taken_down import instant
from cmdb.values import Json
from itsm.change.calibration import Calibration, Example, Odds, Verdict, calibrate
from itsm.change.practice import CHANGE
from itsm.change.prediction import PREDICTION
from itsm.kernel.declared import declare, declared
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD

__all__ = ["NEVER_ASKED", "SUCCESSFUL", "carried", "examples", "kept_calibration", "kept_verdict", "recalibrate"]

KIND = "calibration"
NAME = "changes"
SUCCESSFUL = "successful"


def examples(graph: GraphStore) -> Iterator[Example]:
    """Yield the changes that are over and of which the points were kept when they were decided."""
    where = All((IS_RECORD, Compare("class", "=", CHANGE.name), Has("attributes.outcome")))
    for record in map(read_record, every(graph, where)):
        if CHANGE.lifecycle.states[record.state].phase != "open" and (found := example_of(record)) is not None:
            yield found


def example_of(record: Record) -> Example | None:
    """Return a change as an example, None where its points were not kept."""
    kept = record.body.get(PREDICTION)
    points = kept.get("points") if isinstance(kept, dict) else None
    if not isinstance(kept, dict) or not isinstance(points, dict):
        return None
    said = {name: float(value) for name, value in points.items() if isinstance(value, int | float)}
    return Example(instant("prediction.at", kept["at"]), said, record.text("outcome") != SUCCESSFUL)


def recalibrate(graph: GraphStore, *, now: datetime, stamp: Stamp) -> Verdict:
    """Judge whether outcomes carry a probability, and keep what came out; one that no longer holds is replaced."""
    verdict = calibrate(list(examples(graph)))
    declare(graph, KIND, NAME, verdict.document(now), check=parse, stamp=stamp)
    return verdict


NEVER_ASKED = Verdict("nobody has asked yet whether what became of past changes carries one", 0, 0)
"""What is known before the first calibration."""


def kept_verdict(graph: GraphStore) -> Mapping[str, Json] | None:
    """Return what the last calibration found, as ``Verdict.document`` has it; None before the first."""
    found = declared(graph, KIND).get(NAME)
    return found.document if found else None


def kept_calibration(graph: GraphStore) -> Calibration | None:
    """Return the calibration that holds, None where there is none."""
    found = kept_verdict(graph)
    return parse(NAME, dict(found)) if found is not None else None


def carried(graph: GraphStore) -> tuple[Calibration | None, str]:
    """Return the calibration that holds, and the sentence that says why there is none ("" where there is one)."""
    found = kept_verdict(graph)
    if found is None:
        return None, NEVER_ASKED.reason
    calibration = parse(NAME, dict(found))
    return calibration, "" if calibration else str(found["reason"])


def parse(where: str, document: Json) -> Calibration | None:
    """Read the calibration in a document. Raises ``Invalid``."""
    if not isinstance(document, dict):
        raise Invalid(where, "is no calibration", str(document)[:100], "what a calibration has found")
    intercept, weights, odds = document.get("intercept"), document.get("weights"), document.get("odds")
    if intercept is None:
        return None
    if not isinstance(intercept, int | float) or not isinstance(weights, dict) or not isinstance(odds, list):
        raise Invalid(f"{where}.weights", "are not told", str(weights)[:100], "a weight for each factor")
    known = {name: float(value) for name, value in weights.items() if isinstance(value, int | float)}
    return Calibration(
        float(intercept),
        known,
        [Odds(str(e["factor"]), *(float(str(e[n])) for n in Odds._fields[1:])) for e in odds if isinstance(e, dict)],
        covariance_in(document.get("covariance"), len(known) + 1),
        *(int(str(document.get(name, 0))) for name in ("changes", "failed")),
    )


def covariance_in(said: Json, size: int) -> list[list[float]]:
    """Return a kept covariance; none for a calibration that was kept without one, or is of another size."""
    rows = (
        [[float(str(value)) for value in row] for row in said if isinstance(row, list)]
        if isinstance(said, list)
        else []
    )
    return rows if len(rows) == size and all(len(row) == size for row in rows) else []
