"""Taking in what pipelines say of deployments, and finding again where those belong whose CIs were not known."""

from __future__ import annotations

from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.paging import every
from cmdb.plan import Change, Plan, SetFields, plan_document
from cmdb.query import All, Compare
from cmdb.schema import json_value
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.deployment.event import DeploymentEvent
from itsm.deployment.keep import Taken, deployment_of, known_events, place_anew, take_in
from itsm.deployment.merged import merged, with_event
from itsm.deployment.practice import DEPLOYMENT
from itsm.flows.change_deployment import check_references, place_of
from itsm.kernel import desk
from itsm.kernel.fresh import fresh_id
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD

__all__ = ["look_again", "take_in_event", "version_plan"]

MOST_AT_ONCE = 500
VERSION = "version"


def take_in_event(estate: Estate, event: DeploymentEvent, *, act: desk.Act) -> Taken:
    """Keep what an event says of a deployment, with where it belongs.

    Raises ``Invalid`` (a change or release that does not exist, an end before the start).
    """
    known = known_events(estate.graph, event)
    told = merged(with_event(known, event) if event not in known else known)
    check_references(estate, told)
    return take_in(estate.graph, event, place_of(estate, told), act=act)


def look_again(estate: Estate, *, stamp: Stamp) -> list[str]:
    """Look anew for the CIs of deployments that have unknown ones; return those that have more now."""
    where = All((IS_RECORD, Compare("class", "=", DEPLOYMENT.name), Compare("attributes.unplaced", "=", "true")))
    found: list[str] = []
    for number, stored in enumerate(every(estate.graph, where)):
        if number == MOST_AT_ONCE:
            break
        record = read_record(stored)
        place = place_of(estate, deployment_of(record))
        unmatched = record.attributes.get("unmatched")
        before = len(unmatched) if isinstance(unmatched, tuple) else 0
        if len(place.unmatched) < before:
            now = estate.now()
            place_anew(estate.graph, record.key, place, act=desk.Act(fresh_id(now), now, stamp))
            found.append(record.key)
    return found


def version_plan(estate: Estate, record: Record) -> dict[str, Json]:
    """Return the plan that would write a deployment's version to its CIs; without edits where nothing differs."""
    linked = [each.target for each in desk.links_of(estate.graph, [record.key]) if each.role == "affects"]
    version = record.text(VERSION)
    edits: list[SetFields] = []
    for key, stored in sorted(estate.graph.get(linked).items()):
        node = stored.node
        held = node.attributes.get(VERSION)
        was = None if held is None else json_value(held)
        if version and record.state == "succeeded" and VERSION in estate.schema.attributes(node.cls) and was != version:
            where = f"edits[{len(edits)}]"
            edits.append(SetFields(where, Key(key), {f"attributes.{VERSION}": Change(version, was)}))
    return plan_document(Plan(f"{record.title}"[:300], tuple(edits)))
