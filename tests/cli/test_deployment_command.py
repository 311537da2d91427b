"""``deployment FILE`` and ``release list|show``."""

from __future__ import annotations

from typing import Any

import pytest

ESTATE = {"faultline": 1, "cis": [{"key": "shop", "class": "application", "name": "web-shop"}]}
EVENT = {
    "source": "ci",
    "id": "1",
    "cis": ["web-shop"],
    "environment": "production",
    "version": "2.1",
    "status": "success",
    "started_at": "2026-11-01T10:00:00Z",
    "finished_at": "2026-11-01T10:04:00Z",
}


@pytest.fixture
def told(cli: Any) -> Any:
    """Write events to a file and let the command read it."""
    cli.json("import", cli.file("estate.json", ESTATE))

    def tell(events: Any, *more: str) -> Any:
        return cli("deployment", cli.file("events.json", events), *more)

    return tell


def test_an_event_is_taken_once(told: Any) -> None:
    first = told(EVENT)
    assert first.code == 0, first.err
    assert first.out.startswith("dep-000001  created: web-shop 2.1 to production, succeeded; UNAUTHORISED: no approved")
    again = told([EVENT, EVENT], "--json").json
    assert [each["outcome"] for each in again["taken"]] == ["unchanged", "unchanged"]


def test_good_events_are_taken_and_bad_ones_told(told: Any) -> None:
    bad = {**EVENT, "id": "2", "finished_at": "2026-11-01T09:00:00Z"}
    mixed = told([EVENT, bad, 7])
    assert mixed.code == 1
    assert "refused event 1: [1].finished_at: is before it started" in mixed.out
    assert "refused event 2: [2]: is no deployment" in mixed.out
    assert told(bad).code == 2
    assert told("{").code == 2
    assert told('{"a": "\\u0000"}').code == 2
    assert told("[" * 100_000).code == 2


def test_a_release_is_shown_with_what_it_lacks(cli: Any, told: Any) -> None:
    assert told(EVENT).code == 0
    assert cli.json("release", "list") == []
    assert cli("release", "show", "dep-000001").code == 3
    assert cli("release", "show", "rel-000001").code == 3
