"""A condition as SQL, over the nodes of the present or of one revision.

A plus before a column keeps SQLite from using its indexes: ``plan.py`` chooses the index that a question starts
from, as SQLite, which knows only averages, often does not.

Comparisons may come out null where a field is absent; under ``All`` and ``Any`` that is as good as false, and
``Not`` asks whether its part is not true.
"""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from cmdb.query import All, Any, Compare, Has, Not, OneOf, Step, Text
from cmdb.store.matching import COMPARISONS
from cmdb.store.side_check import prefix_end
from cmdb.store.sqlite.binding import as_list, revision_number
from cmdb.store.sqlite.fields import TEXTS, WORDS, attribute_of, is_number, presence_sql, value_sql
from cmdb.store.sqlite.rows import nodes_at, relations_at
from cmdb.store.sqlite.search import asks_for_text, indexed_up_to, kinds_searched, match_phrase
from cmdb.values import normal_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from cmdb.query import Condition, Operator
    from cmdb.values import Normal

__all__ = ["Compiler"]

NEVER, ALWAYS = "false", "true"
RANGES = {"<", "<=", ">", ">="}
ENDS = {"out": ("source", "target"), "in": ("target", "source")}
# Longer lists of words than this become one parameter.
FEW = 50
LONGEST_CHAIN = 100


