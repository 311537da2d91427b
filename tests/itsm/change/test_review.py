"""Verdicts of a review: predicted against what is on record, with the records behind each figure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from itsm.change.prediction import Expected
from itsm.change.review import Happening, suggested_outcome, verdicts

START = datetime(2026, 12, 5, 22, tzinfo=UTC)


def happening(state: str, begin: float, length: float | None, record: str = "inc-1", *, linked: bool = False):
    at = START + timedelta(minutes=begin)
    end = None if length is None else at + timedelta(minutes=length)
    return Happening("pay", state, at, end, record, linked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("predicted", "happened", "word"),
    [
        (("down", 1200.0), [("down", 0, 20)], "as_predicted"),
        (("down", 1200.0), [("down", 0, 24)], "as_predicted"),
        (("down", 1200.0), [("down", 0, 26)], "worse"),
        (("down", 1200.0), [("down", 0, 10)], "better"),
        (("down", None), [("down", 0, 10)], "as_predicted"),
        (("down", 1200.0), [("degraded", 0, 90)], "better"),
        (("down", 1200.0), [], "better"),
        (("degraded", 600.0), [("down", 0, 1)], "worse"),
        (("at_risk", None), [], "as_predicted"),
        (("at_risk", None), [("degraded", 0, 10)], "worse"),
        (None, [("degraded", 0, 10)], "not_predicted"),
    ],
)
def test_each_service_has_a_plain_verdict(predicted, happened, word) -> None:
    said = {"pay": Expected("pay", "Payments", *predicted)} if predicted else {}
    (found,) = verdicts(said, [happening(*each) for each in happened], names={"pay": "Payments"}, now=START)
    assert (found.word, found.name) == (word, "Payments")
    assert found.reason


def test_outages_of_two_records_that_overlap_are_one_length_and_both_are_named() -> None:
    said = {"pay": Expected("pay", "Payments", "down", 1800.0)}
    told = [
        happening("down", 0, 20, "inc-2"),
        happening("down", 10, 20, "inc-1"),
        happening("degraded", 0, 90, "inc-3"),
    ]
    for order in (told, told[::-1]):
        (found,) = verdicts(said, order, names={}, now=START)
        assert (found.actual, found.actual_s, found.word) == ("down", 1800.0, "as_predicted")
        assert found.records == ("inc-1", "inc-2", "inc-3")


def test_an_outage_that_goes_on_lasts_until_now() -> None:
    (found,) = verdicts({}, [happening("down", 0, None)], names={}, now=START + timedelta(minutes=7))
    assert (found.actual_s, found.reason) == (420.0, "nothing was said of it; it was DOWN for 7 min")


def test_what_was_not_predicted_comes_first() -> None:
    said = {"a": Expected("a", "A", "at_risk"), "b": Expected("b", "B", "down", 60.0)}
    found = verdicts(said, [happening("degraded", 0, 5)], names={}, now=START)
    assert [(each.key, each.word) for each in found] == [
        ("pay", "not_predicted"),
        ("b", "better"),
        ("a", "as_predicted"),
    ]


def test_a_success_with_a_linked_incident_that_nobody_predicted_had_issues() -> None:
    linked = verdicts({}, [happening("down", 0, 5, linked=True)], names={}, now=START)
    near = verdicts({}, [happening("down", 0, 5)], names={}, now=START)
    assert suggested_outcome("successful", linked) == "successful_with_issues"
    assert suggested_outcome("successful", near) == "successful"
    assert suggested_outcome("failed", linked) == "failed"
