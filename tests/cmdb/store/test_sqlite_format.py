"""Opening a SQLite file: making it, migrating it after a backup, or refusing it untouched."""

from __future__ import annotations

import gzip
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid, StoreTooNew, StoreUnavailable
from cmdb.query import Text
from cmdb.store import open_store
from cmdb.store.sqlite import schema
from cmdb.store.sqlite.migrate import backup_path
from tests.cmdb.store.contract.build import ci, keys_of, write
from tests.cmdb.store.old.content import fill

if TYPE_CHECKING:
    from cmdb.store.port import Store

OLD = Path(__file__).parent / "old"
FORMATS = sorted(int(path.name.split("-")[1].split(".")[0]) for path in OLD.glob("format-*.sqlite.gz"))


def old_file(tmp_path: Path, number: int) -> Path:
    """A copy of the committed file of a format."""
    path = tmp_path / "estate.sqlite"
    path.write_bytes(gzip.decompress((OLD / f"format-{number}.sqlite.gz").read_bytes()))
    return path


def content(store: Store) -> list[Any]:
    """All that can be read from a store."""
    graph = store.graph
    return [
        graph.revisions(),
        list(graph.changes(0)),
        [list(graph.stream_nodes(kind, as_of=number)) for kind in ("ci", "observation") for number in (None, 1, 2, 3)],
        [list(graph.stream_relations(as_of=number)) for number in (None, 1, 2, 3)],
        graph.digests("observation", ""),
        [keys_of(store, Text((word,))) for word in ("payroll", "z\u00fcrich", "red", "raw")],
        list(store.maintenance.last_seen()),
        store.side.scan("jobs", now=graph.revision(1).at),
    ]


