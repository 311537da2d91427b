"""What a word before an operator means: a field of every CI, an attribute by any of its names, or a relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from cmdb.errors import Invalid
from cmdb.query import Order
from cmdb.schema import Attribute, Schema
from cmdb.schema.schema import plain

__all__ = ["BUILT_IN", "Field", "RelationField", "attributes_by_word", "names_of", "order_of", "resolve_field"]

Kind = Literal["text", "class", "lifecycle", "revision", "instant"]
BUILT_IN: Mapping[str, tuple[str, Kind, str]] = {
    "key": ("key", "text", "key of the CI"),
    "class": ("class", "class", "class, with those below it"),
    "name": ("name", "text", "name"),
    "lifecycle": ("lifecycle", "lifecycle", "state of the lifecycle"),
    "status": ("lifecycle", "lifecycle", "state of the lifecycle"),
    "revision": ("revision", "revision", "revision of the last change"),
    "changed_at": ("changed_at", "instant", "time of the last change"),
    "changed": ("changed_at", "instant", "time of the last change"),
    "last_seen": ("last_seen", "instant", "when a source last reported it"),
}
RELATED = "related"


class Field(NamedTuple):
    """A field that compares: its name in the store and, for an attribute, every declaration of that name."""

    path: str
    kind: Kind | Literal["attribute"]
    declared: tuple[Attribute, ...] = ()


class RelationField(NamedTuple):
    """A relation type (None: any) and the direction in which it is followed."""

    type: str | None
    direction: Literal["out", "in", "both"]


def attributes_by_word(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    """Return attribute names by every word for them; an attribute's own name comes before others' synonyms."""
    names: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    for cls in schema.classes.values():
        for each in cls.attributes:
            names[plain(each.name)] = (each.name,)
            for word in (each.label, *each.synonyms):
                if word:
                    words[plain(word)] = tuple(dict.fromkeys((*words.get(plain(word), ()), each.name)))
    return words | names


def declarations(schema: Schema, name: str) -> tuple[Attribute, ...]:
    """Return the different declarations of an attribute name, one for each type."""
    found: dict[tuple[str, str], Attribute] = {}
    for cls in schema.classes.values():
        for each in cls.attributes:
            if each.name == name:
                found.setdefault((each.type, each.items), each)
    return tuple(found.values())


def resolve_field(schema: Schema, word: str) -> tuple[Field, ...] | RelationField | None:
    """Return what a word means, None where nothing is known by it. A synonym may mean several attributes."""
    if word.lower() in BUILT_IN:
        path, kind, _ = BUILT_IN[word.lower()]
        return (Field(path, kind),)
    if names := attributes_by_word(schema).get(plain(word.removeprefix("attributes."))):
        return tuple(Field(f"attributes.{name}", "attribute", declarations(schema, name)) for name in names)
    if found := schema.relation_words.get(plain(word)):
        return RelationField(found[0], "out" if found[1] == "out" else "in")
    return RelationField(None, "both") if word.lower() == RELATED else None


def names_of(schema: Schema) -> Sequence[str]:
    """Return every word that a query may use before an operator, as it is best written."""
    attributes = {each.name for cls in schema.classes.values() for each in cls.attributes}
    reverses = {each.reverse.replace(" ", "_") for each in schema.relation_types.values()}
    return (*BUILT_IN, *sorted(attributes), *sorted(schema.relation_types), *sorted(reverses), RELATED)


def order_of(schema: Schema, text: str) -> tuple[Order, ...]:
    """Return the order that ``name,-criticality`` asks for. Raises ``Invalid`` naming the nearest fields."""
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        fields = resolve_field(schema, word.removeprefix("-"))
        if fields is None or isinstance(fields, RelationField):
            names = [*BUILT_IN, *attributes_by_word(schema)]
            raise Invalid("sort", "is no field", word, ", ".join(Schema.nearest(word.removeprefix("-"), names)))
        found.append(Order(fields[0].path, descending=word.startswith("-")))
    return tuple(found)
