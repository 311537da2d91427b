"""/revisions and /revision."""

from __future__ import annotations

from typing import Any

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.resources.revisions.schemas import HeadSchema, RevisionArgs, RevisionDetailSchema, RevisionListSchema
from api.resources.revisions.service import revision_detail, with_counts
from cmdb.entities import instant_json, revision_document
from cmdb.errors import Invalid

__all__ = ["blueprint"]

blueprint = Blueprint("revisions", __name__, description="The one history.")


@blueprint.get("/revisions")
@blueprint.arguments(RevisionArgs, location="query")
@blueprint.response(200, RevisionListSchema)
@needs("ci.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List revisions; the cursor is the number of the last one shown."""
    after, limit = args["after"] or "0", args["limit"]
    if not after.isascii() or not after.isdecimal() or len(after) > 15:  # noqa: PLR2004  # digits of a revision
        raise Invalid("after", "is no cursor of this list", after, "the next of the page before")
    found = backend().graph.revisions(
        run=args["run"] or None, after=int(after), limit=limit + 1, newest_first=args["newest_first"]
    )
    more = str(found[limit - 1].number) if len(found) > limit else None
    shown = found[:limit]
    return {"items": with_counts(shown) if args["counts"] else list(map(revision_document, shown)), "next": more}


@blueprint.get("/revisions/<int:number>")
@blueprint.response(200, RevisionDetailSchema)
@needs("ci.read")
def read(number: int) -> dict[str, object]:
    """Return one revision with what it changed."""
    return revision_detail(number)


@blueprint.get("/revision")
@blueprint.response(200, HeadSchema)
@needs("self")
def head() -> dict[str, object]:
    """Return the last revision."""
    found = backend().graph.head()
    return {"revision": found.number if found else 0, "at": instant_json(found.at) if found else None}
