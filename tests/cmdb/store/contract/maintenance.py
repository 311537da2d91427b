"""``Maintenance``: moving a store's whole content, and checking it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import ClaimTaken, Invalid, MissingEnd, PreconditionFailed
from cmdb.model import Revision
from cmdb.query import Query
from cmdb.store import open_store
from cmdb.store.port import Change

from .build import NOW, at, ci, claim, keys_of, rel, rid, write
from .history import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmdb.store.port import Store


def revision(number: int, day: int = 1, **rest: Any) -> Revision:
    return Revision(number, at(day).at, "loader", **rest)


class MaintenanceContract:
    def test_a_dump_is_all_changes(self, store: Store) -> None:
        fill(store)
        assert [(rev, list(changes)) for rev, changes in store.maintenance.dump()] == [
            (rev, list(changes)) for rev, changes in store.graph.changes(0)
        ]

    def test_what_is_loaded_is_what_was_dumped(self, store: Store) -> None:
        with open_store("memory:") as origin:
            fill(origin)
            write(
                origin,
                ci("c", "again", tags=("x", "y"), claims=frozenset({claim("1")})),
                stamp=at(9, run="r", reason="why"),
            )
            assert store.maintenance.load(origin.maintenance.dump()) == 6
            for number in [None, *range(8)]:
                for read in (
                    lambda graph, number=number: list(graph.stream_nodes("ci", as_of=number)),
                    lambda graph, number=number: list(graph.stream_relations(as_of=number)),
                    lambda graph, number=number: graph.find(Query(), as_of=number).items,
                    lambda graph, number=number: graph.aggregate(Query().where, "name", as_of=number),
                ):
                    assert list(map(list, read(store.graph))) == list(map(list, read(origin.graph)))
            assert store.graph.revisions() == origin.graph.revisions()
            assert list(store.graph.changes(0)) == list(origin.graph.changes(0))
            assert store.graph.holders([claim("1")]) == {claim("1"): "c"}
            assert store.graph.history("c") == origin.graph.history("c")
        assert store.maintenance.verify() == []
        assert write(store, ci("after")) == 7
        with pytest.raises(ClaimTaken):
            write(store, ci("other", claims=frozenset({claim("1")})))

    def test_loading_nothing(self, store: Store) -> None:
        assert store.maintenance.load([]) == 0
        assert store.graph.head() is None

    def test_only_an_empty_store_is_loaded(self, store: Store) -> None:
        write(store, ci("a"))
        with pytest.raises(PreconditionFailed):
            store.maintenance.load([(revision(1), [Change("b", None, ci("b"))])])
        assert keys_of(store) == ["a"]

    @pytest.mark.parametrize(
        "numbers_and_days",
        [[(2, 1)], [(0, 1)], [(1, 1), (3, 2)], [(1, 1), (1, 2)], [(1, 2), (2, 1)]],
        ids=["late start", "zero", "gap", "twice", "time goes back"],
    )
    def test_a_history_with_gaps_is_refused_whole(self, store: Store, numbers_and_days: list[tuple[int, int]]) -> None:
        history = [
            (revision(number, day), [Change(f"n{place}", None, ci(f"n{place}"))])
            for place, (number, day) in enumerate(numbers_and_days)
        ]
        with pytest.raises(Invalid):
            store.maintenance.load(history)
        assert store.graph.head() is None
        assert keys_of(store) == []
        assert write(store, ci("a")) == 1

    def test_a_load_that_fails_at_the_end_leaves_nothing(self, store: Store) -> None:
        good = [
            (
                revision(number + 1),
                [Change(f"n{number}", None, ci(f"n{number}", claims=frozenset({claim(str(number))})))],
            )
            for number in range(20)
        ]
        with pytest.raises(MissingEnd):
            store.maintenance.load([*good, (revision(21), [Change(rid("n1", "x"), None, rel("n1", "x"))])])
        assert store.graph.head() is None
        assert store.graph.holders([claim("1")]) == {}

        def broken() -> Iterator[Any]:
            yield from good
            raise OSError("the file ends here")

        with pytest.raises(OSError, match="ends here"):
            store.maintenance.load(broken())
        assert store.graph.revisions() == []
        assert store.maintenance.load(good) == 20

    def test_instants_of_a_loaded_history_are_kept(self, store: Store) -> None:
        history = [(revision(1, 3), [Change("a", None, ci("a"))]), (revision(2, 3), [Change("a", None, ci("a", "A"))])]
        store.maintenance.load(history)
        assert [rev.at for rev in store.graph.revisions()] == [at(3).at, at(3).at]
        assert store.graph.get(["a"])["a"].changed_at == at(3).at

    def test_verify_finds_nothing_in_a_sound_store(self, store: Store) -> None:
        assert store.maintenance.verify() == []
        fill(store)
        store.graph.declare_indexes(["x"])
        write(store, ci("d", x=1, tags=("a", "b")), ci("e", body={"digest": 5}))
        store.graph.touch(["d"], NOW)
        assert store.maintenance.verify() == []

    def test_last_seen_is_by_key(self, store: Store) -> None:
        write(store, ci("b"), ci("a"), ci("c"))
        store.graph.touch(["b", "a"], NOW)
        assert list(store.maintenance.last_seen()) == [("a", NOW), ("b", NOW)]

    def test_the_format_has_a_number(self, store: Store) -> None:
        assert store.maintenance.format_number() >= 1