def schema_of(path: Path) -> list[tuple[str, str]]:
    """What a file says of its tables and indexes, without the spacing."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search_%'"
        )
        return sorted((name, " ".join(sql.split())) for name, sql in rows)


def test_there_is_an_old_file_of_each_format_before() -> None:
    assert set(range(1, schema.FORMAT)) <= set(FORMATS)


@pytest.mark.parametrize("number", FORMATS)
def test_an_old_file_is_migrated_and_reads_as_a_new_one(tmp_path: Path, number: int) -> None:
    path = old_file(tmp_path, number)
    before = path.read_bytes()
    with open_store(f"sqlite:///{path}") as store, open_store("memory:") as fresh:
        fill(fresh)
        assert store.maintenance.format_number() == schema.FORMAT
        assert content(store) == content(fresh)
        assert store.maintenance.verify() == []
        assert write(store, ci("new")) == 5
    backup = backup_path(path, number)
    if number == schema.FORMAT:
        assert not backup.exists()
        return
    assert backup.name == f"estate.sqlite.format-{number}.backup"
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (number,)
        assert connection.execute("SELECT max(number) FROM revision").fetchone() == (4,)
    assert len(backup.read_bytes()) == len(before)
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".part")] == []


@pytest.mark.parametrize("number", FORMATS)
def test_a_migrated_file_has_the_tables_of_a_new_one(tmp_path: Path, number: int) -> None:
    path, fresh = old_file(tmp_path, number), tmp_path / "fresh.sqlite"
    open_store(f"sqlite:///{path}").close()
    with open_store(f"sqlite:///{fresh}") as store:
        store.graph.declare_indexes(["number"])
    assert schema_of(path) == schema_of(fresh)


def test_the_backup_can_be_opened_again(tmp_path: Path) -> None:
    path = old_file(tmp_path, 1)
    with open_store(f"sqlite:///{path}") as store:
        write(store, ci("after"))
    backup_path(path, 1).replace(path)
    with open_store(f"sqlite:///{path}") as store:
        assert store.graph.head().number == 4


def test_a_file_is_migrated_only_once_by_many(tmp_path: Path) -> None:
    url = f"sqlite:///{old_file(tmp_path, 1)}"

    def work(_: int) -> int:
        with open_store(url) as store:
            return len(keys_of(store))

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(work, range(6))) == {3}


def test_a_migration_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old_file(tmp_path, 1)
    broken = "CREATE TABLE more (x) STRICT; DROP TABLE side; CREATE TABLE revision (x)"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", (schema.FIRST, broken))
        with pytest.raises((StoreUnavailable, sqlite3.OperationalError)):
            open_store(f"sqlite:///{path}")
    assert backup_path(path, 1).exists()
    with open_store(f"sqlite:///{path}") as store:
        assert store.graph.head().number == 4
        assert store.side.scan("jobs", now=store.graph.revision(1).at) != []


def test_a_newer_format_is_refused_and_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(StoreTooNew) as caught:
        open_store(f"sqlite:///{path}")
    assert (caught.value.found, caught.value.known) == (schema.FORMAT + 1, schema.FORMAT)
    assert "newer release" in str(caught.value)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, changed)
    assert [entry.name for entry in tmp_path.iterdir()] == ["store.sqlite"]


def test_what_is_no_sqlite_file_is_refused_untouched(tmp_path: Path) -> None:
    for text in (b"just some notes\n" * 100, b"x", b"SQLite format 3\x00 but no more"):
        path = tmp_path / "notes.txt"
        path.write_bytes(text)
        with pytest.raises(StoreUnavailable, match=r"notes\.txt is no store"):
            open_store(f"sqlite:///{path}")
        assert path.read_bytes() == text


def test_the_file_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="another program"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    with open_store(f"sqlite:///{path}") as store:
        assert write(store, ci("a")) == 1


def test_a_damaged_file_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{path}") as store:
        write(store, *(ci(f"n{number}", "x" * 100) for number in range(500)))
    damaged = bytearray(path.read_bytes())
    for start in range(8192, len(damaged), 4096):
        damaged[start : start + 100] = b"\xff" * 100
    path.write_bytes(damaged)
    with pytest.raises(StoreUnavailable, match=r"store\.sqlite is damaged"), open_store(f"sqlite:///{path}") as store:
        list(store.graph.stream_nodes("ci"))


def test_a_damaged_index_is_found_by_verify(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{path}") as store:
        write(store, ci("a", name="A", tags=("x",)), ci("b"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO claim VALUES ('serial', '1', 'a')")
        connection.execute("DELETE FROM word WHERE field = 'class'")
        connection.execute("DELETE FROM item")
        connection.execute("UPDATE node SET since = 9 WHERE key = 'b'")
        connection.execute("INSERT INTO seen VALUES ('nobody', '2024-01-01T00:00:00.000000Z')")
        connection.commit()
    with open_store(f"sqlite:///{path}") as store:
        findings = store.maintenance.verify()
    assert {finding.where for finding in findings} == {"a", "b", "nobody"}
    assert len(findings) >= 5


def test_where_no_file_can_be(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is no directory"):
        open_store(f"sqlite:///{tmp_path}/missing/store.sqlite")
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://host/file",
        "sqlite:///directory/",
        "sqlite:///file?timeout=soon",
        "sqlite:///file?timeout=-1",
        "sqlite:///file?mode=ro",
        "postgres://host/db",
        "file.sqlite",
        "",
    ],
)
def test_urls_that_name_no_store(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        open_store(url)
    assert caught.value.where == "store URL"
    assert caught.value.allowed


def test_a_relative_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///store.sqlite") as store:
        write(store, ci("a"))
    assert (tmp_path / "store.sqlite").exists()


def test_a_writer_that_does_not_let_go_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{path}?timeout=0.2") as store:
        write(store, ci("a"))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="held by another process"):
                write(store, ci("b"))
            with pytest.raises(StoreUnavailable, match="held by another process"):
                store.side.put("t", "k", 1, now=store.graph.head().at)
            assert keys_of(store) == ["a"]
            other.execute("ROLLBACK")
        assert write(store, ci("b")) == 2
        with store.database.write(), pytest.raises(StoreUnavailable, match="another writer"):
            write(store, ci("c"))
