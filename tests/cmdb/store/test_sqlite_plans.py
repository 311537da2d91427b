"""Which index a question starts from never changes its answer; large stores answer from indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cmdb.query import All, Compare, Order, Query, Text
from cmdb.store import open_store
from cmdb.store.sqlite import plan
from cmdb.store.sqlite.compile import Compiler
from cmdb.store.sqlite.find import page_ids, page_ids_by_index
from tests.cmdb.store.contract.build import ci, equal, write
from tests.cmdb.store.contract.counting import CountingContract
from tests.cmdb.store.contract.finding import FindingContract
from tests.cmdb.store.contract.pages import PageContract

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cmdb.query import Condition
    from cmdb.store.sqlite import SqliteStore


@pytest.fixture
def indexed(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        store.graph.declare_indexes(["x", "y", "tags"])
        yield store


class TestByIndexesOfOrder(FindingContract, PageContract, CountingContract):
    """No condition takes few enough to start from."""

    @pytest.fixture
    def store(self, indexed: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
        monkeypatch.setattr(plan, "FEW", 0)
        return indexed


class TestByIndexesOfConditions(FindingContract, PageContract, CountingContract):
    """Each condition that an index answers takes few enough to start from."""

    @pytest.fixture
    def store(self, indexed: SqliteStore) -> SqliteStore:
        return indexed


def explained(store: SqliteStore, where: Condition, order: Sequence[Order] = ()) -> list[str]:
    """What SQLite says of how it finds a first page."""
    query = Query(where, tuple(order), limit=10)
    steps: list[str] = []
    with store.database.read() as connection:
        statements: list[str] = []
        compiler = Compiler(connection, None)
        chosen = plan.plan_for(compiler, where, query.order)
        connection.set_trace_callback(statements.append)
        (page_ids if chosen.ordered_by is None else page_ids_by_index)(compiler, chosen, query, None)
        connection.set_trace_callback(None)
        for statement in (found for found in statements if " n.id FROM " in found):
            steps += [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    return steps


@pytest.fixture
def large(indexed: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """A store in which ten nodes are few."""
    monkeypatch.setattr(plan, "FEW", 10)
    nodes = [ci(f"n{number:03}", f"name {number:03}", x=number % 3, y=number) for number in range(200)]
    write(indexed, *nodes, *(ci(f"m{number}", cls="mainframe") for number in range(3)), ci("P", kind="person"))
    return indexed


CIS = equal("kind", "ci")


@pytest.mark.parametrize(
    ("where", "order", "index"),
    [
        (All((CIS, equal("class", "server"))), (), "node_kind"),
        (All((CIS, equal("class", "mainframe"))), (), "node_class"),
        (All((CIS, equal("class", "mainframe"))), (Order("name"),), "node_class"),
        (All((CIS, equal("class", "server"))), (Order("name"),), "node_name"),
        (All((CIS, equal("class", "server"))), (Order("name", descending=True),), "node_name"),
        (All((CIS, equal("class", "server"))), (Order("changed_at", descending=True),), "node_moment"),
        (All((CIS, equal("class", "server"))), (Order("attributes.x"),), "attribute x"),
        (All((CIS, equal("name", "name 007"), equal("class", "server"))), (Order("attributes.x"),), "node_name"),
        (All((CIS, Compare("name", "<", "name 005"))), (), "node_name"),
        (All((CIS, Compare("name", "prefix", "name"))), (), "node_kind"),
        (All((CIS, equal("attributes.y", 7))), (Order("name"),), "attribute y"),
        (All((CIS, equal("attributes.x", 1))), (), "node_kind"),
        (All((CIS, equal("attributes.x", 1))), (Order("name"),), "node_name"),
        (All((CIS, Compare("attributes.y", "<", 3))), (Order("changed_at"),), "attribute y"),
        (All((CIS, equal("key", "n007"))), (Order("name"),), "node_key"),
        (equal("key", "p"), (), "node_key_folded"),
    ],
    ids=repr,
)
def test_the_index_that_is_started_from(
    large: SqliteStore, where: Condition, order: Sequence[Order], index: str
) -> None:
    steps = explained(large, where, order)
    assert any(f"INDEX {index}" in step for step in steps), steps
    assert not any(step.startswith("SCAN n") for step in steps), steps


def test_an_index_of_the_order_saves_sorting(large: SqliteStore) -> None:
    servers = All((CIS, equal("class", "server")))
    for order in ((), (Order("name"),), (Order("attributes.x"),), (Order("changed_at"),)):
        assert "USE TEMP B-TREE FOR ORDER BY" not in explained(large, servers, order)


def test_words_are_looked_up_where_that_takes_few(large: SqliteStore) -> None:
    from cmdb.store.sqlite import search

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search, "WORTH_INDEXING", 1)
        large.graph.find(Query(Text(("name 007",))))
    assert any("VIRTUAL TABLE" in step for step in explained(large, All((CIS, Text(("e 007",)))), (Order("name"),)))
