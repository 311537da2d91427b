"""From the tree of a query to a condition, by the schema: fields, classes, states, relations, types of values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple

from cmdb.errors import Invalid, QueryInvalid
from cmdb.query import All, Any, Compare, Condition, Has, Not, OneOf, Step, Text
from cmdb.query_language.fields import Field, RelationField, names_of, resolve_field
from cmdb.query_language.syntax import MOST_TERMS, Branch, Negation, Term, Tree, Word, refuse, tree_of
from cmdb.query_language.values import attribute_condition, instant_condition, text_condition
from cmdb.schema import Schema
from cmdb.values import Normal, normal_text

__all__ = ["parse_query"]

IS_CI = Compare("kind", "=", "ci")
TURNED: dict[str, Literal["out", "in", "both"]] = {"out": "in", "in": "out", "both": "both"}


class Context(NamedTuple):
    """What the meaning of a query hangs on."""

    schema: Schema
    now: datetime


def parse_query(text: str, schema: Schema, now: datetime) -> Condition:
    """Return the condition that a query states; an empty query holds always.

    Raises ``QueryInvalid`` with the place in the text, and the nearest names for an unknown one.
    """
    tree = tree_of(text)
    if tree is None:
        return All()
    if count(tree) > MOST_TERMS:
        raise refuse("the query has too many terms", text[:20], 0, f"at most {MOST_TERMS} terms")
    return condition(tree, Context(schema, now))


def count(tree: Tree) -> int:
    """Return how many words and terms a tree has."""
    if isinstance(tree, Branch):
        return sum(count(part) for part in tree.parts)
    if isinstance(tree, Negation):
        return count(tree.part)
    return 1 if isinstance(tree, Word) else max(1, count(tree.value))


def condition(tree: Tree, context: Context) -> Condition:
    """Return the condition of a tree."""
    return walk(tree, lambda leaf: of_leaf(leaf, context))


def walk(tree: Tree, of: Callable[[Word | Term], Condition]) -> Condition:
    """Return the condition of a tree whose leaves mean what ``of`` says."""
    if isinstance(tree, Branch):
        parts = tuple(walk(part, of) for part in tree.parts)
        return All(parts) if tree.joined == "and" else Any(parts)
    if isinstance(tree, Negation):
        return Not(walk(tree.part, of))
    return of(tree)


def of_leaf(leaf: Word | Term, context: Context) -> Condition:
    """Return the condition of a word (full text) or a term."""
    if isinstance(leaf, Word):
        return Text((normal_text(leaf.text if leaf.exact else leaf.text.rstrip("*") or leaf.text),))
    meaning = resolve_field(context.schema, leaf.field)
    if meaning is None:
        nearest = ", ".join(Schema.nearest(leaf.field, names_of(context.schema)))
        raise refuse(f"there is no field {leaf.field}", leaf.field, leaf.start, nearest, end=leaf.end)
    if isinstance(meaning, RelationField):
        return step(leaf, meaning, context)
    if leaf.reverse:
        raise refuse("only relations have two directions", f"<{leaf.field}", leaf.start, leaf.field)
    either = tuple(of_field(leaf, field, context) for field in meaning)
    return either[0] if len(either) == 1 else Any(either)


# ------------------------------------------------------------------ relations


def step(term: Term, meaning: RelationField, context: Context) -> Condition:
    """Return the condition that some neighbour over a relation is as asked."""
    if term.operator != ":":
        raise refuse("a relation is followed with a colon", term.field, term.start, f"{term.field}:(...)")
    direction = TURNED[meaning.direction] if term.reverse else meaning.direction
    types = None if meaning.type is None else frozenset({meaning.type})
    if isinstance(term.value, Word) and term.value.text == "*" and not term.value.exact:
        return Step(direction, types, None)
    inner = named(term.value) if isinstance(term.value, Word) else condition(term.value, context)
    return Step(direction, types, All((IS_CI, inner)))


def named(word: Word) -> Condition:
    """Return the condition that a CI has this key or name."""
    return Any(tuple(text_condition(field, ":", word.text, exact=word.exact) for field in ("key", "name")))


# ------------------------------------------------------------------ fields


def of_field(term: Term, field: Field, context: Context) -> Condition:
    """Return the condition on one field: a value, or several in parentheses."""

    def of_value(leaf: Word | Term) -> Condition:
        if isinstance(leaf, Term):
            reason = f"only values of {term.field} stand in these parentheses"
            raise refuse(reason, leaf.field, leaf.start, f"{term.field}:(one or other)", end=leaf.end)
        return of_word(term, field, leaf, context)

    return walk(term.value, of_value)


def of_word(term: Term, field: Field, word: Word, context: Context) -> Condition:
    """Return the condition that a field compares with one value as asked."""
    if word.text == "*" and not word.exact and term.operator == ":":
        return Has(field.path)
    try:
        return COMPARERS[field.kind](term.operator, field, word, context)
    except QueryInvalid:
        raise
    except Invalid as error:
        raise refuse(error.reason, word.text, word.start, error.allowed, end=word.end) from error


def of_text(operator: str, field: Field, word: Word, context: Context) -> Condition:
    """Compare a text field."""
    del context
    return text_condition(field.path, operator, word.text, exact=word.exact)


def of_class(operator: str, field: Field, word: Word, context: Context) -> Condition:
    """Compare the class: with a colon those below it count, with ``=`` only itself."""
    schema = context.schema
    if operator == "~" or (operator == ":" and word.text.endswith("*") and not word.exact):
        return text_condition(field.path, operator, word.text, exact=word.exact)
    name = schema.find_class(word.text)
    if name is None:
        raise Invalid("class", f"there is no class {word.text}", word.text, nearest(word.text, schema.classes))
    if operator not in {":", "="}:
        raise Invalid("class", "classes have no order", word.text, f"class:{name}")
    names: frozenset[Normal] = frozenset(
        normal_text(each) for each in (schema.family(name) if operator == ":" else [name])
    )
    return OneOf(field.path, names)


def of_lifecycle(operator: str, field: Field, word: Word, context: Context) -> Condition:
    """Compare the lifecycle's state, by its name, its label or a synonym."""
    if operator == "~" or (word.text.endswith("*") and not word.exact):
        return text_condition(field.path, operator, word.text, exact=word.exact)
    states: dict[str, str] = {}
    for lifecycle in context.schema.lifecycles.values():
        states |= {normal_text(word): state for word, state in lifecycle.synonyms.items()}
        states |= {normal_text(each.label): each.name for each in lifecycle.states}
        states |= {normal_text(each.name): each.name for each in lifecycle.states}
    state = states.get(normal_text(word.text))
    if state is None:
        raise Invalid("lifecycle", f"there is no state {word.text}", word.text, nearest(word.text, states))
    return text_condition(field.path, operator, state, exact=True)


