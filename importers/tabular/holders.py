"""What do the CIs of a row stand in? Read from its columns, for classes that are identified inside a parent.

A rack stands in the room of its row, the room in the site: places hold each other in the order in which the
vocabulary lists them. Other classes that are identified in a parent stand in what their row makes them part of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from cmdb.schema import Schema
from importers.tabular.chains import Chain, Chains, Step
from importers.tabular.columns import Meaning
from importers.tabular.plan import said_in
from importers.tabular.targets import ToRelation
from importers.tabular.vocabulary import RELATION_OF_CLASS
from importers.values import name_fault

__all__ = ["Holders", "identified_inside", "names_in"]

# Names of places may hold commas ("Hall 2, Zurich"); other names in one cell are split at them.
SPLIT, SPLIT_PLACES = re.compile(r"[;,\n\r]+"), re.compile(r"[;\n\r]+")
# Outermost first.
PLACES = tuple(cls for cls, type_, _ in RELATION_OF_CLASS if type_ == "located_in")
V = TypeVar("V")
MOST_REMEMBERED = 20_000
# Relations to what holds the one that has them.
HOLDING: frozenset[tuple[str, Literal["out", "in"]]] = frozenset(
    {("located_in", "out"), ("contains", "in"), ("member_of", "out"), ("stored_on", "out")}
)


class HolderColumn(NamedTuple):
    """A column that names what others of its row stand in: how deep it stands itself (sites: 0), None for no place."""

    at: int
    heading: str
    target: ToRelation
    depth: int | None


class Place(NamedTuple):
    """A place that a row names, and what the row says that it stands in.

    ``within`` is all that it stands in, None where it may be one of several; ``native_id`` is its id where it has no
    row, "" for a place that its name tells from others.
    """

    name: str
    step: Step
    chain: Chain
    within: Chain | None
    native_id: str


class Placed(NamedTuple):
    """The places that a row names by column, and what these stand in."""

    by_column: Mapping[int, Sequence[Place]]
    held: frozenset[Step]


class Holders:
    """The columns of one part of a table that say what CIs stand in."""

    def __init__(self, schema: Schema, relations: Sequence[tuple[Meaning, ToRelation]], parent: int | None) -> None:
        self.schema, self.parent = schema, parent
        columns = [
            HolderColumn(each.column.index, each.column.heading, target, depth_of(schema, target.cls))
            for each, target in relations
            if target.cls and target.create and (target.type, target.direction) in HOLDING
        ]
        self.places = sorted(
            (each for each in columns if each.depth is not None), key=lambda each: (-(each.depth or 0), each.at)
        )
        others = [each for each in columns if each.depth is None]
        self.others = [each for each in others if not identified_inside(schema, each.target.cls)][:1]
        self.by_index = {each.at: each for each in self.places}
        self.collected: dict[tuple[str, ...], None] = {}
        self.settled: dict[tuple[str, ...], Placed] = {}
        # Whether a row may say more of a CI than its name.
        self.tells = bool(parent is not None or self.places or self.others)

    def of_row(self, chains: Chains, cls: str, cells: Sequence[str]) -> Chain:
        """Return what a row says that its own CI stands in."""
        if not self.tells or not identified_inside(self.schema, cls):
            return ()
        if self.parent is not None and (parent := cell_of(cells, self.parent)):
            return (chains.step("", parent),)
        depth = depth_of(self.schema, cls)
        if depth is None and self.others:
            return self.steps(chains, self.others, cells)
        return self.steps(chains, self.outside(depth), cells)

    def of_column(self, chains: Chains, index: int, cells: Sequence[str]) -> Chain:
        """Return what a row says that the places in one of its columns stand in."""
        column = self.by_index.get(index)
        if column is None or not identified_inside(self.schema, column.target.cls):
            return ()
        return self.steps(chains, self.outside(column.depth), cells)

    def outside(self, depth: int | None) -> list[HolderColumn]:
        """Return the columns of places further out than a depth, innermost first; all for what is no place."""
        return [each for each in self.places if depth is None or (each.depth or 0) < depth]

    def steps(self, chains: Chains, columns: Sequence[HolderColumn], cells: Sequence[str]) -> Chain:
        """Return what these columns name, those that name exactly one."""
        found = []
        for each in columns:
            names = names_in(cell_of(cells, each.at), each.target)
            if len(names) == 1 and not name_fault(names[0]):
                found.append(chains.step(each.target.cls, names[0]))
        return tuple(found)

    def collect(self, chains: Chains, cells: Sequence[str]) -> None:
        """Let ``chains`` know what a row says that the places it names stand in."""
        key = self.said_of_places(cells)
        if key in self.collected:
            return
        remember(self.collected, key, None)
        for column in self.places:
            if chain := self.of_column(chains, column.at, cells):
                for name in names_in(cell_of(cells, column.at), column.target):
                    if not name_fault(name):
                        chains.add(chains.step(column.target.cls, name), chain)

    def placed(self, chains: Chains, cells: Sequence[str]) -> Placed:
        """Return the places that a row names, once all tables are counted."""
        key = self.said_of_places(cells)
        if key not in self.settled:
            remember(self.settled, key, self.place_all(chains, cells))
        return self.settled[key]

    def place_all(self, chains: Chains, cells: Sequence[str]) -> Placed:
        """Work out what ``placed`` returns."""
        found: dict[int, list[Place]] = {}
        held: set[Step] = set()
        for column in self.places:
            chain = self.of_column(chains, column.at, cells)
            told_apart = identified_inside(self.schema, column.target.cls)
            for name in names_in(cell_of(cells, column.at), column.target):
                if name_fault(name):
                    continue
                step = chains.step(column.target.cls, name)
                within = chains.resolve(step, chain)
                native_id = chains.native_id(step, within) if told_apart and within is not None else ""
                found.setdefault(column.at, []).append(Place(name, step, chain, within, native_id))
                held.update(within or ())
        return Placed(found, frozenset(held))

    def said_of_places(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the cells that name places: many rows have the same."""
        return tuple([cell_of(cells, each.at) for each in self.places])

    def column_of(self, cls: str) -> HolderColumn | None:
        """Return the column of places of a class."""
        return next((each for each in self.places if each.target.cls == cls), None)

    def is_place(self, cls: str) -> bool:
        """Say whether CIs of a class are places."""
        return depth_of(self.schema, cls) is not None

    def asked(self, cls: str) -> str:
        """Return the headings under which a row could say what a CI of a class stands in."""
        headings = [each.heading for each in self.outside(depth_of(self.schema, cls))]
        shown = " or ".join(repr(each) for each in headings)
        return f"a value under {shown}" if shown else "a column that says what it stands in"


def identified_inside(schema: Schema, cls: str) -> bool:
    """Say whether CIs of a class are identified inside a parent."""
    return any(rule.in_parent for _, rule in schema.rules(cls))


def depth_of(schema: Schema, cls: str) -> int | None:
    """Return how deep places of a class stand in others, sites at 0; None for what is no place."""
    return next((depth for depth, place in enumerate(PLACES) if schema.is_a(cls, place)), None)


def remember(known: dict[tuple[str, ...], V], key: tuple[str, ...], value: V) -> None:
    """Keep what was worked out; where rows seldom repeat each other, not all of it."""
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known[key] = value


def cell_of(cells: Sequence[str], index: int) -> str:
    """Return a cell, "" where the row ends before it."""
    return cells[index] if index < len(cells) else ""


def names_in(text: str, target: ToRelation) -> list[str]:
    """Return the names in a cell, each once."""
    if not text:
        return []
    if target.separator:
        parts = text.split(target.separator)
    else:
        parts = (SPLIT_PLACES if target.type == "located_in" else SPLIT).split(text)
    return list(dict.fromkeys(name for part in parts if (name := said_in(part))))
