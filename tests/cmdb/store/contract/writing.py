"""``GraphStore.apply``: one revision, whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid, MissingEnd, PreconditionFailed, StillConnected
from cmdb.model import Key
from cmdb.store.port import Batch, Stamp

from .build import ME, NOW, batch, ci, claim, rel, rid, write

if TYPE_CHECKING:
    from cmdb.store.port import Store


def state(store: Store) -> tuple[Any, ...]:
    """All that is current, to see that a refused batch left nothing behind."""
    nodes = [item for chunk in store.graph.stream_nodes("ci") for item in chunk]
    relations = [relation for chunk in store.graph.stream_relations() for relation in chunk]
    return store.graph.head(), nodes, relations


class WritingContract:
    # ------------------------------------------------------------ revisions

    def test_a_batch_is_one_revision(self, store: Store) -> None:
        stamp = Stamp("ada", "scan", "nightly", "run-7", NOW)
        revision = store.graph.apply(batch(ci("a"), ci("b"), rel("a", "b")), stamp)
        assert revision == (1, NOW, "ada", "scan", "nightly", "run-7")
        assert store.graph.head() == revision
        assert store.graph.revision(1) == revision
        assert {item.since for item in store.graph.get(["a", "b"]).values()} == {1}
        assert store.graph.get(["a"])["a"].changed_at == NOW

    def test_revisions_count_up_without_gaps_also_past_refused_and_empty_batches(self, store: Store) -> None:
        assert write(store, ci("a")) == 1
        assert write(store, ci("a")) is None
        with pytest.raises(MissingEnd):
            write(store, rel("a", "nobody"))
        assert write(store, ci("b")) == 2

    def test_an_empty_batch_changes_nothing(self, store: Store) -> None:
        assert store.graph.apply(Batch(), ME) is None
        assert store.graph.head() is None

    def test_instants_never_go_back(self, store: Store) -> None:
        write(store, ci("a"), stamp=ME._replace(at=NOW))
        early = store.graph.apply(batch(ci("b")), ME._replace(at=NOW - timedelta(days=1)))
        assert early.at == NOW
        future = datetime(2999, 1, 1, tzinfo=UTC)
        assert store.graph.apply(batch(ci("c")), ME._replace(at=future)).at == future
        assert store.graph.apply(batch(ci("d")), ME).at == future

    def test_the_clock_of_the_store_is_in_utc_and_now(self, store: Store) -> None:
        before = datetime.now(UTC)
        revision = store.graph.apply(batch(ci("a")), ME)
        assert before - timedelta(seconds=5) <= revision.at <= datetime.now(UTC) + timedelta(seconds=5)
        assert revision.at.utcoffset() == timedelta(0)
        assert store.graph.head() == revision

    def test_instants_are_kept_to_the_microsecond_and_returned_in_utc(self, store: Store) -> None:
        there = timezone(timedelta(hours=5, minutes=45))
        revision = store.graph.apply(batch(ci("a")), ME._replace(at=NOW.astimezone(there)))
        assert revision.at == NOW
        assert revision.at.utcoffset() == timedelta(0)
        assert store.graph.revision(1).at.utcoffset() == timedelta(0)

    # ------------------------------------------------------------ no change

    def test_what_is_equal_to_the_present_gets_no_version(self, store: Store) -> None:
        write(store, ci("a", "A", size=1), ci("b"), rel("a", "b", weight=3))
        assert write(store, ci("a", "A", size=1), ci("b", "B"), rel("a", "b", weight=3)) == 2
        assert store.graph.get(["a"])["a"].since == 1
        assert store.graph.get(["b"])["b"].since == 2
        assert store.graph.get_relations([rid("a", "b")])[rid("a", "b")][1] == 1

    def test_removing_what_does_not_exist_is_no_change(self, store: Store) -> None:
        write(store, ci("a"))
        assert write(store, remove=["nobody", rid("a", "nobody")]) is None
        assert write(store, ci("b"), remove=["nobody"]) == 2

    def test_the_order_of_names_means_nothing(self, store: Store) -> None:
        write(store, ci("a", attributes={"x": 1, "y": 2}, body={"p": {"q": 1, "r": 2}}))
        assert write(store, ci("a", attributes={"y": 2, "x": 1}, body={"p": {"r": 2, "q": 1}})) is None

    def test_the_same_instant_in_another_zone_is_no_change(self, store: Store) -> None:
        there = timezone(timedelta(hours=-7))
        write(store, ci("a", seen=NOW), ci("b"), rel("a", "b", last_verified=NOW))
        same = [ci("a", seen=NOW.astimezone(there)), rel("a", "b", last_verified=NOW.astimezone(there))]
        assert write(store, *same) is None

    @pytest.mark.parametrize(("before", "after"), [(1, True), (1, 1.0), (0.0, -0.0), ("1", 1), (0, False)])
    def test_values_that_are_written_differently_differ(self, store: Store, before: Any, after: Any) -> None:
        write(store, ci("a", value=before))
        assert write(store, ci("a", value=after)) == 2
        found = store.graph.get(["a"])["a"].node.attributes["value"]
        assert (type(found), str(found)) == (type(after), str(after))

    @pytest.mark.parametrize(
        "change",
        [
            {"name": "B"},
            {"cls": "router"},
            {"kind": "person"},
            {"lifecycle": "retired"},
            {"owner": "o"},
            {"body": {"n": 1}},
            {"attributes": {"x": 1}},
        ],
    )
    def test_each_part_of_a_node_makes_a_version(self, store: Store, change: dict[str, Any]) -> None:
        write(store, ci("a"))
        changed = ci("a", **change)
        assert write(store, changed) == 2
        assert store.graph.get(["a"])["a"].node == changed

    # ------------------------------------------------------------ preconditions

    def test_expect_is_the_revision_of_the_current_version(self, store: Store) -> None:
        write(store, ci("a"), ci("b"), rel("a", "b"))
        write(store, ci("a", "A"))
        with pytest.raises(PreconditionFailed) as caught:
            write(store, ci("a", "B"), expect={Key("a"): 1})
        assert (caught.value.key, caught.value.expected, caught.value.found) == ("a", 1, 2)
        assert write(store, ci("a", "B"), rel("a", "b", weight=2), expect={Key("a"): 2, rid("a", "b"): 1}) == 3
        with pytest.raises(PreconditionFailed):
            write(store, rel("a", "b", weight=1), expect={rid("a", "b"): 1})

    def test_expect_zero_means_absent(self, store: Store) -> None:
        assert write(store, ci("a"), ci("b"), expect={Key("a"): 0, rid("a", "b"): 0}) == 1
        with pytest.raises(PreconditionFailed):
            write(store, ci("a", "again"), expect={Key("a"): 0})
        write(store, remove=["a"])
        assert write(store, ci("a"), expect={Key("a"): 0}) == 3

    def test_expect_may_name_what_the_batch_does_not_write_and_what_is_absent(self, store: Store) -> None:
        write(store, ci("a"))
        assert write(store, ci("b"), expect={Key("a"): 1}) == 2
        with pytest.raises(PreconditionFailed):
            write(store, ci("c"), expect={Key("a"): 2})
        with pytest.raises(PreconditionFailed) as caught:
            write(store, ci("c"), expect={Key("nobody"): 1})
        assert caught.value.found == 0

    def test_preconditions_are_checked_where_nothing_would_change(self, store: Store) -> None:
        write(store, ci("a"))
        with pytest.raises(PreconditionFailed):
            write(store, ci("a"), expect={Key("a"): 9})
        with pytest.raises(PreconditionFailed):
            write(store, head=9)

    def test_head_is_the_revision_that_the_store_must_be_at(self, store: Store) -> None:
        assert write(store, ci("a"), head=0) == 1
        with pytest.raises(PreconditionFailed) as caught:
            write(store, ci("b"), head=0)
        assert (caught.value.expected, caught.value.found) == (0, 1)
        assert write(store, ci("b"), head=1) == 2

    # ------------------------------------------------------------ ends

    @pytest.mark.parametrize(("source", "target"), [("a", "nobody"), ("nobody", "a"), ("nobody", "nobody")])
    def test_an_end_must_exist_after_the_batch(self, store: Store, source: str, target: str) -> None:
        write(store, ci("a"))
        with pytest.raises(MissingEnd) as caught:
            write(store, ci("b"), rel("a", "b"), rel(source, target))
        assert caught.value.key == "nobody"
        assert store.graph.get(["b"]) == {}

    def test_an_end_may_come_with_the_batch(self, store: Store) -> None:
        write(store, ci("a"))
        assert write(store, rel("a", "b"), ci("b")) == 2

    def test_an_end_may_not_leave_with_the_batch(self, store: Store) -> None:
        write(store, ci("a"), ci("b"), ci("c"), rel("a", "b"))
        for relation in (rel("a", "b", weight=2), rel("a", "b"), rel("c", "b")):
            with pytest.raises(MissingEnd):
                write(store, relation, remove=["b"])

    def test_an_end_that_was_removed_is_missing(self, store: Store) -> None:
        write(store, ci("a"), ci("b"))
        write(store, remove=["b"])
        with pytest.raises(MissingEnd):
            write(store, rel("a", "b"))

    @pytest.mark.parametrize("end", ["source", "target", "loop"])
    def test_a_connected_node_is_not_removed(self, store: Store, end: str) -> None:
        pair = {"source": ("b", "a"), "target": ("a", "b"), "loop": ("b", "b")}[end]
        write(store, ci("a"), ci("b"), rel(*pair))
        with pytest.raises(StillConnected) as caught:
            write(store, ci("c"), remove=["b"])
        assert caught.value.key == "b"
        assert write(store, remove=["b", rid(*pair)]) == 2
        assert store.graph.get(["b", "c"]) == {}
        assert store.graph.neighbours(["a", "b"]) == []

    def test_of_several_relations_all_must_go_with_the_node(self, store: Store) -> None:
        write(store, ci("a"), ci("b"), rel("a", "b"), rel("a", "b", "uses"), rel("a", "b", "uses", "g"))
        with pytest.raises(StillConnected):
            write(store, remove=["b", rid("a", "b"), rid("a", "b", "uses")])
        write(store, remove=["b", rid("a", "b"), rid("a", "b", "uses"), rid("a", "b", "uses", "g")])

    def test_an_owner_need_not_exist(self, store: Store) -> None:
        assert write(store, ci("a", owner="nobody")) == 1

    # ------------------------------------------------------------ what identifies

    def test_parallel_relations_differ_in_type_group_or_direction(self, store: Store) -> None:
        relations = [
            rel("a", "b"),
            rel("a", "b", "uses"),
            rel("a", "b", "uses", "g"),
            rel("a", "b", "uses", "G"),
            rel("b", "a"),
            rel("a", "a"),
            rel("a", "a", "uses"),
        ]
        write(store, ci("a"), ci("b"), *relations)
        found = [relation for relation, _ in store.graph.neighbours(["a", "b"])]
        assert found == sorted(relations, key=lambda relation: relation.id)

    def test_case_and_composition_are_significant_in_identity(self, store: Store) -> None:
        keys = [
            "srv",
            "SRV",
            "Srv",
            "caf\u00e9",
            "cafe\u0301",
            "stra\u00dfe",
            "STRASSE",
            "\u017f",
            "s",
            "S",
            "\u212a",
            "k",
        ]
        write(store, *(ci(key, key) for key in keys))
        assert [item.node.name for item in store.graph.get(keys).values()] == keys
        write(store, rel("srv", "SRV", "uses"), rel("srv", "SRV", "Uses"), rel("SRV", "srv", "uses"))
        assert len(store.graph.neighbours(["srv"])) == 3
        assert len(store.graph.neighbours(["srv"], direction="out", types=["uses"])) == 1

    # ------------------------------------------------------------ atomic

    @pytest.mark.parametrize("size", [1, 50_000])
    def test_a_refused_last_element_leaves_nothing_behind(self, store: Store, size: int) -> None:
        write(store, ci("a", "A"), ci("z"), rel("a", "z"))
        before = state(store)
        good = [ci(f"n{number:06}", claims=frozenset()) for number in range(size)]
        with pytest.raises(MissingEnd):
            write(store, ci("a", "changed"), *good, rel("a", "n000000"), rel("a", "nobody"), remove=[rid("a", "z")])
        assert state(store) == before
        assert write(store, ci("a", "changed"), *good, rel("a", "n000000")) == 2

    def test_a_batch_reads_back_at_once(self, store: Store) -> None:
        for number in range(5):
            write(store, ci("a", f"name {number}"))
            assert store.graph.get(["a"])["a"].node.name == f"name {number}"
            assert store.graph.head().number == number + 1

    def test_fifty_thousand_in_one_revision(self, store: Store) -> None:
        nodes = [ci(f"n{number:06}", f"node {number}", size=number) for number in range(30_000)]
        relations = [rel(f"n{number:06}", f"n{number + 1:06}") for number in range(20_000)]
        assert write(store, *nodes, *relations) == 1
        assert sum(len(chunk) for chunk in store.graph.stream_nodes("ci")) == 30_000
        assert sum(len(chunk) for chunk in store.graph.stream_relations()) == 20_000
        assert write(store, *nodes, *relations) is None
        assert write(store, *(node._replace(name="changed") for node in nodes)) == 2
        assert write(store, remove=[relation.id for relation in relations] + [node.key for node in nodes]) == 3
        assert list(store.graph.stream_nodes("ci")) == []
        assert list(store.graph.stream_relations()) == []
        assert sum(len(chunk) for chunk in store.graph.stream_nodes("ci", as_of=2)) == 30_000

    # ------------------------------------------------------------ invalid

    @pytest.mark.parametrize(
        "twice",
        [
            batch(ci("a"), ci("a", "other")),
            batch(ci("a"), ci("a")),
            batch(ci("a"), remove=["a"]),
            batch(remove=["a", "a"]),
            batch(ci("a"), rel("a", "a"), rel("a", "a", weight=1)),
            batch(ci("a"), rel("a", "a"), remove=[rid("a", "a")]),
            batch(remove=[rid("a", "a"), rid("a", "a")]),
        ],
    )
    def test_an_entity_is_named_once(self, store: Store, twice: Batch) -> None:
        with pytest.raises(Invalid):
            store.graph.apply(twice, ME)
        assert store.graph.head() is None

    @pytest.mark.parametrize(
        "bad",
        [
            ci(""),
            ci("k" * 513),
            ci("nul\0"),
            ci("half \ud800"),
            ci("a", kind=""),
            ci("a", cls=""),
            ci("a", "nul\0"),
            ci("a", lifecycle="\udfff"),
            ci("a", owner=""),
            ci("a", owner="nul\0"),
            ci("a", attributes={"": 1}),
            ci("a", attributes={"n" * 513: 1}),
            ci("a", attributes={"nul\0": 1}),
            ci("a", attributes={"half \udc00": 1}),
            ci("a", body={"n": float("nan")}),
            ci("a", body={"n": 2**63}),
            ci("a", body={"n": "nul\0"}),
            ci("a", body={"n\0": 1}),
            ci("a", body={"n": NOW}),
            ci("a", body={"n": {1: 2}}),
            ci("a", claims=frozenset({("", "x")})),
            ci("a", claims=frozenset({("serial", "")})),
            ci("a", claims=frozenset({("serial", "nul\0")})),
        ],
        ids=repr,
    )
    def test_nodes_that_cannot_be_stored(self, store: Store, bad: Any) -> None:
        with pytest.raises(Invalid):
            write(store, ci("good"), bad)
        assert store.graph.head() is None

    @pytest.mark.parametrize(
        "bad",
        [
            rel("", "a"),
            rel("a", ""),
            rel("a", "nul\0"),
            rel("a", "k" * 513),
            rel("a", "a", ""),
            rel("a", "a", "nul\0"),
            rel("a", "a", "uses", "half \ud800"),
            rel("a", "a", need="maybe"),
            rel("a", "a", weight=2**63),
            rel("a", "a", weight=True),
            rel("a", "a", weight=1.5),
            rel("a", "a", ride_through_s=float("inf")),
            rel("a", "a", confidence=1.1),
            rel("a", "a", confidence=-0.1),
            rel("a", "a", confidence=float("nan")),
            rel("a", "a", last_verified=NOW.replace(tzinfo=None)),
            rel("a", "a", reported_by=("",)),
            rel("a", "a", reported_by=("nul\0", "b")),
        ],
        ids=repr,
    )
    def test_relations_that_cannot_be_stored(self, store: Store, bad: Any) -> None:
        with pytest.raises(Invalid):
            write(store, ci("a"), bad)
        assert store.graph.head() is None

    @pytest.mark.parametrize(
        "bad",
        [
            Stamp("nul\0"),
            Stamp("a", source="half \ud800"),
            Stamp("a", reason="\0"),
            Stamp("a", run="\0"),
            Stamp("a", at=NOW.replace(tzinfo=None)),
        ],
        ids=repr,
    )
    def test_stamps_that_cannot_be_stored(self, store: Store, bad: Any) -> None:
        with pytest.raises(Invalid):
            store.graph.apply(batch(ci("a")), bad)

    def test_removals_name_what_could_be_stored(self, store: Store) -> None:
        for bad in ("", "nul\0", "k" * 513, rid("", "a"), rid("a", "nul\0"), rid("a", "b", "t", "\ud800")):
            with pytest.raises(Invalid):
                write(store, remove=[bad])

    # ------------------------------------------------------------ which error comes first

    def test_errors_come_in_the_order_of_the_port(self, store: Store) -> None:
        shared = frozenset({claim("1")})
        write(store, ci("holder", claims=shared), ci("b"), rel("b", "b"))
        invalid = ci("")
        failed = {"expect": {Key("nobody"): 7}}
        taken, missing, connected = ci("a", claims=shared), rel("holder", "nobody"), ["b"]
        with pytest.raises(Invalid):
            write(store, invalid, taken, missing, remove=connected, **failed)
        with pytest.raises(PreconditionFailed, match="nobody"):
            write(store, taken, missing, remove=connected, **failed)
        with pytest.raises(PreconditionFailed, match="store"):
            write(store, taken, missing, remove=connected, head=9, **failed)
        with pytest.raises(Exception, match="already held"):
            write(store, taken, missing, remove=connected)
        with pytest.raises(MissingEnd):
            write(store, missing, remove=connected)
        with pytest.raises(StillConnected):
            write(store, remove=connected)
