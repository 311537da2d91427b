"""The records of the person who asks: theirs and no others, and of those only what is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.backend import backend
from api.guard import principal
from api.resources.records.service import act
from cmdb.errors import Invalid, NotFound
from cmdb.model import Key
from cmdb.query import All, Compare, Order, Query
from cmdb.query import Any as Either
from cmdb.schema import json_value
from cmdb.values import Json, normal_text
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.practice import Practice
from itsm.kernel.record import RECORD, Record, read_record
from itsm.kernel.search import IS_RECORD, of_phase
from itsm.practices import PRACTICES
from itsm.request.practice import REQUEST
from itsm.request.tasks import task_document
from itsm.request.verbs import tasks_of
from itsm.satisfaction.survey import is_open, survey

__all__ = [
    "answer_survey",
    "answers_document",
    "item_document",
    "mine",
    "note",
    "own_document",
    "own_record",
    "own_unfinished",
]

OFFERED: tuple[Practice, ...] = (INCIDENT, REQUEST)
TIMES = ("opened_at", "resolved_at", "closed_at", "delivery_due")


def own_record(key: str) -> Record:
    """Return a record of the person's. Somebody else's is not found in the same words as one that does not exist."""
    stored = backend().graph.get([Key(key)]).get(Key(key))
    if stored is None or stored.node.kind != RECORD or not is_own(record := read_record(stored)):
        raise NotFound("record", key)
    return record


def own_unfinished(key: str, field: str) -> Record:
    """Return a record of the person's to which they may still add; ``field`` is refused at one that is over."""
    record = own_record(key)
    if PRACTICES[record.practice].lifecycle.states[record.state].phase == "closed":
        raise Invalid(field, f"{record.key} is over", record.state, "a new report or request")
    return record


def is_own(record: Record) -> bool:
    """Say whether a record is the person's, and of a kind that the portal shows; accounts know no capitals."""
    same = normal_text(record.text("requester")) == normal_text(principal().name)
    return same and record.practice in {each.name for each in OFFERED}


def mine(args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of the person's records, newest first."""
    name = normal_text(principal().name)
    kinds = tuple(in_phase(each, args.get("phase")) for each in OFFERED)
    where = All((IS_RECORD, Compare("attributes.requester", "=", name), Either(kinds)))
    order = (Order("attributes.opened_at", descending=True),)
    page = backend().graph.find(Query(where, order, args["limit"], args["after"], args["total"]))
    records = [read_record(each) for each in page.items]
    answer: dict[str, object] = {"items": [row(each) for each in records], "next": page.next}
    return answer | ({"total": page.total} if page.total is not None else {})


def in_phase(practice: Practice, phase: str | None) -> All:
    """Return the condition of a practice's records, in a phase if one is given."""
    of_practice = Compare("class", "=", normal_text(practice.name))
    return All((of_practice, of_phase(practice, phase)) if phase else (of_practice,))


def row(record: Record) -> dict[str, Json]:
    """Return a record as it stands in a list of one's own."""
    state = PRACTICES[record.practice].lifecycle.states[record.state]
    told = {name: record.attributes.get(name) for name in TIMES}
    return {
        "key": record.key,
        "practice": record.practice,
        "title": record.title,
        "state": record.state,
        "state_label": state.label,
        "phase": state.phase,
        **{name: None if value is None else json_value(value) for name, value in told.items()},
        "revision": record.revision,
    }


def own_document(key: str) -> dict[str, Json]:
    """Return one of one's own records. Raises ``NotFound``."""
    record = own_record(key)
    graph = backend().graph
    entries = desk.timeline(graph, record.key)
    tasks = [task_document(each) for each in tasks_of(graph, record)] if record.practice == REQUEST.name else []
    form = record.body.get("form")
    return {
        **row(record),
        "description": record.text("description"),
        "form": form if isinstance(form, dict) else None,
        "item": item_document(record),
        "answers": list[Json](answers_document(record)),
        "tasks": [{"title": each["title"], "state": each["state"]} for each in tasks],
        "entries": list[Json](public_entries(PRACTICES[record.practice], entries)),
        "survey_open": is_open(record, entries),
    }


def item_document(record: Record) -> Json:
    """Return which item of the catalogue a request is for, as it was called then; None for a record without."""
    item = record.body.get("item")
    return {name: str(item.get(name, "")) for name in ("name", "title")} if isinstance(item, dict) else None


def answers_document(record: Record) -> list[dict[str, Json]]:
    """Return the answers of a request with their questions as they were asked; of earlier ones by their names."""
    form, asked = record.body.get("form"), record.body.get("questions")
    given = form if isinstance(form, dict) else {}
    named = [each for each in asked if isinstance(each, dict)] if isinstance(asked, list) else []
    titles = {str(each["name"]): str(each["title"]) for each in named}
    known = [name for name in (titles or given) if name in given]
    return [{"name": name, "title": titles.get(name, name), "value": given[name]} for name in known]


def public_entries(practice: Practice, entries: Sequence[Activity]) -> list[dict[str, Json]]:
    """Return what is public of a timeline, without the facts: those name CIs, teams and people."""
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "occurred_at": json_value(each.occurred_at),
            "by": each.by,
            "text": each.text,
            "state": label(practice, str(each.facts.get("to", ""))),
        }
        for each in entries
        if each.public
    ]


def label(practice: Practice, state: str) -> str | None:
    """Return what a state is called."""
    return practice.lifecycle.states[state].label if state in practice.lifecycle.states else None


def note(key: str, text: str) -> None:
    """Write to those who work on one's own record."""
    record, doing = own_unfinished(key, "text"), act()
    entry = Activity(record.key, doing.id, "note", doing.now, doing.stamp.actor, text, public=True)
    desk.add(backend().graph, PRACTICES[record.practice], entry, stamp=doing.stamp)


def answer_survey(key: str, stars: int, comment: str) -> None:
    """Say how it went, once."""
    record, doing, graph = own_record(key), act(), backend().graph
    entries = desk.timeline(graph, record.key)
    entry = survey(record, entries, stars=stars, comment=comment, by=doing.stamp.actor, at=doing.now)
    desk.add(graph, PRACTICES[record.practice], entry, stamp=doing.stamp)
