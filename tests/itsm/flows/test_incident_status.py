"""What everybody is told of services: which incidents count, how far, and in which words."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Literal

import pytest

from impact import CiRow, EdgeRow, Failure, GroupRow, build_graph
from itsm.flows.incident_status import Report, believed, counted_one, near_below, noticed, words


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (Report("portal", "new", "down"), None),
        (Report("portal", "in_progress", "down"), "down"),
        (Report("portal", "in_progress", "degraded"), "degraded"),
        (Report("phone", "new", "down"), "down"),
        (Report("event", "new"), None),
        (Report("event", "new", "degraded"), None),
        (Report("event", "new", "down"), "down"),
        (Report("event", "in_progress"), "degraded"),
        (Report("", "on_hold", ""), "degraded"),
    ],
)
def test_what_one_person_reports_counts_once_it_was_read(report: Report, told: str | None) -> None:
    assert believed(report) == told


def test_words_say_what_users_notice() -> None:
    states = {"a": "down", "b": "degraded", "c": "at_risk"}
    assert words(states, ["d", "c", "b", "a"]) == {
        "a": "not working",
        "b": "restricted",
        "c": "working",
        "d": "working",
    }


def test_an_outage_is_told_as_far_as_it_reaches_and_slowness_near_by_only() -> None:
    chain = ["service", "app", "database", "disk"]
    edges = [EdgeRow(above, below) for above, below in pairwise(chain)]
    graph = build_graph([CiRow(each) for each in chain], edges, [])
    assert noticed(graph, [Failure("disk", "down")])["service"] == "down"
    assert noticed(graph, [Failure("database", "degraded")])["service"] == "degraded"
    assert "service" not in noticed(graph, [Failure("disk", "degraded")])
    both = noticed(graph, [Failure("app", "degraded"), Failure("disk", "down")])
    assert both["service"] == "down"
    assert noticed(graph, []) == {}


@pytest.mark.parametrize(
    ("cis", "effect", "state", "why"),
    [
        (["disk"], "down", "down", "out 3 hops below"),
        (["database"], "degraded", "degraded", "slow 2 hops below"),
        (["app"], "degraded", "degraded", "slow 1 hop below"),
        (["service"], "down", "down", "it is out itself"),
        (["disk"], "degraded", None, "slow more than 2 hops below; what is slow counts up to 2 hops"),
        (["disk"], None, None, "nobody has taken it up yet"),
        (["gone", "apart"], "down", None, "alone it changes nothing here"),
        (["twin"], "down", None, "costs redundancy, which users do not notice"),
    ],
)
def test_each_incident_says_what_it_does_to_a_service_and_why(
    cis: list[str], effect: Literal["down", "degraded"] | None, state: str | None, why: str
) -> None:
    chain = ["service", "app", "database", "disk"]
    edges = [EdgeRow(above, below) for above, below in pairwise(chain)]
    edges += [EdgeRow("service", each, group="pair") for each in ("twin", "other")]
    cis_there = [CiRow(each) for each in (*chain, "apart", "twin", "other")]
    graph = build_graph(cis_there, edges, [GroupRow("service", "pair", {"min_up": 1})])
    assert counted_one(graph, cis, effect, "service", near_below(graph, "service")) == (state, why)
    assert near_below(graph, "gone") == frozenset()


def test_what_one_incident_does_is_what_services_show_with_it_alone() -> None:
    rng = random.Random(11)
    seen: set[str | None] = set()
    for _ in range(300):
        keys = [f"c{number}" for number in range(9)]
        pairs = [(keys[a], keys[b]) for a in range(9) for b in range(9) if a != b and rng.random() < 0.16]
        grouped = [EdgeRow(a, b, group="g") if rng.random() < 0.4 else EdgeRow(a, b) for a, b in pairs]
        groups = [GroupRow(key, "g", {"min_up": 1}) for key in {each.consumer for each in grouped if each.group}]
        graph = build_graph([CiRow(each) for each in keys], grouped, groups)
        cis, effect = rng.sample(keys, rng.randint(1, 2)), rng.choice(("down", "degraded"))
        told = counted_one(graph, cis, effect, "c0", near_below(graph, "c0")).state
        assert told == noticed(graph, [Failure(each, effect) for each in cis]).get("c0"), (grouped, cis, effect)
        seen.add(told)
    assert seen == {None, "down", "degraded"}
