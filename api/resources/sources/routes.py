"""/sources."""

from __future__ import annotations

from typing import cast

from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.jobs.schemas import JobSchema
from api.resources.sources.census import Census, Told, census, told
from api.resources.sources.schemas import SourceListSchema
from cmdb.errors import NotFound
from cmdb.schema import Schema
from cmdb.values import Json
from importers.journal import reports

__all__ = ["blueprint"]

CENSUS = "sources census"
blueprint = Blueprint("sources", __name__, description="What reports, what it owns, when it last spoke.")


def latest() -> dict[str, dict[str, Json]]:
    """Return the report of the last writing run of each source."""
    here = backend()
    found: dict[str, dict[str, Json]] = {}
    for report in reports(here.store.side, now=here.clock()):
        if not report["dry_run"]:
            found.setdefault(str(report["source"]), report)
    return dict(sorted(found.items()))


def counted() -> Census:
    """Return the census of the head; the last one is kept, so that only what has changed since is counted."""
    here = backend()
    known = cast("Census | None", here.kept.get(CENSUS))
    here.kept[CENSUS] = found = census(here.graph, known)
    return found


def document(name: str, report: dict[str, Json], said: Told) -> dict[str, object]:
    """Return a source as it is shown."""
    return {
        "name": name,
        "last_run": report["run"],
        "last_at": report.get("at"),
        "last_actor": report.get("actor", ""),
        "cis": said.cis,
        "observations": said.observations,
        "missing": cast("int", report["missing"]),
        "rejected": cast("int", report["rejected_count"]),
    }


@blueprint.get("/sources")
@blueprint.response(200, SourceListSchema)
@needs("import.read")
def index() -> dict[str, object]:
    """List sources by name."""
    now = counted()
    return {"items": [document(name, report, told(now, name)) for name, report in latest().items()], "next": None}


@blueprint.delete("/sources/<path:name>")
@blueprint.response(202, JobSchema)
@needs("source.withdraw")
def delete(name: str) -> dict[str, object]:
    """Drop all that a source has said; CIs that nobody else speaks of go too. The history stays."""
    known = latest()
    if name not in known:
        raise NotFound("source", name, Schema.nearest(name, known))
    return backend().jobs.submit("source.withdraw", {"source": name}, principal().name)
