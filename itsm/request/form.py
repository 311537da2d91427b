"""Do answers fit the form of a catalogue item? Forms are a small, declared part of JSON Schema."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cmdb.errors import Invalid
from cmdb.values import Json

__all__ = ["Field", "Form", "checked_answers", "in_order", "parse_form"]

FieldType = Literal["string", "integer", "number", "boolean", "date", "enum"]
TYPES = ("string", "integer", "number", "boolean")
KEYWORDS: Mapping[FieldType, tuple[str, ...]] = {
    "string": ("type", "title", "description", "maxLength", "pattern"),
    "date": ("type", "title", "description", "format"),
    "enum": ("type", "title", "description", "enum"),
    "integer": ("type", "title", "description", "minimum", "maximum"),
    "number": ("type", "title", "description", "minimum", "maximum"),
    "boolean": ("type", "title", "description"),
}
OF_FORM = ("type", "title", "description", "properties", "required", "order")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
MOST_FIELDS = 100
MOST_VALUES = 200
MOST_TEXT = 4_000
MOST_TITLE = 300
# Patterns come from people: what could take long to match is refused when it is declared.
MOST_FOR_PATTERN = 100
MOST_OPEN_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. ``least`` and ``most`` bound numbers, ``longest`` text, ``values`` a choice."""

    name: str
    type: FieldType
    title: str
    description: str = ""
    required: bool = False
    least: float | None = None
    most: float | None = None
    longest: int = MOST_TEXT
    pattern: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of a form by name, in their order."""

    fields: Mapping[str, Field]


# ---------------------------------------------------------------- reading a form


def parse_form(where: str, said: Json) -> Form:
    """Read a form: ``{"type": "object", "properties": {NAME: {...}}, "required": [NAME], "order": [NAME]}``.

    ``order`` says which questions come first; those it does not name follow as they stand. Raises ``Invalid`` for a
    keyword that is not among those understood: one that is passed over would be one that nobody checks.
    """
    if not isinstance(said, dict) or said.get("type") != "object":
        raise Invalid(where, "is no form", said, 'an object schema: {"type": "object", "properties": {...}}')
    refuse_unknown(where, said, OF_FORM)
    properties, required = said.get("properties", {}), said.get("required", [])
    if not isinstance(properties, dict) or len(properties) > MOST_FIELDS:
        raise Invalid(f"{where}.properties", "is no list of questions", properties, f"up to {MOST_FIELDS} by name")
    if not isinstance(required, list):
        raise Invalid(f"{where}.required", "is no list", required, "names of properties")
    for name in required:
        if name not in properties:
            raise Invalid(f"{where}.required", "names no property", name, ", ".join(properties) or "no properties")
    place = f"{where}.properties"
    asked = dict.fromkeys((*order_of(where, said, properties), *properties))
    return Form({name: parse_field(place, name, properties[name], name in required) for name in asked})


def order_of(where: str, said: Mapping[str, Json], properties: Mapping[str, Json]) -> list[str]:
    """Return the questions that come first, in their order. Raises ``Invalid``."""
    order = said.get("order", [])
    if not isinstance(order, list):
        raise Invalid(f"{where}.order", "is no list", order, "names of properties")
    for name in order:
        if not isinstance(name, str) or name not in properties or order.count(name) > 1:
            raise Invalid(f"{where}.order", "names no property, or one twice", name, ", ".join(properties) or "nothing")
    return [str(name) for name in order]


def in_order(said: Json) -> Json:
    """Return a form that says in which order its questions stand: what is kept loses the order of its names."""
    properties = said.get("properties") if isinstance(said, dict) else None
    if not isinstance(said, dict) or "order" in said or not isinstance(properties, dict):
        return said
    return {**said, "order": list[Json](properties)} if properties else said


def parse_field(place: str, name: str, said: Json, required: bool) -> Field:  # noqa: FBT001  # read in one place only
    """Read one question."""
    where = f"{place}.{name}"
    if not NAME.fullmatch(name):
        raise Invalid(where, "is no name of a property", name, "a letter, then letters, digits and _; up to 64")
    if not isinstance(said, dict):
        raise Invalid(where, "is no question", said, "an object with type, title ...")
    of_type = type_of(where, said)
    refuse_unknown(where, said, KEYWORDS[of_type])
    least, most = number(where, said, "minimum"), number(where, said, "maximum")
    if least is not None and most is not None and least > most:
        raise Invalid(f"{where}.minimum", "is above the maximum", least, f"up to {most:g}")
    pattern = pattern_of(where, said)
    return Field(
        name,
        of_type,
        text(where, said, "title") or name,
        text(where, said, "description"),
        required,
        least,
        most,
        longest(where, said, MOST_FOR_PATTERN if pattern else MOST_TEXT),
        pattern,
        choices(where, said),
    )


def type_of(where: str, said: Mapping[str, Json]) -> FieldType:
    """Return the type of a question."""
    declared = said.get("type", "string" if "enum" in said else None)
    if declared not in TYPES:
        raise Invalid(f"{where}.type", "is no type of an answer", declared, ", ".join(TYPES))
    if "enum" in said and declared == "string":
        return "enum"
    if "format" in said and declared == "string":
        if said["format"] != "date":
            raise Invalid(f"{where}.format", "is no format", said["format"], "date")
        return "date"
    return next(each for each in KEYWORDS if each == declared)


def pattern_of(where: str, said: Mapping[str, Json]) -> str:
    """Return a pattern that is read and cannot take long. Raises ``Invalid``."""
    pattern = text(where, said, "pattern")
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise Invalid(f"{where}.pattern", f"cannot be read: {error}", pattern, "a regular expression") from error
    plain = re.sub(r"\[\^?\]?(?:\\.|[^\]])*\]", "c", re.sub(r"\\[^1-9]", "e", pattern))
    plain = re.sub(r"\{\d+\}(?![*+?{])", "", plain)
    slow = re.search(r"\)[*+?{]|\\[1-9]|\(\?", plain) or len(re.findall(r"[*+?{]", plain)) > MOST_OPEN_REPEATS
    if slow:
        allowed = f"up to {MOST_OPEN_REPEATS} of * + ? {{n,m}}, none behind a group, no look-around, no back-reference"
        raise Invalid(f"{where}.pattern", "could take long to match", pattern, allowed)
    return pattern


def choices(where: str, said: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the values of a choice."""
    if "enum" not in said:
        return ()
    values = said["enum"]
    if not isinstance(values, list) or not 0 < len(values) <= MOST_VALUES:
        raise Invalid(f"{where}.enum", "is no choice", values, f"a list of 1 to {MOST_VALUES} texts")
    for each in values:
        if not isinstance(each, str) or not each or len(each) > MOST_TITLE or values.count(each) > 1:
            raise Invalid(f"{where}.enum", "has a value that is no text, or one twice", each, "texts, each once")
    return tuple(str(each) for each in values)


