"""Reading and touching in bulk: streams, last-seen times, digests, indexes."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid
from cmdb.query import Compare, Order

from .build import NOW, ci, keys_of, rel, rid, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmdb.store.port import Store


def flat(chunks: Iterable[Any]) -> list[Any]:
    return [item for chunk in chunks for item in chunk]


class BulkContract:
    # ------------------------------------------------------------ streams

    def test_streams_give_everything_in_order(self, store: Store) -> None:
        keys = [f"n{number:05}" for number in range(12_000)]
        write(store, *map(ci, keys[::-1]), ci("p", kind="person"), ci("q", kind="CI"))
        relations = [rel(key, "p", weight=1) for key in keys]
        write(store, *relations[::-1], rel("p", "p"))
        assert [item.node.key for item in flat(store.graph.stream_nodes("ci"))] == keys
        assert [item.node.key for item in flat(store.graph.stream_nodes("person"))] == ["p"]
        assert flat(store.graph.stream_nodes("nothing")) == []
        assert flat(store.graph.stream_relations()) == [*relations, rel("p", "p")]
        assert flat(store.graph.stream_relations(as_of=1)) == []
        assert all(len(chunk) > 0 for chunk in store.graph.stream_nodes("ci"))

    def test_streamed_nodes_are_whole(self, store: Store) -> None:
        node = ci("a", "A", lifecycle="live", owner="b", attributes={"x": (1,)}, body={"y": 2})
        write(store, node)
        store.graph.touch(["a"], NOW)
        instant = store.graph.head().at
        assert flat(store.graph.stream_nodes("ci")) == [(node, 1, instant, NOW)]
        assert flat(store.graph.stream_nodes("ci", as_of=1)) == [(node, 1, instant, None)]

    def test_a_stream_is_one_state_whatever_is_written_meanwhile(self, store: Store) -> None:
        keys = [f"n{number:05}" for number in range(25_000)]
        write(store, *map(ci, keys))
        write(store, *(rel(key, key) for key in keys))
        nodes, relations = store.graph.stream_nodes("ci"), store.graph.stream_relations()
        seen = list(next(nodes))
        seen_relations = list(next(relations))
        assert len(seen) < len(keys)
        write(store, ci(keys[-1], "changed"), ci("z"), rel("z", "z"), remove=[keys[-2], rid(keys[-2], keys[-2])])
        seen += flat(nodes)
        seen_relations += flat(relations)
        assert [item.node for item in seen] == [ci(key) for key in keys]
        assert [relation.id.source for relation in seen_relations] == keys
        assert len(flat(store.graph.stream_nodes("ci"))) == len(keys)

    def test_streams_are_one_state_while_another_thread_goes_on_writing(self, store: Store) -> None:
        keys = [f"n{number:05}" for number in range(12_000)]
        ends = keys[0], keys[len(keys) // 2], keys[-1]  # far apart: read at different times
        write(store, *map(ci, keys), *(rel(key, key, weight=1) for key in ends))
        done = threading.Event()

        def go_on() -> None:
            for number in itertools.count(2):
                if done.is_set():
                    return
                write(store, *(ci(key, f"{number}") for key in ends), *(rel(key, key, weight=number) for key in ends))

        with ThreadPoolExecutor(1) as other:
            writing = other.submit(go_on)
            try:
                for _ in range(3):
                    names = {each.node.key: each.node.name for each in flat(store.graph.stream_nodes("ci"))}
                    assert list(names) == keys
                    assert len({names[key] for key in ends}) == 1
                    weights = {each.fields.weight for each in flat(store.graph.stream_relations())}
                    assert len(weights) == 1
            finally:
                done.set()
            writing.result()
        assert store.graph.head().number > 1

    def test_a_stream_may_be_left_half_read(self, store: Store) -> None:
        write(store, *(ci(f"n{number:05}") for number in range(25_000)))
        for _ in range(4):
            next(iter(store.graph.stream_nodes("ci")))
        abandoned = store.graph.stream_nodes("ci")
        next(abandoned)
        assert write(store, ci("z")) == 2

    # ------------------------------------------------------------ last seen

    def test_touch_only_moves_forward_and_makes_no_revision(self, store: Store) -> None:
        write(store, ci("a"), ci("b"))
        store.graph.touch(["a", "nobody", "a"], NOW)
        assert store.graph.get(["a"])["a"].last_seen == NOW
        assert store.graph.get(["a", "b", "nobody"])["b"].last_seen is None
        store.graph.touch(["a", "b"], NOW - timedelta(microseconds=1))
        assert store.graph.get(["a"])["a"].last_seen == NOW
        assert store.graph.get(["b"])["b"].last_seen == NOW - timedelta(microseconds=1)
        store.graph.touch(["a"], NOW + timedelta(microseconds=1))
        assert store.graph.get(["a"])["a"].last_seen == NOW + timedelta(microseconds=1)
        store.graph.touch([], NOW)
        assert store.graph.head().number == 1
        assert store.graph.get(["a"])["a"].since == 1

    def test_touch_shows_that_the_owner_is_there_too(self, store: Store) -> None:
        write(
            store,
            ci("Srv-\U0001f40d"),
            ci("o-1", owner="Srv-\U0001f40d", kind="observation"),
            ci("o-2", owner="nobody", kind="observation"),
            ci("srv-\U0001f40d"),
        )
        store.graph.touch(["o-1", "o-2"], NOW)
        assert {
            key: stored.last_seen
            for key, stored in store.graph.get(["Srv-\U0001f40d", "srv-\U0001f40d", "o-1"]).items()
        } == {
            "Srv-\U0001f40d": NOW,
            "srv-\U0001f40d": None,
            "o-1": NOW,
        }
        store.graph.touch(["o-1"], NOW - timedelta(days=1))
        assert store.graph.get(["Srv-\U0001f40d"])["Srv-\U0001f40d"].last_seen == NOW

    def test_touch_takes_any_zone_and_refuses_none(self, store: Store) -> None:
        write(store, ci("a"))
        store.graph.touch(["a"], NOW.astimezone(timezone(timedelta(hours=-3))))
        found = store.graph.get(["a"])["a"].last_seen
        assert (found, found.utcoffset()) == (NOW, timedelta(0))
        with pytest.raises(Invalid):
            store.graph.touch(["a"], NOW.replace(tzinfo=None))

    def test_last_seen_stays_through_changes_and_ends_with_the_node(self, store: Store) -> None:
        write(store, ci("a"))
        store.graph.touch(["a"], NOW)
        write(store, ci("a", "A"))
        assert store.graph.get(["a"])["a"].last_seen == NOW
        write(store, remove=["a"])
        write(store, ci("a"))
        assert store.graph.get(["a"])["a"].last_seen is None
        assert list(store.maintenance.last_seen()) == []

    def test_touch_many(self, store: Store) -> None:
        keys = [f"n{number:05}" for number in range(25_000)]
        write(store, *map(ci, keys))
        store.graph.touch(keys, datetime(1, 1, 1, tzinfo=UTC))
        store.graph.touch(keys[:20_000], datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
        assert [key for key, _ in store.maintenance.last_seen()] == keys
        assert {instant.year for _, instant in store.maintenance.last_seen()} == {1, 9999}

    # ------------------------------------------------------------ digests

    def test_digests_are_those_of_a_kind_and_prefix_by_key(self, store: Store) -> None:
        extremes = {"s/a": 2**63 - 1, "s/b": -(2**63), "s/c": 0}
        write(
            store,
            *(ci(key, kind="observation", body={"digest": digest, "x": 1}) for key, digest in extremes.items()),
            ci("s/none", kind="observation"),
            ci("s/text", kind="observation", body={"digest": "1"}),
            ci("s/float", kind="observation", body={"digest": 1.0}),
            ci("s/true", kind="observation", body={"digest": True}),
            ci("s/deep", kind="observation", body={"x": {"digest": 1}}),
            ci("S/a", kind="observation", body={"digest": 5}),
            ci("s0", kind="observation", body={"digest": 6}),
            ci("s/ci", body={"digest": 7}),
        )
        assert list(store.graph.digests("observation", "s/").items()) == list(extremes.items())
        assert store.graph.digests("observation", "") == extremes | {"S/a": 5, "s0": 6}
        assert store.graph.digests("observation", "s/a") == {"s/a": 2**63 - 1}
        assert store.graph.digests("observation", "t") == {}
        assert store.graph.digests("ci", "s/") == {"s/ci": 7}

    def test_digests_follow_changes(self, store: Store) -> None:
        write(store, ci("a", body={"digest": 1}), ci("b", body={"digest": 2}), ci("c", body={"digest": 3}))
        write(store, ci("a", body={"digest": 9}), ci("c"), remove=["b"])
        assert store.graph.digests("ci", "") == {"a": 9}

    @pytest.mark.parametrize("prefix", ["%", "_", "a%", "\U0010ffff", "a\U0010ffff", "\ud7ff", "\u00e9", "'"])
    def test_prefixes_are_taken_as_they_are(self, store: Store, prefix: str) -> None:
        keys = [prefix, f"{prefix}x", "a", "ax", f"x{prefix}", "\ue000", "z"]
        write(store, *(ci(key, body={"digest": 1}) for key in dict.fromkeys(keys)))
        assert list(store.graph.digests("ci", prefix)) == sorted({key for key in keys if key.startswith(prefix)})

    # ------------------------------------------------------------ indexes

    def test_answers_do_not_depend_on_indexes(self, store: Store) -> None:
        values = [1, 1.0, "a", "A", "\u00c9", True, ("a", "b"), (), None]
        nodes = [
            ci(f"n{number}", attributes={} if v is None else {"x": v, "q'\"]": v}) for number, v in enumerate(values)
        ]
        write(store, *nodes[:5])
        answers = []
        for declared in ([], ["x", "q'\"]"], ["x"], ["x"], ["y"], []):
            store.graph.declare_indexes(declared)
            write(store, *nodes)
            answers.append(
                [
                    keys_of(store, Compare(f"attributes.{name}", operator, value), order=[Order(f"attributes.{name}")])
                    for name in ("x", "q'\"]")
                    for operator, value in (
                        ("=", 1),
                        ("=", "a"),
                        (">", ""),
                        ("<", 5),
                        ("prefix", "\u00e9"),
                        ("contains", ""),
                    )
                ]
                + [keys_of(store, order=[Order("attributes.x", descending=True)])]
            )
        assert all(answer == answers[0] for answer in answers)
        assert answers[0][1] == ["n2", "n3", "n6"]

    def test_declaring_indexes_makes_no_revision(self, store: Store) -> None:
        store.graph.declare_indexes(["x"])
        assert store.graph.head() is None
        write(store, ci("a", x=1))
        store.graph.declare_indexes(["x", "x", "y"])
        assert store.graph.head().number == 1
