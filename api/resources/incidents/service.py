"""From requests about incidents to evidence and verbs; what is out of sight is left out of every answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.resources.impact.service import sight
from api.resources.records.people import check_people
from api.resources.records.service import act, seen_record
from api.sight import seen_keys, visible
from cmdb.access import sees
from cmdb.model import Key
from cmdb.values import Json
from itsm.evidence import incident_evidence, matching_incidents
from itsm.incident.escalate import declare_major, escalate, update_status
from itsm.incident.practice import INCIDENT

__all__ = ["evidence", "go_up", "make_major", "match", "tell_status"]

Items = list[dict[str, Json]]


def evidence(key: str) -> dict[str, Json]:
    """Return the evidence of an incident."""
    record = seen_record(INCIDENT, key)
    found = incident_evidence(backend().estate, record, visible=sight(None))
    if principal().scope is None:
        return found
    changes = [narrowed(each) for each in cast("Items", found["changes"])]
    hit = cast("dict[str, Json] | None", found["hit"])
    services = only_seen(cast("Items", hit["services"])) if hit else []
    cis = visible(cast("list[str]", found["cis"]))
    return {
        **found,
        "cis": list[Json](sorted(cis)),
        "names": {name: said for name, said in cast("dict[str, Json]", found["names"]).items() if name in cis},
        "hit": {**hit, "services": list[Json](services)} if hit else None,
        "changes": [each for each in changes if each["cis"]],
        "change_records": list[Json]([narrowed(each) for each in seen_records(found["change_records"])]),
        "deployments": list[Json]([narrowed(each) for each in seen_records(found["deployments"])]),
        "similar": list[Json](seen_records(found["similar"])),
        "articles": list[Json](seen_records(found["articles"])),
    }


def narrowed(item: Mapping[str, Json]) -> dict[str, Json]:
    """Return an item with those of its CIs that may be seen."""
    seen = visible(cast("list[str]", item["cis"]))
    return {**item, "cis": list[Json](sorted(seen)), **({"count": len(seen)} if "count" in item else {})}


def only_seen(items: Items) -> Items:
    """Return the items of which the CI may be seen."""
    seen = visible(str(each["key"]) for each in items)
    return [each for each in items if each["key"] in seen]


def seen_records(items: Json) -> Items:
    """Return the items of which the record may be seen."""
    known = cast("Items", items)
    found = backend().graph.get([Key(str(each["key"])) for each in known])
    return [each for each in known if sees(principal(), found[Key(str(each["key"]))].node)]


def match(given: Mapping[str, Any]) -> dict[str, Json]:
    """Return the open incidents that may be the same."""
    found = matching_incidents(backend().estate, given["title"], seen_keys(given["cis"]), given["description"])
    return {"items": list[Json](seen_records(found)), "next": None}


def go_up(key: str, given: Mapping[str, Any]) -> None:
    """Escalate an incident."""
    record = seen_record(INCIDENT, key)
    escalate(backend().graph, record.key, given["level"], given["reason"], team=given["team"], act=act())


def make_major(key: str, given: Mapping[str, Any]) -> None:
    """Declare a major incident. Raises ``Invalid`` for somebody who has no account."""
    record = seen_record(INCIDENT, key)
    check_people({name: given[name] for name in ("commander", "communications")})
    declare_major(backend().graph, record.key, **given, act=act())


def tell_status(key: str, given: Mapping[str, Any]) -> None:
    """Tell those concerned how it stands."""
    record = seen_record(INCIDENT, key)
    update_status(backend().graph, record.key, given["text"], next_minutes=given["next_minutes"], act=act())