class Compiler:
    """Turns the conditions of one question into SQL, and keeps its parameters."""

    def __init__(self, connection: sqlite3.Connection, as_of: int | None) -> None:
        self.connection = connection
        self.as_of = as_of
        self.parameters: dict[str, object] = {} if as_of is None else {"as_of": revision_number(as_of)}
        self.nodes = nodes_at(as_of)
        self.relations = relations_at(as_of)
        self.sets: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.searched_to = 0
        self.loose = False

    def bind(self, value: object) -> str:
        """Return a placeholder for a value."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def column(self, sql: str) -> str:
        """Return an expression, with a plus where no index is to be used for it."""
        return f"+{sql}" if self.loose else sql

    def value(self, field: str, alias: str = "n") -> str:
        """Return the expression of a field's normal form."""
        return self.column(value_sql(field, alias, self.as_of))

    def words_of(self, field: str) -> list[str]:
        """Return all texts that a field of few words ever held."""
        if field not in self.words:
            rows = self.connection.execute("SELECT text FROM word WHERE field = ?", (field,))
            self.words[field] = [text for (text,) in rows if text]
        return self.words[field]

    def prepare(self, where: Condition) -> None:
        """Find out what a question's conditions need to know."""
        if asks_for_text(where):
            self.searched_to = indexed_up_to(self.connection, kinds_searched(self.connection, where))

    def part(self, condition: Condition, *, loose: bool) -> str:
        """Return one condition on the node ``n``, for which indexes are to be used or not."""
        before, self.loose = self.loose, loose
        try:
            return self.condition(condition, "n")
        finally:
            self.loose = before

    @singledispatchmethod
    def condition(self, condition: Condition, alias: str) -> str:  # noqa: ARG002 - the registered ones use it
        """Return a condition on the node ``alias`` as SQL."""
        raise TypeError(f"no condition: {condition!r}")

    @condition.register(All)
    def _(self, condition: All, alias: str) -> str:
        return joined(" AND ", [self.condition(part, alias) for part in condition.parts], ALWAYS)

    @condition.register(Any)
    def _(self, condition: Any, alias: str) -> str:
        return joined(" OR ", [self.condition(part, alias) for part in condition.parts], NEVER)

    @condition.register(Not)
    def _(self, condition: Not, alias: str) -> str:
        return f"(({self.condition(condition.part, alias)}) IS NOT TRUE)"

    @condition.register(Has)
    def _(self, condition: Has, alias: str) -> str:
        return presence_sql(condition.field, alias, self.as_of)

    @condition.register(Text)
    def _(self, condition: Text, alias: str) -> str:
        words = [word for word in condition.words if word]
        if not words:
            return ALWAYS
        decided = f"has_words({alias}.key, {alias}.name, {alias}.attributes, {self.bind(as_list(words))})"
        phrase = match_phrase(words)
        if phrase is None or not self.searched_to:
            return decided
        version = self.column(f"{alias}.id")
        likely = f"{version} IN (SELECT search.rowid FROM search WHERE search MATCH {self.bind(phrase)})"
        return f"(({likely} OR {version} > {self.bind(self.searched_to)}) AND {decided})"

    @condition.register(Compare)
    def _(self, condition: Compare, alias: str) -> str:
        field, operator, value = condition.field, condition.operator, condition.value
        if field in WORDS:
            compare = COMPARISONS[operator]
            return self.among_words(field, alias, lambda text: isinstance(value, str) and compare(text, value))
        return self.on_values(field, alias, lambda sql: self.compare(sql, operator, value), isinstance(value, str))

    @condition.register(OneOf)
    def _(self, condition: OneOf, alias: str) -> str:
        field, values = condition.field, condition.values
        if field in WORDS:
            return self.among_words(field, alias, values.__contains__)
        numbers = [value for value in values if not isinstance(value, str)]
        texts = [value for value in values if isinstance(value, str)]
        parts = [
            self.on_values(field, alias, self.among(some), text)
            for some, text in ((numbers, False), (texts, True))
            if some
        ]
        return joined(" OR ", parts, NEVER)

    @condition.register(Step)
    def _(self, condition: Step, alias: str) -> str:
        there = None if condition.condition is None else self.set_of_nodes(condition.condition)
        of_type = ALWAYS
        if condition.types is not None:
            of_type = f"r.type IN (SELECT value FROM json_each({self.bind(as_list(sorted(condition.types)))}))"
        directions = ("out", "in") if condition.direction == "both" else (condition.direction,)
        parts = [self.step(alias, *ENDS[direction], of_type, there) for direction in directions]
        return joined(" OR ", parts, NEVER)

    def step(self, alias: str, here: str, far: str, of_type: str, there: str | None) -> str:
        """Return the condition that a relation leads from a node to some other, or to one of a set."""
        if there is None:
            return f"EXISTS (SELECT 1 FROM {self.relations} r WHERE r.{here} = {alias}.key AND {of_type})"
        return (
            f"{self.column(f'{alias}.key')} IN (SELECT r.{here} FROM {there} CROSS JOIN {self.relations} r "
            f"ON r.{far} = {there}.key WHERE {of_type})"
        )

    def set_of_nodes(self, condition: Condition) -> str:
        """Return the name of the set of nodes that fulfil a condition; each set is found once a question.

        Written in place, the sets of nested steps would be planned anew for each way to their outer step.
        """
        inner = self.part(condition, loose=False)
        name = f"step{len(self.sets)}"
        self.sets.append(f"{name} AS MATERIALIZED (SELECT n.key FROM {self.nodes} n WHERE {inner})")
        return name

    def sql(self, select: str) -> str:
        """Return a statement with the sets that its conditions speak of."""
        return f"WITH {', '.join(self.sets)} {select}" if self.sets else select

    def among(self, values: Iterable[Normal]) -> Callable[[str], str]:
        """Return how an expression is compared with several values of its own sort."""
        bound = self.bind(as_list(values))
        return lambda sql: f"{sql} IN (SELECT value FROM json_each({bound}))"

    def among_words(self, field: str, alias: str, takes: Callable[[str], bool]) -> str:
        """Return a condition on a field of few words, decided on the words."""
        taken = [text for text in self.words_of(field) if takes(normal_text(text))]
        column = self.column(f"{alias}.{WORDS[field]}")
        if not taken:
            return NEVER
        if len(taken) == 1:
            return f"{column} = {self.bind(taken[0])}"
        if len(taken) <= FEW:
            return f"{column} IN ({', '.join(map(self.bind, taken))})"
        return f"{column} IN (SELECT value FROM json_each({self.bind(as_list(taken))}))"

    def on_values(self, field: str, alias: str, compare: Callable[[str], str], is_text: bool) -> str:  # noqa: FBT001
        """Return a comparison with a field's value, or with an item of its list."""
        if is_number(field) is is_text:
            return NEVER
        own = compare(self.value(field, alias))
        if field == "key" and not self.loose:
            # Keys mostly are their own normal form: their own index finds those, and a small one the others.
            return f"(({compare(f'{alias}.key')} OR ({alias}.key <> {self.value(field, alias)} AND {own})) AND {own})"
        if TEXTS.get(field):
            own = f"({presence_sql(field, alias, self.as_of)} AND {own})"
        attribute = attribute_of(field)
        if attribute is None or not self.has_items(attribute):
            return own
        name = self.bind(attribute)
        return (
            f"({own} OR {alias}.id IN (SELECT item.id FROM item WHERE item.name = {name} AND {compare('item.value')}))"
        )

    def has_items(self, attribute: str) -> bool:
        """Return whether any node ever had a list in this attribute."""
        select = "SELECT 1 FROM item WHERE name = ? LIMIT 1"
        return self.connection.execute(select, (attribute,)).fetchone() is not None

    def compare(self, sql: str, operator: Operator, value: Normal) -> str:
        """Return a comparison with one value of its own sort: in SQL every number is less than any text."""
        if operator == "contains":
            return f"(typeof({sql}) = 'text' AND instr({sql}, {self.bind(value)}) > 0)"
        if operator == "prefix":
            end = prefix_end(str(value))
            below = f" AND {sql} < {self.bind(end)}" if end is not None else ""
            return f"({sql} >= {self.bind(value)}{below})"
        bound = f"{sql} {operator} {self.bind(value)}"
        if operator in RANGES:
            if operator[0] == "<" and isinstance(value, str):
                return f"({bound} AND {sql} >= '')"
            if operator[0] == ">" and not isinstance(value, str):
                return f"({bound} AND {sql} < '')"
        return bound


def joined(word: str, parts: list[str], without: str) -> str:
    """Return parts joined by a word, in brackets. SQLite reads long chains only as a tree that is not deep."""
    if len(parts) > LONGEST_CHAIN:
        middle = len(parts) // 2
        parts = [joined(word, parts[:middle], without), joined(word, parts[middle:], without)]
    if len(parts) == 1:
        return parts[0]
    return f"({word.join(parts)})" if parts else without
