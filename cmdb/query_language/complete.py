"""What may stand at a place of a query that somebody is typing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cmdb.query_language.fields import BUILT_IN, RELATED, Field, RelationField, resolve_field
from cmdb.query_language.syntax import LONGEST
from cmdb.schema import Schema
from cmdb.values import normal_text

__all__ = ["Completion", "Option", "complete"]

MOST_OPTIONS = 20
TYPED = re.compile(r"(<?)([^\s()\"':~<>=-][^\s()\"':~<>=]*)(:|~|<=|>=|<|>|=)(\"?)([^\s()\"]*)$")
WORD = re.compile(r"[^\s()\":~<>=]*$")
SYNTAX = (("and", "both hold"), ("or", "either holds"), ("not", "it does not hold"))


class Option(NamedTuple):
    """One thing that may stand there: its text, what it is, and a word about it."""

    text: str
    kind: str
    hint: str


class Completion(NamedTuple):
    """The stretch of the query that an option replaces, and the options, likeliest first."""

    start: int
    end: int
    options: tuple[Option, ...]


def complete(text: str, position: int, schema: Schema) -> Completion:
    """Return what may stand at ``position`` of a query."""
    text = text[:LONGEST]
    position = max(0, min(position, len(text)))
    before = text[:position]
    if match := TYPED.search(before):
        typed = match[5]
        options = value_options(schema, match[2])
        return Completion(position - len(typed), position, chosen(options, typed))
    found = WORD.search(before)
    typed = found[0].lstrip("-") if found else ""
    return Completion(position - len(typed), position, chosen(name_options(schema), typed))


def chosen(options: Iterable[Option], typed: str) -> tuple[Option, ...]:
    """Return the options that what was typed begins, then those that hold it."""
    word = normal_text(typed)
    fitting = [each for each in options if word in normal_text(each.text)]
    fitting.sort(key=lambda each: not normal_text(each.text).startswith(word))
    return tuple(dict.fromkeys(fitting))[:MOST_OPTIONS]


def name_options(schema: Schema) -> Iterator[Option]:
    """Yield fields, attributes, relations and words that join."""
    for name, (_, _, hint) in BUILT_IN.items():
        yield Option(f"{name}:", "field", hint)
    for cls in schema.classes.values():
        for each in cls.attributes:
            yield Option(f"{each.name}:", "attribute", each.label or each.type)
    for declared in schema.relation_types.values():
        yield Option(f"{declared.name}:", "relation", declared.label)
        yield Option(f"{declared.reverse.replace(' ', '_')}:", "relation", declared.reverse)
    yield Option(f"{RELATED}:", "relation", "any relation, either way")
    for word, hint in SYNTAX:
        yield Option(word, "word", hint)


def value_options(schema: Schema, word: str) -> Iterator[Option]:
    """Yield values that a field may have."""
    meaning = resolve_field(schema, word)
    if isinstance(meaning, RelationField):
        yield Option("(", "syntax", "a query about the other end")
        yield Option("*", "syntax", "any")
        return
    for field in meaning or ():
        yield from field_options(schema, field)


def field_options(schema: Schema, field: Field) -> Iterator[Option]:
    """Yield the values of one field."""
    if field.kind == "class":
        for cls in schema.classes.values():
            yield Option(cls.name, "class", cls.label)
    if field.kind == "lifecycle":
        for lifecycle in schema.lifecycles.values():
            for state in lifecycle.states:
                yield Option(state.name, "state", state.label)
    if field.kind == "instant" or any(each.type in {"date", "datetime"} for each in field.declared):
        for age in ("1h", "24h", "7d", "30d", "90d", "1y"):
            yield Option(age, "age", "with < within, with > longer ago")
    for each in field.declared:
        values = ("true", "false") if each.type == "boolean" else each.values
        for value in values:
            yield Option(f'"{value}"' if " " in value else value, "value", each.label)
    yield Option("*", "syntax", "any value")
