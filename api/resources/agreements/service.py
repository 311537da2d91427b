"""From a request about agreements to what the records tell of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.backend import backend
from api.declarations import Document, shown_one
from api.guard import principal
from api.resources.impact.service import sight
from api.resources.measures.service import pages, question, seen_rows, standing
from cmdb.access import sees
from cmdb.model import Key
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import all_single_points_document
from itsm.kernel.record import RECORD, Record, read_record
from itsm.measures.attained import attained, attained_records
from itsm.measures.forecast import forecast
from itsm.practices import PRACTICES
from itsm.service_level.agreement import agreement_document, parse_agreement
from itsm.service_level.promises import AGREEMENT, SHIPPED_AGREEMENTS, promises
from itsm.service_level.record_clocks import record_clocks
from itsm.service_level.structure import structure

__all__ = [
    "SHIPPED",
    "attained_records_of",
    "attainment_of",
    "clocks_as_of",
    "clocks_of",
    "forecast_of",
    "one",
    "structure_of",
]

SHIPPED: dict[str, Document] = {name: agreement_document(each) for name, each in SHIPPED_AGREEMENTS.items()}


def one(name: str) -> Document:
    """Return an agreement as it is shown."""
    found = shown_one(AGREEMENT, name, SHIPPED)
    plain = {field: value for field, value in found.items() if field not in ("shipped", "revision")}
    return {**agreement_document(parse_agreement(name, plain)), **found}


def attainment_of(name: str, period: str) -> dict[str, Json]:
    """Return what of an agreement was kept."""
    one(name)
    return attained(question(period), promises(backend().graph).agreements[name])


def attained_records_of(name: str, args: Mapping[str, Any], *, promise: str, priority: int) -> dict[str, object]:
    """Return a page of the records behind a figure of what was kept, those first that did not keep it."""
    one(name)
    agreement = promises(backend().graph).agreements[name]
    found = attained_records(question(args["period"]), agreement, promise, priority)
    return pages(found, args["after"], args["limit"], total=args["total"])


def forecast_of(name: str, after: str | None, limit: int, *, total: bool) -> dict[str, object]:
    """Return a page of the open records under an agreement, soonest beyond their target first."""
    one(name)
    now = standing()
    found = forecast(now.columns, now.clocks, name, seen=seen_rows(now.columns), now=backend().clock())
    return pages(found, after, limit, total=total)


def structure_of(name: str) -> dict[str, Json]:
    """Return how many failures an agreement is away from being broken, by the services that may be seen."""
    one(name)
    here = backend()
    posed = Question(visible=sight(None))
    return structure(promises(here.graph).agreements[name], all_single_points_document(here.estate, posed))


def clocks_of(keys: Sequence[str]) -> list[dict[str, Json]]:
    """Return the clocks of some records by key, those left out that there are not or that are out of sight."""
    here, who = backend(), principal()
    found = [each for each in here.graph.get([Key(each) for each in keys]).values() if each.node.kind == RECORD]
    told = clocks_as_of([read_record(each) for each in found if sees(who, each.node)])
    return [{"key": key, "clocks": list[Json](said)} for key, said in told.items()]


def clocks_as_of(records: Sequence[Record], as_of: int | None = None) -> dict[Key, list[dict[str, Json]]]:
    """Return the clocks of records by key as they stand now, or stood at a past revision."""
    here = backend()
    now = here.clock() if as_of is None else here.graph.revision(as_of).at
    known = promises(here.graph, as_of=as_of)
    return record_clocks(here.graph, PRACTICES, records, known, here.rules().schema, now=now, as_of=as_of)
