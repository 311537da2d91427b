"""``GraphStore.history`` and ``GraphStore.changes``: what was, and what each revision did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cmdb.store.port import Change

from .build import at, ci, claim, rel, rid, write

if TYPE_CHECKING:
    from cmdb.store.port import Store


def fill(store: Store) -> tuple[Any, ...]:
    """Five revisions that create, change, remove and re-create; return the nodes and relations by what they are."""
    a1, a2, b, c = ci("a", "one"), ci("a", "two"), ci("b"), ci("c", claims=frozenset({claim("1")}))
    r1, r2 = rel("a", "b", weight=1), rel("a", "b", weight=2)
    write(store, b, a1, r1, stamp=at(1))
    write(store, a2, c, r2, stamp=at(2))
    write(store, remove=["b", rid("a", "b")], stamp=at(3))
    write(store, b, stamp=at(4))
    write(store, r1, a1, remove=["c"], stamp=at(5))
    return a1, a2, b, c, r1, r2


class HistoryContract:
    def test_history_is_newest_first_with_removals(self, store: Store) -> None:
        a1, a2, b, c, r1, r2 = fill(store)
        one, two, three, four, five = (store.graph.revision(number) for number in range(1, 6))
        assert store.graph.history("a") == [("a", a1, five, None), ("a", a2, two, 5), ("a", a1, one, 2)]
        assert store.graph.history("b") == [("b", b, four, None), ("b", None, three, 4), ("b", b, one, 3)]
        assert store.graph.history("c") == [("c", None, five, None), ("c", c, two, 5)]
        identity = rid("a", "b")
        assert store.graph.history(identity) == [
            (identity, r1, five, None),
            (identity, None, three, 5),
            (identity, r2, two, 3),
            (identity, r1, one, 2),
        ]

    def test_history_of_what_never_was_is_empty(self, store: Store) -> None:
        write(store, ci("a"))
        assert store.graph.history("nobody") == []
        assert store.graph.history(rid("a", "a")) == []

    def test_history_up_to_a_limit(self, store: Store) -> None:
        for number in range(5):
            write(store, ci("a", f"name {number}"))
        assert [version.since.number for version in store.graph.history("a", limit=2)] == [5, 4]
        assert store.graph.history("a", limit=0) == []
        write(store, remove=["a"])
        assert [version.entity for version in store.graph.history("a", limit=1)] == [None]

    def test_changes_tell_before_and_after_in_order(self, store: Store) -> None:
        a1, a2, b, c, r1, r2 = fill(store)
        identity = rid("a", "b")
        expected = [
            [Change("a", None, a1), Change("b", None, b), Change(identity, None, r1)],
            [Change("a", a1, a2), Change("c", None, c), Change(identity, r1, r2)],
            [Change("b", b, None), Change(identity, r2, None)],
            [Change("b", None, b)],
            [Change("a", a2, a1), Change("c", c, None), Change(identity, None, r1)],
        ]
        found = list(store.graph.changes(0))
        assert [revision for revision, _ in found] == [store.graph.revision(number) for number in range(1, 6)]
        assert [list(changes) for _, changes in found] == expected
        assert [revision.number for revision, _ in store.graph.changes(3)] == [4, 5]
        assert [revision.number for revision, _ in store.graph.changes(1, until=3)] == [2, 3]
        assert [list(changes) for _, changes in store.graph.changes(1, until=3)] == expected[1:3]
        assert list(store.graph.changes(5)) == []
        assert list(store.graph.changes(99)) == []
        assert list(store.graph.changes(0, until=0)) == []
        assert [revision.number for revision, _ in store.graph.changes(4, until=99)] == [5]

    def test_changes_are_ordered_by_key_then_by_identity(self, store: Store) -> None:
        keys = ["b", "a", "B", "\u00e9", "\uffff", "\U00010000"]
        write(store, *(rel(key, "a", kind) for key in keys for kind in ("z", "Y")), *map(ci, keys))
        ((_, changes),) = store.graph.changes(0)
        refs = [change.ref for change in changes]
        assert refs[:6] == sorted(keys)
        assert refs[6:] == sorted(rid(key, "a", kind) for key in keys for kind in ("z", "Y"))

    def test_parts_that_are_no_change_are_not_in_changes(self, store: Store) -> None:
        write(store, ci("a"), ci("b"))
        write(store, ci("a"), ci("b", "B"))
        ((_, changes),) = store.graph.changes(1)
        assert [change.ref for change in changes] == ["b"]

    def test_a_large_revision_is_whole_in_changes(self, store: Store) -> None:
        write(store, *(ci(f"n{number:05}") for number in range(25_000)))
        ((revision, changes),) = store.graph.changes(0)
        assert (revision.number, len(changes)) == (1, 25_000)
        assert [change.ref for change in changes] == [f"n{number:05}" for number in range(25_000)]

    def test_an_empty_store_has_no_changes(self, store: Store) -> None:
        assert list(store.graph.changes(0)) == []
