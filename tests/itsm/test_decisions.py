"""Each practice has a story that fails when the practice's own decision is replaced by a stub."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from itsm.practices import PRACTICES
from tests.support.stubbed import SETTING


class Case(NamedTuple):
    """A story of a practice, the function that decides, and what a stub says in its place."""

    practice: str
    story: str
    decision: str
    stub: dict[str, Any]


NOTHING: dict[str, Any] = {"says": []}
CASES = (
    Case(
        "incident",
        "tests/api/test_incident_evidence.py::test_an_incident_about_to_be_opened_is_matched_to_open_ones_only",
        "itsm.evidence:matching_incidents",
        NOTHING,
    ),
    Case(
        "event",
        "tests/api/test_events.py::test_alerts_of_one_cause_open_one_incident",
        "itsm.event.group:group",
        {"says": [[], []]},
    ),
    Case(
        "event",
        "tests/api/test_events.py::test_maintenance_keeps_incidents_away_and_counts",
        "itsm.event.suppress:why_suppressed",
        {"says": ""},
    ),
    Case(
        "problem",
        "tests/api/test_problem_proposals.py::test_from_what_recurs_to_a_fix_that_is_judged",
        "itsm.problem.recurrence:recurrences",
        NOTHING,
    ),
    Case(
        "request",
        "tests/api/test_catalogue.py::test_who_may_not_ask_for_an_item_does_not_know_it",
        "itsm.request.catalogue:entitled",
        {"says": True},
    ),
    Case(
        "portal",
        "tests/api/test_portal.py::test_services_in_plain_words_follow_what_is_known_and_not_what_one_person_says",
        "itsm.flows.incident_status:believed",
        {"says": "down"},
    ),
    Case(
        "article",
        "tests/api/test_articles.py::test_articles_about_the_ci_are_suggested",
        "itsm.knowledge.find:suggest",
        NOTHING,
    ),
    Case(
        "service level",
        "tests/api/test_measures.py::test_a_clock_says_when_it_is_due_and_why",
        "itsm.service_level.clocks:clocks",
        NOTHING,
    ),
    Case(
        "service level",
        "tests/api/test_measures.py::test_the_forecast_names_what_is_due_next",
        "itsm.measures.forecast:forecast",
        NOTHING,
    ),
    Case(
        "service level",
        "tests/api/test_measures.py::test_what_is_nearly_spent_is_told_once",
        "itsm.measures.spent:nearly_spent",
        NOTHING,
    ),
    Case(
        "service level",
        "tests/api/test_measures.py::test_an_agreement_says_how_many_failures_it_is_away",
        "itsm.service_level.structure:structure",
        NOTHING,
    ),
    Case(
        "availability",
        "tests/api/test_measures.py::test_an_outage_of_a_service_is_measured_through_the_engine",
        "itsm.availability.outages:outages_of",
        NOTHING,
    ),
    Case(
        "satisfaction",
        "tests/api/test_portal.py::test_how_it_went_is_asked_once_and_counted",
        "itsm.satisfaction.survey:is_open",
        {"says": True},
    ),
    Case(
        "change",
        "tests/api/test_changes.py::test_two_changes_on_both_legs_collide_exactly_while_their_windows_overlap",
        "itsm.judgement:change_collisions",
        NOTHING,
    ),
    Case(
        "board",
        "tests/api/test_meetings.py::test_outside_a_meeting_only_voices_from_a_seat_count",
        "itsm.flows.board_approval:seat_on",
        {"as": "itsm.change.approval:OWN"},
    ),
    Case(
        "release",
        "tests/api/test_releases.py::test_what_nobody_planned_failed_or_broke_speaks_against_it",
        "itsm.flows.release_verification:differences",
        NOTHING,
    ),
    Case(
        "deployment",
        "tests/api/test_deployments.py::test_a_change_that_is_not_approved_stands_behind_nothing",
        "itsm.flows.change_deployment:authority",
        {"says": ["by_change", "it always is", ""]},
    ),
    Case(
        "unauthorised_change",
        "tests/api/test_unauthorised_changes.py::test_an_edit_by_hand_raises_a_record_with_the_difference",
        "itsm.unauthorised_change.detect:edits_in",
        NOTHING,
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.decision)
def test_a_story_fails_when_its_decision_is_a_stub(case: Case, checkout: Path) -> None:
    told = json.dumps({"decision": case.decision, **case.stub})
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "-p",
            "tests.support.stubbed",
            "-p",
            "no:cacheprovider",
            case.story,
        ],
        cwd=checkout,
        env=os.environ | {SETTING: told, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert ran.stdout.splitlines()[-1].startswith("1 failed"), ran.stdout[-2000:]


def test_every_practice_has_one() -> None:
    assert {case.practice for case in CASES} > set(PRACTICES)
