"""The practices as an organisation has them: with the fields that it has declared for their records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.overlay import load_rules
from cmdb.paging import every
from cmdb.query import All, Any, Compare, Has
from cmdb.schema import Schema
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json, Value, normal_text
from itsm.kernel.declared import Declared, declare, declared, read
from itsm.kernel.field import Field, check_given, check_values, parse_fields
from itsm.kernel.practice import Practice, Practices, registry
from itsm.kernel.record import RECORD

__all__ = [
    "RECORD_FIELDS",
    "check_cleared",
    "check_entered",
    "check_references",
    "keep_fields",
    "practices_with_fields",
    "read_fields",
    "with_fields",
]

RECORD_FIELDS = "record_fields"


def with_fields(graph: GraphStore, practice: Practice) -> Practice:
    """Return a practice with the fields that are declared for its records."""
    key = Key(f"declaration:{RECORD_FIELDS}:{practice.name}")
    found = graph.get([key]).get(key)
    return practice if found is None else extended(practice, read(found))


def practices_with_fields(graph: GraphStore, practices: Mapping[str, Practice]) -> Practices:
    """Return all practices with the fields that are declared for their records."""
    known = declared(graph, RECORD_FIELDS)
    return registry(*(extended(each, known[name]) if name in known else each for name, each in practices.items()))


def extended(practice: Practice, found: Declared) -> Practice:
    """Return a practice with declared fields; one that the product has come to have itself is the product's."""
    own = practice.all_attributes
    fields = tuple(each for each in fields_of(practice, found.document) if each.name not in own)
    return replace(practice, fields=fields)


def fields_of(practice: Practice, document: Mapping[str, Json]) -> tuple[Field, ...]:
    """Return fields as they were declared; classes that they refer to were looked at then."""
    listed = document.get("fields")
    classes = (
        {str(each.get("refers_to")) for each in listed if isinstance(each, dict)} if isinstance(listed, list) else ()
    )
    return parse_fields(
        RECORD_FIELDS, dict(document), built_in=(), lifecycle=practice.lifecycle, classes=frozenset(classes)
    )


def read_fields(where: str, said: Json, practice: Practice, schema: Schema) -> tuple[Field, ...]:
    """Read fields that are to be declared. Raises ``Invalid``."""
    taken = {*practice.all_attributes, *schema.relation_types}
    lifecycle = practice.lifecycle
    return parse_fields(where, said, built_in=taken, lifecycle=lifecycle, classes=frozenset(schema.classes))


def keep_fields(
    graph: GraphStore, practice: Practice, document: Mapping[str, Json], *, stamp: Stamp, expected: int | None = None
) -> None:
    """Declare the fields of a practice's records, in the place of those before; what records hold must fit.

    A field that is left out is not shown any more; what records hold of it stays, as does their history. Raises
    ``Invalid`` (a name that is taken, a choice in use that is gone, a type that values have not),
    ``PreconditionFailed``.
    """

    def check(where: str, said: Json) -> None:
        fields = read_fields(where, said, practice, load_rules(graph).schema)
        check_values(where, fields, holding(graph, practice, fields))

    declare(graph, RECORD_FIELDS, practice.name, document, check=check, stamp=stamp, expected=expected)


def holding(
    graph: GraphStore, practice: Practice, fields: tuple[Field, ...]
) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Yield the records that hold a value of some of these fields."""
    if not fields:
        return
    some = Any(tuple(Has(f"attributes.{each.name}") for each in fields))
    mine = Compare("class", "=", normal_text(practice.name))
    for stored in every(graph, All((Compare("kind", "=", RECORD), mine, some))):
        yield stored.node.key, stored.node.attributes


def check_references(graph: GraphStore, practice: Practice, values: Mapping[str, Value | None]) -> None:
    """Raise ``Invalid`` for a reference that does not lead to a CI of its class."""
    for each in practice.fields:
        value = values.get(each.name)
        if not each.refers_to or value is None:
            continue
        key = Key(str(value))
        found = graph.get([key]).get(key)
        schema = load_rules(graph).schema
        if found is None or found.node.kind != "ci" or not schema.is_a(found.node.cls, each.refers_to):
            raise Invalid(each.name, f"is no {each.refers_to.replace('_', ' ')}", str(value), "the key of one")


def check_cleared(practice: Practice, state: str, values: Mapping[str, Value | None]) -> None:
    """Raise ``Invalid`` where something is cleared that a record's state asks for."""
    touched = [each for each in practice.fields if each.name in values]
    check_given(touched, state, practice.lifecycle.states[state].label, values)


def check_entered(
    graph: GraphStore, practice: Practice, state: str, has: Mapping[str, Value], said: Mapping[str, Json]
) -> None:
    """Raise ``Invalid`` where somebody brings a record into a state without what is asked for there.

    It is asked of people at the desk; machines and requesters, who know nothing of it, are not stopped.
    """
    given = {name: None if value in ("", None) else str(value) for name, value in said.items()}
    whole = with_fields(graph, practice)
    check_given(whole.fields, state, practice.lifecycle.states[state].label, {**has, **given})
