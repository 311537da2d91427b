"""Reading nodes and relations, now and in the past, and after the store is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid, NotFound, StoreClosed
from cmdb.model import Key
from cmdb.query import All, Query
from cmdb.store.port import Batch

from .build import ME, NOW, at, ci, claim, rel, rid, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmdb.model import RelationId
    from cmdb.store.port import Store


def ids(found: Iterable[Any]) -> list[RelationId]:
    return [relation.id for relation, _ in found]


class ReadingContract:
    # ------------------------------------------------------------ nodes

    def test_get_keeps_the_order_asked_and_leaves_out_what_is_absent(self, store: Store) -> None:
        write(store, ci("a"), ci("b"), ci("c"))
        assert list(store.graph.get(["c", "nobody", "a", "c", "b"])) == ["c", "a", "b"]
        assert store.graph.get([]) == {}
        assert list(store.graph.get(Key(key) for key in "ba")) == ["b", "a"]

    def test_get_many(self, store: Store) -> None:
        keys = [f"n{number}" for number in range(3000)]
        write(store, *map(ci, keys))
        assert list(store.graph.get(reversed(keys))) == keys[::-1]

    @pytest.mark.parametrize(
        "key",
        [
            "a/b/c",
            "a'b",
            'a"b',
            "a\\b",
            "100%",
            "a_b",
            "a b",
            " a ",
            "a;b--",
            "$a",
            "{a}",
            "\u05d0\u05d1\u202e",
            "\U0001f980",
            "k" * 512,
            "\U0010ffff" * 512,
            "line\nbreak",
        ],
    )
    def test_keys_are_any_text_up_to_512_characters(self, store: Store, key: str) -> None:
        write(
            store,
            ci(key, key, claims=frozenset({claim(key)}), owner=key),
            ci("a"),
            rel(key, "a", key, key),
            rel("a", key),
        )
        assert store.graph.get([key])[key].node.name == key
        assert ids(store.graph.neighbours([key])) == sorted([rid(key, "a", key, key), rid("a", key)])
        assert list(store.graph.get_relations([rid(key, "a", key, key)])) == [rid(key, "a", key, key)]
        assert store.graph.holders([claim(key)]) == {claim(key): key}
        assert [item.node.key for item in store.graph.owned([key])] == [key]
        assert [version.ref for version in store.graph.history(key)] == [key]
        assert write(store, remove=[key, rid(key, "a", key, key), rid("a", key)]) == 2
        assert store.graph.get([key]) == {}

    def test_stored_tells_revision_instant_and_last_seen(self, store: Store) -> None:
        write(store, ci("a"), stamp=at(1))
        write(store, ci("a", "A"), ci("b"), stamp=at(2))
        store.graph.touch(["a"], NOW)
        found = store.graph.get(["a", "b"])
        assert found["a"][1:] == (2, at(2).at, NOW)
        assert found["b"][1:] == (2, at(2).at, None)
        assert store.graph.get(["a"], as_of=1)["a"][1:] == (1, at(1).at, None)
        assert store.graph.get(["a"], as_of=2)["a"].last_seen is None

    def test_owned_are_those_of_all_owners_by_key(self, store: Store) -> None:
        write(
            store,
            ci("b", owner="x", kind="observation"),
            ci("a", owner="y"),
            ci("c", owner="x"),
            ci("d", owner="X"),
            ci("e"),
        )
        assert [item.node.key for item in store.graph.owned(["x", "y", "nobody"])] == ["a", "b", "c"]
        assert [item.node.key for item in store.graph.owned(["x", "x"], kind="observation")] == ["b"]
        assert store.graph.owned([]) == []
        write(store, ci("c", owner="z"), remove=["b"])
        assert store.graph.owned(["x"]) == []
        assert [item.node.key for item in store.graph.owned(["x"], as_of=1)] == ["b", "c"]
        assert [item.node.key for item in store.graph.owned(["x"], kind="ci", as_of=1)] == ["c"]

    # ------------------------------------------------------------ relations

    def test_get_relations_keeps_the_order_asked(self, store: Store) -> None:
        write(store, ci("a"), ci("b"), rel("a", "b", weight=1), rel("b", "a"))
        write(store, rel("a", "b", weight=2))
        found = store.graph.get_relations([rid("b", "a"), rid("a", "a"), rid("a", "b"), rid("b", "a")])
        assert list(found.items()) == [
            (rid("b", "a"), (rel("b", "a"), 1)),
            (rid("a", "b"), (rel("a", "b", weight=2), 2)),
        ]
        assert store.graph.get_relations([rid("a", "b")], as_of=1) == {rid("a", "b"): (rel("a", "b", weight=1), 1)}
        assert store.graph.get_relations([]) == {}

    def test_neighbours_by_direction_and_type(self, store: Store) -> None:
        write(
            store, *map(ci, "abcd"), rel("a", "b"), rel("b", "c", "uses"), rel("c", "b"), rel("b", "b"), rel("c", "d")
        )
        graph = store.graph
        assert ids(graph.neighbours(["b"], direction="out")) == [rid("b", "b"), rid("b", "c", "uses")]
        assert ids(graph.neighbours(["b"], direction="in")) == [rid("a", "b"), rid("b", "b"), rid("c", "b")]
        both = [rid("a", "b"), rid("b", "b"), rid("b", "c", "uses"), rid("c", "b")]
        assert ids(graph.neighbours(["b"])) == both
        assert ids(graph.neighbours(["b"], types=["uses"])) == [rid("b", "c", "uses")]
        assert ids(graph.neighbours(["b"], types=["uses", "runs_on"])) == both
        assert ids(graph.neighbours(["b"], types=[])) == []
        assert ids(graph.neighbours(["nobody"])) == []
        assert ids(graph.neighbours([])) == []

    def test_relations_ever_names_those_that_came_and_went(self, store: Store) -> None:
        write(store, ci("a"), ci("b"), ci("c"), rel("a", "b"), rel("c", "a", "uses"), rel("b", "b"))
        write(store, rel("b", "c"), remove=[rid("a", "b")])
        write(store, rel("a", "b", weight=2), remove=[rid("b", "c")])
        write(store, remove=[rid("a", "b"), rid("b", "b")])
        assert store.graph.relations_ever(["a"]) == [rid("a", "b"), rid("c", "a", "uses")]
        assert store.graph.relations_ever(["c", "c"]) == [rid("b", "c"), rid("c", "a", "uses")]
        assert store.graph.relations_ever(["a", "b"]) == sorted(
            [rid("a", "b"), rid("b", "b"), rid("b", "c"), rid("c", "a", "uses")]
        )
        assert store.graph.relations_ever(["nobody"]) == []
        assert store.graph.relations_ever([]) == []

    def test_neighbours_of_several_nodes_name_each_relation_once_by_identity(self, store: Store) -> None:
        write(store, *map(ci, "abc"), rel("c", "a"), rel("a", "b"), rel("b", "c"), rel("a", "c"))
        every = [rid("a", "b"), rid("a", "c"), rid("b", "c"), rid("c", "a")]
        assert ids(store.graph.neighbours(["c", "a", "b", "a"])) == every
        assert ids(store.graph.neighbours(["a", "b"], direction="out")) == every[:3]

    def test_order_is_by_code_point(self, store: Store) -> None:
        keys = ["a", "B", "\u00e9", "\uffff", "\U00010000", "Z", "z", "-", "a-", "aa", "a ", "A"]
        write(store, *map(ci, keys), *(rel("a", key) for key in keys))
        expected = sorted(keys)
        assert [identity.target for identity in ids(store.graph.neighbours(["a"], direction="out"))] == expected
        assert [item.node.key for chunk in store.graph.stream_nodes("ci") for item in chunk] == expected
        assert [item.node.key for item in store.graph.find(Query()).items] == expected

    # ------------------------------------------------------------ the past

    def test_as_of_reads_what_was(self, store: Store) -> None:
        write(store, ci("a", "first"), ci("b"), rel("a", "b", weight=1))
        write(store, ci("a", "second"), rel("a", "b", weight=2))
        write(store, remove=["b", rid("a", "b")])
        write(store, ci("b", "again"), rel("a", "b", weight=3))
        names = {
            number: [item.node.name for item in store.graph.get(["a", "b"], as_of=number).values()]
            for number in range(6)
        }
        assert names == {
            0: [],
            1: ["first", ""],
            2: ["second", ""],
            3: ["second"],
            4: ["second", "again"],
            5: ["second", "again"],
        }
        weights = {
            number: [(relation.fields.weight, since) for relation, since in store.graph.neighbours(["b"], as_of=number)]
            for number in range(6)
        }
        assert weights == {0: [], 1: [(1, 1)], 2: [(2, 2)], 3: [], 4: [(3, 4)], 5: [(3, 4)]}
        assert store.graph.get(["b"], as_of=2)["b"].since == 1
        assert store.graph.get(["b"])["b"].since == 4
        assert store.graph.neighbours(["a"], direction="in", as_of=2) == []
        streamed = [relation.fields.weight for chunk in store.graph.stream_relations(as_of=2) for relation in chunk]
        assert streamed == [2]
        assert list(store.graph.stream_relations(as_of=3)) == []
        assert [item.node.name for chunk in store.graph.stream_nodes("ci", as_of=1) for item in chunk] == ["first", ""]

    # ------------------------------------------------------------ revisions

    def test_an_empty_store_has_no_head(self, store: Store) -> None:
        assert store.graph.head() is None
        assert store.graph.revisions() == []
        assert store.graph.revision_at(NOW) == 0
        for number in (-1, 0, 1):
            with pytest.raises(NotFound):
                store.graph.revision(number)

    def test_revision_at_is_the_last_at_or_before(self, store: Store) -> None:
        for day in (1, 3, 3, 5):
            write(store, ci(f"n{day}", str(store.graph.head())), stamp=at(day))
        wanted = {1: 1, 2: 1, 3: 3, 4: 3, 5: 4, 6: 4}
        assert {day: store.graph.revision_at(at(day).at) for day in wanted} == wanted
        assert store.graph.revision_at(at(3).at - timedelta(microseconds=1)) == 1
        assert store.graph.revision_at(datetime(1, 1, 1, tzinfo=UTC)) == 0
        with pytest.raises(Invalid):
            store.graph.revision_at(datetime(2024, 5, 1))  # noqa: DTZ001 - this is what is refused

    def test_revisions_are_listed_either_way(self, store: Store) -> None:
        for number in range(1, 7):
            write(store, ci(f"n{number}"), stamp=at(number, run="even" if number % 2 == 0 else ""))

        def numbers(**options: Any) -> list[int]:
            return [revision.number for revision in store.graph.revisions(**options)]

        assert numbers() == [1, 2, 3, 4, 5, 6]
        assert numbers(after=2, limit=2) == [3, 4]
        assert numbers(newest_first=True) == [6, 5, 4, 3, 2, 1]
        assert numbers(newest_first=True, after=5, limit=2) == [4, 3]
        assert numbers(run="even") == [2, 4, 6]
        assert numbers(run="even", after=2) == [4, 6]
        assert numbers(run="even", newest_first=True, after=6, limit=1) == [4]
        assert numbers(run="") == [1, 3, 5]
        assert numbers(run="nobody") == []
        assert numbers(limit=0) == []
        assert store.graph.revisions()[1] == store.graph.revision(2)

    # ------------------------------------------------------------ what cannot be there

    @pytest.mark.parametrize("odd", ["", "a\0b", "a\0", "half \ud800", "\udfff", "k" * 600])
    def test_asking_for_what_no_store_could_hold_finds_nothing(self, store: Store, odd: str) -> None:
        write(
            store, ci("a", owner="a", body={"digest": 1}, claims=frozenset({claim("a")})), ci("half ?"), rel("a", "a")
        )
        graph = store.graph
        for as_of in (None, 1):
            assert list(graph.get(["a", odd], as_of=as_of)) == ["a"]
            assert graph.get_relations([rid(odd, "a"), rid("a", "a", odd or "?")], as_of=as_of) == {}
            assert [item.node.key for item in graph.owned([odd, "a"], as_of=as_of)] == ["a"]
            assert graph.owned(["a"], kind=odd, as_of=as_of) == []
            assert ids(graph.neighbours([odd, "a"], as_of=as_of)) == [rid("a", "a")]
            assert graph.neighbours([odd], as_of=as_of) == []
            assert graph.relations_ever([odd]) == []
            assert graph.neighbours(["a"], types=[odd], as_of=as_of) == []
            assert list(graph.stream_nodes(odd, as_of=as_of)) == []
        assert graph.holders([claim(odd), claim("a", odd or "?"), claim("a")]) == {claim("a"): "a"}
        assert graph.history(odd) == []
        assert graph.history(rid("a", "a", "runs_on", odd or "?")) == []
        assert graph.digests(odd, "") == {}
        assert graph.digests("ci", odd or "?") == {}
        assert graph.revisions(run=odd or "?") == []
        graph.touch([odd], NOW)
        assert store.side.read("t", odd, now=NOW) is None
        assert store.side.drop("t", odd) is False
        assert store.side.scan("t", now=NOW, prefix=odd, after=odd) == []
        assert store.side.drop_prefix("t", odd) == 0

    # ------------------------------------------------------------ closed

    def test_after_close_everything_raises(self, store: Store) -> None:
        write(store, ci("a"))
        store.close()
        store.close()
        graph, side, maintenance = store.graph, store.side, store.maintenance
        for call in (
            lambda: graph.apply(Batch(nodes=[ci("b")]), ME),
            graph.head,
            lambda: graph.revision(1),
            lambda: graph.revision_at(NOW),
            graph.revisions,
            lambda: graph.get(["a"]),
            lambda: graph.get_relations([rid("a", "b")]),
            lambda: graph.holders([claim("x")]),
            lambda: graph.owned(["a"]),
            lambda: graph.find(Query()),
            lambda: graph.aggregate(All(), "class"),
            lambda: graph.neighbours(["a"]),
            lambda: graph.relations_ever(["a"]),
            lambda: graph.history(Key("a")),
            lambda: graph.changes(0),
            lambda: graph.stream_nodes("ci"),
            graph.stream_relations,
            lambda: graph.touch(["a"], NOW),
            lambda: graph.digests("ci", ""),
            lambda: graph.declare_indexes(["x"]),
            lambda: side.put("t", "k", 1, now=NOW),
            lambda: side.put_many("t", {"k": 1}, now=NOW),
            lambda: side.read("t", "k", now=NOW),
            lambda: side.scan("t", now=NOW),
            lambda: side.drop("t", "k"),
            lambda: side.drop_prefix("t", "k"),
            lambda: side.sweep(NOW),
            maintenance.dump,
            lambda: maintenance.load([]),
            maintenance.verify,
            maintenance.format_number,
            maintenance.last_seen,
        ):
            with pytest.raises(StoreClosed):
                call()
