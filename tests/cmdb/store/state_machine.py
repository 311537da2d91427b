"""The same random operations on the store in memory and on another one; every answer must be equal."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cmdb.errors import FaultlineError
from cmdb.model import Claim, Key, Node, Relation, RelationFields, RelationId
from cmdb.query import All, Compare, Has, Not, OneOf, Order, Query, Step, Text
from cmdb.query import Any as Either
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp
from cmdb.values import Document, Money, normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from cmdb.query import Condition
    from cmdb.store.port import Store

__all__ = ["StoreMachine", "machine_settings"]

START = datetime(2024, 1, 1, tzinfo=UTC)
# Few of each, so that they meet; odd ones among them, so that meeting counts.
KEYS = [Key(key) for key in ("a", "A", "b", "\u00e9", "e\u0301", "\uffff", "\U00010000", "k'\"%_\\", "\u05d0")]
TYPES = ["runs_on", "Runs_on", "uses"]
TEXTS = [
    "",
    "a",
    "A",
    "abc",
    "ABCd",
    "\u00c9",
    "e\u0301",
    "stra\u00dfe",
    "STRASSE",
    "100%",
    "x y",
    "\U0001f980",
    "\uffff",
    "5",
]
NUMBERS = [0, 1, -1, 5, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 0.0, -0.0, 0.1, 1.0, 5.5, 1e300, -5e-324]
OTHERS = [
    True,
    False,
    date(2024, 1, 1),
    START,
    timedelta(microseconds=1),
    Money(5, "EUR"),
    Document({"x": 1}),
    Document("abc"),
    (),
    ("a", "A", "b"),
    (1, 1.0, 5),
    (True, False),
    (date(2024, 1, 1),),
]
NAMES = ["x", "y", "X", 'q"', "\u00e9", "a.b"]
FIELDS = ["key", "kind", "class", "name", "lifecycle", "owner", "revision", "changed_at", "last_seen"]
FIELDS += [f"attributes.{name}" for name in NAMES]

keys = st.sampled_from(KEYS)
texts = st.sampled_from(TEXTS)
values = st.sampled_from([*TEXTS, *NUMBERS, *OTHERS])
normals = st.sampled_from(
    sorted(
        {form for value in [*TEXTS, *NUMBERS, *OTHERS, *KEYS] if isinstance(form := normal(value), str | int | float)},
        key=lambda form: (isinstance(form, str), form),
    )
)
fields = st.sampled_from(FIELDS)
claims = st.frozensets(
    st.builds(Claim, st.sampled_from(["s", "S"]), st.sampled_from(["1", "01", "\u00e9"])), max_size=1
)
bodies = st.sampled_from([{}, {"digest": 5}, {"digest": -(2**63)}, {"digest": 1.0}, {"n": [None, {"x": True}]}])
nodes = st.builds(
    Node,
    key=keys,
    kind=st.sampled_from(["ci", "CI", "observation"]),
    cls=st.sampled_from(["server", "Server", "\u00c9"]),
    name=texts,
    lifecycle=st.sampled_from(["", "live", "Live"]),
    owner=st.none() | keys,
    attributes=st.dictionaries(st.sampled_from(NAMES), values, max_size=3),
    body=bodies,
    claims=claims,
)
ids = st.builds(RelationId, keys, st.sampled_from(TYPES), keys, st.sampled_from(["", "g"]))
relation_fields = st.builds(
    RelationFields,
    need=st.sampled_from([None, "hard", "none"]),
    weight=st.sampled_from([None, 0, 2**63 - 1]),
    confidence=st.sampled_from([None, 0.5, 1]),
    reported_by=st.sampled_from([(), ("a",), ("b", "a")]),
)
relations = st.builds(Relation, ids, relation_fields)
revisions = st.none() | st.integers(0, 25)


def conditions() -> SearchStrategy[Condition]:
    """Conditions of every kind, nested a little."""
    simple: SearchStrategy[Condition] = st.one_of(
        st.builds(Compare, fields, st.sampled_from(["=", "<", "<=", ">", ">="]), normals),
        st.builds(Compare, fields, st.sampled_from(["contains", "prefix"]), texts.map(normal)),
        st.builds(OneOf, fields, st.frozensets(normals, max_size=4)),
        st.builds(Has, fields),
        st.builds(Text, st.lists(texts.map(normal), max_size=2).map(tuple)),
    )
    directions = st.sampled_from(["out", "in", "both"])
    types = st.none() | st.frozensets(st.sampled_from(TYPES), max_size=2)
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, max_size=3).map(tuple).map(All),
            st.lists(inner, max_size=3).map(tuple).map(Either),
            st.builds(Step, directions, types, st.none() | inner),
        ),
        max_leaves=5,
    )


orders = st.lists(st.builds(Order, fields, st.booleans()), max_size=2).map(tuple)


def machine_settings(examples: int = 40, steps: int = 30) -> settings:
    """How long to try: ten times as long under the profile ``ci``."""
    factor = 10 if os.environ.get("FAULTLINE_HYPOTHESIS_PROFILE") == "ci" else 1
    return settings(
        max_examples=examples * factor,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def outcome(ask: Callable[[], Any]) -> Any:
    """What an operation returns, or the sort of error that it raises."""
    try:
        return ask()
    except FaultlineError as error:
        return type(error)


def written(value: Any) -> Any:
    """A value in which 1, 1.0 and True, or 0.0 and -0.0, are told apart."""
    if isinstance(value, dict):
        return sorted((key, written(item)) for key, item in value.items())
    if isinstance(value, tuple | list):
        return [written(item) for item in value]
    return (type(value).__name__, repr(value)) if isinstance(value, bool | int | float) else value


class StoreMachine(RuleBasedStateMachine):
    """A backend's machine says how an empty store of its kind is opened, and clears it away."""

    def open_target(self) -> Store:
        """Open the store that is compared with the one in memory."""
        raise NotImplementedError

    @initialize()
    def open(self) -> None:
        self.oracle = open_store("memory:")
        self.target = self.open_target()
        self.clock = START
        self.number = 0

    def teardown(self) -> None:
        with suppress(AttributeError):
            self.target.close()

    def both(self, ask: Callable[[Store], Any]) -> Any:
        """Ask both stores, and see that they say the same."""
        expected = outcome(lambda: ask(self.oracle))
        found = outcome(lambda: ask(self.target))
        assert written(found) == written(expected)
        return expected

    # ------------------------------------------------------------ writing

    @rule(
        new=st.lists(nodes, max_size=4),
        gone=st.lists(keys, max_size=2),
        linked=st.lists(relations, max_size=4),
        unlinked=st.lists(ids, max_size=2),
        seconds=st.integers(-5, 5),
    )
    def apply(
        self, new: list[Node], gone: list[Key], linked: list[Relation], unlinked: list[RelationId], seconds: int
    ) -> None:
        # Naming an entity twice is refused at once; it is not what is looked for here.
        one_each = {node.key: node for node in new}
        linked_once = {relation.id: relation for relation in linked}
        self.write(
            Batch(
                nodes=list(one_each.values()),
                remove_nodes=[key for key in dict.fromkeys(gone) if key not in one_each],
                relations=list(linked_once.values()),
                remove_relations=[identity for identity in dict.fromkeys(unlinked) if identity not in linked_once],
            ),
            seconds,
        )

    @rule(pairs=st.lists(st.tuples(keys, st.sampled_from(TYPES), keys, relation_fields), min_size=1, max_size=5))
    def connect(self, pairs: list[tuple[Key, str, Key, RelationFields]]) -> None:
        """Write relations together with those ends that are missing."""
        linked = {RelationId(a, kind, b): Relation(RelationId(a, kind, b), rest) for a, kind, b, rest in pairs}
        ends = {end for a, _, b, _ in pairs for end in (a, b)}
        new = [Node(end, "ci", "server") for end in ends if not self.oracle.graph.get([end])]
        self.write(Batch(nodes=new, relations=list(linked.values())))

    @rule(key=keys)
    def take_away(self, key: Key) -> None:
        """Remove a node with all its relations."""
        at_it = [relation.id for relation, _ in self.oracle.graph.neighbours([key])]
        self.write(Batch(remove_nodes=[key], remove_relations=at_it))

    @rule(node=nodes, expected=st.integers(0, 5), head=st.none() | st.integers(0, 9), of=keys | ids)
    def apply_if(self, node: Node, expected: int, head: int | None, of: Key | RelationId) -> None:
        self.write(Batch(nodes=[node], expect={of: expected}, head=head))

    @rule(number=st.integers(0, 25), key=keys)
    def bring_back(self, number: int, key: Key) -> None:
        """Write what was."""
        found = self.oracle.graph.get([key], as_of=number)
        self.write(Batch(nodes=[item.node for item in found.values()]))

    def write(self, batch: Batch, seconds: int = 1) -> None:
        self.clock += timedelta(seconds=seconds)
        stamp = Stamp("machine", run="odd" if seconds % 2 else "", at=self.clock)
        found = self.both(lambda store: store.graph.apply(batch, stamp))
        if isinstance(found, tuple):
            self.number = found[0]

    @rule(some=st.lists(keys, max_size=4), minutes=st.integers(-3, 3))
    def touch(self, some: list[Key], minutes: int) -> None:
        self.both(lambda store: store.graph.touch(some, START + timedelta(minutes=minutes)))

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=3))
    def declare(self, names: list[str]) -> None:
        self.both(lambda store: store.graph.declare_indexes(names))

    @rule(
        table=st.sampled_from(["t", "T"]),
        key=keys,
        value=texts,
        expect=st.none() | st.integers(0, 2),
        minutes=st.integers(-3, 3),
        lasts=st.none() | st.integers(0, 3),
    )
    def put(self, table: str, key: Key, value: str, expect: int | None, minutes: int, lasts: int | None) -> None:
        now = START + timedelta(minutes=minutes)
        expires = None if lasts is None else now + timedelta(minutes=lasts)
        self.both(lambda store: store.side.put(table, key, value, now=now, expires=expires, expect=expect))
        self.both(lambda store: store.side.read(table, key, now=START))

    @rule(table=st.sampled_from(["t", "T"]), key=keys, prefix=texts, minutes=st.integers(-3, 3), what=st.integers(0, 3))
    def clear(self, table: str, key: Key, prefix: str, minutes: int, what: int) -> None:
        now = START + timedelta(minutes=minutes)
        if what == 0:
            self.both(lambda store: store.side.drop(table, key))
        elif what == 1:
            self.both(lambda store: store.side.drop_prefix(table, prefix))
        elif what == 2:
            self.both(lambda store: store.side.sweep(now))
        self.both(lambda store: store.side.scan(table, now=now, prefix=prefix, limit=4))

    # ------------------------------------------------------------ reading

    @rule(where=conditions(), order=orders, limit=st.integers(1, 4), as_of=revisions)
    def find(self, where: Condition, order: tuple[Order, ...], limit: int, as_of: int | None) -> None:
        query = Query(where, order, limit, total=True)
        # Cursors are each store's own; the places they mark are not.
        queries = {self.oracle: query, self.target: query}
        while True:
            expected, found = (
                outcome(partial(store.graph.find, asked, as_of=as_of)) for store, asked in queries.items()
            )
            if isinstance(expected, type) or isinstance(found, type):
                assert found == expected
                return
            assert written(found.items) == written(expected.items)
            assert (found.total, found.next is None) == (expected.total, expected.next is None)
            if expected.next is None:
                return
            queries = {self.oracle: replace(query, after=expected.next), self.target: replace(query, after=found.next)}

    @rule(where=conditions(), field=fields, limit=st.integers(0, 5), as_of=revisions)
    def aggregate(self, where: Condition, field: str, limit: int, as_of: int | None) -> None:
        def facets(store: Store) -> list[tuple[Any, ...]]:
            found = store.graph.aggregate(where, field, limit=limit, as_of=as_of)
            # 5 and 5.0 are one value; which of them stands for it is open.
            return [(facet.shown, facet.count, facet.value is None) for facet in found]

        self.both(facets)

    @rule(some=st.lists(keys, max_size=4), as_of=revisions, kind=st.sampled_from([None, "ci", "CI"]))
    def read_nodes(self, some: list[Key], as_of: int | None, kind: str | None) -> None:
        self.both(lambda store: list(store.graph.get(some, as_of=as_of).items()))
        self.both(lambda store: store.graph.owned(some, kind=kind, as_of=as_of))

    @rule(
        some=st.lists(keys, max_size=3),
        named=st.lists(ids, max_size=4),
        direction=st.sampled_from(["out", "in", "both"]),
        types=st.none() | st.lists(st.sampled_from(TYPES), max_size=2),
        as_of=revisions,
    )
    def read_relations(
        self, some: list[Key], named: list[RelationId], direction: Any, types: list[str] | None, as_of: int | None
    ) -> None:
        self.both(lambda store: store.graph.neighbours(some, direction=direction, types=types, as_of=as_of))
        self.both(lambda store: list(store.graph.get_relations(named, as_of=as_of).items()))
        self.both(lambda store: store.graph.relations_ever(some))

    @rule(ref=keys | ids, limit=st.integers(0, 6))
    def history(self, ref: Key | RelationId, limit: int) -> None:
        self.both(lambda store: store.graph.history(ref, limit=limit))

    @rule(
        after=st.integers(0, 25),
        until=revisions,
        newest=st.sampled_from(["", "newest"]),
        run=st.sampled_from([None, "", "odd"]),
    )
    def changes(self, after: int, until: int | None, newest: str, run: str | None) -> None:
        self.both(lambda store: [[rev, list(found)] for rev, found in store.graph.changes(after, until=until)])
        self.both(lambda store: store.graph.revisions(run=run, after=after, newest_first=bool(newest), limit=5))
        self.both(lambda store: store.graph.revision_at(START + timedelta(seconds=after)))

    @rule(wanted=claims, prefix=texts, kind=st.sampled_from(["ci", "observation"]))
    def indexes(self, wanted: frozenset[Claim], prefix: str, kind: str) -> None:
        self.both(lambda store: store.graph.holders(wanted))
        self.both(lambda store: list(store.graph.digests(kind, prefix).items()))
        self.both(lambda store: list(store.maintenance.last_seen()))

    @rule(as_of=revisions, kind=st.sampled_from(["ci", "CI", "observation"]))
    def streams(self, as_of: int | None, kind: str) -> None:
        self.both(lambda store: [item for chunk in store.graph.stream_nodes(kind, as_of=as_of) for item in chunk])
        self.both(lambda store: [item for chunk in store.graph.stream_relations(as_of=as_of) for item in chunk])

    @rule()
    def verify(self) -> None:
        assert self.oracle.maintenance.verify() == []
        assert self.target.maintenance.verify() == []

    @invariant()
    def heads_agree(self) -> None:
        if hasattr(self, "target"):
            self.both(lambda store: store.graph.head())
