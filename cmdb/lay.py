"""One edit of a plan against the present: it applies, is done already, conflicts, or cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from types import MappingProxyType
from typing import Literal, NamedTuple

from cmdb.errors import FaultlineError, Invalid, NotFound
from cmdb.identify import claims_wanted, identify
from cmdb.keys import allocate
from cmdb.manual import say, say_relation, unsay_relation
from cmdb.model import Key, Node, RelationId
from cmdb.observed import MANUAL, OBSERVATION, Report, fields_json, observation_node, report_fields, source_of
from cmdb.plan import (
    ABSENT,
    Absent,
    Add,
    Edit,
    Relate,
    Remove,
    Retire,
    SetFields,
    Unrelate,
    check_relation_fields,
)
from cmdb.refresh import Rules, observe, withdraw
from cmdb.resolve import resolve
from cmdb.schema import Schema, coerce, json_value
from cmdb.values import Json, Value
from cmdb.workspace import Workspace

__all__ = ["Laying", "Outcome", "check_class", "current", "lay", "shown_value", "typed_attribute"]

Status = Literal["applies", "already", "conflict", "invalid"]


class Outcome(NamedTuple):
    """What one field of one edit comes to at the present.

    Where it is invalid, ``field`` is the place at fault, ``to`` the value that was given, and ``allowed`` is said.
    """

    where: str
    operation: str
    ci: str
    field: str
    was: Json
    now: Json
    to: Json
    status: Status
    reason: str = ""
    allowed: str = ""


@dataclass(slots=True)
class Laying:
    """The state while a plan is laid: workspace, rules, placeholders met so far, outcomes."""

    work: Workspace
    rules: Rules
    keys: dict[str, Key] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def schema(self) -> Schema:
        """Return the schema that edits are checked against."""
        return self.rules.schema

    def key_of(self, text: str) -> Key:
        """Return the CI that an edit names. Raises ``NotFound``, ``Ambiguous``."""
        if text in self.keys:
            return self.keys[text]
        node = self.work.node(Key(text))
        if node is not None and node.kind == "ci":
            return node.key
        if text.startswith("$"):
            raise NotFound("placeholder", text, tuple(self.keys))
        return resolve(self.work.graph, self.schema, text, as_of=self.work.as_of)

    def note(self, edit: Edit, ci: str, name: str, **facts: object) -> None:
        """Keep an outcome."""
        given = {"was": None, "now": None, "to": None, "status": "applies", "reason": "", "allowed": ""} | facts
        self.outcomes.append(Outcome(edit.where, OPERATIONS[type(edit)], ci, name, **given))  # type: ignore[arg-type]


OPERATIONS: Mapping[type, str] = MappingProxyType(
    {SetFields: "set", Add: "add", Retire: "retire", Remove: "remove", Relate: "relate", Unrelate: "unrelate"}
)


@singledispatch
def lay(edit: object, laying: Laying) -> None:
    """Lay one edit: judge it against the present and write it into the workspace where it applies.

    Raises ``Invalid``, ``NotFound``, ``Ambiguous``, ``ClaimTaken``.
    """
    raise TypeError(edit, laying)


# ------------------------------------------------------------------ set


@lay.register
def lay_set(edit: SetFields, laying: Laying) -> None:
    """Set fields of a CI, each judged by itself."""
    key = laying.key_of(edit.ci)
    for name, change in edit.fields.items():
        node = required(laying, key)
        now = current(node, name)
        wanted = typed(laying.schema, edit, node, name, change.to)
        status, reason = judge(now, wanted, seen(laying.schema, edit, node, name, change.was))
        shown = {"was": None if isinstance(change.was, Absent) else change.was, "now": shown_value(now)}
        laying.note(edit, key, name, to=shown_value(wanted), status=status, reason=reason, **shown)
        if status == "applies":
            say(laying.work, laying.rules, node, name, wanted)


def judge(now: object, wanted: object, was: object) -> tuple[Status, str]:
    """Return what one field's edit comes to: equal to the new value is done; neither old nor new is a conflict."""
    if now == wanted:
        return "already", "it is so already"
    if isinstance(was, Absent) or now == was:
        return "applies", ""
    return "conflict", "the present differs from what the plan saw and from what it wants"


def required(laying: Laying, key: Key) -> Node:
    """Return a CI that must be there."""
    node = laying.work.node(key)
    if node is None:
        raise NotFound("CI", key)
    return node


