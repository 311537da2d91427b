"""A plan: edits that would alter the graph, each with what it saw. One type for imports, edits, changes and undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch
from types import MappingProxyType
from typing import cast

from cmdb.errors import Invalid
from cmdb.schema import Schema
from cmdb.values import Json

__all__ = [
    "ABSENT",
    "Absent",
    "Add",
    "Change",
    "Edit",
    "Plan",
    "Relate",
    "Remove",
    "Retire",
    "SetFields",
    "Unrelate",
    "check_relation_fields",
    "parse_plan",
    "plan_document",
]


class Absent:
    """What stands for "no value" and "not said" in an edit."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()
Seen = Json | Absent
RELATION_FIELDS = ("need", "weight", "ride_through_s", "confidence", "last_verified")
MOST_EDITS = 50_000


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change. ``was`` ABSENT: the writer did not say what it saw; None: it saw no value."""

    to: Json
    was: Seen = ABSENT


@dataclass(frozen=True, slots=True)
class SetFields:
    """Set fields of a CI: ``name``, ``class``, ``lifecycle``, ``attributes.NAME``, ``groups.NAME``; to None clears."""

    where: str
    ci: str
    fields: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class Add:
    """Add a CI; ``placeholder`` ("$lb3") names it within the plan."""

    where: str
    placeholder: str
    cls: str
    name: str
    attributes: Mapping[str, Json] = field(default_factory=dict)
    lifecycle: str = ""
    groups: Mapping[str, Json] = field(default_factory=dict)
    parent: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Relate:
    """Add a relation or change what it says; ``was`` ABSENT where the writer did not look."""

    where: str
    source: str
    type: str
    target: str
    group: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    was: Seen = ABSENT


@dataclass(frozen=True, slots=True)
class Unrelate:
    """Remove a relation."""

    where: str
    source: str
    type: str
    target: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Retire:
    """Retire a CI."""

    where: str
    ci: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a CI that only people have spoken of: the inverse of ``add``."""

    where: str
    ci: str


Edit = SetFields | Add | Relate | Unrelate | Retire | Remove


@dataclass(frozen=True, slots=True)
class Plan:
    """A titled list of edits. Other parts of a change (window, what is taken down, back-out) are kept in ``rest``."""

    title: str = ""
    edits: tuple[Edit, ...] = ()
    rest: Mapping[str, Json] = field(default_factory=dict)


KNOWN = (
    "faultline_change",
    "title",
    "kind",
    "window",
    "backout_minutes",
    "down",
    "edits",
    "backout",
    "tests",
    "description",
)


def parse_plan(document: Json, schema: Schema) -> Plan:
    """Read a plan document. Raises ``Invalid`` naming the edit at fault and what would be allowed."""
    if not isinstance(document, dict):
        raise Invalid("plan", "is no JSON object", type(document).__name__, '{"faultline_change": 1, "edits": [...]}')
    if document.get("faultline_change", 1) != 1:
        raise Invalid("plan.faultline_change", "is a version that is not known", document["faultline_change"], "1")
    if unknown := sorted(set(document) - set(KNOWN)):
        raise Invalid(f"plan.{unknown[0]}", "is not a part of a plan", unknown[0], ", ".join(KNOWN))
    edits = document.get("edits", [])
    if not isinstance(edits, list):
        raise Invalid("plan.edits", "is no list", type(edits).__name__, "a list of edits")
    if len(edits) > MOST_EDITS:
        raise Invalid("plan.edits", "holds too many edits", len(edits), f"at most {MOST_EDITS}")
    title = document.get("title", "")
    rest = {name: value for name, value in document.items() if name not in ("faultline_change", "title", "edits")}
    read = tuple(parse_edit(f"plan.edits[{index}]", edit, schema) for index, edit in enumerate(edits))
    return Plan(title if isinstance(title, str) else str(title), read, rest)


def parse_edit(where: str, edit: Json, schema: Schema) -> Edit:
    """Read one edit."""
    if not isinstance(edit, dict):
        raise Invalid(where, "is no JSON object", type(edit).__name__, '{"op": ...}')
    operation = edit.get("op")
    if not isinstance(operation, str) or operation not in PARSERS:
        raise Invalid(f"{where}.op", "is no known operation", operation, ", ".join(PARSERS))
    reader, allowed = PARSERS[operation]
    if unknown := sorted(set(edit) - set(allowed) - {"op"}):
        raise Invalid(f"{where}.{unknown[0]}", f"is not a part of {operation!r}", unknown[0], ", ".join(allowed))
    return reader(where, edit, schema)


