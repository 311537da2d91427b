"""Deployments to production that no approved change stands behind become records, until one does or they are undone."""

from __future__ import annotations

from datetime import timedelta

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.paging import every
from cmdb.query import All, Any, Compare
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from itsm.deployment.keep import UNAUTHORISED, Place, deployment_of, place_anew, settle
from itsm.deployment.keep import UNSETTLED as WAITS
from itsm.deployment.practice import DEPLOYMENT
from itsm.flows.change_deployment import place_of
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.draft import Draft
from itsm.kernel.fresh import fresh_id
from itsm.kernel.record import Record, read_record, source_claim
from itsm.kernel.search import IS_RECORD
from itsm.unauthorised_change.practice import UNAUTHORISED_CHANGE

__all__ = ["afterwards", "deployment_behind", "follow_again", "follow_deployments", "unsettled"]

SOURCE = "deployment"
BEHIND = "deployment"
"""Where an unauthorised change keeps the deployment that it tells of."""

OPEN = ("new", "reverting")
OVER = frozenset({"closed", "backed_out", "cancelled"})
"""States in which a change comes to stand behind nothing any more."""


def follow_deployments(estate: Estate, *, stamp: Stamp) -> list[str]:
    """Look at the unauthorised deployments that are not settled, as things are now; return the records opened for them.

    Each has one record, however often it is looked at. Where a change or release that is approved by now covers one,
    deployment and record say so; the record of one that was rolled back is noted as reverted. What is settled is not
    read again.
    """
    deployments = unsettled(estate.graph)
    claims = {each.key: source_claim(UNAUTHORISED_CHANGE, SOURCE, each.key) for each in deployments}
    held = estate.graph.holders(claims.values())
    records = {key: read_record(each) for key, each in estate.graph.get(held.values()).items()}
    opened = []
    for each in deployments:
        holder = held.get(claims[each.key])
        record = records[holder] if holder is not None else None
        now = estate.now()
        act = desk.Act(fresh_id(now), now, stamp)
        if record is not None and record.state == "reverted":
            settle(estate.graph, each.key, act=act)
            continue
        place = place_of(estate, deployment_of(each))
        if place.authorisation != UNAUTHORISED:
            covered(estate, each, record, place, act)
        elif record is None and each.state != "cancelled":
            opened.append(str(tell(estate, each, place, act)))
        elif record is not None and each.state == "rolled_back" and record.state in OPEN:
            said = desk.Said({"resolution": f"The deployment {each.key} was rolled back"})
            desk.move(estate.graph, UNAUTHORISED_CHANGE, record.key, "revert", act=act, said=said)
            settle(estate.graph, each.key, act=act)
        elif record is None or (record.state not in OPEN and not accepted_by(estate.graph, record)):
            settle(estate.graph, each.key, act=act)
    return opened


def unsettled(graph: GraphStore) -> list[Record]:
    """Return the deployments that wait to be settled, with those whose record was opened again."""
    waits = (Compare("class", "=", DEPLOYMENT.name), Compare(f"attributes.{WAITS}", "=", "true"))
    found = {each.node.key: read_record(each) for each in every(graph, All((IS_RECORD, *waits)))}
    states = Any(tuple(Compare("lifecycle", "=", state) for state in OPEN))
    there = every(graph, All((IS_RECORD, Compare("class", "=", UNAUTHORISED_CHANGE.name), states)))
    behind = {Key(str(each.node.body[BEHIND])) for each in there if each.node.body.get(BEHIND)}
    again = graph.get(behind - found.keys())
    found |= {
        key: read_record(each)
        for key, each in again.items()
        if each.node.attributes.get("authorisation") == UNAUTHORISED
    }
    return [found[key] for key in sorted(found)]


def accepted_by(graph: GraphStore, record: Record) -> list[str]:
    """Return the changes that were drafted to accept a record and may be approved yet."""
    links = desk.links_of(graph, [record.key])
    drafted = [each.record for each in links if each.role == "raised_from" and each.target == record.key]
    return [key for key, each in graph.get(drafted).items() if each.node.lifecycle not in OVER]


def covered(estate: Estate, deployment: Record, record: Record | None, place: Place, act: desk.Act) -> None:
    """Tell a deployment, and the record of it, what stands behind it by now."""
    place_anew(estate.graph, deployment.key, place, act=act)
    if record is None:
        return
    if record.state in OPEN:
        said = desk.Said({"resolution": f"Approved afterwards: {place.reason}"})
        desk.move(estate.graph, UNAUTHORISED_CHANGE, record.key, "accept", act=act, said=said)
        return
    note = Activity(record.key, act.id, "note", act.now, act.stamp.actor, f"Approved afterwards: {place.reason}")
    desk.add(estate.graph, UNAUTHORISED_CHANGE, note, stamp=act.stamp)


def tell(estate: Estate, deployment: Record, place: Place, act: desk.Act) -> Key:
    """Open the record of a deployment, once, and return its key."""
    told = deployment_of(deployment)
    entries = desk.timeline(estate.graph, deployment.key)
    began = instant_json(told.started_at)
    words = f"{deployment.key} began at {began} in {told.environment}, and nothing approved stands behind it"
    draft = Draft(
        f"{told.title} outside any change"[:300],
        {"description": f"{words}: {place.reason}.", "channel": "event"},
        {"affects": place.cis, "raised_from": (deployment.key,)},
        body={BEHIND: deployment.key},
        follows={
            "edited_by": next((each.by for each in entries if each.kind == "opened"), told.source),
            "edited_from": told.source,
        },
        source=SOURCE,
        number=deployment.key,
    )
    return desk.open_record(estate.graph, UNAUTHORISED_CHANGE, draft, act=act)


# ---------------------------------------------------------------- what is done about it


def deployment_behind(estate: Estate, record: Record) -> Record | None:
    """Return the deployment that an unauthorised change tells of, None where it tells of edits."""
    key = record.body.get(BEHIND)
    return desk.find_record(estate.graph, Key(key)) if isinstance(key, str) and key else None


def follow_again(estate: Estate, deployment: Record, *, act: desk.Act) -> None:
    """Let a deployment wait to be settled once more, as something is done about it. Raises ``NotFound``."""
    if not deployment.attributes.get(WAITS):
        place_anew(estate.graph, deployment.key, place_of(estate, deployment_of(deployment)), act=act)


def afterwards(estate: Estate, record: Record, deployment: Record, reason: str) -> tuple[dict[str, Json], list[str]]:
    """Return the plan of a change that covers a deployment afterwards, and the CIs that it affects.

    Raises ``Invalid`` where a CI of the deployment is unknown: no change could cover it.
    """
    told, place = deployment_of(deployment), place_of(estate, deployment_of(deployment))
    if place.unmatched or not place.cis:
        names = ", ".join(place.unmatched) or "none is named"
        raise Invalid("cis", "of the deployment are unknown", names, "CIs that exist")
    end = max(told.ended_at or told.started_at, told.started_at + timedelta(minutes=1))
    window: Json = {"start": told.started_at.isoformat(), "end": end.isoformat()}
    plan: dict[str, Json] = {
        "title": f"Afterwards: {record.title}"[:300],
        "window": window,
        "description": f"{reason}\n\nDeployed outside any change ({deployment.key}), told of in {record.key}.",
        "edits": [],
    }
    return plan, list(place.cis)
