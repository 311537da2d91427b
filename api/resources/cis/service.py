"""From the parameters of a request to the calls below, and back to what the routes answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from api.backend import backend
from api.guard import principal
from api.resources.relations.routes import relate_edit
from api.sight import check_scope_given, only_visible, seen_key, visible, within_sight
from cmdb.entities import ci_detail, ci_document, history_document
from cmdb.errors import Invalid, NotFound
from cmdb.model import Key
from cmdb.plan import Add, Relate
from cmdb.query import TOTAL_CAP, Query
from cmdb.query_language import order_of, parse_query, resolve_field
from cmdb.query_language.fields import Field
from cmdb.schema import Schema
from cmdb.values import Json, normal_text

__all__ = ["change_fields", "detail", "facets", "find", "history", "new_ci"]

NEW = "$new"


def find(args: dict[str, Any]) -> dict[str, object]:
    """Return a page of the CIs that a query finds."""
    here = backend()
    schema, as_of = here.rules().schema, here.as_of(args.get("as_of"))
    query = Query(
        within_sight(parse_query(args["q"], schema, here.clock())),
        order_of(schema, args["sort"]),
        args["limit"],
        args["after"],
        args["total"],
    )
    page = here.graph.find(query, as_of=as_of)
    answer: dict[str, object] = {"items": [ci_document(each, schema) for each in page.items], "next": page.next}
    return answer | ({"total": min(page.total, TOTAL_CAP + 1)} if page.total is not None else {})


def facets(text: str, names: str, as_of: str | None) -> list[dict[str, object]]:
    """Count the CIs that a query finds by some fields."""
    here = backend()
    schema, revision = here.rules().schema, here.as_of(as_of)
    where = within_sight(parse_query(text, schema, here.clock()))
    found: list[dict[str, object]] = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        counted = here.graph.aggregate(where, field_path(schema, name), as_of=revision)
        labels = labels_of(schema, field_path(schema, name))
        values = [{**each._asdict(), "shown": labels.get(str(each.value), each.shown)} for each in counted]
        found.append({"field": name, "values": values})
    return found


def labels_of(schema: Schema, path: str) -> dict[str, str]:
    """Return what people call the values of a field, by value in normal form; empty where they are names themselves."""
    if path == "class":
        return {normal_text(cls.name): cls.label for cls in schema.classes.values()}
    if path == "lifecycle":
        states = (state for lifecycle in schema.lifecycles.values() for state in lifecycle.states)
        return {normal_text(state.name): state.label for state in states}
    return {}


def field_path(schema: Schema, name: str) -> str:
    """Return the store's name of a field. Raises ``Invalid`` with the nearest."""
    meaning = resolve_field(schema, name)
    if isinstance(meaning, tuple) and isinstance(meaning[0], Field):
        return meaning[0].path
    known = [each.name for cls in schema.classes.values() for each in cls.attributes]
    raise Invalid("fields", "is no field", name, ", ".join(Schema.nearest(name, known)))


def detail(key: str, *, as_of: int | None = None) -> dict[str, Json]:
    """Return a CI as its page shows it; relations to CIs out of sight are counted only."""
    here = backend()
    shown = ci_detail(here.graph, here.rules(), Key(key), as_of=as_of)
    relations: Any = shown["relations"]
    kept, hidden = only_visible(relations, "from", "to")
    return {**shown, "relations": [dict(each) for each in kept], "hidden": hidden}


def new_ci(given: dict[str, Any]) -> tuple[Add, Sequence[Relate]]:
    """Return the edits that create a CI as it was given. Raises ``NotFound`` for a class that does not exist."""
    backend().rules().schema.cls(given["class_"])
    attributes = {name: value for name, value in given.get("attributes", {}).items() if value is not None}
    check_scope_given(attributes)
    lifecycle, groups = given.get("lifecycle", ""), given.get("groups", {})
    add = Add("ci", NEW, given["class_"], given["name"], attributes, lifecycle, groups)
    return add, [new_relation(f"relations[{index}]", each) for index, each in enumerate(given.get("relations", ()))]


def new_relation(where: str, given: dict[str, Any]) -> Relate:
    """Return the edit that adds a relation at the new CI; the end that is left out is the new CI."""
    source, target = given.get("from_", NEW), given.get("to", NEW)
    if (source == NEW) == (target == NEW):
        raise Invalid(where, "needs exactly one other end", None, "from or to, the other being the new CI")
    backend().rules().schema.relation_type(given["type"])
    source, target = (each if each == NEW else seen_key(each) for each in (source, target))
    return relate_edit(given, source, target, where=where)


def change_fields(given: dict[str, Any]) -> dict[str, Json]:
    """Return what to set by field, as plans name fields. Raises ``Invalid`` where nothing is to be set."""
    fields: dict[str, Json] = {name: given[name] for name in ("name", "lifecycle") if name in given}
    fields |= {"class": given["class_"]} if "class_" in given else {}
    for part in ("attributes", "groups"):
        fields |= {f"{part}.{name}": value for name, value in given.get(part, {}).items()}
    if not fields:
        raise Invalid("body", "changes nothing", None, "name, class, lifecycle, attributes or groups")
    return fields


def history(text: str, limit: int, after: str | None) -> dict[str, object]:
    """Return a page of a CI's history, newest first; the cursor is the last revision shown."""
    here = backend()
    if after is not None and not after.isdecimal():
        raise Invalid("after", "is no cursor of this list", after, "the next of the page before")
    try:
        key = seen_key(text)
    except NotFound:
        # A CI that has been removed still has its history; whoever sees a scope only cannot be shown whose it was.
        if principal().scope is not None:
            raise
        key = Key(text)
    entries = history_document(here.graph, key)
    if after is not None:
        entries = [each for each in entries if int(str(each["revision"])) < int(after)]
    entries = within_scope(entries)
    more = str(entries[limit - 1]["revision"]) if len(entries) > limit else None
    return {"items": entries[:limit], "next": more}


def within_scope(entries: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """Return a history without the relations to CIs out of sight."""
    if principal().scope is None:
        return entries
    edits = [edit for entry in entries for edit in cast("list[dict[str, Any]]", entry["edits"])]
    ends = {str(each[end]) for edit in edits for each in relations_in(edit) for end in ("from", "to")}
    seen = visible(ends)
    for entry in entries:
        entry["edits"] = [
            edit
            for edit in cast("list[dict[str, Any]]", entry["edits"])
            if all(each["from"] in seen and each["to"] in seen for each in relations_in(edit))
        ]
    return [entry for entry in entries if entry["edits"]]


def relations_in(edit: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the relations that an edit speaks of."""
    return [each for each in (edit["was"], edit["to"]) if each] if edit["field"] == "relation" else []