def parse_set(where: str, edit: dict[str, Json], schema: Schema) -> SetFields:
    """Read a ``set``."""
    del schema
    fields: dict[str, Change] = {}
    for name in ("name", "class", "lifecycle"):
        if name in edit:
            fields[name] = change(f"{where}.{name}", edit[name])
    for part in ("attributes", "groups"):
        for name, value in mapping(where, edit, part).items():
            fields[f"{part}.{name}"] = change(f"{where}.{part}.{name}", value)
    if not fields:
        raise Invalid(where, "sets nothing", None, "attributes, name, class, lifecycle or groups")
    return SetFields(where, word(where, edit, "ci"), fields)


def parse_add(where: str, edit: dict[str, Json], schema: Schema) -> Add:
    """Read an ``add``."""
    cls = word(where, edit, "class")
    if cls not in schema.classes:
        raise Invalid(f"{where}.class", "is no known class", cls, ", ".join(schema.nearest(cls, schema.classes)))
    lifecycle = edit.get("lifecycle", "")
    return Add(
        where,
        placeholder=str(edit.get("as", "")),
        cls=cls,
        name=word(where, edit, "name"),
        attributes=mapping(where, edit, "attributes"),
        lifecycle=str(lifecycle),
        groups=mapping(where, edit, "groups"),
        parent=str(edit.get("parent", "")),
        key=str(edit.get("key", "")),
    )


def parse_relate(where: str, edit: dict[str, Json], schema: Schema) -> Relate:
    """Read a ``relate``."""
    fields = {name: edit[name] for name in RELATION_FIELDS if name in edit}
    check_relation_fields(where, fields)
    return Relate(where, *relation_words(where, edit, schema), fields=fields, was=edit.get("was", ABSENT))


def parse_unrelate(where: str, edit: dict[str, Json], schema: Schema) -> Unrelate:
    """Read an ``unrelate``."""
    return Unrelate(where, *relation_words(where, edit, schema))


def parse_retire(where: str, edit: dict[str, Json], schema: Schema) -> Retire:
    """Read a ``retire``."""
    del schema
    return Retire(where, word(where, edit, "ci"))


def parse_remove(where: str, edit: dict[str, Json], schema: Schema) -> Remove:
    """Read a ``remove``."""
    del schema
    return Remove(where, word(where, edit, "ci"))


def relation_words(where: str, edit: dict[str, Json], schema: Schema) -> tuple[str, str, str, str]:
    """Return ends, type and group of an edit on a relation."""
    relation_type = word(where, edit, "type")
    if relation_type not in schema.relation_types:
        nearest = ", ".join(schema.nearest(relation_type, schema.relation_types))
        raise Invalid(f"{where}.type", "is no known relation type", relation_type, nearest)
    group = edit.get("group") or ""
    if not isinstance(group, str):
        raise Invalid(f"{where}.group", "is no text", group, "a group's name")
    return word(where, edit, "from"), relation_type, word(where, edit, "to"), group


def check_relation_fields(where: str, fields: Mapping[str, Json]) -> None:
    """Raise ``Invalid`` for a relation field that cannot be."""
    for name, value in fields.items():
        fits, allowed = FIELD_CHECKS[name]
        if value is not None and not fits(value):
            raise Invalid(f"{where}.{name}", "cannot be", value, allowed)


