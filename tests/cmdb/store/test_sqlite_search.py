"""The full-text index of the SQLite store: it may lag and keep old entries, and never changes an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cmdb.query import All, Not, Query, Step, Text
from cmdb.query import Any as Either
from cmdb.store import open_store
from cmdb.store.sqlite import search
from tests.cmdb.store.contract.build import ci, equal, keys_of, rel, write
from tests.cmdb.store.contract.finding import FindingContract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cmdb.store.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        yield store


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Index whatever is missing, in small slices."""
    monkeypatch.setattr(search, "WORTH_INDEXING", 1)
    monkeypatch.setattr(search, "SLICE", 3)


@pytest.mark.usefixtures("eager")
class TestFindingByIndex(FindingContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqliteStore]:
        with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
            yield store


def entries(store: SqliteStore) -> int:
    with store.database.read() as connection:
        return connection.execute("SELECT coalesce(sum(entries), 0) FROM search_state").fetchone()[0]


def words(*found: str) -> Text:
    return Text(found)


def test_few_nodes_are_read_and_many_are_indexed(store: SqliteStore) -> None:
    write(store, *(ci(f"n{number:04}", "few words") for number in range(search.WORTH_INDEXING - 1)))
    assert len(keys_of(store, words("few"))) == search.WORTH_INDEXING - 1
    assert entries(store) == 0
    write(store, ci("more", "and one"))
    assert keys_of(store, words("one", "and")) == ["more"]
    assert entries(store) == search.WORTH_INDEXING


@pytest.mark.usefixtures("eager")
def test_only_the_kinds_asked_for_are_indexed(store: SqliteStore) -> None:
    write(store, *(ci(f"n{number}", "common word") for number in range(10)))
    write(store, *(ci(f"o{number}", "common word", kind="observation") for number in range(10)))
    assert len(keys_of(store, words("common"), equal("kind", "ci"))) == 10
    assert entries(store) == 10
    assert len(keys_of(store, words("common"))) == 20
    assert entries(store) == 20


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(
    "where", [Step("out", None, words("far")), Either((words("far"), words("nowhere"))), Not(words("near"))]
)
def test_words_within_other_conditions_look_among_all_kinds(store: SqliteStore, where: Step | Either | Not) -> None:
    write(store, ci("a", "near"), ci("b", "far away", kind="person"), rel("a", "b"))
    expected = ["a"] if isinstance(where, Step) else ["b"]
    assert [item.node.key for item in store.graph.find(Query(where)).items] == expected
    everything = All((where, equal("kind", "ci" if isinstance(where, Step) else "person")))
    assert [item.node.key for item in store.graph.find(Query(everything)).items] == expected


@pytest.mark.usefixtures("eager")
def test_an_index_that_is_mostly_old_is_made_anew(store: SqliteStore) -> None:
    for version in range(20):
        write(store, *(ci(f"n{number}", f"version {version}") for number in range(5)))
        assert len(keys_of(store, words(f"version {version}"))) == 5
    assert entries(store) < 30
    assert keys_of(store, words("version 7")) == []


@pytest.mark.usefixtures("eager")
def test_a_search_does_not_wait_for_a_writer(store: SqliteStore) -> None:
    write(store, *(ci(f"n{number}", "some words") for number in range(5)))
    with store.database.write():
        assert len(keys_of(store, words("some"))) == 5
    assert entries(store) == 0
    with open_store(store.url) as other:
        with other.database.write():
            assert len(keys_of(store, words("some"))) == 5
        assert entries(store) == 0
        assert len(keys_of(store, words("some"))) == 5
    assert entries(store) == 5


@pytest.mark.usefixtures("eager")
def test_what_is_written_after_indexing_is_found(store: SqliteStore) -> None:
    write(store, ci("a", "first words"))
    assert keys_of(store, words("words")) == ["a"]
    with store.database.write():
        pass
    write(store, ci("b", "second words"))
    with store.database.writing:  # nobody can index now
        assert keys_of(store, words("words")) == ["a", "b"]
    write(store, remove=["a"])
    assert keys_of(store, words("words")) == ["b"]


def test_a_long_word_asks_for_a_few_of_its_parts() -> None:
    phrase = search.match_phrase(["abcdefghijklmnopqrstuvwxyz" * 20])
    assert phrase is not None
    assert phrase.count(" AND ") <= 2 * search.MOST_PARTS
    assert search.match_phrase(["ab"]) is None
    assert search.match_phrase(['say "hi"']) == '"say" AND "ay " AND "y """ AND " ""h" AND """hi" AND "hi"""'