def current(node: Node, name: str) -> object:
    """Return a field's present value, None for none."""
    part, _, rest = name.partition(".")
    if part == "attributes":
        return node.attributes.get(rest)
    if part == "groups":
        groups = node.body.get("groups")
        return groups.get(rest) if isinstance(groups, dict) else None
    return {"name": node.name, "class": node.cls, "lifecycle": node.lifecycle}[part]


def seen(schema: Schema, edit: Edit, node: Node, name: str, was: object) -> object:
    """Return what the writer saw as a value; a value that no longer fits the schema is compared as it stands."""
    if isinstance(was, Absent):
        return ABSENT
    try:
        return typed(schema, edit, node, name, was)  # type: ignore[arg-type]
    except FaultlineError:
        return was


def typed(schema: Schema, edit: Edit, node: Node, name: str, raw: Json) -> object:
    """Return a field's new value, converted and checked by the class. Raises ``Invalid``."""
    part, _, rest = name.partition(".")
    if part == "attributes":
        return typed_attribute(schema, f"{edit.where}.{name}", node.cls, rest, raw)
    if part == "groups":
        return group_rule(f"{edit.where}.{name}", raw)
    if not isinstance(raw, str) or not raw.strip():
        raise Invalid(f"{edit.where}.{name}", "may not be empty", raw, "a text")
    if part == "lifecycle":
        schema.state(node.cls, raw)
    if part == "class":
        check_class(schema, f"{edit.where}.class", raw)
    return raw.strip() if part == "name" else raw


def typed_attribute(schema: Schema, where: str, cls: str, name: str, raw: Json) -> Value | None:
    """Return an attribute's value. Raises ``Invalid`` for an unknown attribute or a value that does not fit."""
    declared = schema.attributes(cls) if cls in schema.classes else {}
    if name not in declared:
        nearest = ", ".join(schema.nearest(name, declared)) or ", ".join(declared)
        raise Invalid(where, f"{cls} has no attribute of this name", raw, nearest)
    value = coerce(where, declared[name], raw)
    if value is None and declared[name].required:
        raise Invalid(where, f"{declared[name].label or name} is required", raw, "a value")
    return value


def group_rule(where: str, raw: Json) -> Json:
    """Return a group's rule. Its figures are judged by the engine, which reports what cannot be."""
    if raw is not None and not isinstance(raw, dict):
        raise Invalid(where, "is no group rule", raw, '{"min_up": 1} or another rule')
    return raw


def check_class(schema: Schema, where: str, name: str) -> None:
    """Raise ``Invalid`` for a class that no CI can have."""
    if name not in schema.classes:
        raise Invalid(where, "is no known class", name, ", ".join(schema.nearest(name, schema.classes)))
    if schema.classes[name].abstract:
        below = ", ".join(each for each in schema.family(name) if not schema.classes[each].abstract)
        raise Invalid(where, "is abstract: no CI can have it", name, below)


def shown_value(value: object) -> Json:
    """Return a field's value as JSON."""
    if value is None or isinstance(value, dict):
        return value
    return json_value(value)  # type: ignore[arg-type]  # attribute values and texts only


# ------------------------------------------------------------------ add, retire, remove


@lay.register
def lay_add(edit: Add, laying: Laying) -> None:
    """Add a CI, unless its identification finds one that is there."""
    check_class(laying.schema, f"{edit.where}.class", edit.cls)
    attributes = {
        name: value
        for name, raw in edit.attributes.items()
        if (value := typed_attribute(laying.schema, f"{edit.where}.attributes.{name}", edit.cls, name, raw)) is not None
    }
    check_required(laying.schema, edit, attributes)
    if edit.lifecycle:
        laying.schema.state(edit.cls, edit.lifecycle)
    for name, rule in edit.groups.items():
        group_rule(f"{edit.where}.groups.{name}", rule)
    parent = laying.key_of(edit.parent) if edit.parent else None
    if twin := existing(laying, edit, attributes, parent):
        laying.note(edit, twin, "key", to=edit.name, now=twin, status="conflict", reason=f"{twin} is this CI already")
        return
    key = given_key(laying, edit) if edit.key else allocate(laying.work, laying.schema, edit.cls)
    laying.keys[edit.placeholder or f"${len(laying.keys)}"] = key
    node = observation_node(
        source=MANUAL,
        native_id=key,
        owner=key,
        cls=edit.cls,
        name=edit.name.strip(),
        attributes=attributes,
        lifecycle=edit.lifecycle,
        groups=dict(edit.groups),
        parent=parent,
    )
    laying.work.known_empty([key])
    observe(laying.work, laying.rules, node)
    laying.note(edit, key, "", to=edit.name)


