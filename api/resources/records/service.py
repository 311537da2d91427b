"""From a request about a record to the verbs of the desk, and back to what the routes answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.idempotency import same_again
from api.preconditions import expected
from api.record_table import NEWEST_FIRST
from api.resources.agreements.service import clocks_as_of
from api.resources.records.people import check_people
from api.sight import seen_key, stamp, visible
from api.voters import electorate
from cmdb.access import condition, require, sees
from cmdb.errors import Invalid, NotFound
from cmdb.model import Key
from cmdb.query import TOTAL_CAP, All, Condition, Query
from cmdb.query_language import order_of, resolve_field
from cmdb.query_language.fields import Field
from cmdb.schema import Schema
from cmdb.values import Json, normal_text
from itsm import steps
from itsm.change.approval import check_override
from itsm.change.practice import CHANGE
from itsm.kernel import desk
from itsm.kernel.activity import Activity, entry_key
from itsm.kernel.document import activity_document, links_document, record_document, steps_document
from itsm.kernel.draft import Draft
from itsm.kernel.fields import check_entered, practices_with_fields, with_fields
from itsm.kernel.fresh import fresh_id
from itsm.kernel.hit import Effect, computed_impact
from itsm.kernel.link import LINKS, Link
from itsm.kernel.listing import Listing
from itsm.kernel.practice import Practice
from itsm.kernel.priority import ImpactLevel
from itsm.kernel.record import RECORD, Record, read_record
from itsm.kernel.search import search_schema
from itsm.practices import PRACTICES
from itsm.release.order import check_order

__all__ = [
    "act",
    "activities",
    "change",
    "create",
    "detail",
    "facets",
    "find",
    "link",
    "listing",
    "note",
    "of_ci",
    "seen_record",
    "take_step",
    "unlink",
    "with_references",
]


def act(reason: str | None = None) -> desk.Act:
    """Return who acts in this request, and when."""
    now = backend().clock()
    return desk.Act(fresh_id(now), now, stamp(reason))


def seen_record(practice: Practice, key: str, *, as_of: int | None = None) -> Record:
    """Return a record of a practice. What is out of sight is not found. Raises ``NotFound``."""
    found = backend().graph.get([Key(key)], as_of=as_of).get(Key(key))
    if found is None or found.node.kind != RECORD or found.node.cls != practice.name:
        raise NotFound(practice.label.lower(), key)
    if not sees(principal(), found.node):
        raise NotFound(practice.label.lower(), key)
    return read_record(found)


def schema() -> Schema:
    """Return what queries about records may name."""
    return search_schema(practices_with_fields(backend().graph, PRACTICES), backend().rules().schema)


def wanted(practice: Practice, known: Schema, args: Mapping[str, Any]) -> Condition:
    """Return the condition of a list of records; ``known`` is what a query may name."""
    here = backend()
    said = listing(args).condition(here.graph, practice, known, here.clock())
    return All((said, condition(principal())))


def listing(args: Mapping[str, Any]) -> Listing:
    """Return what narrows a list. Raises ``NotFound`` for a CI out of sight."""
    moment = backend().as_of(args.get("as_of"))
    ci = seen_key(args["ci"], as_of=moment) if args.get("ci") else None
    return Listing(args["q"], args.get("phase"), ci, moment)


def find(practice: Practice, args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of records, newest first unless sorted otherwise."""
    here, known = backend(), schema()
    order = order_of(known, args["sort"] or NEWEST_FIRST)
    query = Query(wanted(practice, known, args), order, args["limit"], args["after"], args["total"])
    page = here.graph.find(query, as_of=here.as_of(args.get("as_of")))
    items = [record_document(practice, read_record(each)) for each in page.items]
    answer: dict[str, object] = {"items": items, "next": page.next}
    return answer | ({"total": min(page.total, TOTAL_CAP + 1)} if page.total is not None else {})


def facets(practice: Practice, args: Mapping[str, Any]) -> list[dict[str, object]]:
    """Count records by some fields."""
    here, known = backend(), schema()
    where, as_of = wanted(practice, known, args), here.as_of(args.get("as_of"))
    labels = {normal_text(each.name): each.label for each in practice.lifecycle.states.values()}
    found: list[dict[str, object]] = []
    for name in filter(None, (part.strip() for part in args["fields_"].split(","))):
        path = field_path(practice, known, name)
        counted = here.graph.aggregate(where, path, as_of=as_of)
        names = labels if path == "lifecycle" else {}
        values = [{**each._asdict(), "shown": names.get(str(each.value), each.shown)} for each in counted]
        found.append({"field": name, "values": values})
    return found


