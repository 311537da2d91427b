"""Forms: what is understood, which answers fit, and that a fault names its place, the value and what is allowed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from cmdb.errors import Invalid
from itsm.request.form import checked_answers, in_order, parse_form

PROPERTIES: dict[str, Any] = {
    "model": {"type": "string", "title": "Model", "enum": ["small", "large"]},
    "room": {"type": "string", "pattern": "^[A-Z]-[0-9]{3}$", "maxLength": 5},
    "screens": {"type": "integer", "minimum": 0, "maximum": 3},
    "price": {"type": "number", "minimum": 0.5},
    "on": {"type": "string", "format": "date"},
    "remote": {"type": "boolean"},
}
FORM = parse_form("form", {"type": "object", "properties": PROPERTIES, "required": ["model"]})


def test_answers_that_fit_come_back_in_the_order_of_the_form() -> None:
    given: dict[str, Any] = {
        "remote": False,
        "on": "2026-02-28",
        "screens": 2,
        "price": 1,
        "room": "A-101",
        "model": "large",
    }
    assert checked_answers(FORM, given) == given
    assert list(checked_answers(FORM, given)) == ["model", "room", "screens", "price", "on", "remote"]
    assert checked_answers(FORM, {"model": "small", "room": "", "on": None}) == {"model": "small"}


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("model", "medium", "small, large"),
        ("model", None, "small, large"),
        ("model", "   ", "small, large"),
        ("room", "a-101", "that fit ^[A-Z]-[0-9]{3}$"),
        ("room", 7, "up to 5 characters"),
        ("screens", 4, "a whole number from 0 up to 3"),
        ("screens", 1.0, "a whole number"),
        ("screens", True, "a whole number"),
        ("price", 0.25, "a number from 0.5"),
        ("price", "1", "a number"),
        ("on", "2026-02-29", "a date such as"),
        ("on", "20260228", "a date such as"),
        ("remote", "yes", "true or false"),
        ("colour", "red", "model, room, screens"),
    ],
)
def test_an_answer_that_does_not_fit_is_named_with_what_is_allowed(name: str, value: object, allowed: str) -> None:
    with pytest.raises(Invalid) as fault:
        checked_answers(FORM, {"model": "small", name: value})  # type: ignore[dict-item]  # wrong on purpose
    assert fault.value.where == f"answers.{name}"
    assert allowed in fault.value.allowed
    assert fault.value.value in (value, name)


def test_answers_are_an_object() -> None:
    with pytest.raises(Invalid, match="an object with an answer"):
        checked_answers(FORM, ["small"])


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ({"type": "string", "format": "email"}, "format"),
        ({"type": "array"}, "type"),
        ({"type": "string", "minLength": 2}, "minLength"),
        ({"type": "integer", "maxLength": 2}, "maxLength"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "minimum"),
        ({"type": "string", "enum": []}, "enum"),
        ({"type": "string", "enum": ["a", "a"]}, "enum"),
        ({"type": "string", "pattern": "["}, "pattern"),
        ({"type": "string", "pattern": "(a+)+$"}, "pattern"),
        ({"type": "string", "pattern": "a*a*a*a*b"}, "pattern"),
        ({"type": "string", "pattern": r"(a)\1"}, "pattern"),
        ({"type": "string", "maxLength": 0}, "maxLength"),
        ({"type": "string", "title": 7}, "title"),
    ],
)
def test_a_keyword_that_nobody_would_check_is_refused(question: Any, where: str) -> None:
    with pytest.raises(Invalid) as fault:
        parse_form("form", {"type": "object", "properties": {"q": question}})
    assert fault.value.where == f"form.properties.q.{where}"
    assert fault.value.allowed


def test_a_pattern_that_is_taken_is_quick_on_the_worst_answer() -> None:
    form = parse_form("f", {"type": "object", "properties": {"q": {"type": "string", "pattern": ".*.*.*b"}}})
    began = time.process_time()
    with pytest.raises(Invalid):
        checked_answers(form, {"q": "a" * 100})
    assert time.process_time() - began < 2


def test_what_is_required_is_asked_for() -> None:
    with pytest.raises(Invalid, match="names no property"):
        parse_form("form", {"type": "object", "properties": {}, "required": ["x"]})
    with pytest.raises(Invalid, match="is no form"):
        parse_form("form", {"type": "array"})


def test_questions_stand_in_the_order_that_a_form_says() -> None:
    said: dict[str, Any] = {"type": "object", "properties": {name: {"type": "string"} for name in "abc"}}
    assert list(parse_form("form", {**said, "order": ["c", "a"]}).fields) == ["c", "a", "b"]
    kept = in_order({**said, "properties": dict(reversed(list(said["properties"].items())))})
    assert isinstance(kept, dict)
    assert list(parse_form("form", {**kept, "properties": said["properties"]}).fields) == ["c", "b", "a"]
    assert in_order({**said, "order": ["b"]}) == {**said, "order": ["b"]}
    for wrong in ("c", ["d"], ["a", "a"], [["a"]]):
        with pytest.raises(Invalid) as fault:
            parse_form("form", {**said, "order": wrong})  # type: ignore[dict-item]  # wrong on purpose
        assert fault.value.where == "form.order"