def check_required(schema: Schema, edit: Add, attributes: Mapping[str, Value]) -> None:
    """Raise ``Invalid`` for a required attribute that is not given."""
    for attribute in schema.attributes(edit.cls).values():
        if attribute.required and attribute.name not in attributes:
            where = f"{edit.where}.attributes.{attribute.name}"
            raise Invalid(where, f"{attribute.label or attribute.name} is required", None, "a value")


def existing(laying: Laying, edit: Add, attributes: Mapping[str, Value], parent: Key | None) -> Key | None:
    """Return the CI that identification finds for an addition."""
    wanted = list(claims_wanted(laying.schema, edit.cls, edit.name, attributes, parent))
    found = identify(wanted, laying.work.holder, laying.work.node, laying.schema, edit.cls)
    return found.key or (found.several[0] if found.several else None)


def given_key(laying: Laying, edit: Add) -> Key:
    """Return the key that an addition asks for. Raises ``Invalid`` when it is taken."""
    key = Key(edit.key)
    if laying.work.node(key) is not None:
        raise Invalid(f"{edit.where}.key", "is taken", edit.key, "a key that is free, or none")
    return key


@lay.register
def lay_retire(edit: Retire, laying: Laying) -> None:
    """Retire a CI: its lifecycle's last state."""
    node = required(laying, laying.key_of(edit.ci))
    retired = laying.schema.lifecycle(node.cls).retired
    status: Status = "already" if node.lifecycle == retired else "applies"
    laying.note(edit, node.key, "lifecycle", was=node.lifecycle, now=node.lifecycle, to=retired, status=status)
    if status == "applies":
        say(laying.work, laying.rules, node, "lifecycle", retired)


@lay.register
def lay_remove(edit: Remove, laying: Laying) -> None:
    """Remove a CI that only people have spoken of."""
    node = required(laying, laying.key_of(edit.ci))
    speakers = laying.work.owned(node.key, OBSERVATION)
    if others := sorted({source_of(each) for each, _ in speakers} - {MANUAL}):
        raise Invalid(edit.where, f"{node.key} is reported by {', '.join(others)}", edit.ci, "retire it instead")
    laying.note(edit, node.key, "", now=node.name)
    for each, _ in speakers:
        withdraw(laying.work, laying.rules, each, remove_ci=True)


# ------------------------------------------------------------------ relate, unrelate


@lay.register
def lay_relate(edit: Relate, laying: Laying) -> None:
    """Add a relation or change what it says."""
    check_relation_fields(edit.where, edit.fields)
    each = ends_of(laying, edit)
    now = laying.work.relation(each)
    wanted = report_fields(Report(each.type, "out", each.target, each.group, edit.fields))
    shown = {"was": None if isinstance(edit.was, Absent) else edit.was, "now": fields_json(now) if now else None}
    if now is not None and now.fields._replace(reported_by=()) == wanted:
        status: Status = "already"
    elif now is not None and not isinstance(edit.was, Absent) and edit.was != shown["now"]:
        status = "conflict"
    else:
        status = "applies"
        say_relation(laying.work, laying.rules, each, edit.fields)
    laying.note(edit, each.source, f"{each.type} {each.target}", to=dict(edit.fields), status=status, **shown)


@lay.register
def lay_unrelate(edit: Unrelate, laying: Laying) -> None:
    """Remove a relation."""
    each = ends_of(laying, edit)
    now = laying.work.relation(each)
    status: Status = "applies" if now else "already"
    laying.note(edit, each.source, f"{each.type} {each.target}", now=fields_json(now) if now else None, status=status)
    if now:
        unsay_relation(laying.work, laying.rules, each)


def ends_of(laying: Laying, edit: Relate | Unrelate) -> RelationId:
    """Return the relation that an edit is about, both ends being there."""
    ends = [required(laying, laying.key_of(text)).key for text in (edit.source, edit.target)]
    return RelationId(ends[0], edit.type, ends[1], edit.group)