def is_number(value: Json, lowest: float, highest: float) -> bool:
    """Say whether a value is a number within bounds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest


def is_instant(value: Json) -> bool:
    """Say whether a value is a date or date-time in ISO 8601."""
    try:
        datetime.fromisoformat(cast("str", value))
    except (ValueError, TypeError):
        return False
    return True


MOST_WEIGHT = 2**53
LONGEST_RIDE_THROUGH = 366 * 86400
FIELD_CHECKS: Mapping[str, tuple[Callable[[Json], bool], str]] = MappingProxyType(
    {
        "need": (lambda value: value in ("hard", "soft", "none"), "hard, soft or none"),
        "weight": (lambda value: isinstance(value, int) and is_number(value, 0, MOST_WEIGHT), "a whole number from 0"),
        "ride_through_s": (lambda value: is_number(value, 0, LONGEST_RIDE_THROUGH), "seconds, from 0 to one year"),
        "confidence": (lambda value: is_number(value, 0, 1), "a number from 0 to 1"),
        "last_verified": (is_instant, "a date or date-time in ISO 8601"),
    }
)


def change(where: str, value: Json) -> Change:
    """Read ``{"was": ..., "to": ...}``."""
    if not isinstance(value, dict) or "to" not in value or set(value) - {"was", "to"}:
        raise Invalid(where, "does not say what to set", repr(value)[:200], '{"was": ..., "to": ...}')
    return Change(value["to"], value.get("was", ABSENT))


def word(where: str, edit: Mapping[str, Json], name: str) -> str:
    """Return a text that must be there."""
    value = edit.get(name)
    if not isinstance(value, str) or not value:
        raise Invalid(f"{where}.{name}", "is missing or no text", value, "a text")
    return value


def mapping(where: str, edit: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """Return an object that may be there."""
    value = edit.get(name, {})
    if not isinstance(value, dict):
        raise Invalid(f"{where}.{name}", "is no JSON object", type(value).__name__, "an object by name")
    return value


Parser = Callable[[str, dict[str, Json], Schema], Edit]
RELATION_PARTS = ("from", "type", "to", "group")
PARSERS: Mapping[str, tuple[Parser, Sequence[str]]] = MappingProxyType(
    {
        "set": (parse_set, ("ci", "attributes", "groups", "name", "class", "lifecycle")),
        "add": (parse_add, ("as", "class", "name", "attributes", "lifecycle", "groups", "parent", "key")),
        "relate": (parse_relate, (*RELATION_PARTS, *RELATION_FIELDS, "was")),
        "unrelate": (parse_unrelate, (*RELATION_PARTS, "was")),
        "retire": (parse_retire, ("ci", "was")),
        "remove": (parse_remove, ("ci",)),
    }
)


def plan_document(plan: Plan) -> dict[str, Json]:
    """Return a plan as the document that ``parse_plan`` reads."""
    edits: list[Json] = [edit_document(edit) for edit in plan.edits]
    return {"faultline_change": 1, "title": plan.title, **plan.rest, "edits": edits}


@singledispatch
def edit_document(edit: object) -> dict[str, Json]:
    """Return one edit as JSON."""
    raise TypeError(edit)


@edit_document.register
def set_document(edit: SetFields) -> dict[str, Json]:
    """Return a ``set``."""
    said: dict[str, Json] = {"op": "set", "ci": edit.ci}
    for name, each in edit.fields.items():
        value: dict[str, Json] = {"to": each.to} if isinstance(each.was, Absent) else {"was": each.was, "to": each.to}
        part, _, rest = name.partition(".")
        if rest:
            cast("dict[str, Json]", said.setdefault(part, {}))[rest] = value
        else:
            said[part] = value
    return said


@edit_document.register
def add_document(edit: Add) -> dict[str, Json]:
    """Return an ``add``."""
    said: dict[str, Json] = {"op": "add", "as": edit.placeholder, "class": edit.cls, "name": edit.name}
    optional: dict[str, Json] = {
        "attributes": dict(edit.attributes),
        "lifecycle": edit.lifecycle,
        "groups": dict(edit.groups),
        "parent": edit.parent,
        "key": edit.key,
    }
    return said | {name: value for name, value in optional.items() if value}


@edit_document.register
def relate_document(edit: Relate) -> dict[str, Json]:
    """Return a ``relate``."""
    was: dict[str, Json] = {} if isinstance(edit.was, Absent) else {"was": edit.was}
    return {"op": "relate", **ends_document(edit), **edit.fields, **was}


@edit_document.register
def unrelate_document(edit: Unrelate) -> dict[str, Json]:
    """Return an ``unrelate``."""
    return {"op": "unrelate", **ends_document(edit)}


@edit_document.register
def retire_document(edit: Retire) -> dict[str, Json]:
    """Return a ``retire``."""
    return {"op": "retire", "ci": edit.ci}


@edit_document.register
def remove_document(edit: Remove) -> dict[str, Json]:
    """Return a ``remove``."""
    return {"op": "remove", "ci": edit.ci}


def ends_document(edit: Relate | Unrelate) -> dict[str, Json]:
    """Return ends, type and group."""
    ends: dict[str, Json] = {"from": edit.source, "type": edit.type, "to": edit.target}
    return ends | ({"group": edit.group} if edit.group else {})
