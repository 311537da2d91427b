"""Reading and merging what pipelines say, without a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from cmdb.errors import Invalid
from itsm.deployment.event import event_document, parse_deployment, read_event, tier_of
from itsm.deployment.merged import merged, said_before, with_event

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAID: dict[str, Any] = {"source": "ci", "id": "1", "cis": ["shop"], "environment": "production", "status": "running"}


def event(**more: Any) -> Any:
    return parse_deployment("x", {**SAID, **more}, NOW)


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("production", "production"),
        ("PROD-eu-1", "production"),
        ("eu/live", "production"),
        ("pre-prod", "staging"),
        ("preprod", "staging"),
        ("non-production", "testing"),
        ("uat2", "staging"),
        ("review/prod-fix", "development"),
        ("qa", "testing"),
        ("blue", "other"),
        ("reproduction", "other"),
    ],
)
def test_the_name_of_an_environment_tells_its_tier(name: str, tier: str) -> None:
    assert tier_of(name) == tier
    assert event(environment=name, tier="development").tier == "development"


@pytest.mark.parametrize(
    ("word", "status"),
    [("Success", "succeeded"), ("canceled", "cancelled"), ("ROLLED-BACK", "rolled_back"), ("pending", "in_progress")],
)
def test_words_of_pipelines_are_understood(word: str, status: str) -> None:
    assert event(status=word).status == status


def test_a_clock_that_is_a_little_ahead_is_taken_as_now() -> None:
    assert event(started_at="2026-11-22T13:02:00+01:00").started_at == NOW - timedelta(0)
    with pytest.raises(Invalid, match="has not happened yet"):
        event(started_at="2026-11-22T12:06:00Z")
    with pytest.raises(Invalid, match=r"beyond all records|has not happened yet"):
        event(started_at="9999-12-31T23:59:59-14:00")


def test_an_event_is_read_as_it_was_written() -> None:
    said = event(version="1", commit="abc1234", committed_at="2026-11-22T10:00:00Z", url="https://ci.example/1")
    assert read_event(event_document(said)) == said


def test_whatever_the_order_the_same_is_known() -> None:
    events = [
        event(started_at="2026-11-22T10:00:00Z", version="1"),
        event(started_at="2026-11-22T10:00:00Z", finished_at="2026-11-22T10:09:00Z", status="failed"),
        event(started_at="2026-11-22T11:00:00Z", version="2", commit="abc1234"),
        event(finished_at="2026-11-22T11:05:00Z", status="success", change="CHG-000001"),
    ]
    known = set()
    for order in permutations(events):
        told: tuple[Any, ...] = ()
        for each in order:
            told = told if said_before(told, each) else with_event(told, each)
        known.add(merged(told))
    (found,) = known
    assert (found.status, found.version, found.commit, found.change) == ("succeeded", "2", "abc1234", "chg-000001")
    assert (found.started_at.hour, found.ended_at) == (10, datetime(2026, 11, 22, 11, 5, tzinfo=UTC))


def test_nobody_tells_of_one_deployment_without_end() -> None:
    told: tuple[Any, ...] = ()
    for minute in range(50):
        told = with_event(told, event(started_at=f"2026-11-22T10:{minute:02}:00Z"))
    with pytest.raises(Invalid, match="too often"):
        with_event(told, event(started_at="2026-11-22T11:00:00Z"))
