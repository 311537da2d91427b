"""Every word under which a schema's attributes, relations and classes are known, ready for looking up headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from cmdb.schema import Attribute, Schema
from importers.tabular.targets import ToRelation
from importers.tabular.words import (
    CLASS_WORDS,
    KIND_WORDS,
    LIFECYCLE_WORDS,
    NAME_WORDS,
    NATIVE_ID_WORDS,
    PARENT_WORDS,
    class_in,
    compact,
    readings,
)

__all__ = ["RELATION_OF_CLASS", "Found", "Vocabulary"]

# A heading that names a class relates the row's CI to one of that class: by which type, seen from the row's CI.
# The first class of the list that the heading's class is, or stands below, counts. Places stand in those before them.
RELATION_OF_CLASS: tuple[tuple[str, str, Literal["out", "in"]], ...] = (
    ("site", "located_in", "out"),
    ("room", "located_in", "out"),
    ("rack", "located_in", "out"),
    ("cluster", "member_of", "out"),
    ("computer", "runs_on", "out"),
    ("pdu", "powered_by", "out"),
    ("ups", "powered_by", "out"),
    ("power_feed", "powered_by", "out"),
    ("storage_array", "stored_on", "out"),
    ("volume", "stored_on", "out"),
    ("network_device", "connects_to", "out"),
    ("software", "depends_on", "out"),
    ("external_service", "depends_on", "out"),
    ("service", "depends_on", "in"),
    ("team", "supported_by", "out"),
    ("person", "owned_by", "out"),
)
EXACT, SYNONYM = 1.0, 0.95
ROLE_WORDS = (*NAME_WORDS, *NATIVE_ID_WORDS, *CLASS_WORDS, *KIND_WORDS, *LIFECYCLE_WORDS, *PARENT_WORDS)


class Found(NamedTuple):
    """What a word means, and how sure that is."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Vocabulary:
    """Looks up words in one schema; built once for a run."""

    schema: Schema

    def attributes(self, classes: Iterable[str]) -> Mapping[str, Found]:
        """Return the attributes of some classes by every word, compacted. Names go before labels and synonyms."""
        declared: dict[str, Attribute] = {}
        for cls in classes:
            for name, each in self.schema.attributes(cls).items():
                declared.setdefault(name, each)
        found: dict[str, Found] = {}
        for name in declared:
            found.setdefault(compact(name), Found(name, EXACT))
        for name, each in declared.items():
            found.setdefault(compact(each.label), Found(name, EXACT))
        for name, each in declared.items():
            for word in each.synonyms:
                found.setdefault(compact(word), Found(name, SYNONYM))
        found.pop("", None)
        return found

    @cached_property
    def relations(self) -> Mapping[str, tuple[str, Literal["out", "in"]]]:
        """Return relation types and directions by every word, compacted."""
        return {
            compact(word): (type_, "in" if direction == "in" else "out")
            for word, (type_, direction) in self.schema.relation_words.items()
        }

    def relation(self, word: str) -> ToRelation | None:
        """Return the relation that a heading's word means: by a relation's name, or by naming a class.

        A word that names a class says of which class the others are, so they may be created; "depends on" does not.
        A relation that carries no failure needs a class: whoever owns something is seldom a CI of the same file.
        """
        cls = class_in(self.schema, word) if self.schema.find_class(word.removesuffix("s")) else None
        cls = cls or (class_in(self.schema, word) if self.schema.find_class(word) else None)
        if known := self.relations.get(compact(word)):
            type_, direction = known
            if cls is None and self.schema.relation_types[type_].consumer == "neither":
                return None
            return ToRelation(type_, direction, cls or "", create=cls is not None)
        if cls is None:
            return None
        for ancestor, type_, direction in RELATION_OF_CLASS:
            if self.schema.is_a(cls, ancestor) and type_ in self.schema.relation_types:
                return ToRelation(type_, direction, cls, create=True)
        return None

    @cached_property
    def every_word(self) -> frozenset[str]:
        """Return every known word, compacted: what tells a row of headings from a row of values."""
        words = {compact(word) for word in ROLE_WORDS} | set(self.relations)
        return frozenset(words | set(self.attributes(self.schema.classes)))

    def weight(self, cell: str) -> float:
        """Return how much a cell speaks for a row of headings. The name of a class may as well be a value: half."""
        if self.knows(cell):
            return 1.0
        return 0.5 if self.schema.find_class(cell) else 0.0

    def knows(self, heading: str) -> bool:
        """Say whether a heading is known in any reading, also behind the name of a class ("serv_os", "VM name")."""
        for words, _ in readings(heading):
            if compact(words) in self.every_word:
                return True
            first, _, rest = words.partition(" ")
            if (
                rest
                and self.schema.find_class(first)
                and any(compact(each) in self.every_word for each, _ in readings(rest))
            ):
                return True
        return False
