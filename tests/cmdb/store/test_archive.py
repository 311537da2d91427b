"""Backups: what was written is restored, and a file that is not whole writes nothing."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid, PreconditionFailed
from cmdb.store import open_store
from cmdb.store.archive import Backup, check_backup, copy_store, restore_backup, write_backup
from cmdb.store.blobs import all_blobs, keep_blob, read_blob
from tests.cmdb.store.contract.build import NOW, at, ci, rel, write
from tests.cmdb.store.contract.history import fill
from tests.cmdb.store.contract.values import GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cmdb.store.port import Store


@pytest.fixture
def origin() -> Iterator[Store]:
    with open_store("memory:") as store:
        fill(store)
        write(
            store, ci("all", attributes={f"v{n}": value for n, value in enumerate(GOOD)}, body={"x": [1]}), stamp=at(8)
        )
        write(store, rel("all", "all", need="soft", confidence=0.5, last_verified=NOW, reported_by=("a",)), stamp=at(9))
        store.graph.touch(["a"], NOW)
        store.graph.touch(["all", "b"], NOW + timedelta(1))
        store.side.put("sessions", "secret", 1, now=NOW)
        yield store


@pytest.fixture(params=["memory:", "sqlite"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = request.param if request.param == "memory:" else f"sqlite:///{tmp_path}/target.sqlite"
    with open_store(url) as store:
        yield store


def content(store: Store) -> list[Any]:
    return [store.graph.revisions(), list(store.graph.changes(0)), list(store.maintenance.last_seen())]


def rewrite(path: Path, change: Any) -> None:
    """Write the lines of a backup again, changed."""
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(change(lines))))


def test_what_was_written_is_restored(origin: Store, target: Store, tmp_path: Path) -> None:
    path = tmp_path / "estate.backup"
    expected = Backup(revisions=7, changes=14, seen=3)
    assert write_backup(origin, path) == expected
    assert restore_backup(target, path) == expected
    assert content(target) == content(origin)
    assert target.maintenance.verify() == []
    assert target.side.read("sessions", "secret", now=NOW) is None
    assert write(target, ci("after")) == 8


def test_a_store_is_copied_into_another(origin: Store, target: Store) -> None:
    assert copy_store(origin, target) == Backup(revisions=7, changes=14, seen=3)
    assert content(target) == content(origin)
    with pytest.raises(PreconditionFailed):
        copy_store(origin, target)


def test_an_empty_store_goes_there_and_back(target: Store, tmp_path: Path) -> None:
    path = tmp_path / "empty.backup"
    with open_store("memory:") as origin:
        assert write_backup(origin, path) == Backup(0, 0, 0)
    assert restore_backup(target, path) == Backup(0, 0, 0)
    assert target.graph.head() is None


def test_equal_stores_make_equal_files(origin: Store, tmp_path: Path) -> None:
    write_backup(origin, tmp_path / "one")
    with open_store(f"sqlite:///{tmp_path}/copy.sqlite") as copy:
        copy_store(origin, copy)
        write_backup(copy, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_file_says_what_it_is(origin: Store, tmp_path: Path) -> None:
    write_backup(origin, tmp_path / "estate.backup")
    first, *_, last = gzip.decompress((tmp_path / "estate.backup").read_bytes()).splitlines()
    assert json.loads(first) == {"faultline_backup": 1}
    assert json.loads(last)["end"].keys() == {"lines", "sha256", "backup"}


def test_only_an_empty_store_is_restored_into(origin: Store, target: Store, tmp_path: Path) -> None:
    write_backup(origin, tmp_path / "estate.backup")
    write(target, ci("mine"))
    with pytest.raises(PreconditionFailed):
        restore_backup(target, tmp_path / "estate.backup")
    assert list(target.graph.get(["mine", "a"])) == ["mine"]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[:3],
        lambda lines: lines[:1] + lines[2:],
        lambda lines: [*lines, b'{"revision": []}\n'],
        lambda lines: [line.replace(b"one", b"ono") for line in lines],
        lambda lines: lines[1:],
        lambda lines: [b'{"faultline_backup": 2}\n', *lines[1:]],
        lambda lines: [b"[]\n", *lines[1:]],
        lambda _: [b"notes\n"],
        lambda _: [],
        lambda lines: [*lines[:-1], b'{"end":{}}\n'],
    ],
)
def test_a_file_that_is_not_whole_writes_nothing(origin: Store, target: Store, tmp_path: Path, change: Any) -> None:
    path = tmp_path / "estate.backup"
    write_backup(origin, path)
    rewrite(path, change)
    with pytest.raises(Invalid, match=r"estate\.backup"):
        restore_backup(target, path)
    assert target.graph.head() is None
    assert list(target.graph.stream_nodes("ci")) == []


def test_a_file_cut_short_anywhere_writes_nothing(origin: Store, target: Store, tmp_path: Path) -> None:
    path = tmp_path / "estate.backup"
    write_backup(origin, path)
    whole = path.read_bytes()
    for length in {0, 1, 10, len(whole) // 3, len(whole) // 2, len(whole) - 9, len(whole) - 1}:
        path.write_bytes(whole[:length])
        with pytest.raises(Invalid):
            restore_backup(target, path)
    path.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    with pytest.raises(Invalid):
        restore_backup(target, path)
    assert target.graph.head() is None
    path.write_bytes(whole)
    assert check_backup(path).revisions == 7


def test_a_missing_file(target: Store, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nothing-here"):
        restore_backup(target, tmp_path / "nothing-here")


def test_a_backup_that_fails_keeps_the_file_before(
    origin: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "estate.backup"
    write_backup(origin, path)
    before = path.read_bytes()

    def broken() -> Any:
        yield from list(type(origin.maintenance).dump(origin.maintenance))[:2]
        raise OSError("the disk is full")

    monkeypatch.setattr(origin.maintenance, "dump", broken)
    with pytest.raises(OSError, match="disk is full"):
        write_backup(origin, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["estate.backup"]


def test_what_is_attached_is_backed_up_and_copied(origin: Store, target: Store, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1024
    digest = keep_blob(origin.side, content, "inc-000001:a", now=NOW)
    keep_blob(origin.side, content, "inc-000002:b", now=NOW)
    write_backup(origin, tmp_path / "b")
    restore_backup(target, tmp_path / "b")
    assert read_blob(target.side, digest, now=NOW) == content
    assert [each.uses for each in all_blobs(target.side, now=NOW)] == [("inc-000001:a", "inc-000002:b")]
    with open_store("memory:") as other:
        copy_store(target, other)
        assert list(all_blobs(other.side, now=NOW)) == list(all_blobs(origin.side, now=NOW))
        assert other.side.read("sessions", "secret", now=NOW) is None
