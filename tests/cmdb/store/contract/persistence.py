"""What holds in addition for stores that outlive the object: opened again, and opened twice at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import ClaimTaken, PreconditionFailed
from cmdb.model import Key
from cmdb.query import Query, Text
from cmdb.store import open_store

from .build import ME, NOW, batch, ci, claim, keys_of, rel, write
from .history import fill

if TYPE_CHECKING:
    from cmdb.store.port import Store


def content(store: Store) -> tuple[Any, ...]:
    nodes = [item for chunk in store.graph.stream_nodes("ci") for item in chunk]
    relations = [relation for chunk in store.graph.stream_relations() for relation in chunk]
    return nodes, relations, list(store.graph.changes(0)), store.side.scan("t", now=NOW)


class PersistenceContract:
    def test_everything_is_there_when_opened_again(self, url: str) -> None:
        with open_store(url) as store:
            fill(store)
            store.graph.touch(["a"], NOW)
            store.graph.declare_indexes(["x"])
            store.side.put("t", "k", {"x": 1}, now=NOW)
            before = content(store)
        with open_store(url) as store:
            assert content(store) == before
            assert store.maintenance.verify() == []
            assert write(store, ci("z")) == 6

    def test_another_opened_store_sees_what_was_committed(self, store: Store, url: str) -> None:
        with open_store(url) as other:
            for number in range(5):
                writer, reader = (store, other) if number % 2 == 0 else (other, store)
                key = f"n{number}"
                assert (
                    write(writer, ci(key, "words of ours", claims=frozenset({claim(key)})), rel(key, key)) == number + 1
                )
                writer.side.put("t", key, number, now=NOW)
                assert reader.graph.head().number == number + 1
                assert keys_of(reader) == [f"n{earlier}" for earlier in range(number + 1)]
                assert len(keys_of(reader, Text(("words",)))) == number + 1
                assert reader.graph.holders([claim(key)]) == {claim(key): key}
                assert reader.side.read("t", key, now=NOW).value == number
                with pytest.raises(ClaimTaken):
                    write(reader, ci("twin", claims=frozenset({claim(key)})))
                with pytest.raises(PreconditionFailed):
                    write(reader, ci(key), expect={Key(key): 0})

    def test_closing_one_leaves_the_other_open(self, store: Store, url: str) -> None:
        with open_store(url) as other:
            write(other, ci("a"))
        assert keys_of(store) == ["a"]
        assert write(store, ci("b")) == 2

    def test_threads_write_gap_free_and_lose_nothing(self, store: Store, url: str) -> None:
        with open_store(url) as other:
            stores, per_thread = [store, other], 20

            def work(thread: int) -> Any:
                found = []
                for number in range(per_thread):
                    key = f"t{thread}-{number}"
                    node = ci(key, claims=frozenset({claim(key)}))
                    found.append(stores[thread % 2].graph.apply(batch(node, rel(key, key)), ME))
                return found

            with ThreadPoolExecutor(4) as pool:
                written = [revision for revisions in pool.map(work, range(4)) for revision in revisions]
        assert sorted(revision.number for revision in written) == list(range(1, 4 * per_thread + 1))
        ordered = sorted(written)
        assert [revision.at for revision in ordered] == sorted(revision.at for revision in written)
        assert store.graph.revisions() == ordered
        assert len(keys_of(store)) == 4 * per_thread
        assert store.maintenance.verify() == []

    def test_of_several_threads_one_gets_the_claim(self, store: Store, url: str) -> None:
        barrier = threading.Barrier(4)

        def work(thread: int) -> Any:
            with open_store(url) as mine:
                barrier.wait(30)
                try:
                    return write(mine, ci(f"n{thread}", claims=frozenset({claim("same")})))
                except ClaimTaken:
                    return None

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(work, range(4)), key=str) == [1, None, None, None]
        assert len(keys_of(store)) == 1

    def test_upserting_one_node_from_many_threads_counts_every_success(self, store: Store) -> None:
        write(store, ci("counter", n=0))

        def work(_: int) -> None:
            done = 0
            while done < 10:
                found = store.graph.get([Key("counter")])[Key("counter")]
                try:
                    write(store, ci("counter", n=found.node.attributes["n"] + 1), expect={Key("counter"): found.since})
                    done += 1
                except PreconditionFailed:
                    continue

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert store.graph.get(["counter"])["counter"].node.attributes["n"] == 40
        assert store.graph.head().number == 41

    def test_side_rows_are_counted_right_by_many_threads(self, store: Store) -> None:
        def work(_: int) -> None:
            done = 0
            while done < 10:
                row = store.side.read("t", "k", now=NOW)
                try:
                    store.side.put("t", "k", (row.value if row else 0) + 1, now=NOW, expect=row.version if row else 0)
                    done += 1
                except PreconditionFailed:
                    continue

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert store.side.read("t", "k", now=NOW) == ("k", 40, 40, None)

    def test_threads_read_while_one_writes(self, store: Store) -> None:
        write(store, *(ci(f"n{number:04}", "0") for number in range(500)))
        stop = threading.Event()

        def read() -> int:
            rounds = 0
            while not stop.is_set() or not rounds:
                for items in (
                    [item for chunk in store.graph.stream_nodes("ci") for item in chunk],
                    store.graph.find(Query(limit=1000)).items,
                ):
                    assert len(items) == 500
                    assert len({item.node.name for item in items}) == 1
                rounds += 1
            return rounds

        with ThreadPoolExecutor(3) as pool:
            readers = [pool.submit(read) for _ in range(3)]
            try:
                for version in range(1, 6):
                    write(store, *(ci(f"n{number:04}", str(version)) for number in range(500)))
            finally:
                stop.set()
            assert all(reader.result(60) for reader in readers)
