"""Conditions as Cypher: one boolean expression over a node variable, every value a parameter.

A comparison with what is absent is null in Cypher. That does for false everywhere but under a NOT, which therefore
turns null into false first; elsewhere it would keep the planner from its indexes.
"""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from cmdb.query import All, Any, Compare, Has, Not, OneOf, Step, Text
from cmdb.store.neo4j.entities import FAR, VALID
from cmdb.store.neo4j.names import escape, quote
from cmdb.store.neo4j.ordered import BREAK, LONGEST, comparable, ordered
from cmdb.store.neo4j.shape import LIST_LABEL, LONG_LABEL, property_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmdb.query import Condition
    from cmdb.store.neo4j.shape import Property
    from cmdb.values import Normal

__all__ = ["Compiler", "both", "either", "lists_of"]

FALSE, TRUE = "false", "true"
NOWHERE = "nowhere"
FEW = 20  # values that are each looked for in the index of the lists; for more each list is looked through
OPERATORS = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "prefix": "STARTS WITH", "contains": "CONTAINS"}
ARROWS = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}
OUT, IN = ("source", "target"), ("target", "source")  # the end that is known, the end that is sought
ENDS = {"out": (OUT,), "in": (IN,), "both": (OUT, IN)}


class Compiler:
    """Writes the expressions of one query and gathers its parameters. ``at`` None: about the present."""

    def __init__(self, at: int | None = None) -> None:
        self.parameters: dict[str, object] = {"at": FAR if at is None else min(at, FAR)}
        self._past = at is not None
        self._names = 0

    def bind(self, value: object) -> str:
        """Return a new parameter that holds ``value``."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def place(self, field: str) -> Property:
        """Return where a field lies; when a node was seen is not known of the past, so it lies nowhere."""
        return property_of(NOWHERE if self._past and field == "last_seen" else field)

    def match(self, variable: str) -> str:
        """Return the pattern and the beginning of its WHERE for a node as it was or is at ``at``."""
        if self._past:
            return f"({variable}:Node|Version) WHERE {VALID.format(variable)}"
        return f"({variable}:Node) WHERE true"

    @singledispatchmethod
    def condition(self, condition: Condition, node: str) -> str:
        """Return the expression that says whether ``node`` fulfils ``condition``."""
        raise TypeError(f"no condition on {node}: {condition!r}")

    # ------------------------------------------------------------ fields

    @condition.register
    def _(self, condition: Compare, node: str) -> str:
        return self.comparison(self.place(condition.field), condition.operator, comparable(condition.value), node)

    @condition.register
    def _(self, condition: OneOf, node: str) -> str:
        where = self.place(condition.field)
        values = sorted(map(comparable, condition.values), key=lambda value: (isinstance(value, str), value))
        long = [value for value in values if is_long(value)]
        parts = [f"{node}.{quote(where.scalar)} IN {self.bind(values)}"]
        if long:
            parts.append(f"{node}.{quote(where.long)} IN {self.bind(long)}")
        if where.attribute and len(values) <= FEW:
            parts += [self.items(where, "=", value, node) for value in values]
        elif where.attribute:
            parts.append(self.any_item(where, f"item IN {self.bind(values)}", lists_of(where, node), node))
        return either(parts)

    @condition.register
    def _(self, condition: Has, node: str) -> str:
        where = self.place(condition.field)
        names = [where.scalar]
        if where.attribute:
            names += [f"{kind}.{where.name}" for kind in "lLd"]
        return either([f"{node}.{quote(name)} IS NOT NULL" for name in names])

    def comparison(self, where: Property, operator: str, value: Normal, node: str) -> str:
        """Return a comparison of a field, which for an attribute may be a list."""
        parts = [self.scalar(where, operator, value, node)]
        if where.attribute:
            parts.append(self.items(where, operator, value, node))
        return either(parts)

    def scalar(self, where: Property, operator: str, value: Normal, node: str) -> str:
        """Return a comparison of a field that is no list."""
        left = f"{node}.{quote(where.scalar)}"
        if operator == "contains" or is_long(value):
            left = f"coalesce({node}.{quote(where.long)}, {left})"
        return f"{left} {OPERATORS[operator]} {self.bind(value)}"

    def items(self, where: Property, operator: str, value: Normal, node: str) -> str:
        """Return whether an item of a list compares so. Texts lie in one text, numbers in two lists."""
        if isinstance(value, str):
            return self.text_items(where, operator, value, node)
        return self.any_item(where, f"item {OPERATORS[operator]} {self.bind(value)}", lists_of(where, node)[1:], node)

    def text_items(self, where: Property, operator: str, value: str, node: str) -> str:
        """Return whether a text of a list compares so. What finds a part can be looked up in an index."""
        short, long = (f"{node}.{quote(f'{kind}.{where.name}')}" for kind in "lL")
        is_long_list = self.labelled(node, LONG_LABEL + where.name)
        sought = {"=": BREAK + value + BREAK, "prefix": BREAK + value, "contains": value}.get(operator)
        if sought is not None and value:
            part = self.bind(sought)
            return f"({short} CONTAINS {part} OR ({is_long_list}{long} CONTAINS {part}))"
        return self.any_item(where, f"item {OPERATORS[operator]} {self.bind(value)}", lists_of(where, node)[:1], node)

    def any_item(self, where: Property, wanted: str, lists: Sequence[str], node: str) -> str:
        """Return whether an item of these lists is as wanted."""
        found = either([f"any(item IN {items} WHERE {wanted})" for items in lists])
        return f"({self.labelled(node, LIST_LABEL + where.name)}{found})"

    def labelled(self, node: str, label: str) -> str:
        """Return the beginning of a conjunction that passes over nodes without a label; versions have none."""
        return "" if self._past else f"{node}:{quote(label)} AND "

    # ------------------------------------------------------------ full text

    @condition.register
    def _(self, condition: Text, node: str) -> str:
        in_text = "({0}.text CONTAINS {1} OR ({0}:LongText AND {0}.long_text CONTAINS {1}))"
        return both([in_text.format(node, self.bind(ordered(word))) for word in condition.words])

    # ------------------------------------------------------------ neighbours

    @condition.register
    def _(self, condition: Step, node: str) -> str:
        if condition.types is not None and not condition.types:
            return FALSE
        self._names += 1
        return self.step_then(condition, node) if self._past else self.step_now(condition, node)

    def step_now(self, step: Step, node: str) -> str:
        """Return whether there is such a neighbour now."""
        end = f"m{self._names}"
        where = "" if step.condition is None else f" WHERE {self.condition(step.condition, end)}"
        return f"EXISTS {{ MATCH {self.pattern(step, node, '', end)}{where} }}"

    def step_then(self, step: Step, node: str) -> str:
        """Return whether there was such a neighbour: over a relation that still is, or over one that was kept."""
        number = self._names
        end, relation = f"m{number}", f"r{number}"
        wanted = "" if step.condition is None else f" AND {self.condition(step.condition, end)}"
        pattern = self.pattern(step, f"(:Node {{key: {node}.key}})", relation, f"o{number}")
        still = (
            f"EXISTS {{ MATCH {pattern} WHERE {relation}.since <= $at "
            f"MATCH {self.match(end)} AND {end}.key = o{number}.key{wanted} }}"
        )
        types = "" if step.types is None else f" AND {relation}.type IN {self.bind(sorted(map(escape, step.types)))}"
        kept = [
            f"EXISTS {{ MATCH ({relation}:RelationVersion {{{near}: {node}.key}}) "
            f"WHERE {VALID.format(relation)}{types} "
            f"MATCH {self.match(end)} AND {end}.key = {relation}.{far}{wanted} }}"
            for near, far in ENDS[step.direction]
        ]
        return either([still, *kept])

    @staticmethod
    def pattern(step: Step, start: str, relation: str, end: str) -> str:
        """Return the path from a node over one relation."""
        left, right = ARROWS[step.direction]
        types = "" if step.types is None else ":" + "|".join(quote(escape(kind)) for kind in sorted(step.types))
        start = start if start.startswith("(") else f"({start})"
        return f"{start}{left}[{relation}{types}]{right}({end}:Node)"

    # ------------------------------------------------------------ logic

    @condition.register
    def _(self, condition: All, node: str) -> str:
        return both([self.condition(part, node) for part in condition.parts])

    @condition.register
    def _(self, condition: Any, node: str) -> str:
        return either([self.condition(part, node) for part in condition.parts])

    @condition.register
    def _(self, condition: Not, node: str) -> str:
        return f"NOT coalesce({self.condition(condition.part, node)}, false)"


def lists_of(where: Property, node: str) -> tuple[str, str, str]:
    """Return the expressions for the texts, the integers and the fractions of a list; null where there are none."""
    short, long, integers, fractions = (f"{node}.{quote(f'{kind}.{where.name}')}" for kind in "lLir")
    return f"split(coalesce({short}, {long}), '{BREAK}')[1..-1]", integers, fractions


def is_long(value: Normal) -> bool:
    """Return whether a value is text that properties hold cut."""
    return isinstance(value, str) and len(value) > LONGEST


def either(parts: list[str]) -> str:
    """Return the disjunction of expressions."""
    if not parts:
        return FALSE
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def both(parts: list[str]) -> str:
    """Return the conjunction of expressions."""
    if not parts:
        return TRUE
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"
