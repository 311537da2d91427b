"""Surveys: who is asked, once, what the answers come to, and that the measures read the same answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cmdb.errors import Invalid
from cmdb.model import Key
from itsm.incident.practice import INCIDENT
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.measures.facts import fact_of
from itsm.satisfaction.survey import Answer, answer_of, is_open, summary, survey

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def record(practice: str, state: str) -> Record:
    return Record(Key("x-1"), practice, "x", state, {"requester": "rea"}, 1)


@pytest.mark.parametrize(
    ("practice", "state", "asked"),
    [
        ("incident", "new", False),
        ("incident", "on_hold", False),
        ("incident", "resolved", True),
        ("incident", "closed", True),
        ("incident", "cancelled", False),
        ("request", "fulfilled", False),
        ("request", "closed", True),
        ("request", "rejected", False),
        ("change", "closed", False),
    ],
)
def test_who_got_something_is_asked_when_it_is_over(practice: str, state: str, asked: bool) -> None:  # noqa: FBT001
    assert is_open(record(practice, state), []) is asked
    if not asked:
        with pytest.raises(Invalid, match="is not open"):
            survey(record(practice, state), [], stars=5, comment="", by="rea", at=NOON)


def test_nobody_is_asked_twice_and_stars_are_one_to_five() -> None:
    closed = record("incident", "closed")
    given = survey(closed, [], stars=4, comment=" well done ", by="rea", at=NOON)
    assert answer_of(given) == Answer("x-1", NOON, 4, "well done")
    assert not is_open(closed, [given])
    with pytest.raises(Invalid, match="has been answered"):
        survey(closed, [given], stars=5, comment="", by="rea", at=NOON)
    for stars in (0, 6, True):
        with pytest.raises(Invalid, match="no number of stars"):
            survey(closed, [], stars=stars, comment="", by="rea", at=NOON)


def test_the_measures_read_what_a_survey_keeps() -> None:
    given = survey(record("incident", "closed"), [], stars=2, comment="", by="rea", at=NOON)
    fact = fact_of(INCIDENT, record("incident", "closed"), [given], [], caused=False)
    assert fact.ratings == ((NOON.timestamp(), 2.0),)


def test_csat_is_the_share_of_four_and_five() -> None:
    found = summary([Answer("x", NOON, stars) for stars in (5, 4, 4, 3, 1)])
    assert (found.count, found.csat, found.mean) == (5, 0.6, 3.4)
    assert found.stars == {1: 1, 2: 0, 3: 1, 4: 2, 5: 1}
    assert summary([]) == (0, None, None, dict.fromkeys(range(1, 6), 0))
    assert answer_of(Activity(Key("x"), "1", "note", NOON, "a", facts={"rating": 3})) is None
