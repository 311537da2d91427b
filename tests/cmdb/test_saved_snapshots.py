"""Saved snapshots: one builder at a time, broken and foreign files passed over, old ones removed."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from cmdb import snapshot as module
from cmdb.model import Node
from cmdb.overlay import load_rules
from cmdb.snapshot import Snapshots, build_snapshot
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp, Store


def write(store: Store, key: str) -> None:
    node = Node(key, "ci", "server", key, "operational", None, {}, {}, frozenset())
    store.graph.apply(Batch(nodes=(node,)), Stamp("test", "test"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/store.db"
    with open_store(address) as store:
        write(store, "srv-1")
    return address


def size_seen(url: str, folder: Path) -> int:
    with open_store(url) as store:
        return Snapshots(store.graph, folder, url).now().graph.size


def test_a_saved_snapshot_is_taken_and_not_built_again(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "snapshots"
    assert size_seen(url, folder) == 1
    monkeypatch.setattr(module, "build_snapshot", lambda *_, **__: pytest.fail("built again"))
    assert size_seen(url, folder) == 1


def test_who_waited_takes_what_the_other_built(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that waits finds the saved one when it is let in."""
    folder = tmp_path / "snapshots"
    with open_store(url) as store:
        late, early = Snapshots(store.graph, folder, url), Snapshots(store.graph, folder, url)
        early.now()
        monkeypatch.setattr(module, "build_snapshot", lambda *_, **__: pytest.fail("built twice"))
        assert late.built().graph.size == 1


def test_several_processes_leave_one_file(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(size_seen, [(url, folder)] * 4) == [1, 1, 1, 1]
    assert len(list(folder.glob("*.snapshot"))) == 1
    assert list(folder.glob(".building-*")) == []


def test_a_broken_file_is_passed_over_and_written_anew(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    size_seen(url, folder)
    (path,) = folder.glob("*.snapshot")
    whole = path.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], b"not a snapshot" * 100):
        path.write_bytes(broken)
        assert size_seen(url, folder) == 1
        assert path.read_bytes() == whole


def test_older_ones_are_removed_when_a_new_one_is_built(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    size_seen(url, folder)
    with open_store(url) as store:
        write(store, "srv-2")
        assert Snapshots(store.graph, folder, url).built().revision == 2
    assert len(list(folder.glob("*.snapshot"))) == 1


def test_what_is_carried_forward_is_what_is_built(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    size_seen(url, folder)
    with open_store(url) as store:
        write(store, "srv-2")
        carried = Snapshots(store.graph, folder, url).now()
        fresh = build_snapshot(store.graph, load_rules(store.graph).schema)
        assert carried.revision == fresh.revision
        assert carried.graph.keys_of(range(carried.graph.size)) == fresh.graph.keys_of(range(fresh.graph.size))
