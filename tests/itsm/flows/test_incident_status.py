"""What everybody is told of services: which incidents count, how far, and in which words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from impact import CiRow, EdgeRow, Failure, build_graph
from itsm.flows.incident_status import Report, believed, noticed, words


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
