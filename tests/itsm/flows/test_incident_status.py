"""What everybody is told of services: which incidents count, how far, and in which words."""

from __future__ import annotations

import pytest

from itsm.flows.incident_status import Report, believed, words


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (Report("portal", "new", "down"), None),
        (Report("portal", "in_progress", "down"), "down"),
        (Report("portal", "in_progress", "degraded"), "degraded"),
        (Report("phone", "new", "down"), "down"),
        (Report("event", "new"), "degraded"),
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