def longest(where: str, said: Mapping[str, Json], most: int) -> int:
    """Return how long an answer may be."""
    found = said.get("maxLength", most)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found <= most:
        raise Invalid(f"{where}.maxLength", "is no length", found, f"1 to {most}")
    return found


def number(where: str, said: Mapping[str, Json], name: str) -> float | None:
    """Return a bound."""
    found = said.get(name)
    if found is not None and not is_number(found):
        raise Invalid(f"{where}.{name}", "is no number", found, "a finite number")
    return found if isinstance(found, int | float) else None


def text(where: str, said: Mapping[str, Json], name: str) -> str:
    """Return words of a declaration."""
    found = said.get(name, "")
    if not isinstance(found, str) or len(found) > MOST_TITLE:
        raise Invalid(f"{where}.{name}", "is no text or too long", found, f"up to {MOST_TITLE} characters")
    return found


def refuse_unknown(where: str, said: Mapping[str, Json], known: tuple[str, ...]) -> None:
    """Raise ``Invalid`` for the first keyword that is not understood."""
    for name in said:
        if name not in known:
            raise Invalid(f"{where}.{name}", "is not understood", name, ", ".join(known))


# ---------------------------------------------------------------- reading answers


def checked_answers(form: Form, answers: Json) -> dict[str, Json]:
    """Return the answers that were given, in the form's order; null counts as none.

    Raises ``Invalid`` with the question at fault (``answers.NAME``), the answer, and what would be allowed.
    """
    if not isinstance(answers, dict):
        raise Invalid("answers", "are no answers", answers, "an object with an answer for each question")
    for name in answers:
        if name not in form.fields:
            raise Invalid(f"answers.{name}", "is not asked for", name, ", ".join(form.fields) or "nothing is asked")
    found: dict[str, Json] = {}
    for name, field in form.fields.items():
        given = answers.get(name)
        if given is None or (isinstance(given, str) and not given.strip()):
            if field.required:
                raise Invalid(f"answers.{name}", f"is needed: {field.title}", given, allowed_in(field))
            continue
        if not fits(field, given):
            raise Invalid(f"answers.{name}", "does not fit", given, allowed_in(field))
        found[name] = given
    return found


def fits(field: Field, given: Json) -> bool:
    """Say whether an answer fits its question."""
    if field.type == "boolean":
        return isinstance(given, bool)
    if field.type in ("integer", "number"):
        return isinstance(given, int | float) and number_fits(field, given)
    return isinstance(given, str) and text_fits(field, given)


def number_fits(field: Field, given: float) -> bool:
    """Say whether a number fits."""
    if not is_number(given) or (field.type == "integer" and not isinstance(given, int)):
        return False
    return (field.least is None or given >= field.least) and (field.most is None or given <= field.most)


def text_fits(field: Field, given: str) -> bool:
    """Say whether a text fits."""
    if field.type == "enum":
        return given in field.values
    if field.type == "date":
        return is_date(given)
    return len(given) <= field.longest and (not field.pattern or re.search(field.pattern, given) is not None)


def is_number(given: Json) -> bool:
    """Say whether something is a finite number; true and false are none."""
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)


def is_date(given: str) -> bool:
    """Say whether something is a date such as 2026-03-31."""
    try:
        return len(given) == len("2026-03-31") and date.fromisoformat(given) is not None
    except ValueError:
        return False


def allowed_in(field: Field) -> str:
    """Return in words what would be allowed."""
    if field.type == "enum":
        return ", ".join(field.values)
    if field.type == "date":
        return "a date such as 2026-03-31"
    if field.type == "boolean":
        return "true or false"
    if field.type in ("integer", "number"):
        kind = "a whole number" if field.type == "integer" else "a number"
        bounds = [f"from {field.least:g}"] if field.least is not None else []
        bounds += [f"up to {field.most:g}"] if field.most is not None else []
        return " ".join([kind, *bounds])
    return f"up to {field.longest} characters" + (f" that fit {field.pattern}" if field.pattern else "")
