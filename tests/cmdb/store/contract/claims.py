"""Claims: values that at most one current node holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import ClaimTaken

from .build import ci, claim, write

if TYPE_CHECKING:
    from cmdb.model import Node
    from cmdb.store.port import Store


def holding(key: str, *values: Any, **rest: Any) -> Node:
    return ci(key, claims=frozenset(map(claim, values)), **rest)


class ClaimContract:
    def test_a_claim_is_held_once(self, store: Store) -> None:
        write(store, holding("a", "1"))
        with pytest.raises(ClaimTaken) as caught:
            write(store, ci("c"), holding("b", "1"))
        error = caught.value
        assert (error.key, error.scope, error.value, error.holder) == ("b", "serial", "1", "a")
        assert store.graph.get(["b", "c"]) == {}

    def test_a_claim_is_held_once_within_a_batch(self, store: Store) -> None:
        with pytest.raises(ClaimTaken) as caught:
            write(store, holding("a", "1"), holding("b", "1"))
        assert {caught.value.key, caught.value.holder} == {"a", "b"}
        assert store.graph.head() is None

    def test_scope_case_and_composition_tell_claims_apart(self, store: Store) -> None:
        values = ["x", "X", "\u00e9", "e\u0301", "1", "01", " 1"]
        write(store, *(holding(f"n{number}", value) for number, value in enumerate(values)))
        write(store, ci("other", claims=frozenset({claim("x", "asset_tag")})))
        assert store.graph.holders([claim("X"), claim("x"), claim("x", "asset_tag")]) == {
            claim("X"): "n1",
            claim("x"): "n0",
            claim("x", "asset_tag"): "other",
        }

    def test_holders_stand_in_the_order_asked_and_nobody_is_left_out(self, store: Store) -> None:
        write(store, holding("a", "1", "2"), holding("b", "3"))
        found = store.graph.holders([claim("3"), claim("9"), claim("1")])
        assert list(found.items()) == [(claim("3"), "b"), (claim("1"), "a")]
        assert store.graph.holders([]) == {}

    def test_a_claim_can_be_handed_over_in_one_batch(self, store: Store) -> None:
        write(store, holding("a", "1"), holding("b", "2"))
        assert write(store, holding("a", "2"), holding("b", "1")) == 2
        assert store.graph.holders([claim("1"), claim("2")]) == {claim("1"): "b", claim("2"): "a"}
        assert write(store, holding("c", "1"), remove=["b"]) == 3
        assert store.graph.holders([claim("1")]) == {claim("1"): "c"}

    def test_a_claim_is_free_once_it_is_given_up(self, store: Store) -> None:
        write(store, holding("a", "1", "2"))
        write(store, holding("a", "2"))
        assert store.graph.holders([claim("1"), claim("2")]) == {claim("2"): "a"}
        write(store, holding("b", "1"))
        write(store, remove=["a"])
        assert write(store, holding("c", "2")) == 5

    def test_a_claim_is_kept_through_other_changes(self, store: Store) -> None:
        write(store, holding("a", "1"))
        write(store, holding("a", "1", size=2))
        assert store.graph.holders([claim("1")]) == {claim("1"): "a"}
        with pytest.raises(ClaimTaken):
            write(store, holding("b", "1"))

    def test_a_claim_is_judged_after_the_batch_also_against_what_it_repeats(self, store: Store) -> None:
        write(store, holding("a", "1"))
        with pytest.raises(ClaimTaken):
            write(store, holding("a", "1"), holding("b", "1"))

    def test_a_removed_and_created_node_can_claim_again(self, store: Store) -> None:
        write(store, holding("a", "1"))
        write(store, remove=["a"])
        assert store.graph.holders([claim("1")]) == {}
        write(store, holding("a", "1"))
        assert store.graph.holders([claim("1")]) == {claim("1"): "a"}
        assert store.graph.get(["a"])["a"].node.claims == {claim("1")}

    def test_claims_are_part_of_the_version(self, store: Store) -> None:
        write(store, holding("a", "1"))
        write(store, holding("a", "2"))
        assert store.graph.get(["a"], as_of=1)["a"].node.claims == {claim("1")}
        assert store.graph.get(["a"])["a"].node.claims == {claim("2")}