def of_revision(operator: str, field: Field, word: Word, context: Context) -> Condition:
    """Compare a revision number."""
    del context
    if operator == "~" or not word.text.isascii() or not word.text.isdecimal() or len(word.text) > LONGEST_NUMBER:
        raise Invalid("revision", "is no revision number", word.text, "a number such as 12")
    return Compare(field.path, "=" if operator in {":", "="} else OPERATORS[operator], int(word.text))


def of_instant(operator: str, field: Field, word: Word, context: Context) -> Condition:
    """Compare a time."""
    return instant_condition(field.path, operator, word.text, context.now)


def of_attribute(operator: str, field: Field, word: Word, context: Context) -> Condition:
    """Compare an attribute by each type that a class declares for it; one that the value fits is enough."""
    found, refused = [], []
    for declared in field.declared:
        try:
            found.append(attribute_condition(field.path, declared, operator, word.text, context.now, exact=word.exact))
        except Invalid as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return found[0] if len(found) == 1 else Any(tuple(found))


def nearest(word: str, names: object) -> str:
    """Return the names most like a word, as text."""
    return ", ".join(Schema.nearest(word, list(names)))  # type: ignore[call-overload]  # any iterable of names


LONGEST_NUMBER = 15
OPERATORS: dict[str, Literal["<", "<=", ">", ">="]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
Comparer = Callable[[str, Field, Word, Context], Condition]
COMPARERS: dict[str, Comparer] = {
    "text": of_text,
    "class": of_class,
    "lifecycle": of_lifecycle,
    "revision": of_revision,
    "instant": of_instant,
    "attribute": of_attribute,
}
