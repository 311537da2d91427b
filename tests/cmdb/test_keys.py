"""Keys of our own: a prefix and a number that is never given twice, whoever asks at the same time."""

from __future__ import annotations

import pytest

from cmdb.errors import PreconditionFailed
from cmdb.estate import Estate
from cmdb.keys import BLOCK, KeyBlocks, allocate
from cmdb.model import Key, Node
from cmdb.overlay import apply_schema
from cmdb.store.port import Batch, Stamp
from cmdb.workspace import Workspace


def give(estate: Estate, me: Stamp, *classes: str) -> list[Key]:
    """Take keys and write CIs under them, as one revision."""
    work = Workspace(estate.graph)
    blocks = KeyBlocks(work, estate.schema)
    keys = [blocks.take(cls) for cls in classes]
    for key, cls in zip(keys, classes, strict=True):
        work.put(Node(key, "ci", cls, "x"))
    blocks.settle()
    work.commit(me)
    return keys


def test_numbers_run_on_by_prefix(estate: Estate, me: Stamp) -> None:
    assert give(estate, me, "server", "rack", "server") == ["srv-000001", "rack-000001", "srv-000002"]
    assert give(estate, me, "server", "rack") == ["srv-000003", "rack-000002"]


def test_a_class_without_a_prefix_has_that_of_its_nearest_ancestor(estate: Estate, me: Stamp) -> None:
    blades = [{"name": "blade", "parent": "server"}, {"name": "small_blade", "parent": "blade", "prefix": "sb"}]
    apply_schema(estate.graph, {"classes": blades}, me)
    assert give(estate, me, "server", "blade", "small_blade") == ["srv-000001", "srv-000002", "sb-000001"]


def test_a_number_is_not_given_again_when_its_ci_is_gone(estate: Estate, me: Stamp) -> None:
    (key,) = give(estate, me, "server")
    estate.graph.apply(Batch(remove_nodes=[key]), me)
    assert give(estate, me, "server") == ["srv-000002"]


def test_keys_that_a_file_has_brought_are_passed_over(estate: Estate, me: Stamp) -> None:
    taken = [Node(Key(f"srv-{number:06d}"), "ci", "server", "x") for number in (1, 2, 4)]
    estate.graph.apply(Batch(nodes=taken), me)
    assert give(estate, me, "server", "server", "server") == ["srv-000003", "srv-000005", "srv-000006"]
    assert give(estate, me, "server") == ["srv-000007"]


def test_a_whole_block_that_is_taken_is_passed_over(estate: Estate, me: Stamp) -> None:
    taken = [Node(Key(f"srv-{number:06d}"), "ci", "server", "x") for number in range(1, BLOCK + 1)]
    estate.graph.apply(Batch(nodes=taken), me)
    assert give(estate, me, "server") == [f"srv-{BLOCK + 1:06d}"]


def test_more_than_a_block_at_a_time(estate: Estate, me: Stamp) -> None:
    keys = give(estate, me, *["server"] * (BLOCK + 2))
    assert keys == [f"srv-{number:06d}" for number in range(1, BLOCK + 3)]


def test_long_numbers_are_written_out(estate: Estate, me: Stamp) -> None:
    work = Workspace(estate.graph)
    work.put(Node(Key("counter:srv"), "counter", "counter", "srv", attributes={"last": 999_999}))
    work.commit(me)
    assert give(estate, me, "server") == ["srv-1000000"]


def test_of_two_who_take_the_same_key_one_is_refused(estate: Estate, me: Stamp) -> None:
    one, other = Workspace(estate.graph), Workspace(estate.graph)
    keys = [allocate(each, estate.schema, "server") for each in (one, other)]
    assert keys == ["srv-000001", "srv-000001"]
    one.commit(me)
    with pytest.raises(PreconditionFailed):
        other.commit(me)
    again = Workspace(estate.graph)
    assert allocate(again, estate.schema, "server") == "srv-000002"


def test_what_is_not_settled_is_given_again(estate: Estate) -> None:
    work = Workspace(estate.graph)
    assert KeyBlocks(work, estate.schema).take("server") == "srv-000001"
    assert KeyBlocks(Workspace(estate.graph), estate.schema).take("server") == "srv-000001"
    assert work.changes() == []
