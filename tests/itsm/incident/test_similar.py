"""Likeness of incidents: each of the three reasons alone, together more than each, and symmetric where it should be."""

from __future__ import annotations

from itsm.incident.similar import Subject, similar, similarity

MINE = Subject("inc-9", "Database does not answer", frozenset({"db"}), frozenset({"srv", "sw"}))


def other(key: str, text: str = "", *cis: str) -> Subject:
    return Subject(key, text, frozenset(cis), title=text)


def test_each_reason_alone_and_all_together() -> None:
    alone = {
        "same CI: db": other("a", "", "db"),
        "one stands on the other's CI: sw": other("b", "", "sw"),
        "words alike: 100 of 100": other("c", "database does NOT answer"),
    }
    scores = []
    for reason, each in alone.items():
        score, why = similarity(MINE, each)
        assert why == (reason,)
        scores.append(score)
    assert scores == [0.6, 0.3, 0.6]
    together, why = similarity(MINE, other("d", "Database does not answer", "db", "sw"))
    assert len(why) == 3
    assert max(scores) < together < 1


def test_nothing_in_common_is_not_listed_and_the_incident_itself_neither() -> None:
    assert similar(MINE, [other("x", "Printer has no toner", "printer"), MINE]) == []


def test_the_most_alike_first_and_of_equals_the_newest() -> None:
    found = similar(MINE, [other("a", "", "db"), other("b", "", "db"), other("c", "", "sw")], most=2)
    assert [each.key for each in found] == ["b", "a"]
