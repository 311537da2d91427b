"""Conditions as Cypher: one boolean expression over a node variable, every value a parameter.

A comparison with what is absent is null in Cypher. That does for false everywhere but under a NOT, which therefore
turns null into false first; elsewhere it would keep the planner from its indexes.
"""

from __future__ import annotations

from collections import defaultdict
from functools import singledispatchmethod
from typing import TYPE_CHECKING

from cmdb.query import All, Any, Compare, Has, Not, OneOf, Step, Text
from cmdb.store.neo4j.entities import FAR, VALID
from cmdb.store.neo4j.names import escape, quote
from cmdb.store.neo4j.ordered import BREAK, LONGEST, comparable, ordered
from cmdb.store.neo4j.shape import LIST_LABEL, LONG_LABEL, property_of, value_label
from cmdb.store.question import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cmdb.query import Condition
    from cmdb.store.neo4j.connect import Work
    from cmdb.store.neo4j.shape import Property
    from cmdb.values import Normal

__all__ = ["Compiler", "both", "either", "lists_of"]

FALSE, TRUE = "false", "true"
NOWHERE = "nowhere"
STEPS_AT_ONCE = 3
FEW = 20  # values that are each looked for in the index of the lists; for more each list is looked through
OPERATORS = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "prefix": "STARTS WITH", "contains": "CONTAINS"}
ARROWS = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}
OUT, IN = ("source", "target"), ("target", "source")  # the end that is known, the end that is sought
ENDS = {"out": (OUT,), "in": (IN,), "both": (OUT, IN)}


class Compiler:
    """Writes the expressions of one query and gathers its parameters. ``at`` None: about the present."""

    def __init__(self, work: Work, at: int | None) -> None:
        self.parameters: dict[str, object] = {"at": FAR if at is None else min(at, FAR)}
        self._work = work
        self._at = at
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
        parts = [self.scalar_in(where, values, node)]
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
        if operator == "=":
            return self.scalar_in(where, [value], node)
        left = f"{node}.{quote(where.scalar)}"
        if operator == "contains" or is_long(value) or where.odd:
            left = f"coalesce({node}.{quote(where.long)}, {left})"
        return f"{left} {OPERATORS[operator]} {self.bind(value)}"

    def scalar_in(self, where: Property, values: Sequence[Normal], node: str) -> str:
        """Return whether a field that is no list is one of these, in a form that an index answers."""
        short, whole = (f"{node}.{quote(name)}" for name in (where.scalar, where.long))
        if where.odd:
            wanted = self.bind(values)
            odd = f"{self.labelled(node, 'OddKey')}{whole} IN {wanted}"
            return f"(({short} IN {wanted} AND {whole} IS NULL) OR ({odd}))"
        long = [value for value in values if is_long(value)]
        if where.label is not None and len(values) <= FEW and not long and not self._past:
            # A field that a label says is text: a number is none of its values.
            labels = (value_label(where.label, value) for value in values if isinstance(value, str))
            return either([f"{node}:{quote(label)}" for label in labels])
        parts = [f"{short} IN {self.bind(values)}"]
        if long:
            parts.append(f"{whole} IN {self.bind(long)}")
        return either(parts)

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
        in_text = "({0}.text CONTAINS {1} OR ({0}:LongText AND {0}.Text CONTAINS {1}))"
        return both([in_text.format(node, self.bind(ordered(word))) for word in condition.words])

    # ------------------------------------------------------------ neighbours

    @condition.register
    def _(self, condition: Step, node: str) -> str:
        if condition.types is not None and not condition.types:
            return FALSE
        self._names += 1
        return self.step_then(condition, node) if self._past else self.step_now(condition, node)

    def at_the_end(self, step: Step, end: str) -> str:
        """Return the condition on a neighbour.

        Many steps within each other take the planner minutes: the nodes that fulfil the inner ones are looked up.
        """
        if step.condition is None:
            return TRUE
        if steps_within(step.condition) < STEPS_AT_ONCE:
            return self.condition(step.condition, end)
        inner = Compiler(self._work, self._at)
        match = f"MATCH {inner.match('n')} AND {inner.condition(step.condition, 'n')}"
        rows = self._work.rows(f"{match} RETURN DISTINCT n.key", **inner.parameters)
        return f"{end}.key IN {self.bind([row[0] for row in rows])}"

    def step_now(self, step: Step, node: str) -> str:
        """Return whether there is such a neighbour now."""
        end = f"m{self._names}"
        return f"EXISTS {{ MATCH {self.pattern(step, node, '', end)} WHERE {self.at_the_end(step, end)} }}"

    def step_then(self, step: Step, node: str) -> str:
        """Return whether there was such a neighbour: over a relation that still is, or over one that was kept."""
        number = self._names
        end, relation = f"m{number}", f"r{number}"
        wanted = f" AND {self.at_the_end(step, end)}"
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
        return both([self.condition(part, node) for part in denials_together(condition.parts)])

    @condition.register
    def _(self, condition: Any, node: str) -> str:
        return either([self.condition(part, node) for part in equalities_together(condition.parts)])

    @condition.register
    def _(self, condition: Not, node: str) -> str:
        return f"NOT coalesce({self.condition(condition.part, node)}, false)"


def lists_of(where: Property, node: str) -> tuple[str, str, str]:
    """Return the expressions for the texts, the integers and the fractions of a list; null where there are none."""
    short, long, integers, fractions = (f"{node}.{quote(f'{kind}.{where.name}')}" for kind in "lLir")
    return f"split(coalesce({short}, {long}), '{BREAK}')[1..-1]", integers, fractions


def steps_within(condition: Condition) -> int:
    """Return how many steps lie within each other."""
    inner = max(map(steps_within, parts_of(condition)), default=0)
    return inner + 1 if isinstance(condition, Step) else inner


def is_long(value: Normal) -> bool:
    """Return whether a value is text that properties hold cut."""
    return isinstance(value, str) and len(value) > LONGEST


# ---------------------------------------------------------------- logic


def either(parts: list[str]) -> str:
    """Return the disjunction of expressions. Of many the planner would spend minutes on seeking indexes."""
    if len(parts) > FEW:
        return f"(true IN [{', '.join(parts)}])"
    return f"({' OR '.join(parts)})" if parts else FALSE


def both(parts: list[str]) -> str:
    """Return the conjunction of expressions; see ``either``."""
    if len(parts) > FEW:
        return f"(NOT false IN [{', '.join(parts)}])"
    return f"({' AND '.join(parts)})" if parts else TRUE


def equalities_together(parts: Iterable[Condition]) -> list[Condition]:
    """Return the parts of an ``Any`` with those that want one field equal to something as one."""
    values: dict[str, set[Normal]] = defaultdict(set)
    others: list[Condition] = []
    for part in parts:
        if isinstance(part, Compare) and part.operator == "=":
            values[part.field].add(part.value)
        else:
            others.append(part)
    return [*(OneOf(field, frozenset(wanted)) for field, wanted in values.items()), *others]


def denials_together(parts: Sequence[Condition]) -> list[Condition]:
    """Return the parts of an ``All`` with the many that deny something as one that denies them all."""
    denied = [part.part for part in parts if isinstance(part, Not)]
    if len(denied) <= FEW:
        return list(parts)
    return [*(part for part in parts if not isinstance(part, Not)), Not(Any(tuple(denied)))]
