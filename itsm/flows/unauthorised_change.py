"""What is done about an unauthorised change: accepted by a change afterwards, or put back by the plan of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.change.proposal import PLAN
from itsm.change.verbs import draft
from itsm.flows.change_unauthorised import edits_of, worded
from itsm.flows.deployment_unauthorised import afterwards, deployment_behind, follow_again
from itsm.kernel import desk
from itsm.kernel.fresh import fresh_id
from itsm.kernel.link import Link
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.unauthorised_change.detect import shown
from itsm.unauthorised_change.practice import UNAUTHORISED_CHANGE

__all__ = ["Settlement", "accept", "changes_near", "put_back", "settle", "standing_edits"]

NEAR = timedelta(days=7)
UNDECIDED = frozenset({"draft", "assessment", "approval", "rejected", "cancelled"})
Place = tuple[str, str]


class Settlement(NamedTuple):
    """The change that was opened, and what it leaves out, each with its reason."""

    change: Key
    left: tuple[str, ...]


# ---------------------------------------------------------------- how it stands


def standing_edits(estate: Estate, record: Record) -> list[dict[str, Json]]:
    """Return the edits that a record keeps, each with its value ``now`` and how it stands.

    ``standing`` is "stands" (as it was edited), "back" (as before), "moved" (something else), or "gone" (the CI).
    """
    edits = cast("list[dict[str, Json]]", edits_of(record))
    nodes = estate.graph.get({Key(str(each["ci"])) for each in edits})
    found = []
    for each in edits:
        stored = nodes.get(Key(str(each["ci"])))
        now = shown(stored.node.attributes.get(str(each["attribute"]))) if stored else None
        found.append({**each, "now": now, "standing": standing(each, now) if stored else "gone"})
    return found


def standing(edit: Mapping[str, Json], now: Json) -> str:
    """Return how an edit stands, by the value that there is now."""
    if now == edit["after"]:
        return "stands"
    return "back" if now == edit["before"] else "moved"


def changes_near(estate: Estate, record: Record) -> list[dict[str, Json]]:
    """Return the changes on the CIs edited whose windows are within seven days of the first edit, the nearest first.

    Each says why it does not stand behind the edits.
    """
    edits = cast("list[dict[str, Json]]", edits_of(record))
    if not edits:
        return []
    at = datetime.fromisoformat(str(edits[0]["at"]))
    wanted = {(str(each["ci"]), str(each["attribute"])): each["after"] for each in edits}
    cis = sorted({Key(ci) for ci, _ in wanted})
    keys = {each.record for each in desk.links_of(estate.graph, cis) if each.role == "configures"}
    found = []
    for each in map(read_record, estate.graph.get(sorted(keys)).values()):
        start, end = each.instant("starts_at"), each.instant("ends_at")
        if each.practice != CHANGE.name or start is None or end is None:
            continue
        distance = max(start - at, at - end, timedelta(0))
        if distance <= NEAR:
            found.append((distance, each.key, near_document(each, wanted, distance)))
    return [document for _, _, document in sorted(found, key=lambda each: each[:2])]


def near_document(record: Record, wanted: Mapping[Place, Json], distance: timedelta) -> dict[str, Json]:
    """Return a change near by as JSON."""
    return {
        "key": record.key,
        "title": record.title,
        "state": CHANGE.lifecycle.states[record.state].label,
        "starts_at": instant_json(record.instant("starts_at")),
        "ends_at": instant_json(record.instant("ends_at")),
        "minutes_away": round(distance.total_seconds() / 60),
        "reason": why_not(record, wanted, distance),
    }


def why_not(record: Record, wanted: Mapping[Place, Json], distance: timedelta) -> str:
    """Say why a change does not stand behind edits."""
    planned = {place: to for place, to in planned_values(record) if place in wanted}
    if not planned:
        return "works on the CI, and plans none of these attributes"
    same = [place for place, to in planned.items() if to == wanted[place]]
    if not same:
        place, to = next(iter(sorted(planned.items())))
        return f"plans {worded(to)} for {place[1]} of {place[0]}, not {worded(wanted[place])}"
    if record.state in UNDECIDED:
        return "plans this value, and is not approved"
    return "plans this value, in another window" if distance else "plans this value, and was not approved at that time"


def planned_values(record: Record) -> Iterable[tuple[Place, Json]]:
    """Yield the values that the plan of a change sets, by CI and attribute."""
    plan: Any = record.body.get(PLAN) or {}
    for edit in plan.get("edits", []):
        for name, change in (edit.get("attributes") or {}).items() if edit.get("op") == "set" else ():
            yield (str(edit["ci"]), str(name)), change.get("to")


# ---------------------------------------------------------------- what is done about it


def accept(estate: Estate, record: Record, reason: str, *, act: desk.Act) -> Settlement:
    """Accept edits afterwards: a change with them as its plan is drafted, to be decided on like any other.

    Of a deployment it is a change around it in time on its CIs: once approved, it stands behind it. Raises ``Invalid``
    without a reason, from a state that does not offer it, or where the CIs are gone.
    """
    check(record, "accept", reason)
    if (deployment := deployment_behind(estate, record)) is not None:
        plan, cis = afterwards(estate, record, deployment, reason)
        found = settled(estate, record, "accept", plan, reason, (), act=act)
        for ci in cis:
            desk.link(estate.graph, CHANGE, Link(found.change, "affects", Key(ci)), stamp=act.stamp)
        follow_again(estate, deployment, act=act)
        return found
    standing_ = standing_edits(estate, record)
    kept = [each for each in standing_ if each["standing"] != "gone"]
    if not kept:
        raise Invalid("edits", "are of CIs that are gone", record.key, "an edit of a CI that there is")
    at = [datetime.fromisoformat(str(each["at"])) for each in kept]
    window: Json = {"start": min(at).isoformat(), "end": (max(at) + timedelta(minutes=1)).isoformat()}
    plan = {
        "title": f"Afterwards: {record.title}"[:300],
        "window": window,
        "description": f"{reason}\n\nEdited outside any change, told of in {record.key}.",
        "edits": plan_edits(kept, back=False),
    }
    return settled(estate, record, "accept", plan, reason, left(standing_, kept), act=act)


def put_back(estate: Estate, record: Record, reason: str, *, act: desk.Act) -> Settlement:
    """Put edits back: a change is drafted whose plan sets what was there before, to be decided on like any other.

    What somebody has edited since is left out and told. Raises ``Invalid`` as ``accept``, and where nothing stands any
    more.
    """
    check(record, "put_back", reason)
    if (deployment := deployment_behind(estate, record)) is not None:
        allowed = "the acceptance; or tell of its rolling back, as its pipeline does"
        raise Invalid("deployment", "is not put back by a change of attributes", deployment.key, allowed)
    standing_ = standing_edits(estate, record)
    kept = [each for each in standing_ if each["standing"] == "stands"]
    if not kept:
        raise Invalid("edits", "do not stand any more", record.key, "an edit whose value is still there")
    plan: dict[str, Json] = {
        "title": f"Put back: {record.title}"[:300],
        "description": f"{reason}\n\nEdited outside any change, told of in {record.key}.",
        "edits": plan_edits(kept, back=True),
    }
    return settled(estate, record, "put_back", plan, reason, left(standing_, kept), act=act)


def check(record: Record, step: str, reason: str) -> None:
    """Raise ``Invalid`` for no reason, or a step that the record's state does not offer."""
    UNAUTHORISED_CHANGE.lifecycle.step(record.state, step)
    if not reason.strip():
        raise Invalid("reason", "is missing", reason, "why it is accepted, or put back")


