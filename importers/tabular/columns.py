"""What does each column mean? Headings matched to roles, attributes and relations, checked against sample values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from cmdb.errors import Invalid
from cmdb.schema import Attribute, Schema, coerce
from cmdb.values import normal_text
from importers.tabular.sizes import sized
from importers.tabular.targets import NOTHING, Role, Target, ToAttribute, ToNothing, ToRelation, ToRole
from importers.tabular.vocabulary import Found, Vocabulary
from importers.tabular.words import (
    CLASS_WORDS,
    FIRST_ADDRESS,
    KIND_WORDS,
    LIFECYCLE_WORDS,
    NAME_WORDS,
    NATIVE_ID_WORDS,
    PARENT_WORDS,
    class_in,
    compact,
    readings,
    unit_of,
)

__all__ = ["Column", "Meaning", "match_columns", "name_column"]

# What a reading costs in confidence.
COST = {"": 0.0, "brackets": 0.02, "path": 0.05, "prefix": 0.05, "unit": 0.05, "name": 0.05}
# Likeness in percent from which a heading is a slip of the pen, and from which it is worth asking; what each is worth.
SLIP, LIKE, SHORTEST = (90, 0.75), (75, 0.5), 5
# A column is used without asking from this confidence on; below it is only proposed.
ENOUGH = 0.7
# The share of the sample values that has to make sense.
SENSE = 0.5
SWITCHES = frozenset(
    {"on", "off", "yes", "no", "true", "false", "up", "down", "poweredon", "poweredoff", "enabled", "disabled", "x"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, heading and samples, and the part of the table it belongs to ("" for the only one)."""

    index: int
    heading: str
    samples: tuple[str, ...] = ()
    part: str = ""

    @property
    def own(self) -> str:
        """Return the heading without the name of its part."""
        return self.heading[len(self.part) + 1 :] if self.part else self.heading


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column with what it means, how sure that is (0..1), and why."""

    column: Column
    target: Target = NOTHING
    confidence: float = 0.0
    reason: str = "nobody knows this heading"

    @property
    def unit(self) -> str:
        """Return the unit of size that the heading states."""
        return unit_of(self.column.own)


def name_column(columns: Sequence[Column], cls: str, schema: Schema) -> Column | None:
    """Return the column that names the rows: by the words for names, "VM name", or the class itself as a heading."""
    ranked = {compact(word): rank for rank, word in enumerate(NAME_WORDS)}
    best: tuple[float, Column] | None = None
    for column in columns:
        for words, cut in readings(column.own):
            # "CI" names the rows; "cmdb_ci" in a list of something else is what that is about.
            rank: float | None = None if cut == "prefix" and words == "ci" else ranked.get(compact(words))
            if rank is None and words.endswith(" name"):
                named = schema.find_class(words.removesuffix(" name"))
                # "Rack name" beside "Server name": the row's own class goes first, others stand behind plain names.
                rank = 0.5 if named and (not cls or schema.is_a(cls, named)) else len(ranked) + 2 if named else None
            if rank is None and (named := schema.find_class(words)) and (not cls or schema.is_a(cls, named)):
                # "VM" in front of "DNS Name" names the rows; further behind it is what they need.
                if column is columns[0] and not cut and not schema.classes[named].abstract:
                    rank = ranked[compact(FIRST_ADDRESS)] - 0.5
                elif cls:
                    rank = len(ranked) + 1
            if rank is not None and (best is None or rank < best[0]):
                best = rank, column
    return best[1] if best else None


def match_columns(
    columns: Sequence[Column],
    *,
    cls: str,
    vocabulary: Vocabulary,
    saved: Mapping[str, Target],
) -> tuple[Meaning, ...]:
    """Return what each column means. Saved columns stand first; roles come before attributes, these before relations.

    A role other than the class and an attribute go to one column only: the surest, of equals the first.
    """
    meanings: dict[int, Meaning] = {}
    for column in columns:
        if (target := saved.get(column.heading.lower())) is not None:
            meanings[column.index] = Meaning(column, target, 1.0, "the saved mapping says so")
    take_roles(columns, cls, vocabulary, meanings)
    classes = classes_among(columns, meanings, cls, vocabulary.schema)
    words = vocabulary.attributes(classes)
    proposed = [
        proposal(column, words, vocabulary, attributes_of(vocabulary.schema, classes))
        for column in columns
        if column.index not in meanings
    ]
    taken = {each.target.name for each in meanings.values() if isinstance(each.target, ToAttribute)}
    for each in sorted(proposed, key=lambda meaning: -meaning.confidence):
        own = each.target.name if isinstance(each.target, ToAttribute) and each.confidence >= ENOUGH else ""
        twice = bool(own) and own in taken
        again = replace(each, target=NOTHING, confidence=0.0, reason=f"another column is {own} already")
        meanings[each.column.index] = again if twice else each
        taken.add(own)
    return tuple(meanings[column.index] for column in columns)


def attributes_of(schema: Schema, classes: Sequence[str]) -> Mapping[str, Attribute]:
    """Return the attributes of several classes by name."""
    found: dict[str, Attribute] = {}
    for cls in classes:
        found = {**schema.attributes(cls), **found}
    return found


def take_roles(columns: Sequence[Column], cls: str, vocabulary: Vocabulary, meanings: dict[int, Meaning]) -> None:
    """Find the columns that say what a CI is: class, name, id, state, parent."""
    schema = vocabulary.schema

    def free() -> list[Column]:
        return [column for column in columns if column.index not in meanings]

    def take(role: Role, column: Column | None, confidence: float, reason: str) -> None:
        if column is not None and not any(each.target == ToRole(role) for each in meanings.values()):
            meanings[column.index] = Meaning(column, ToRole(role), confidence, reason)

    take("class", named(free(), CLASS_WORDS), 1.0, "the heading says so")
    kinds = [
        each for each in free() if named([each], KIND_WORDS) and makes_sense(each, lambda v: bool(class_in(schema, v)))
    ]
    take("class", kinds[0] if kinds else None, 0.9, "most of its values are classes")
    take("name", name_column(free(), cls, schema), 1.0, "the heading says so")
    take("native_id", named(free(), NATIVE_ID_WORDS), 0.9, "the heading says so")
    states = state_words(schema, cls)
    living = [
        each
        for each in free()
        if named([each], LIFECYCLE_WORDS) and makes_sense(each, lambda v: normal_text(v) in states)
    ]
    take("lifecycle", living[0] if living else None, 0.95, "the heading and its values say so")
    take("parent", named(free(), PARENT_WORDS), 0.9, "the heading says so")


def named(columns: Sequence[Column], words: Sequence[str]) -> Column | None:
    """Return the column whose heading is the first of the words that any has."""
    ranked = {compact(word): rank for rank, word in enumerate(words)}
    found = [
        (ranked[compact(reading)], column.index, column)
        for column in columns
        for reading, cut in readings(column.own)
        if compact(reading) in ranked and cut != "name"
    ]
    return min(found)[2] if found else None


def state_words(schema: Schema, cls: str) -> frozenset[str]:
    """Return every word for a lifecycle state, of a class or of all."""
    lifecycles = [schema.lifecycle(cls)] if cls else list(schema.lifecycles.values())
    words = {normal_text(word) for each in lifecycles for word in each.synonyms}
    words |= {normal_text(word) for each in lifecycles for state in each.states for word in (state.name, state.label)}
    return frozenset(words)


def makes_sense(column: Column, sensible: Callable[[str], bool]) -> bool:
    """Say whether enough of a column's sample values make sense; without any values the heading is not enough."""
    return bool(column.samples) and sum(map(bool, map(sensible, column.samples))) >= SENSE * len(column.samples)


