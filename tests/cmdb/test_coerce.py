"""What a file or a form says becomes a value of the attribute's type, or is refused with what would do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.schema import Attribute, coerce, is_placeholder, json_value
from cmdb.schema.model import AttributeType
from cmdb.values import Document, Json, Money, Value


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  a ", "a"),
        ("text", 4, "4"),
        ("text", 4.0, "4"),
        ("text", 4.5, "4.5"),
        ("text", True, "true"),
        ("integer", " 42 ", 42),
        ("integer", "4.0", 4),
        ("integer", 4.0, 4),
        ("integer", "-7", -7),
        ("number", "1,5", 1.5),
        ("number", "1,234.5", 1234.5),
        ("number", "1e3", 1000.0),
        ("number", 3, 3),
        ("boolean", "Yes", True),
        ("boolean", "x", True),
        ("boolean", 0, False),
        ("boolean", "off", False),
        ("date", "2026-12-31", date(2026, 12, 31)),
        ("date", "31.12.2026", date(2026, 12, 31)),
        ("date", "2026-12-31T10:00:00Z", date(2026, 12, 31)),
        ("datetime", "2026-12-31T10:00:00+02:00", datetime(2026, 12, 31, 8, tzinfo=UTC)),
        ("datetime", "2026-12-31T10:00:00", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        ("datetime", "31.12.2026", datetime(2026, 12, 31, tzinfo=UTC)),
        ("duration", "1h 30min", timedelta(minutes=90)),
        ("duration", "PT1H30M", timedelta(minutes=90)),
        ("duration", 90, timedelta(seconds=90)),
        ("money", "12.50 EUR", Money(1250, "EUR")),
        ("money", "EUR 12,5", Money(1250, "EUR")),
        ("money", "100 JPY", Money(100, "JPY")),
        ("money", {"minor": 5, "currency": "CHF"}, Money(5, "CHF")),
        ("list", "a; b,c\n", ("a", "b", "c")),
        ("list", ["a", " b ", ""], ("a", "b")),
        ("list", "a", ("a",)),
        ("document", {"a": [1]}, Document({"a": [1]})),
    ],
)
def test_values_by_type(kind: AttributeType, raw: Json, value: Value) -> None:
    assert coerce("here", Attribute("x", kind), raw) == value


@pytest.mark.parametrize("kind", ["text", "integer", "date", "list", "money"])
@pytest.mark.parametrize("raw", [None, "", "   "])
def test_what_says_nothing_is_no_value(kind: AttributeType, raw: Json) -> None:
    assert coerce("here", Attribute("x", kind), raw) is None


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("text", {"a": 1}),
        ("integer", "4.5"),
        ("integer", 4.5),
        ("integer", True),
        ("integer", "1_000"),
        ("integer", "many"),
        ("number", "1_000"),
        ("number", "high"),
        ("number", True),
        ("number", "nan"),
        ("number", "inf"),
        ("boolean", "maybe"),
        ("date", "12/31/2026"),
        ("date", "2026-13-01"),
        ("date", 20261231),
        ("datetime", "soon"),
        ("duration", "1 fortnight"),
        ("duration", "P"),
        ("duration", True),
        ("money", "12.50"),
        ("money", "12.505 EUR"),
        ("money", "1.5 JPY"),
        ("money", 5),
        ("integer", 2**63),
    ],
)
def test_what_is_no_value_of_the_type_is_refused(kind: AttributeType, raw: Json) -> None:
    with pytest.raises(Invalid) as caught:
        coerce("servers.csv row 3", Attribute("x", kind, label="The x"), raw)
    assert caught.value.where == "servers.csv row 3"
    assert caught.value.allowed


@pytest.mark.parametrize(
    ("attribute", "raw", "said"),
    [
        (Attribute("x", values=("A", "B")), "C", "allowed: A, B"),
        (Attribute("x", pattern="[a-z]+"), "a1", r"allowed: \[a-z\]\+"),
        (Attribute("x", "integer", minimum=1), 0, "allowed: at least 1"),
        (Attribute("x", "integer", maximum=5), 6, "allowed: at most 5"),
        (Attribute("x", "list", values=("A", "B")), "A;C", "got C"),
        (Attribute("x", "list", items="integer"), "1;b", "whole number"),
        (Attribute("x", "list", items="integer", maximum=5), [1, 9], "got 9"),
    ],
)
def test_bounds_hold_for_values_and_for_the_items_of_lists(attribute: Attribute, raw: Json, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        coerce("here", attribute, raw)


def test_bounds_are_part_of_what_is_allowed() -> None:
    attribute = Attribute("x", "integer", minimum=1, maximum=5)
    assert [coerce("here", attribute, each) for each in ("1", 5)] == [1, 5]


@pytest.mark.parametrize("value", ["", "N/A", " none ", "Default String", "00000000", "ff:ff:ff:ff:ff:ff", "xxxx", "0"])
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["S1", "a", "1", "00:00:00:00:00:01", "node"])
def test_values_that_are_none(value: str) -> None:
    assert not is_placeholder(value)


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # with the zone beside it
TYPED: list[tuple[AttributeType, st.SearchStrategy[Value]]] = [
    ("text", st.sampled_from(["a", "Zürich", "1,5", "x y"])),
    ("integer", st.integers(-(2**63), 2**63 - 1)),
    ("number", st.floats(allow_nan=False, allow_infinity=False)),
    ("boolean", st.booleans()),
    ("date", st.dates()),
    ("datetime", MOMENTS),
    ("duration", st.timedeltas(timedelta(0), timedelta(days=4_000)).map(lambda each: timedelta(seconds=each.seconds))),
    ("money", st.builds(Money, st.integers(0, 2**60), st.sampled_from(["EUR", "JPY", "BHD"]))),
]


@given(st.one_of(*(st.tuples(st.just(kind), values) for kind, values in TYPED)))
def test_a_value_shown_as_json_reads_back(typed: tuple[AttributeType, Value]) -> None:
    kind, value = typed
    assert coerce("here", Attribute("x", kind), json_value(value)) == value
