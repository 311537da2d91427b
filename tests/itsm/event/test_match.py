"""From labels to the CI: ports, full and short names, addresses, several of one name, and what is gone."""

from __future__ import annotations

import pytest

from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp
from itsm.event.match import Named, candidates, match, named_like

CIS = [
    Node(Key("s1"), "ci", "server", "web01", attributes={"fqdn": "web01.int.example.com", "ip_address": "10.0.0.7"}),
    Node(Key("s2"), "ci", "server", "DB01.int.example.com"),
    Node(Key("t1"), "ci", "server", "twin"),
    Node(Key("t2"), "ci", "application", "twin"),
    Node(Key("o1"), "ci", "server", "old", lifecycle="retired"),
    Node(Key("o2"), "ci", "server", "old", lifecycle="operational"),
    Node(Key("six"), "ci", "server", "six", attributes={"ip_address": "2001:db8::1"}),
    Node(Key("shop"), "ci", "application", "shop"),
]


def found(*names: tuple[str, str]) -> tuple[str, str]:
    """The CI that labels lead to, and by what."""
    with open_store("memory:") as store:
        store.graph.apply(Batch(nodes=CIS), Stamp("test"))
        texts = [each.text for each in candidates(names)]
        result = match(names, named_like(store.graph, texts))
    return result.ci, str(result.tries[-1].get("by", result.tries[-1]["outcome"]))


@pytest.mark.parametrize(
    ("text", "ci", "by"),
    [
        ("web01", "s1", "name"),
        ("WEB01:9100", "s1", "name"),
        ("web01.int.example.com:9100", "s1", "fqdn"),
        ("https://web01.int.example.com/health", "s1", "fqdn"),
        ("web01.elsewhere.org:443", "s1", "name"),
        ("10.0.0.7:9100", "s1", "ip_address"),
        ("10.0.0.8:9100", "", "none"),
        ("[2001:db8::1]:9100", "six", "ip_address"),
        ("db01", "s2", "short name"),
        ("db01:9187", "s2", "short name"),
        ("twin:80", "", "none"),
        ("old", "o2", "name"),
        ("s2", "s2", "key"),
        ("", "", "none"),
    ],
)
def test_what_an_instance_names(text: str, ci: str, by: str) -> None:
    assert found(("instance", text), ("service", "unknown")) == (ci, by)


def test_the_next_label_is_tried_where_the_first_names_nothing() -> None:
    assert found(("instance", "10.9.9.9:1"), ("service", "shop")) == ("shop", "key")
    assert found(("instance", "twin:1"), ("service", "shop")) == ("shop", "key")


def test_every_try_is_told() -> None:
    known = {"twin": [Named("t1", "name"), Named("t2", "name")], "shop": [Named("shop", "name")]}
    tries = match((("instance", "twin:80"), ("service", "shop")), known).tries
    assert [(each["text"], each["outcome"]) for each in tries] == [
        ("twin:80", "none"),
        ("twin", "several"),
        ("shop", "matched"),
    ]
    assert tries[1]["cis"] == ["t1", "t2"]
