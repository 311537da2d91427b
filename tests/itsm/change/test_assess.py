"""A change judged while the graph moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from cmdb.edit import edit_ci
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.model import Key
from cmdb.plan import parse_plan
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.board.notice import affected_by
from itsm.change.away import failures_away, moments
from itsm.change.expected_availability import expected_availability
from itsm.change.proposal import canonical
from itsm.judgement import assessment, change_risk

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY = Stamp("ann", "manual")
ESTATE: Json = [{"op": "add", "key": "db-1", "class": "database", "name": "db-1", "attributes": {"version": "1"}}]
PLAN: Json = {
    "title": "New version",
    "window": {"start": NOW.isoformat(), "end": (NOW + timedelta(hours=1)).isoformat()},
    "edits": [{"op": "set", "ci": "db-1", "attributes": {"version": {"was": "1", "to": "2"}}}],
}


@pytest.mark.parametrize("judge", [assessment, change_risk])
def test_what_is_written_between_two_readings_is_a_conflict_that_is_told(
    monkeypatch: pytest.MonkeyPatch, judge: Any
) -> None:
    """The plan is laid for each reading; somebody writes after the first look at it."""
    with open_store("memory:") as store:
        estate = Estate(store, None, lambda: NOW)
        merge(estate.graph, estate.rules, parse_plan({"edits": ESTATE}, estate.schema), BY)
        proposal, _ = canonical(estate, PLAN)
        assert assessment(estate, proposal, now=NOW)["not_laid"] == []
        written: list[int | None] = []
        read = estate.snapshots.at

        def at(as_of: int | None) -> Any:
            if not written:
                written.append(as_of)
                edit_ci(estate.graph, estate.rules, Key("db-1"), {"attributes.version": "3"}, Stamp("bob", "manual"))
            return read(as_of)

        monkeypatch.setattr(estate.snapshots, "at", at)
        judge(estate, proposal, now=NOW)
        assert written == [None]
        told = cast("list[str]", assessment(estate, proposal, now=NOW)["not_laid"])
        assert [each.endswith("now 3") for each in told] == [True]


SERVED: Json = [
    {"op": "add", "key": "db-1", "class": "database", "name": "db-1", "attributes": {"version": "1"}},
    {"op": "add", "key": "old", "class": "server", "name": "old", "lifecycle": "maintenance"},
    {"op": "add", "key": "pay", "class": "business_service", "name": "Payments", "attributes": {"users": 40}},
    {"op": "add", "key": "both", "class": "business_service", "name": "Both"},
    {"op": "relate", "from": "pay", "type": "depends_on", "to": "db-1"},
    {"op": "relate", "from": "both", "type": "depends_on", "to": "db-1"},
    {"op": "relate", "from": "both", "type": "depends_on", "to": "old", "group": "rest"},
]
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def judged(start: datetime, **more: Json) -> tuple[Estate, dict[str, Any]]:
    """Return the judgement of an update of the database in a window of 60 minutes, with 30 to back out."""
    store = open_store("memory:")
    estate = Estate(store, None, lambda: NOW)
    merge(estate.graph, estate.rules, parse_plan({"edits": SERVED}, estate.schema), BY)
    window: Json = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
    down: Json = [{"ci": "db-1", "start_minutes": 10, "minutes": 20}]
    plan: Json = {"title": "New version", "window": window, "backout_minutes": 30, "down": down, "edits": [], **more}
    proposal, _ = canonical(estate, plan)
    return estate, cast("dict[str, Any]", assessment(estate, proposal, now=NOW))


def test_if_it_fails_each_touched_ci_is_down_until_backing_out_has_ended() -> None:
    _, found = judged(MONDAY + timedelta(hours=20))
    failing = found["impact"]["if_it_fails"]
    assert failing["scenario"]["window"] == {"start": "2026-11-23T20:00:00Z", "end": "2026-11-23T21:30:00Z"}
    (pay,) = [each for each in failing["services"] if each["key"] == "pay"]
    assert [(each["start"], each["end"]) for each in pay["intervals"]] == [(0, 5400)]


def test_without_a_window_nobody_knows_when_backing_out_has_ended() -> None:
    _, found = judged(MONDAY, window=None, down=[{"ci": "db-1"}])
    (pay,) = [each for each in found["services"] if each["key"] == "pay"]
    assert pay["if_it_fails"] == {"state": "down", "minutes": None, "agreed_minutes": None}


def test_of_what_is_out_the_agreed_hours_are_told_apart() -> None:
    """The standard agreement is kept from 8 to 18 on workdays: of 17:30 to 19:00 that is half an hour."""
    _, found = judged(MONDAY + timedelta(hours=17, minutes=30))
    (pay,) = [each for each in found["services"] if each["key"] == "pay"]
    assert (pay["users"], pay["agreement"], pay["hours"]) == (40, "standard", "office")
    assert pay["planned"] == {"state": "down", "minutes": 20.0, "agreed_minutes": 20.0}
    assert pay["if_it_fails"] == {"state": "down", "minutes": 90.0, "agreed_minutes": 30.0}


def test_what_is_down_already_is_no_effect_of_the_change() -> None:
    estate, found = judged(MONDAY + timedelta(hours=20))
    assert [each["key"] for each in found["services"]] == ["pay"]
    (blast,) = [each for each in found["risk"]["factors"] if each["name"] == "blast_radius"]
    assert blast["evidence"] == ["pay"]
    assert {each.key for each in affected_by(estate.graph, found)} == {"db-1", "pay"}


def test_of_what_loses_redundancy_it_is_told_how_many_failures_away_an_outage_is() -> None:
    """Three replicas of which one must be up; the steps of a rolling patch are not down at once."""
    members = ("a", "b", "c")
    pool: list[Json] = [{"op": "add", "key": each, "class": "database", "name": each} for each in members]
    pool += [{"op": "add", "key": "shop", "class": "business_service", "name": "Shop", "groups": {"db": {"min_up": 1}}}]
    pool += [{"op": "relate", "from": "shop", "type": "depends_on", "to": each, "group": "db"} for each in members]
    with open_store("memory:") as store:
        estate = Estate(store, None, lambda: NOW)
        merge(estate.graph, estate.rules, parse_plan({"edits": pool}, estate.schema), BY)
        window: Json = {"start": NOW.isoformat(), "end": (NOW + timedelta(hours=1)).isoformat()}

        def asked(*down: Json) -> list[dict[str, Json]]:
            return failures_away(estate, canonical(estate, {"window": window, "down": list(down), "edits": []})[0])

        both: list[Json] = [
            {"ci": "a", "start_minutes": 0, "minutes": 20},
            {"ci": "b", "start_minutes": 10, "minutes": 20},
        ]
        assert asked(*both) == [{"service": "shop", "name": "Shop", "was": 3, "meanwhile": 1}]
        assert asked({"ci": "a"}) == []
        rolling: list[Json] = [{"ci": each, "start_minutes": 20 * n, "minutes": 20} for n, each in enumerate(members)]
        assert [
            [each.ci for each in found]
            for found in moments(parse_plan({"window": window, "down": rolling, "edits": []}, estate.schema))
        ] == [["a"], ["b"], ["c"]]


def test_the_availability_that_is_expected_afterwards_is_held_against_that_of_today() -> None:
    """A second database behind a group of which one must be up: both must fail, each DOWN a hundredth of the time."""
    one: Json = {"unavailability": 0.01}
    listed: list[Json] = [
        {"op": "add", "key": "db-1", "class": "database", "name": "db-1", "attributes": one},
        {"op": "add", "key": "shop", "class": "business_service", "name": "Shop", "groups": {"db": {"min_up": 1}}},
        {"op": "relate", "from": "shop", "type": "depends_on", "to": "db-1", "group": "db"},
    ]
    with open_store("memory:") as store:
        estate = Estate(store, None, lambda: NOW)
        merge(estate.graph, estate.rules, parse_plan({"edits": listed}, estate.schema), BY)
        second: Json = [
            {"op": "add", "as": "$db", "class": "database", "name": "db-2", "attributes": one},
            {"op": "relate", "from": "shop", "type": "depends_on", "to": "$db", "group": "db"},
        ]
        (found,) = expected_availability(estate, canonical(estate, {"edits": second})[0])
        assert found["service"] == "shop"
        assert cast("float", found["was"]) == pytest.approx(0.99)
        assert cast("float", found["afterwards"]) == pytest.approx(0.9999)
        same: Json = [{"op": "set", "ci": "db-1", "attributes": {"version": {"to": "2"}}}]
        assert expected_availability(estate, canonical(estate, {"edits": same})[0]) == []
