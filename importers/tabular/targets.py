"""What a column may mean: an attribute, a relation, a role, or nothing; and how a saved mapping says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cmdb.errors import Invalid
from cmdb.schema import Schema
from cmdb.values import Json

__all__ = [
    "NOTHING",
    "Role",
    "SavedMapping",
    "Target",
    "ToAttribute",
    "ToNothing",
    "ToRelation",
    "ToRole",
    "saved_mapping",
    "target_document",
]

Role = Literal["name", "class", "native_id", "lifecycle", "parent", "key"]
COLUMN_FORMS = 'one of {"attribute": NAME}, {"relation": TYPE}, {"role": ROLE}, {"ignore": true}'


@dataclass(frozen=True, slots=True)
class ToAttribute:
    """The column holds an attribute."""

    name: str


@dataclass(frozen=True, slots=True)
class ToRelation:
    """The column names CIs to which the row's CI is related. ``cls`` "" is any; ``create``: unknown ones are made.

    ``separator`` stands between several names; "" means semicolons, line ends and, but for places, commas.
    """

    type: str
    direction: Literal["out", "in"] = "out"
    cls: str = ""
    separator: str = ""
    create: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class ToRole:
    """The column says what the CI is: its name, class, id in the source, lifecycle state, parent or key."""

    role: Role


@dataclass(frozen=True, slots=True)
class ToNothing:
    """The column is left out: nobody knows it, or somebody said so (``wanted``)."""

    wanted: bool = False


Target = ToAttribute | ToRelation | ToRole | ToNothing
NOTHING = ToNothing()


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """What a source's settings say of its tables. Columns by heading, in lower case."""

    columns: Mapping[str, Target]
    cls: str = ""
    header_row: int = 0


def saved_mapping(settings: Mapping[str, Json], schema: Schema) -> SavedMapping:
    """Return the saved mapping, checked against the schema. Raises ``Invalid`` naming what is wrong."""
    columns = settings.get("columns")
    if columns is not None and not isinstance(columns, dict):
        raise Invalid("mapping columns", "is no mapping", str(columns)[:200], "columns by heading")
    header_row = settings.get("header_row")
    if header_row is not None and (isinstance(header_row, bool) or not isinstance(header_row, int) or header_row < 1):
        raise Invalid("mapping header_row", "is no row number", str(header_row)[:200], "1, 2, …")
    return SavedMapping(
        {heading.strip().lower(): target_of(heading, form, schema) for heading, form in (columns or {}).items()},
        class_of("mapping class", settings.get("class"), schema),
        header_row or 0,
    )


def class_of(where: str, value: Json, schema: Schema) -> str:
    """Return a class of which CIs can be, "" where none is said."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or value not in schema.classes:
        raise Invalid(where, "there is no such class", str(value)[:200], ", ".join(nearest(value, schema)))
    if schema.classes[value].abstract:
        below = ", ".join(each for each in schema.family(value) if not schema.classes[each].abstract)
        raise Invalid(where, "no CI can be of this class itself", value, below)
    return value


def nearest(value: Json, schema: Schema) -> list[str]:
    """Return classes with names like a value."""
    return list(schema.nearest(str(value), schema.classes)) or sorted(schema.classes)[:20]


def target_of(heading: str, form: Json, schema: Schema) -> Target:
    """Return what a saved mapping says of one column."""
    where = f"mapping of the column {heading!r}"
    if not isinstance(form, dict):
        raise Invalid(where, "is no mapping", str(form)[:200], COLUMN_FORMS)
    if form.get("ignore") is True:
        return ToNothing(wanted=True)
    if isinstance(form.get("attribute"), str):
        return ToAttribute(str(form["attribute"]))
    if isinstance(form.get("relation"), str):
        return relation_of(where, form, schema)
    role = form.get("role")
    if role in get_args(Role):
        return ToRole(role)  # type: ignore[arg-type]  # checked in the line above
    if role is not None:
        raise Invalid(where, "there is no such role", str(role)[:200], ", ".join(get_args(Role)))
    raise Invalid(where, "says nothing that can be done", str(form)[:200], COLUMN_FORMS)


def relation_of(where: str, form: Mapping[str, Json], schema: Schema) -> ToRelation:
    """Return what a saved mapping says of a column of relations."""
    type_, direction = str(form["relation"]), form.get("direction", "out")
    if type_ not in schema.relation_types:
        raise Invalid(where, "there is no such relation type", type_, ", ".join(sorted(schema.relation_types)))
    if direction not in {"out", "in"}:
        raise Invalid(where, "there is no such direction", str(direction)[:200], "out, in")
    cls = class_of(where, form.get("class"), schema)
    separator, group = form.get("separator", ""), form.get("group", "")
    if not isinstance(separator, str) or not isinstance(group, str):
        raise Invalid(where, "separator and group are text", str([separator, group])[:200], "text")
    return ToRelation(
        type_,
        "in" if direction == "in" else "out",
        cls,
        separator,
        form.get("create", bool(cls)) is True,
        group,
    )


def target_document(target: Target) -> dict[str, Json] | None:
    """Return a target as a saved mapping writes it, None for a column that nobody knows.

    >>> target_document(ToAttribute("os"))
    {'attribute': 'os'}
    """
    if isinstance(target, ToAttribute):
        return {"attribute": target.name}
    if isinstance(target, ToRole):
        return {"role": target.role}
    if isinstance(target, ToNothing):
        return {"ignore": True} if target.wanted else None
    given: dict[str, Json] = {"relation": target.type, "direction": target.direction, "create": target.create}
    texts = {"class": target.cls, "separator": target.separator, "group": target.group}
    return given | {name: value for name, value in texts.items() if value}
