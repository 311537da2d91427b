"""A query means what its words say; what cannot be read points at the place."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import QueryInvalid
from cmdb.query import All, Any, Compare, Condition, Has, Not, OneOf, Operator, Step, Text
from cmdb.query_language import complete, order_of, parse_query
from cmdb.schema import shipped_schema
from cmdb.values import Normal

SCHEMA = shipped_schema()
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CI = Compare("kind", "=", "ci")


def ask(text: str) -> Condition:
    return parse_query(text, SCHEMA, NOW)


def attribute(name: str, operator: Operator, value: Normal) -> Compare:
    return Compare(f"attributes.{name}", operator, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", All()),
        ("  ", All()),
        ("web", Text(("web",))),
        ("WEB*", Text(("web",))),
        ('"Pay *ments"', Text(("pay *ments",))),
        ("name:web-1", Compare("name", "=", "web-1")),
        ("name:Web*", Compare("name", "prefix", "web")),
        ('name:"web*"', Compare("name", "=", "web*")),
        ("name=web*", Compare("name", "=", "web*")),
        ("env:prod", attribute("environment", "=", "prod")),
        ("ENV:Prod", attribute("environment", "=", "prod")),
        ("attributes.environment:prod", attribute("environment", "=", "prod")),
        ("os~Ubuntu", attribute("os", "contains", "ubuntu")),
        ("owner:*", Has("attributes.owner")),
        ("-owner:*", Not(Has("attributes.owner"))),
        ("not owner:*", Not(Has("attributes.owner"))),
        ("not -owner:*", Has("attributes.owner")),
        ("criticality>=4", attribute("criticality", ">=", 4)),
        ("criticality:4", attribute("criticality", "=", 4)),
        ("unavailability<0.5", attribute("unavailability", "<", 0.5)),
        ("version<14", Any((attribute("version", "<", "14"), attribute("version", "<", 14)))),
        ("version<14.1.2", attribute("version", "<", "14.1.2")),
        ("purchased<2026-01-01", attribute("purchased", "<", "2026-01-01")),
        ("warranty_until<+30d", attribute("warranty_until", "<", "2026-12-22")),
        ("last_seen<30d", Compare("last_seen", ">", "2026-10-23T12:00:00.000000Z")),
        ("last_seen>12h", Compare("last_seen", "<", "2026-11-22T00:00:00.000000Z")),
        ("changed>=2026-11-22T10:00Z", Compare("changed_at", ">=", "2026-11-22T10:00:00.000000Z")),
        (
            "last_seen:2026-11-01",
            All(
                (
                    Compare("last_seen", ">=", "2026-11-01T00:00:00.000000Z"),
                    Compare("last_seen", "<", "2026-11-02T00:00:00.000000Z"),
                )
            ),
        ),
        ("revision>12", Compare("revision", ">", 12)),
        ("lifecycle:active", Compare("lifecycle", "=", "operational")),
        ("class=computer", OneOf("class", frozenset({"computer"}))),
        ("class:Server", OneOf("class", frozenset(SCHEMA.family("server")))),
        ("ip_address:fe80::1", attribute("ip_address", "=", "fe80::1")),
        ("a b", All((Text(("a",)), Text(("b",))))),
        ("a and b", All((Text(("a",)), Text(("b",))))),
        ("a or b c", Any((Text(("a",)), All((Text(("b",)), Text(("c",))))))),
        ("(a or b) c", All((Any((Text(("a",)), Text(("b",)))), Text(("c",))))),
        ("order android", All((Text(("order",)), Text(("android",))))),
        ("env:(prod or test)", Any((attribute("environment", "=", "prod"), attribute("environment", "=", "test")))),
        ("env:(-prod)", Not(attribute("environment", "=", "prod"))),
        ("depends_on:*", Step("out", frozenset({"depends_on"}), None)),
        (
            "depends_on:db-1",
            Step(
                "out",
                frozenset({"depends_on"}),
                All((CI, Any((Compare("key", "=", "db-1"), Compare("name", "=", "db-1"))))),
            ),
        ),
        (
            "depends_on:(class=database name:x)",
            Step(
                "out",
                frozenset({"depends_on"}),
                All((CI, All((OneOf("class", frozenset({"database"})), Compare("name", "=", "x"))))),
            ),
        ),
        ("<depends_on:(name:x)", Step("in", frozenset({"depends_on"}), All((CI, Compare("name", "=", "x"))))),
        ("is_needed_by:(name:x)", Step("in", frozenset({"depends_on"}), All((CI, Compare("name", "=", "x"))))),
        ("<is_needed_by:(name:x)", Step("out", frozenset({"depends_on"}), All((CI, Compare("name", "=", "x"))))),
        ("related:(name:x)", Step("both", None, All((CI, Compare("name", "=", "x"))))),
    ],
)
def test_a_query_means_what_it_says(text: str, expected: Condition) -> None:
    assert ask(text) == expected


@pytest.mark.parametrize(
    ("text", "position", "length", "words"),
    [
        ("env:prod foo:1", 9, 3, "there is no field foo"),
        ("critcality:1", 0, 10, "criticality"),
        ("class:srver", 6, 5, "server"),
        ("criticality:high", 12, 4, "whole number"),
        ("last_seen<soon", 10, 4, "time"),
        ("last_seen:30d", 10, 3, "<30d"),
        ("name:x (a", 7, 1, "never closed"),
        ('name:x "a', 7, 1, "never closed"),
        ("a ) b", 2, 1, "nothing is open"),
        ("version < 14", 8, 1, "without spaces"),
        ("name:", 0, 5, "missing after"),
        ("a or", 2, 2, "missing after"),
        ("<env:prod", 0, 4, "two directions"),
        ("env:(class:server)", 5, 5, "only values of env"),
        ("depends_on~x", 0, 10, "colon"),
        ('""', 0, 2, "empty"),
        ("lifecycle:wrong", 10, 5, "there is no state"),
        ("class<server", 6, 6, "no order"),
        ("revision:x", 9, 1, "revision number"),
        ("(" * 30 + "a" + ")" * 30, 20, 1, "nested too deeply"),
        ("a" * 3000, 2000, 15, "too long"),
        ("a\x00", 1, 2, "NUL"),
        ("a " * 300, 0, 20, "too many terms"),
    ],
)
def test_what_cannot_be_read_points_at_its_place(text: str, position: int, length: int, words: str) -> None:
    with pytest.raises(QueryInvalid) as caught:
        ask(text)
    assert (caught.value.position, caught.value.length) == (position, length)
    assert words in str(caught.value)


PIECES = st.sampled_from(
    ["(", ")", '"', "-", "not ", "or ", "and ", " ", ":", "<", "<=", "~", "=", "*", "env", "class", "server", "name",
     "depends_on", "last_seen", "30d", "criticality", "4", "\\", "é", "'", "cost_per_hour", "EUR 5", "2026-02-30",
     "9" * 40]
)  # fmt: skip


def refusal(text: str) -> QueryInvalid | None:
    try:
        ask(text)
    except QueryInvalid as error:
        return error
    return None


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=20).map("".join)))
def test_every_text_is_a_condition_or_a_clear_refusal(text: str) -> None:
    error = refusal(text)
    assert error is None or (0 <= error.position <= max(len(text), 2000) and error.length >= 1 and error.reason)


@given(st.lists(PIECES, max_size=8).map("".join), st.integers(-5, 100))
def test_completion_answers_at_every_place(text: str, position: int) -> None:
    found = complete(text, position, SCHEMA)
    assert 0 <= found.start <= found.end <= len(text)


def test_completion_knows_fields_and_values() -> None:
    assert "criticality:" in [each.text for each in complete("env:prod crit", 13, SCHEMA).options]
    found = complete("class:serv", 10, SCHEMA)
    assert (found.start, found.end) == (6, 10)
    assert found.options[0].text == "server"
    assert [each.text for each in complete("lifecycle:", 10, SCHEMA).options][:2] == ["planned", "operational"]


def test_order_names_fields_with_a_minus_for_descending() -> None:
    found = order_of(SCHEMA, "name,-criticality, env")
    assert [(each.field, each.descending) for each in found] == [
        ("name", False),
        ("attributes.criticality", True),
        ("attributes.environment", False),
    ]
