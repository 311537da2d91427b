"""From what a pipeline sends to a deployment, and from a deployment to the plan of its version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from api.backend import backend
from api.resources.records.service import act, seen_record
from api.sight import stamp, visible
from cmdb.values import Json
from itsm.deployment.event import parse_deployment
from itsm.deployment.practice import DEPLOYMENT
from itsm.deployments import look_again, take_in_event, version_plan
from itsm.kernel.desk import find_record

__all__ = ["look", "plan", "take_in"]

REASON = "deployments"


def take_in(given: Mapping[str, Any]) -> dict[str, Json]:
    """Take in an event."""
    here = backend()
    event = parse_deployment("body", dict(given), here.clock())
    taken = take_in_event(here.estate, event, act=act(REASON))
    record = find_record(here.graph, taken.key)
    unmatched = record.attributes.get("unmatched", ())
    return {
        "key": taken.key,
        "outcome": taken.outcome,
        "state": record.state,
        "unmatched": [str(each) for each in unmatched] if isinstance(unmatched, tuple) else [],
        "authorisation": record.text("authorisation"),
        "reason": record.text("authorisation_reason"),
    }


def look() -> dict[str, Json]:
    """Look again for unknown CIs."""
    return {"deployments": list[Json](look_again(backend().estate, stamp=stamp(REASON)))}


def plan(key: str) -> dict[str, Json]:
    """Return the plan of a deployment's version, for the CIs in sight."""
    found = version_plan(backend().estate, seen_record(DEPLOYMENT, key))
    edits = cast("list[dict[str, Json]]", found["edits"])
    seen = visible(str(each["ci"]) for each in edits)
    edits = [each for each in edits if each["ci"] in seen]
    return {"plan": {**found, "edits": list[Json](edits)}, "edits": len(edits)}
