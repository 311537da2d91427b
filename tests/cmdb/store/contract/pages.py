"""``GraphStore.find``: order, pages, cursors and totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from cmdb.errors import Invalid
from cmdb.query import TOTAL_CAP, All, Compare, Has, Order, Query
from cmdb.values import Document, normal_text

from .build import NOW, at, ci, equal, keys_of, write

if TYPE_CHECKING:
    from cmdb.store.port import Store


def walk(store: Store, query: Query, as_of: int | None = None) -> list[list[str]]:
    """All pages of a query as lists of keys."""
    pages = []
    while True:
        page = store.graph.find(query, as_of=as_of)
        pages.append([item.node.key for item in page.items])
        if page.next is None:
            return pages
        query = replace(query, after=page.next)


def flat(pages: list[list[str]]) -> list[str]:
    """The keys of all pages."""
    return [key for page in pages for key in page]


ODD_ORDER = {
    "int": 5,
    "float": 4.5,
    "same": 5.0,
    "low": -(2**63),
    "text": "b",
    "upper": "A",
    "accent": "\u00e9",
    "empty": "",
    "true": True,
    "false": False,
    "date": date(2024, 1, 1),
    "list": ("a",),
    "nolist": (),
    "doc": Document(1),
}


class PageContract:
    def test_without_an_order_it_is_by_key(self, store: Store) -> None:
        write(store, ci("b"), ci("B"), ci("a"), ci("\u00e9"), ci("10"), ci("9"))
        assert keys_of(store) == ["10", "9", "B", "a", "b", "\u00e9"]

    def test_numbers_stand_before_text_and_what_does_not_sort_last_in_both_directions(self, store: Store) -> None:
        write(store, *(ci(key, attributes={"x": value}) for key, value in ODD_ORDER.items()), ci("absent"))
        last = ["absent", "doc", "list", "nolist"]
        rising = ["low", "float", "int", "same", "empty", "date", "upper", "text", "false", "true", "accent", *last]
        assert keys_of(store, order=[Order("attributes.x")]) == rising
        falling = ["int", "same", "float", "low", "accent", "true", "false", "text", "upper", "date", "empty", *last]
        assert keys_of(store, order=[Order("attributes.x", descending=True)]) == falling
        for order, expected in ((Order("attributes.x"), rising), (Order("attributes.x", descending=True), falling)):
            pages = walk(store, Query(order=(order,), limit=2))
            assert flat(pages) == expected

    def test_every_field_sorts(self, store: Store) -> None:
        write(store, ci("k2", "b", cls="y", kind="v", lifecycle="", owner="o2"), stamp=at(1))
        write(store, ci("K1", "A", cls="X", kind="W", lifecycle="live", owner="O1"), stamp=at(2))
        write(store, ci("k3", "", cls="z", kind="u"), stamp=at(3))
        store.graph.touch(["k3"], NOW)
        rising = {
            "key": ["K1", "k2", "k3"],
            "kind": ["k3", "k2", "K1"],
            "class": ["K1", "k2", "k3"],
            "name": ["K1", "k2", "k3"],
            "lifecycle": ["K1", "k2", "k3"],
            "owner": ["K1", "k2", "k3"],
            "revision": ["k2", "K1", "k3"],
            "changed_at": ["k2", "K1", "k3"],
            "last_seen": ["k3", "K1", "k2"],
        }
        falling = {
            "key": ["k3", "k2", "K1"],
            "kind": ["K1", "k2", "k3"],
            "class": ["k3", "k2", "K1"],
            "name": ["k2", "K1", "k3"],
            "lifecycle": ["K1", "k2", "k3"],
            "owner": ["k2", "K1", "k3"],
            "revision": ["k3", "K1", "k2"],
            "changed_at": ["k3", "K1", "k2"],
            "last_seen": ["k3", "K1", "k2"],
        }
        for field, upwards in rising.items():
            for descending, expected in ((False, upwards), (True, falling[field])):
                order = (Order(field, descending),)
                assert keys_of(store, order=order) == expected, order
                assert flat(walk(store, Query(order=order, limit=1))) == expected, order
                in_the_past = expected if field != "last_seen" else ["K1", "k2", "k3"]
                assert flat(walk(store, Query(order=order, limit=1), as_of=3)) == in_the_past, order

    def test_ties_are_broken_by_the_next_order_and_then_by_key(self, store: Store) -> None:
        rows = [("e", 1, "x"), ("d", 1, "x"), ("c", 2, "x"), ("b", 1, "w"), ("a", None, "w"), ("f", None, "x")]
        write(store, *(ci(key, name, attributes={} if x is None else {"x": x}) for key, x, name in rows))
        query = Query(order=(Order("attributes.x", descending=True), Order("name", descending=True)), limit=10)
        assert walk(store, query) == [["c", "d", "e", "b", "f", "a"]]
        for limit in (1, 2, 4, 5):
            assert flat(walk(store, replace(query, limit=limit))) == ["c", "d", "e", "b", "f", "a"]
        query = Query(order=(Order("name"), Order("attributes.x")), limit=1)
        assert flat(walk(store, query)) == ["b", "a", "d", "e", "c", "f"]

    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
    def test_pages_cover_everything_once(self, store: Store, limit: int) -> None:
        keys = [f"n{number:02}" for number in range(20)]
        write(store, *(ci(key, f"name {number % 3}", x=number % 4) for number, key in enumerate(keys)))
        for order in ((), (Order("name"),), (Order("attributes.x", descending=True), Order("name"))):
            pages = walk(store, Query(order=order, limit=limit))
            assert sorted(flat(pages)) == keys
            assert all(len(page) == limit for page in pages[:-1])
            assert pages[-1]

    def test_the_last_page_has_no_next_also_when_it_is_full(self, store: Store) -> None:
        write(store, ci("a"), ci("b"))
        assert store.graph.find(Query(limit=2)).next is None
        assert store.graph.find(Query(limit=3)).next is None
        assert store.graph.find(Query(limit=1)).next is not None
        assert store.graph.find(Query(equal("key", "nobody"))).items == ()
        assert store.graph.find(Query(equal("key", "nobody"))).next is None

    def test_pages_are_stable_under_inserts_and_removals(self, store: Store) -> None:
        write(store, *(ci(f"n{number:02}", x=number % 5) for number in range(0, 20, 2)))
        for order in ((), (Order("attributes.x"),), (Order("attributes.x", descending=True),)):
            stays = set(keys_of(store))
            seen, query = [], Query(order=order, limit=3)
            for round_ in range(100):
                page = store.graph.find(query)
                seen += [item.node.key for item in page.items]
                if page.next is None:
                    break
                query = replace(query, after=page.next)
                write(store, *(ci(f"{where}-{len(order)}-{round_}", x=round_ % 6) for where in ("a", "n", "z")))
                last = page.items[-1].node.key
                stays.discard(last)
                write(store, remove=[last])
            assert len(seen) == len(set(seen))
            assert stays <= set(seen)
            assert len(set(keys_of(store))) >= len(stays)

    def test_a_cursor_belongs_to_its_query(self, store: Store) -> None:
        write(store, *(ci(f"n{number}", x=number) for number in range(5)))
        query = Query(Has("attributes.x"), order=(Order("attributes.x"),), limit=2)
        cursor = store.graph.find(query).next
        again = replace(query, after=cursor)
        assert [item.node.key for item in store.graph.find(again).items] == ["n2", "n3"]
        more = store.graph.find(replace(again, limit=3, total=True))
        assert ([item.node.key for item in more.items], more.total) == (["n2", "n3", "n4"], 5)
        for other in (
            replace(again, where=All()),
            replace(again, where=Has("attributes.y")),
            replace(again, order=()),
            replace(again, order=(Order("attributes.x", descending=True),)),
            replace(again, order=(Order("attributes.y"),)),
        ):
            with pytest.raises(Invalid):
                store.graph.find(other)
        with pytest.raises(Invalid):
            store.graph.find(again, as_of=1)
        for forged in ("", "x", "a" * 40, "\u00e9", cursor[:-2], cursor + "AAAA", "bnVsbA", "W10"):
            with pytest.raises(Invalid):
                store.graph.find(replace(query, after=forged))

    def test_equal_queries_share_cursors(self, store: Store) -> None:
        write(store, *(ci(f"n{number}", x=number) for number in range(5)))
        one = Query(Compare("attributes.x", ">=", 0), limit=2)
        other = Query(Compare("attributes.x", ">=", 0), limit=2, after=store.graph.find(one).next)
        assert [item.node.key for item in store.graph.find(other).items] == ["n2", "n3"]

    def test_limits(self, store: Store) -> None:
        write(store, ci("a"))
        for limit in (0, -1, 10_001):
            with pytest.raises(Invalid):
                store.graph.find(Query(limit=limit))
        assert len(store.graph.find(Query(limit=10_000)).items) == 1

    def test_total_counts_all_matches_on_every_page_and_only_if_asked(self, store: Store) -> None:
        write(store, *(ci(f"n{number}", x=number) for number in range(7)))
        query = Query(Compare("attributes.x", ">=", 2), limit=2, total=True)
        page = store.graph.find(query)
        assert page.total == 5
        assert store.graph.find(replace(query, after=page.next)).total == 5
        assert store.graph.find(replace(query, total=False)).total is None
        assert store.graph.find(Query(equal("key", "nobody"), total=True)).total == 0

    def test_total_is_capped(self, store: Store) -> None:
        write(store, *(ci(f"n{number}") for number in range(TOTAL_CAP + 5)))
        assert store.graph.find(Query(limit=1, total=True)).total == TOTAL_CAP + 1

    def test_pages_of_the_past(self, store: Store) -> None:
        write(store, *(ci(f"n{number}", x=number % 2) for number in range(6)))
        write(store, *(ci(f"n{number}", x=5) for number in range(3)), remove=["n5"])
        query = Query(order=(Order("attributes.x"),), limit=2)
        assert walk(store, query, as_of=1) == [["n0", "n2"], ["n4", "n1"], ["n3", "n5"]]
        assert flat(walk(store, query)) == ["n4", "n3", "n0", "n1", "n2"]

    def test_found_nodes_are_whole(self, store: Store) -> None:
        node = ci("a", "A", lifecycle="live", owner="b", attributes={"x": ("y",)}, body={"z": 1})
        write(store, node, stamp=at(1))
        store.graph.touch(["a"], NOW)
        (found,) = store.graph.find(Query()).items
        assert found == (node, 1, at(1).at, NOW)
        assert normal_text(found.node.name) == "a"