def plan_edits(kept: Sequence[Mapping[str, Json]], *, back: bool) -> list[Json]:
    """Return edits as those of a plan, one for each CI: from the first value before to the last after, or back."""
    found: dict[str, dict[str, tuple[Json, Json]]] = {}
    for each in kept:
        fields = found.setdefault(str(each["ci"]), {})
        name = str(each["attribute"])
        fields[name] = (fields[name][0] if name in fields else each["before"], each["after"])
    return [
        {
            "op": "set",
            "ci": ci,
            "attributes": {
                name: {"was": after, "to": before} if back else {"was": before, "to": after}
                for name, (before, after) in fields.items()
            },
        }
        for ci, fields in found.items()
    ]


def left(edits: Sequence[Mapping[str, Json]], kept: Sequence[Mapping[str, Json]]) -> tuple[str, ...]:
    """Return the edits that a plan leaves out in words."""
    out = [each for each in edits if each not in kept]
    return tuple(f"{each['attribute']} of {each['name']} {stands(each)}" for each in out)


def stands(edit: Mapping[str, Json]) -> str:
    """Say how an edit stands."""
    words = {"back": "is back already", "gone": "is gone"}
    return words.get(str(edit["standing"])) or f"is {worded(edit['now'])} now"


def settled(
    estate: Estate,
    record: Record,
    step: str,
    plan: dict[str, Json],
    reason: str,
    out: tuple[str, ...],
    *,
    act: desk.Act,
) -> Settlement:
    """Draft the change, link it with the record that it was raised from, and take the record's step."""
    key = draft(estate, plan, act=act)
    desk.link(estate.graph, CHANGE, Link(key, "raised_from", record.key), stamp=act.stamp)
    said = desk.Said({"resolution": f"{reason.strip()} ({key})"})
    desk.move(estate.graph, UNAUTHORISED_CHANGE, record.key, step, act=act, said=said)
    return Settlement(key, out)


def settle(estate: Estate, *, stamp: Stamp) -> list[str]:
    """Note as reverted what was being put back and is as it was before; return these records."""
    waits = (Compare("class", "=", UNAUTHORISED_CHANGE.name), Compare("lifecycle", "=", "reverting"))
    found = []
    for record in map(read_record, every(estate.graph, All((IS_RECORD, *waits)))):
        edits = standing_edits(estate, record)
        # Of several edits of one attribute the first tells what was there before.
        first = {(each["ci"], each["attribute"]): each for each in reversed(edits)}
        if all(each["now"] == each["before"] for each in first.values()):
            now = estate.now()
            act = desk.Act(fresh_id(now), now, stamp)
            desk.move(estate.graph, UNAUTHORISED_CHANGE, record.key, "revert", act=act)
            found.append(str(record.key))
    return found
