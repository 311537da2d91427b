"""``SideStore``: small unversioned tables with expiry."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid, PreconditionFailed
from cmdb.store.port import SideRow

from .build import NOW, ci, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmdb.store.port import Store


LATER = NOW + timedelta(seconds=10)


def keys(rows: Iterable[Any]) -> list[str]:
    return [row.key for row in rows]


class SideContract:
    def test_a_row_is_read_as_it_was_written(self, store: Store) -> None:
        value = {"text": "caf\u00e9 \u05d0", "list": [1, 1.5, True, None, ""], "big": 2**63 - 1, "deep": {"$date": []}}
        assert store.side.put("jobs", "a", value, now=NOW, expires=LATER) == 1
        assert store.side.read("jobs", "a", now=NOW) == SideRow("a", value, 1, LATER)
        assert store.side.read("jobs", "a", now=NOW).expires.utcoffset() == timedelta(0)
        for plain in (None, True, 0, -1.5, "text", [], {}):
            store.side.put("jobs", "plain", plain, now=NOW)
            found = store.side.read("jobs", "plain", now=NOW).value
            assert (found, type(found)) == (plain, type(plain))
        assert store.side.read("jobs", "nobody", now=NOW) is None
        assert store.side.read("nowhere", "a", now=NOW) is None

    def test_versions_count_writes(self, store: Store) -> None:
        assert [store.side.put("t", "k", number, now=NOW) for number in range(3)] == [1, 2, 3]
        assert store.side.read("t", "k", now=NOW) == ("k", 2, 3, None)
        assert store.side.put("other", "k", 0, now=NOW) == 1

    def test_tables_and_keys_are_told_apart_by_case(self, store: Store) -> None:
        for table, key in (("t", "k"), ("T", "k"), ("t", "K"), ("t", "\u00e9"), ("t", "e\u0301")):
            assert store.side.put(table, key, [table, key], now=NOW, expect=0) == 1
        assert store.side.read("T", "k", now=NOW).value == ["T", "k"]
        assert len(store.side.scan("t", now=NOW)) == 4

    def test_expect_is_the_version_that_the_row_must_have(self, store: Store) -> None:
        with pytest.raises(PreconditionFailed) as caught:
            store.side.put("t", "k", 1, now=NOW, expect=1)
        assert (caught.value.key, caught.value.expected, caught.value.found) == ("k", 1, 0)
        assert store.side.read("t", "k", now=NOW) is None
        assert store.side.put("t", "k", 1, now=NOW, expect=0) == 1
        with pytest.raises(PreconditionFailed):
            store.side.put("t", "k", 2, now=NOW, expect=0)
        assert store.side.put("t", "k", 2, now=NOW, expect=1) == 2
        assert store.side.read("t", "k", now=NOW).value == 2

    def test_writing_sets_or_clears_the_expiry(self, store: Store) -> None:
        store.side.put("t", "k", 1, now=NOW, expires=LATER)
        store.side.put("t", "k", 2, now=NOW)
        assert store.side.read("t", "k", now=LATER) == ("k", 2, 2, None)

    def test_a_row_that_is_over_does_not_exist(self, store: Store) -> None:
        store.side.put("t", "k", 1, now=NOW, expires=LATER)
        just_before = LATER - timedelta(microseconds=1)
        assert store.side.read("t", "k", now=just_before) is not None
        assert store.side.read("t", "k", now=LATER) is None
        assert store.side.scan("t", now=LATER) == []
        assert keys(store.side.scan("t", now=just_before)) == ["k"]
        with pytest.raises(PreconditionFailed):
            store.side.put("t", "k", 2, now=LATER, expect=1)
        assert store.side.put("t", "k", 2, now=LATER, expect=0) == 1
        assert store.side.read("t", "k", now=LATER) == ("k", 2, 1, None)

    def test_without_expect_a_row_that_is_over_starts_again(self, store: Store) -> None:
        store.side.put("t", "k", 1, now=NOW, expires=LATER)
        assert store.side.put("t", "k", 2, now=LATER + timedelta(days=1)) == 1
        store.side.put("t", "m", 1, now=NOW, expires=LATER)
        store.side.put_many("t", {"m": 2}, now=LATER)
        assert store.side.read("t", "m", now=LATER) == ("m", 2, 1, None)

    def test_instants_are_equal_in_any_zone(self, store: Store) -> None:
        there = timezone(timedelta(hours=9))
        store.side.put("t", "k", 1, now=NOW.astimezone(there), expires=LATER.astimezone(there))
        assert store.side.read("t", "k", now=LATER.astimezone(there)) is None
        assert store.side.read("t", "k", now=NOW.astimezone(there)) is not None

    def test_put_many_writes_all_or_none(self, store: Store) -> None:
        store.side.put("t", "a", 0, now=NOW, expires=LATER)
        store.side.put_many("t", {"a": 1, "b": {"x": 2}}, now=NOW)
        assert store.side.scan("t", now=LATER) == [("a", 1, 2, None), ("b", {"x": 2}, 1, None)]
        with pytest.raises(Invalid):
            store.side.put_many("t", {"c": 1, "d": float("nan")}, now=NOW)
        assert store.side.read("t", "c", now=NOW) is None
        store.side.put_many("t", {}, now=NOW)
        store.side.put_many("t", {f"n{number}": number for number in range(20_000)}, now=NOW)
        assert len(store.side.scan("t", now=NOW, prefix="n", limit=100_000)) == 20_000

    def test_scan_is_by_key_above_after_with_a_prefix(self, store: Store) -> None:
        rows = ["b", "a", "ab", "B", "a\u00e9", "a\uffff", "a\U00010000", "%", "a%", "a_"]
        store.side.put_many("t", dict.fromkeys(rows, 1), now=NOW)
        assert keys(store.side.scan("t", now=NOW)) == sorted(rows)
        assert keys(store.side.scan("t", now=NOW, prefix="a")) == sorted(row for row in rows if row.startswith("a"))
        assert keys(store.side.scan("t", now=NOW, prefix="a%")) == ["a%"]
        assert keys(store.side.scan("t", now=NOW, prefix="a_")) == ["a_"]
        assert keys(store.side.scan("t", now=NOW, prefix="a", after="a_", limit=2)) == ["ab", "a\u00e9"]
        assert keys(store.side.scan("t", now=NOW, after="b")) == []
        assert keys(store.side.scan("t", now=NOW, limit=0)) == []
        assert store.side.scan("nowhere", now=NOW) == []

    def test_scan_goes_from_the_highest_key_down_where_asked(self, store: Store) -> None:
        rows = ["b", "a", "ab", "a\u00e9", "a\uffff", "a\U00010000", "a_"]
        store.side.put_many("t", dict.fromkeys(rows, 1), now=NOW)
        store.side.put("t", "z", 1, now=NOW, expires=LATER)
        down = sorted(rows, reverse=True)
        assert keys(store.side.scan("t", now=LATER, descending=True)) == down
        assert keys(store.side.scan("t", now=LATER, descending=True, limit=2)) == down[:2]
        assert keys(store.side.scan("t", now=LATER, descending=True, after=down[1], limit=2)) == down[2:4]
        assert keys(store.side.scan("t", now=LATER, descending=True, prefix="a", after="ab")) == ["a_", "a"]
        assert keys(store.side.scan("t", now=LATER, descending=True, after="a")) == []

    def test_rows_that_are_over_do_not_use_up_the_limit(self, store: Store) -> None:
        for number in range(5):
            store.side.put("t", f"k{number}", number, now=NOW, expires=LATER if number < 3 else None)
        assert keys(store.side.scan("t", now=LATER, limit=2)) == ["k3", "k4"]

    def test_drop(self, store: Store) -> None:
        store.side.put("t", "k", 1, now=NOW)
        assert store.side.drop("t", "nobody") is False
        assert store.side.drop("T", "k") is False
        with pytest.raises(PreconditionFailed):
            store.side.drop("t", "k", expect=2)
        with pytest.raises(PreconditionFailed):
            store.side.drop("t", "k", expect=0)
        with pytest.raises(PreconditionFailed):
            store.side.drop("t", "nobody", expect=1)
        assert store.side.drop("t", "nobody", expect=0) is False
        assert store.side.drop("t", "k", expect=1) is True
        assert store.side.drop("t", "k") is False
        assert store.side.put("t", "k", 1, now=NOW) == 1

    def test_drop_prefix(self, store: Store) -> None:
        store.side.put_many("t", dict.fromkeys(["a", "ab", "a%", "A", "b"], 1), now=NOW)
        store.side.put("t", "ac", 1, now=NOW, expires=LATER)
        store.side.put("u", "a", 1, now=NOW)
        assert store.side.drop_prefix("t", "a%") == 1
        assert store.side.drop_prefix("t", "a") == 3
        assert keys(store.side.scan("t", now=NOW)) == ["A", "b"]
        assert store.side.drop_prefix("t", "") == 2
        assert keys(store.side.scan("u", now=NOW)) == ["a"]

    def test_sweep_removes_what_is_over_in_all_tables(self, store: Store) -> None:
        for table in ("t", "u"):
            store.side.put(table, "over", 1, now=NOW, expires=LATER)
            store.side.put(table, "later", 1, now=NOW, expires=LATER + timedelta(days=1))
            store.side.put(table, "never", 1, now=NOW)
        assert store.side.sweep(LATER - timedelta(microseconds=1)) == 0
        assert store.side.sweep(LATER) == 2
        assert store.side.sweep(LATER) == 0
        assert keys(store.side.scan("t", now=NOW)) == ["later", "never"]
        assert store.side.drop("t", "over") is False

    def test_what_cannot_be_stored_is_refused(self, store: Store) -> None:
        for table, key, value in (
            ("", "k", 1),
            ("t", "", 1),
            ("t", "nul\0", 1),
            ("\ud800", "k", 1),
            ("t", "k", float("inf")),
            ("t", "k", 2**63),
            ("t", "k", "nul\0"),
            ("t", "k", {1: 2}),
            ("t", "k", NOW),
        ):
            with pytest.raises(Invalid):
                store.side.put(table, key, value, now=NOW)
        for instants in ({"now": NOW.replace(tzinfo=None)}, {"now": NOW, "expires": NOW.replace(tzinfo=None)}):
            with pytest.raises(Invalid):
                store.side.put("t", "k", 1, **instants)
        assert store.side.scan("t", now=NOW) == []

    def test_a_callers_value_stays_its_own(self, store: Store) -> None:
        value = {"list": [1]}
        store.side.put("t", "k", value, now=NOW)
        value["list"].append(2)
        found = store.side.read("t", "k", now=NOW).value
        found["list"].append(3)
        assert store.side.read("t", "k", now=NOW).value == {"list": [1]}

    def test_the_side_store_is_no_part_of_the_history(self, store: Store) -> None:
        store.side.put("t", "k", 1, now=NOW)
        assert store.graph.head() is None
        assert list(store.maintenance.dump()) == []
        write(store, ci("a"))
        assert len(list(store.maintenance.dump())) == 1
