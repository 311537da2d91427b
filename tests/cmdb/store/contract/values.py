"""The value domain: what comes back is what was written, of the same type."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import Invalid
from cmdb.values import Document, Money

from .build import NOW, ci, keys_of, rel, rid, write

if TYPE_CHECKING:
    from cmdb.query import Compare
    from cmdb.store.port import Store


GOOD = [
    "",
    " ",
    "plain",
    "NUL is written \\u0000 here",
    "quotes \" and ' and \\ and / and %",
    "tab\tnewline\nreturn\r",
    '{"$date": "2024-01-01"}',
    "[1, 2]",
    "caf\u00e9",
    "cafe\u0301",
    "\u202eright to left \u05d0\u05d1\u05d2",
    "\U0001f980 \uffff \U0010ffff",
    "x" * 100_000,
    0,
    1,
    -1,
    2**63 - 1,
    -(2**63),
    2**53 + 1,
    0.0,
    -0.0,
    1.0,
    0.1,
    -1.5e-300,
    1.7976931348623157e308,
    5e-324,
    1e22,
    123456789.12345679,
    True,
    False,
    date(1, 1, 1),
    date(2024, 2, 29),
    date(9999, 12, 31),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    NOW,
    NOW.replace(microsecond=0),
    NOW.replace(microsecond=1),
    timedelta(0),
    timedelta(microseconds=-1),
    timedelta(days=36500, microseconds=1),
    Money(0, "EUR"),
    Money(-(2**63), "USD"),
    Money(2**63 - 1, "JPY"),
    (),
    ("a",),
    ("b", "a", "b"),
    (1, 2.5),
    (True, False),
    (NOW, NOW),
    (date(2024, 1, 1),),
    (Money(1, "EUR"),),
    (timedelta(seconds=1),),
    Document(None),
    Document([]),
    Document({}),
    Document({"$date": "not a date", "list": [1, None, {"x": [True]}]}),
    Document("text"),
    Document(json.loads("[" * 90 + "]" * 90)),
]

BAD = [
    None,
    "nul\0",
    "half \ud800 pair",
    "\udc00",
    2**63,
    -(2**63) - 1,
    float("nan"),
    float("inf"),
    -float("inf"),
    NOW.replace(tzinfo=None),
    timedelta.max,
    Money(2**63, "EUR"),
    Money(1, "nul\0"),
    b"bytes",
    [1, 2],
    {"a": 1},
    {1, 2},
    1j,
    ("a", "nul\0"),
    (1, 2**63),
    (None,),
    (("a",),),
    (Document(1),),
    Document(float("nan")),
    Document({"a": [2**63]}),
    Document("\ud800"),
    Document({1: 2}),
    Document(NOW),
    Document(b""),
    Document({"a": {1, 2}}),
    Document(json.loads("[" * 200 + "]" * 200)),
]


def typed(value: Any) -> object:
    """A value with its type, so that 1, 1.0 and True, or 0.0 and -0.0, do not pass for each other."""
    if isinstance(value, tuple):
        return (type(value), [typed(item) for item in value])
    return (type(value), repr(value))


class ValueContract:
    def test_what_is_written_is_read(self, store: Store) -> None:
        written = {f"v{number}": value for number, value in enumerate(GOOD)}
        write(
            store, ci("all", attributes=written), *(ci(f"{name}", attributes={"v": v}) for name, v in written.items())
        )
        found = store.graph.get(["all", *written])
        for name, value in written.items():
            assert typed(found["all"].node.attributes[name]) == typed(value)
            assert typed(found[name].node.attributes["v"]) == typed(value)
        assert found["all"].node.attributes.keys() == written.keys()
        assert write(store, ci("all", attributes=written)) is None

    @pytest.mark.parametrize("value", BAD, ids=repr)
    def test_what_cannot_be_stored_is_refused(self, store: Store, value: Any) -> None:
        with pytest.raises(Invalid):
            write(store, ci("good"), ci("a", good=1, bad=value))
        assert store.graph.head() is None

    def test_instants_come_back_in_utc(self, store: Store) -> None:
        write(store, ci("a", seen=NOW), ci("b"), rel("a", "b", last_verified=NOW))
        assert store.graph.get(["a"])["a"].node.attributes["seen"].utcoffset() == timedelta(0)
        ((relation, _),) = store.graph.neighbours(["a"])
        assert relation.fields.last_verified == NOW
        assert relation.fields.last_verified.utcoffset() == timedelta(0)

    def test_a_body_is_read_as_it_was_written(self, store: Store) -> None:
        body = {
            "digest": 2**63 - 1,
            "x": [1, 1.0, True, None, "", {"$date": 1, "y": []}],
            "caf\u00e9 \u05d0": {},
            "": 0.1,
        }
        write(store, ci("a", body=body))
        found = store.graph.get(["a"])["a"].node.body
        assert found == body
        assert [type(item) for item in found["x"]] == [int, float, bool, type(None), str, dict]

    def test_relation_fields_are_read_as_they_were_written(self, store: Store) -> None:
        full = rel(
            "a",
            "b",
            need="soft",
            weight=-(2**63),
            ride_through_s=0.1,
            confidence=1.0,
            last_verified=datetime(1, 1, 1, tzinfo=UTC),
            reported_by=("o1", "o2"),
        )
        write(store, ci("a"), ci("b"), full, rel("b", "a"), rel("a", "a", need="none", confidence=0.0))
        found = {relation.id: relation for relation, _ in store.graph.neighbours(["a"])}
        assert found[full.id] == full
        assert found[rid("b", "a")].fields == (None, None, None, None, None, ())
        assert found[rid("a", "a")].fields == ("none", None, None, 0.0, None, ())

    def test_whole_numbers_of_seconds_are_no_change(self, store: Store) -> None:
        write(store, ci("a"), rel("a", "a", ride_through_s=5, confidence=1))
        assert write(store, rel("a", "a", ride_through_s=5.0, confidence=1.0)) is None

    def test_reporters_are_kept_sorted_and_once(self, store: Store) -> None:
        write(store, ci("a"), rel("a", "a", reported_by=("b", "a", "b")))
        assert store.graph.neighbours(["a"])[0][0].fields.reported_by == ("a", "b")
        assert write(store, rel("a", "a", reported_by=("a", "b"))) is None

    def test_names_of_attributes_are_any_text(self, store: Store) -> None:
        names = [
            "a.b",
            "a b",
            'q"uote',
            "it's",
            "back\\slash",
            "$.x",
            "[0]",
            "%",
            "caf\u00e9",
            "cafe\u0301",
            "A",
            "a",
            "$date",
        ]
        names += ["\u05d0", "line\nbreak", "1", "_", "a" * 512]
        write(
            store,
            ci("all", attributes=dict.fromkeys(names, "yes")),
            *(ci(f"n{i}", attributes={name: i}) for i, name in enumerate(names)),
        )
        assert store.graph.get(["all"])["all"].node.attributes == dict.fromkeys(names, "yes")
        for number, name in enumerate(names):
            assert keys_of(store, equals(name, number)) == [f"n{number}"]
            assert keys_of(store, equals(name, "yes")) == ["all"]

    def test_a_caller_who_goes_on_writing_changes_nothing(self, store: Store) -> None:
        attributes, inner = {"x": 1}, [1]
        write(store, ci("a", attributes=attributes, body={"list": inner}))
        attributes["x"] = 2
        inner.append(2)
        found = store.graph.get(["a"])["a"].node
        assert (found.attributes["x"], found.body["list"]) == (1, [1])
        found.body["list"].append(3)
        assert store.graph.get(["a"])["a"].node.body["list"] == [1]


def equals(name: str, value: Any) -> Compare:
    from cmdb.query import Compare

    return Compare(f"attributes.{name}", "=", value)
