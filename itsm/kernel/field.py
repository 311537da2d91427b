"""Fields that an organisation declares for the records of a practice: what may be said, and in which states it must."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from cmdb.errors import Invalid
from cmdb.query_language.fields import BUILT_IN
from cmdb.schema import Attribute, coerce, json_value
from cmdb.schema.document import listed, mapping, read_attribute, text, words
from cmdb.values import Json, Value
from itsm.kernel.lifecycle import Lifecycle
from itsm.kernel.link import LINKS

__all__ = ["TYPES", "Field", "check_given", "check_values", "field_document", "missing", "parse_fields"]

TYPES = ("text", "integer", "number", "boolean", "date", "datetime")
ATTRIBUTE_PARTS = ("name", "label", "type", "description", "values", "pattern", "minimum", "maximum", "indexed")
KNOWN = (*ATTRIBUTE_PARTS, "required_in", "refers_to")
TAKEN = frozenset({*BUILT_IN, *LINKS, "title", "state", "phase", "form", "links", "steps", "clocks", "related", "kind"})
"""Words that mean something else in queries and documents of records."""
MOST_FIELDS = 60
MOST_VALUES = 200
MOST_WORD = 120


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field. ``required_in``: the states that no record enters without it.

    ``refers_to``: the class of CIs (with those below it) whose key it holds, "" for a field that is no reference.
    """

    attribute: Attribute
    required_in: tuple[str, ...] = ()
    refers_to: str = ""

    @property
    def name(self) -> str:
        """Return its name."""
        return self.attribute.name


def parse_fields(
    where: str, said: Json, *, built_in: Collection[str], lifecycle: Lifecycle, classes: Collection[str]
) -> tuple[Field, ...]:
    """Read declared fields; ``built_in`` are the names that the practice has itself. Raises ``Invalid``."""
    document = mapping(where, said)
    if unknown := sorted(set(document) - {"fields"}):
        raise Invalid(f"{where}.{unknown[0]}", "is not understood", unknown[0], "fields")
    if len(found := listed(where, document, "fields")) > MOST_FIELDS:
        raise Invalid(f"{where}.fields", "are too many", len(found), f"up to {MOST_FIELDS}")
    fields = tuple(parse_field(f"{where}.fields[{number}]", each, lifecycle, classes) for number, each in found)
    names = [each.name for each in fields]
    for number, name in enumerate(names):
        place = f"{where}.fields[{number}].name"
        if name in built_in:
            raise Invalid(place, "is the name of a field that these records have anyway", name, "another name")
        if name in TAKEN:
            raise Invalid(place, "means something else in queries", name, "another name")
        if names.index(name) != number:
            raise Invalid(place, "is given twice", name, "each name once")
    return fields


def parse_field(where: str, said: Json, lifecycle: Lifecycle, classes: Collection[str]) -> Field:
    """Read one field."""
    document = mapping(where, said)
    if unknown := sorted(set(document) - set(KNOWN)):
        raise Invalid(f"{where}.{unknown[0]}", "is not understood", unknown[0], ", ".join(KNOWN))
    attribute = read_attribute(where, {name: each for name, each in document.items() if name in ATTRIBUTE_PARTS})
    if attribute.type not in TYPES:
        raise Invalid(f"{where}.type", "is no type of a field", attribute.type, ", ".join(TYPES))
    check_choices(where, attribute)
    states = words(where, document, "required_in")
    for each in states:
        if each not in lifecycle.states:
            raise Invalid(f"{where}.required_in", "is no state", each, ", ".join(lifecycle.states))
    refers_to = text(where, document, "refers_to")
    if refers_to and (refers_to not in classes or attribute.type != "text" or attribute.values):
        allowed = "a class of CIs, for a text without values; ci for any"
        raise Invalid(f"{where}.refers_to", "is nothing to refer to", refers_to, allowed)
    return Field(attribute, states, refers_to)


def check_choices(where: str, attribute: Attribute) -> None:
    """Raise ``Invalid`` for choices that nobody could make."""
    if attribute.values and attribute.type != "text":
        raise Invalid(f"{where}.values", "belong to a text only", attribute.type, "text")
    for number, each in enumerate(attribute.values):
        place = f"{where}.values[{number}]"
        if not each.strip() or len(each) > MOST_WORD or number >= MOST_VALUES:
            raise Invalid(
                place, "is no choice", each[:MOST_WORD], f"up to {MOST_VALUES} of 1 to {MOST_WORD} characters"
            )
        if attribute.values.index(each) != number:
            raise Invalid(place, "is given twice", each, "each choice once")


def field_document(found: Field) -> dict[str, Json]:
    """Return a field as ``parse_fields`` reads it."""
    each = found.attribute
    return {
        "name": each.name,
        "label": each.label,
        "type": each.type,
        "description": each.description,
        "values": list[Json](each.values),
        "pattern": each.pattern,
        "minimum": each.minimum,
        "maximum": each.maximum,
        "indexed": each.indexed,
        "required_in": list[Json](found.required_in),
        "refers_to": found.refers_to,
    }


def check_values(where: str, fields: Iterable[Field], kept: Iterable[tuple[str, Mapping[str, Value]]]) -> None:
    """Raise ``Invalid`` where a field does not fit what records hold; ``kept``: keys with attributes."""
    known = [(f"{where}.fields[{number}]", each) for number, each in enumerate(fields)]
    for key, attributes in kept:
        for place, each in known:
            if (value := attributes.get(each.name)) is not None:
                check_value(place, each, key, value)


def check_value(where: str, each: Field, key: str, value: Value) -> None:
    """Raise ``Invalid`` where a field does not fit what one record holds."""
    said = json_value(value)
    if each.attribute.values and said not in each.attribute.values:
        raise Invalid(
            f"{where}.values", f"is in use, as by {key}, and is no choice any more", said, "keep it as a choice"
        )
    free = replace(each.attribute, values=())
    try:
        same = coerce(each.name, free, said) == value
    except Invalid as error:
        raise Invalid(where, f"does not fit what {key} holds: {error.reason}", said, error.allowed) from error
    if not same:
        allowed = "the type that its values have; or another name"
        raise Invalid(f"{where}.type", f"cannot be while records hold values of another, as {key}", said, allowed)


def missing(fields: Iterable[Field], state: str, given: Mapping[str, Value | None]) -> Field | None:
    """Return the first field that a state asks for and that is not given, None for none."""
    return next((each for each in fields if state in each.required_in and given.get(each.name) is None), None)


def check_given(fields: Iterable[Field], state: str, label: str, given: Mapping[str, Value | None]) -> None:
    """Raise ``Invalid`` where a record would stand in a state without what is asked for there."""
    found = missing(fields, state, given)
    if found is not None:
        reason = f"is needed in state {label}"
        raise Invalid(found.name, reason, None, found.attribute.label or found.attribute.name)
