"""Templates: what is wrong is named by its place, blanks are filled as keys or as names."""

from __future__ import annotations

from typing import Any

import pytest

from cmdb.errors import Invalid
from itsm.kernel.template import Answer, filled, parse_template, template_document
from itsm.practices import PRACTICES

OUTAGE: dict[str, Any] = {
    "name": "till-down",
    "practice": "incident",
    "label": "A till is down",
    "title": "Till {till} is down",
    "fields": {"urgency": 1, "description": "{till} does not sell: {said}", "category": "tills"},
    "links": {"affects": ["{till}"]},
    "blanks": [{"id": "till", "label": "Which till?"}, {"id": "said", "label": "What is seen?", "kind": "text"}],
}


def fault(**more: Any) -> Invalid:
    with pytest.raises(Invalid) as told:
        parse_template("template till-down", OUTAGE | more, PRACTICES)
    return told.value


def test_a_template_reads_what_it_writes() -> None:
    found = parse_template("t", OUTAGE, PRACTICES)
    assert parse_template("t", template_document(found), PRACTICES) == parse_template(
        "t", {**OUTAGE, "tasks": []}, PRACTICES
    )
    assert [(each.id, each.kind) for each in found.blanks] == [("till", "ci"), ("said", "text")]


@pytest.mark.parametrize(
    ("more", "where", "allowed"),
    [
        ({"practice": "party"}, "practice", "incident"),
        ({"title": " "}, "title", "1 to"),
        ({"fields": {"urgencey": 1}}, "fields.urgencey", "urgency"),
        ({"fields": {"urgency": 9}}, "fields.urgency", "3"),
        ({"fields": {"opened_at": "2026-01-01"}}, "fields.opened_at", "a step"),
        ({"fields": {"category": "{shop}"}}, "fields.category", "said, till"),
        ({"title": "Till is down", "links": {}, "fields": {"category": "{said}"}}, "blanks[0]", "{till}"),
        ({"links": {"hurts": ["{till}"]}}, "links.hurts", "affects"),
        ({"blanks": [{"id": "till", "kind": "person"}]}, "blanks[0].kind", "ci, text"),
        ({"blanks": [{"id": "till"}, {"id": "till"}]}, "blanks[1].id", "once"),
        ({"blanks": [{"id": "Till"}]}, "blanks[0].id", "small letters"),
        ({"minutes": 0}, "minutes", "minutes"),
        ({"colour": "red"}, "colour", "practice"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(more: dict[str, Any], where: str, allowed: str) -> None:
    told = fault(**more)
    assert told.where.removeprefix("template till-down.") == where
    assert allowed in told.allowed


def test_a_blank_alone_is_what_was_chosen_and_within_words_how_it_is_called() -> None:
    answers = {"till": Answer("till-000007", "Till 7"), "said": Answer("a black screen", "a black screen")}
    said: dict[str, Any] = {"ci": "{till}", "note": ["At {till}: {said}.", 3, None], "keep": "{2} {"}
    assert filled(said, answers) == {
        "ci": "till-000007",
        "note": ["At Till 7: a black screen.", 3, None],
        "keep": "{2} {",
    }
