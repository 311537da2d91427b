"""``GraphStore.aggregate``: how many nodes have each value of a field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid
from cmdb.query import All, Compare, Has, Not, Text
from cmdb.values import Document, Money, instant_text, normal

from .build import NOW, at, ci, equal, write

if TYPE_CHECKING:
    from cmdb.query import Condition
    from cmdb.store.port import Store


class CountingContract:
    def count(self, store: Store, field: str, where: Condition | None = None, **options: Any) -> list[tuple[Any, ...]]:
        return [tuple(facet) for facet in store.graph.aggregate(where or All(), field, **options)]

    def test_most_first_then_numbers_text_and_absent(self, store: Store) -> None:
        values = [2, 2.0, 1, "b", "a", "A", True, None, Document(1), None]
        write(store, *(ci(f"n{number}", attributes={} if v is None else {"x": v}) for number, v in enumerate(values)))
        assert self.count(store, "attributes.x") == [
            (None, "", 3),
            (2, "2", 2),
            ("a", "a", 2),
            (1, "1", 1),
            ("b", "b", 1),
            ("true", "true", 1),
        ]

    def test_absent_comes_last_among_equals(self, store: Store) -> None:
        write(store, ci("a", x=1), ci("b", x="t"), ci("c"))
        assert self.count(store, "attributes.x") == [(1, "1", 1), ("t", "t", 1), (None, "", 1)]

    def test_a_value_is_shown_as_the_first_by_key_writes_it(self, store: Store) -> None:
        write(store, ci("b", "STRASSE", x=5), ci("a", "Stra\u00dfe", x=5.0), ci("c", "strasse", x=5))
        assert self.count(store, "name") == [("strasse", "Stra\u00dfe", 3)]
        assert self.count(store, "attributes.x") == [(5, "5.0", 3)]
        write(store, remove=["a"])
        assert self.count(store, "name") == [("strasse", "STRASSE", 2)]
        assert self.count(store, "attributes.x") == [(5, "5", 2)]

    def test_a_list_counts_once_for_each_distinct_item(self, store: Store) -> None:
        write(
            store,
            ci("a", x=("Red", "red", "blue")),
            ci("b", x=("RED", 1)),
            ci("c", x="red"),
            ci("d", x=()),
            ci("e", x=(date(2024, 1, 1),)),
        )
        assert self.count(store, "attributes.x") == [
            ("red", "Red", 3),
            (1, "1", 1),
            ("2024-01-01", "2024-01-01", 1),
            ("blue", "blue", 1),
        ]

    def test_every_field_counts(self, store: Store) -> None:
        write(store, ci("a", "N", cls="C", kind="K", lifecycle="L", owner="O"), ci("b"), stamp=at(1))
        store.graph.touch(["a"], NOW)
        for field, facet in (
            ("key", ("a", "a", 1)),
            ("kind", ("k", "K", 1)),
            ("class", ("c", "C", 1)),
            ("name", ("n", "N", 1)),
            ("lifecycle", ("l", "L", 1)),
            ("owner", ("o", "O", 1)),
            ("revision", (1, "1", 2)),
            ("changed_at", (instant_text(at(1).at), instant_text(at(1).at), 2)),
            ("last_seen", (instant_text(NOW), instant_text(NOW), 1)),
        ):
            found = self.count(store, field)
            assert facet in found, field
            assert sum(count for _, _, count in found) == 2, field
            if field in {"name", "lifecycle", "owner", "last_seen"}:
                assert found[-1] == (None, "", 1), field

    def test_other_kinds_are_shown_plainly(self, store: Store) -> None:
        values = [NOW, date(2024, 1, 1), Money(-5, "EUR"), True, 0.5]
        write(store, *(ci(f"n{number}", attributes={"x": value}) for number, value in enumerate(values)))
        assert self.count(store, "attributes.x") == [
            (0.5, "0.5", 1),
            ("2024-01-01", "2024-01-01", 1),
            (instant_text(NOW), instant_text(NOW), 1),
            (normal(Money(-5, "EUR")), "-5 EUR", 1),
            ("true", "true", 1),
        ]

    def test_the_condition_chooses_what_is_counted(self, store: Store) -> None:
        write(store, ci("a", x=1), ci("b", x=2, cls="router"), ci("c", x=2))
        assert self.count(store, "class", Compare("attributes.x", ">", 1)) == [
            ("router", "router", 1),
            ("server", "server", 1),
        ]
        assert self.count(store, "attributes.x", Text(("a",))) == [(1, "1", 1)]
        assert self.count(store, "class", Not(Has("attributes.x"))) == []
        assert self.count(store, "class", equal("class", "server")) == [("server", "server", 2)]

    def test_limit(self, store: Store) -> None:
        write(store, *(ci(f"n{number:02}", f"name {number:02}") for number in range(60)))
        assert len(self.count(store, "name")) == 50
        assert self.count(store, "name", limit=2) == [("name 00", "name 00", 1), ("name 01", "name 01", 1)]
        assert len(self.count(store, "name", limit=100)) == 60
        assert self.count(store, "name", limit=0) == []

    def test_counting_the_past(self, store: Store) -> None:
        write(store, ci("a", "x", tags=("p",)), ci("b", "x"), ci("c", "y"))
        write(store, ci("a", "y", tags=("q",)), remove=["b"])
        assert self.count(store, "name", as_of=1) == [("x", "x", 2), ("y", "y", 1)]
        assert self.count(store, "name") == [("y", "y", 2)]
        assert self.count(store, "attributes.tags", as_of=1) == [(None, "", 2), ("p", "p", 1)]
        assert self.count(store, "attributes.tags") == [("q", "q", 1), (None, "", 1)]
        assert self.count(store, "name", as_of=0) == []
        store.graph.touch(["a"], NOW)
        assert self.count(store, "last_seen", as_of=2) == [(None, "", 2)]

    def test_an_unknown_field_is_invalid(self, store: Store) -> None:
        for field in ("colour", "", "attributes.", "body", "attributes.\0"):
            with pytest.raises(Invalid):
                store.graph.aggregate(All(), field)

    def test_counting_many(self, store: Store) -> None:
        write(store, *(ci(f"n{number}", f"Name {number % 7}", x=number % 3) for number in range(3000)))
        assert [facet.count for facet in store.graph.aggregate(All(), "attributes.x")] == [1000, 1000, 1000]
        assert sum(facet.count for facet in store.graph.aggregate(All(), "name")) == 3000