def field_path(practice: Practice, known: Schema, name: str) -> str:
    """Return the store's name of a field. Raises ``Invalid`` with what is allowed."""
    meaning = resolve_field(known, "lifecycle" if name == "state" else name)
    if isinstance(meaning, tuple) and isinstance(meaning[0], Field):
        return meaning[0].path
    raise Invalid("fields", "is no field", name, ", ".join(Schema.nearest(name, practice.all_attributes)))


def detail(practice: Practice, key: str, as_of: str | int | None = None) -> dict[str, Json]:
    """Return a record with its links and steps; links to CIs out of sight are left out."""
    here = backend()
    moment = here.as_of(as_of)
    record = seen_record(practice, key, as_of=moment)
    links = links_document(here.graph, record.key, as_of=moment)
    seen = visible((str(each["key"]) for each in links), as_of=moment)
    return {
        **record_document(practice, record),
        "links": [dict(each) for each in links if each["key"] in seen],
        "steps": steps_document(with_fields(here.graph, practice), record),
        "clocks": list[Json](clocks_as_of([record], moment)[record.key]),
    }


def activities(practice: Practice, key: str, args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of a record's timeline, newest first."""
    here = backend()
    moment = here.as_of(args.get("as_of"))
    record = seen_record(practice, key, as_of=moment)
    found = list(reversed(desk.timeline(here.graph, record.key, as_of=moment)))
    ids = [each.id for each in found]
    after, limit = args["after"], args["limit"]
    if after is not None and after not in ids:
        raise Invalid("after", "is no cursor of this list", after, "the next of the page before")
    start = ids.index(after) + 1 if after is not None else 0
    shown = found[start : start + limit]
    more = shown[-1].id if start + limit < len(found) else None
    answer: dict[str, object] = {"items": [activity_document(each) for each in shown], "next": more}
    return answer | ({"total": len(found)} if args["total"] else {})


def create(practice: Practice, given: Mapping[str, Any]) -> str:
    """Open a record and return its key."""
    here, doing = backend(), act()
    links = resolved(practice, given.get("links", {}))
    said = with_references(practice, given["attributes"])
    draft = Draft(given["title"], said, links, given.get("occurred_at"))
    check_scope(said)
    check_people(said)
    if practice is CHANGE:
        check_override(said)
    check_entered(here.graph, practice, practice.lifecycle.initial, {}, said)
    computed = impact_of(practice, links.get("affects", ()), said)
    return desk.open_record(here.graph, practice, draft, act=doing, computed=computed)


def with_references(practice: Practice, attributes: Mapping[str, Json]) -> dict[str, Json]:
    """Return attributes with keys in place of what names CIs. Raises ``NotFound``, ``Ambiguous``."""
    said = dict(attributes)
    for each in with_fields(backend().graph, practice).fields:
        if each.refers_to and isinstance(named := said.get(each.name), str) and named.strip():
            said[each.name] = seen_key(named)
    return said


def resolved(practice: Practice, links: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return links with keys in place of names. Raises ``NotFound``, ``Ambiguous``, ``Invalid``."""
    for role in links:
        if role not in practice.roles:
            raise Invalid("links", f"{practice.plural} have no such link", role, ", ".join(practice.roles))
    return {role: tuple(linked_key(role, text) for text in texts) for role, texts in links.items()}


def linked_key(role: str, text: str) -> str:
    """Return the key of what a link leads to."""
    if LINKS[role].to == "ci":
        return seen_key(text)
    found = backend().graph.get([Key(text)]).get(Key(text))
    if found is None or found.node.kind != RECORD or not sees(principal(), found.node):
        raise NotFound("record", text)
    return text


def check_scope(attributes: Mapping[str, Json]) -> None:
    """Raise ``Forbidden`` where somebody with rights within a scope opens a record outside it."""
    who = principal()
    if who.scope is not None and normal_text(str(attributes.get("scope", ""))) != normal_text(who.scope):
        require(who, "account.manage")


def impact_of(practice: Practice, cis: Iterable[str], attributes: Mapping[str, Json]) -> ImpactLevel | None:
    """Return the computed impact of a record on these CIs, None where its practice has none."""
    if not practice.prioritised:
        return None
    effect: Effect = "degraded" if attributes.get("effect") == "degraded" else "down"
    return computed_impact(backend().estate, cis, effect)


def change(practice: Practice, key: str, given: Mapping[str, Any]) -> None:
    """Set what a person changes."""
    here, record = backend(), seen_record(practice, key)
    fields = with_references(practice, given.get("attributes", {}))
    if "scope" in fields:
        check_scope(fields)
    check_people(fields)
    fields |= {"title": given["title"]} if "title" in given else {}
    if not fields:
        raise Invalid("body", "changes nothing", None, "title or attributes")
    linked = [each.target for each in desk.links_of(here.graph, [record.key]) if each.role == "affects"]
    said = {**cast("Mapping[str, Json]", record.attributes), **fields}
    computed = impact_of(practice, linked, said) if bears_on_impact(fields) else None
    if practice is CHANGE:
        check_override(said)
    desk.edit(here.graph, practice, record.key, fields, act=act(), expected=expected(), computed=computed)


def bears_on_impact(fields: Mapping[str, Json]) -> bool:
    """Say whether a change of these fields asks for the impact anew."""
    return bool({"impact", "impact_reason", "effect"} & fields.keys())


def take_step(practice: Practice, key: str, given: Mapping[str, Any]) -> None:
    """Take a step of the lifecycle."""
    record = seen_record(practice, key)
    said = desk.Said(with_references(practice, given["attributes"]), given["text"], given["public"])
    check_people(said.fields)
    if practice is CHANGE and given["step"] in ("approve", "reject"):
        require(principal(), "change.decide")
    here = backend()
    steps.take_step(
        here.estate, record, given["step"], act=act(), said=said, roles=principal().roles, voters=electorate(here)
    )


def note(practice: Practice, key: str, given: Mapping[str, Any]) -> None:
    """Write a note."""
    record, doing = seen_record(practice, key), act()
    happened = given.get("occurred_at") or doing.now
    if happened > doing.now:
        raise Invalid("occurred_at", "has not happened yet", happened.isoformat(), "an instant until now")
    graph, id_ = backend().graph, same_again() or doing.id
    if entry_key(record.key, id_) in graph.get([entry_key(record.key, id_)]):
        return
    entry = Activity(record.key, id_, "note", happened, doing.stamp.actor, given["text"], given["public"])
    desk.add(graph, practice, entry, stamp=doing.stamp)


def link(practice: Practice, key: str, given: Mapping[str, Any]) -> None:
    """Link a record with a CI or another record."""
    record, doing = seen_record(practice, key), act()
    (target,) = resolved(practice, {given["role"]: [given["to"]]})[given["role"]]
    made = Link(record.key, given["role"], Key(target))
    check_order(backend().graph, made)
    desk.link(backend().graph, practice, made, stamp=doing.stamp)
    weigh_anew(practice, record.key, given["role"])


def unlink(practice: Practice, key: str, role: str, target: str) -> None:
    """Take a link away."""
    record = seen_record(practice, key)
    desk.unlink(backend().graph, Link(record.key, role, Key(target)), stamp=act().stamp)
    weigh_anew(practice, record.key, role)


def weigh_anew(practice: Practice, key: Key, role: str) -> None:
    """Compute impact and priority anew where what is affected has changed and nobody has overridden them."""
    graph = backend().graph
    record = desk.find_record(graph, key)
    open_still = practice.lifecycle.states[record.state].phase == "open"
    if role != "affects" or not practice.prioritised or record.text("impact_reason") or not open_still:
        return
    linked = [each.target for each in desk.links_of(graph, [key]) if each.role == "affects" and each.record == key]
    computed = impact_of(practice, linked, {"effect": record.text("effect")})
    if computed is not None and computed.level != record.number("impact"):
        reason = f"impact follows from what is affected: {computed.level}"
        desk.edit(graph, practice, key, {"impact": computed.level}, act=act(reason), computed=computed)


def of_ci(key: str, args: Mapping[str, Any]) -> dict[str, object]:
    """Return the records that are linked with a CI, newest first."""
    here = backend()
    moment = here.as_of(args.get("as_of"))
    ci = seen_key(key, as_of=moment)
    links = desk.links_of(here.graph, [ci], as_of=moment)
    found = here.graph.get({each.record for each in links if each.target == ci}, as_of=moment)
    records = [read_record(each) for each in found.values() if sees(principal(), each.node)]
    phase = args.get("phase")
    items = [
        record_document(PRACTICES[each.practice], each)
        for each in sorted(records, key=lambda record: (str(record.attributes.get("opened_at")), record.key))
        if phase is None or PRACTICES[each.practice].lifecycle.states[each.state].phase == phase
    ]
    return {"items": items[::-1], "next": None}