def classes_among(
    columns: Sequence[Column], meanings: Mapping[int, Meaning], cls: str, schema: Schema
) -> tuple[str, ...]:
    """Return the classes of which rows are, as far as the samples show; while nobody knows, those above all others."""
    found = [cls] if cls else []
    for column in columns:
        meaning = meanings.get(column.index)
        if meaning and meaning.target == ToRole("class"):
            found += [known for each in column.samples if (known := class_in(schema, each))]
    roots = [each.name for each in schema.classes.values() if each.parent is None]
    return tuple(dict.fromkeys(found or roots))


def proposal(
    column: Column,
    words: Mapping[str, Found],
    vocabulary: Vocabulary,
    attributes: Mapping[str, Attribute],
) -> Meaning:
    """Return what a heading means as an attribute or a relation, the surest reading first, checked by its values."""
    for reading, cut in readings(column.own):
        if found := words.get(compact(reading)):
            why = "the heading says so" if found.confidence == 1 else f"another word for {found.name}"
            meaning = Meaning(column, ToAttribute(found.name), found.confidence - COST[cut], why)
            return checked(meaning, attributes[found.name])
        if relation := vocabulary.relation(reading):
            why = "the heading names a relation" if not relation.cls else f"the heading names a {relation.cls}"
            return checked_relation(Meaning(column, relation, 0.9 - COST[cut], why))
    return similar(column, words, attributes)


def similar(column: Column, words: Mapping[str, Found], attributes: Mapping[str, Attribute]) -> Meaning:
    """Return the attribute whose word is most like a heading, where it is alike enough to be a slip of the pen."""
    own = compact(column.own)
    match = process.extractOne(own, list(words), scorer=fuzz.ratio) if len(own) >= SHORTEST else None
    if match is None or match[1] < LIKE[0]:
        return Meaning(column)
    name, sure = words[match[0]].name, SLIP[1] if match[1] >= SLIP[0] else LIKE[1]
    why = f"almost the word {match[0]!r}" if sure == SLIP[1] else f"somewhat like the word {match[0]!r}"
    return checked(Meaning(column, ToAttribute(name), sure, why), attributes[name])


def checked(meaning: Meaning, attribute: Attribute) -> Meaning:
    """Return a meaning as it is, or as none where the values are not of the attribute's type."""
    samples = meaning.column.samples
    good = sum(fits(attribute, sized(each, attribute.unit, meaning.unit)) for each in samples)
    if not samples or good >= SENSE * len(samples):
        return meaning
    bad = next(each for each in samples if not fits(attribute, sized(each, attribute.unit, meaning.unit)))
    reason = f"could be {attribute.name}, but values such as {bad[:60]!r} are no {attribute.type}"
    return Meaning(meaning.column, NOTHING, 0.0, reason)


def fits(attribute: Attribute, value: str) -> bool:
    """Say whether a text is a value of an attribute."""
    try:
        coerce("", attribute, value)
    except Invalid:
        return False
    return True


def checked_relation(meaning: Meaning) -> Meaning:
    """Return a meaning as it is, or as none where the values are numbers or switches, which name no CI."""
    names = [
        each for each in meaning.column.samples if not each.replace(".", "").isdigit() and compact(each) not in SWITCHES
    ]
    if not meaning.column.samples or len(names) >= SENSE * len(meaning.column.samples):
        return meaning
    relation = meaning.target.type if isinstance(meaning.target, ToRelation) else ""
    reason = f"could be {relation}, but values such as {meaning.column.samples[0][:60]!r} name nothing"
    return Meaning(meaning.column, ToNothing(), 0.0, reason)
