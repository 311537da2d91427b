"""From what people ask of the portal to services in plain words, reports and articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.backend import backend
from api.guard import principal
from api.resources.catalogue.service import items
from api.resources.records.service import act, impact_of
from api.sight import within_sight
from cmdb.access import condition, sees
from cmdb.entities import instant_json
from cmdb.errors import NotFound
from cmdb.model import Key, Stored
from cmdb.paging import every
from cmdb.query import OneOf, Order
from cmdb.values import Json, normal_text
from itsm.flows.article_search import portal_search
from itsm.flows.incident_status import service_words
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.kernel.record import RECORD, Record, read_record
from itsm.knowledge.find import PUBLISHED, REQUESTERS
from itsm.knowledge.practice import ARTICLE
from itsm.knowledge.votes import has_voted, vote

__all__ = ["article", "report", "search", "status", "vote_on"]

WORST_FIRST = ("not working", "restricted", "working")


def services() -> list[Stored]:
    """Return the services that the person may see, by name."""
    here = backend()
    schema = here.rules().schema
    classes = frozenset(normal_text(name) for name in schema.classes if schema.is_service(name))
    return list(every(here.graph, within_sight(OneOf("class", classes)), (Order("name"),)))


def status() -> dict[str, object]:
    """Return how services are, those that do not work first, and which files a report may bring."""
    known = services()
    said = service_words(backend().estate, [each.node.key for each in known])
    rows = [
        {"key": each.node.key, "name": each.node.name, "state": said[each.node.key]}
        for each in known
        if each.node.key in said
    ]
    settings = backend().settings
    limits = {"largest": settings.attachment_bytes, "most": settings.attachments}
    return {"items": sorted(rows, key=lambda each: WORST_FIRST.index(each["state"])), "next": None, **limits}


def report(given: Mapping[str, Any]) -> str:
    """Open an incident in the person's name and return its key."""
    who = principal()
    fields: dict[str, Json] = {"requester": who.name, "channel": "portal", "effect": given["effect"]}
    fields |= {"description": given["description"]} if given["description"] else {}
    fields |= {"scope": who.scope} if who.scope else {}
    links = {"affects": (service_key(given["service"]),)} if given["service"] else {}
    computed = impact_of(INCIDENT, links.get("affects", ()), fields)
    draft = Draft(given["title"], fields, links)
    return desk.open_record(backend().graph, INCIDENT, draft, act=act(), computed=computed)


def service_key(text: str) -> str:
    """Return the key of a service that the person may see. Raises ``NotFound``: other CIs are none of theirs."""
    here = backend()
    found = here.graph.get([Key(text)]).get(Key(text))
    is_one = found is not None and found.node.kind == "ci" and here.rules().schema.is_service(found.node.cls)
    if found is None or not is_one or not sees(principal(), found.node):
        raise NotFound("service", text)
    return found.node.key


def search(text: str, limit: int) -> dict[str, object]:
    """Return what helps with a text, best first."""
    offered = [item for item, _ in items()]
    found = portal_search(backend().graph, offered, text, within=condition(principal()))
    return {"items": [each._asdict() for each in found[:limit]], "next": None}


def shown_article(key: str) -> Record:
    """Return an article for requesters. Any other is not found in the same words. Raises ``NotFound``."""
    found = backend().graph.get([Key(key)]).get(Key(key))
    if found is None or found.node.kind != RECORD or found.node.cls != ARTICLE.name:
        raise NotFound("article", key)
    record = read_record(found)
    if (record.state, record.text("audience")) != (PUBLISHED, REQUESTERS) or not sees(principal(), found.node):
        raise NotFound("article", key)
    return record


def article(key: str) -> dict[str, Json]:
    """Return an article for requesters."""
    record = shown_article(key)
    said = record.attributes.get("keywords")
    return {
        "key": record.key,
        "title": record.title,
        "text": record.text("text"),
        "keywords": [str(each) for each in said] if isinstance(said, tuple) else [],
        "changed_at": instant_json(record.changed_at),
        "helpful": record.number("helpful") or 0,
        "unhelpful": record.number("unhelpful") or 0,
        "voted": has_voted(backend().store.side, record.key, principal().name, act=act()),
    }


def vote_on(key: str, *, helpful: bool) -> None:
    """Say whether an article helped, once."""
    record, store = shown_article(key), backend().store
    vote(store.graph, store.side, record.key, helpful=helpful, act=act())
