"""From the text of a value to a condition on one field, by the field's type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from cmdb.errors import Invalid
from cmdb.query import All, Any, Compare, Condition, Operator
from cmdb.schema import Attribute, coerce
from cmdb.values import Money, Normal, instant_text, normal, normal_text

__all__ = ["attribute_condition", "instant_condition", "number_or_text", "text_condition"]

OFFSET = re.compile(r"([+-]?)(\d{1,6}(?:\.\d{1,6})?)\s*(s|m|min|h|d|w|y)")
UNIT_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31_557_600}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TURNED: Mapping[str, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
TIME_ALLOWED = "a date (2026-12-31), a time (2026-12-31T22:00Z), or an age (30d, 12h)"
ONE_DAY = timedelta(days=1)
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)


def text_condition(path: str, operator: str, text: str, *, exact: bool) -> Condition:
    """Compare a text field; a ``*`` at the end of an unquoted value means "starts with"."""
    if operator == "~":
        return Compare(path, "contains", normal_text(text))
    if operator == ":" and not exact and text.endswith("*"):
        return Compare(path, "prefix", normal_text(text[:-1]))
    return Compare(path, compare_operator(operator), normal_text(text))


def compare_operator(operator: str) -> Operator:
    """Return the store's operator for one of the language."""
    return "=" if operator in {":", "="} else cast("Operator", operator)


def number_or_text(path: str, operator: str, text: str, *, exact: bool) -> Condition:
    """Compare text that may be a number as both: text with text, a number with numbers."""
    by_text = text_condition(path, operator, text, exact=exact)
    number = None if exact or operator == "~" else as_number(text)
    return by_text if number is None else Any((by_text, Compare(path, compare_operator(operator), number)))


def as_number(text: str) -> int | float | None:
    """Return text as a number, None where it is none."""
    if re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    return float(text) if re.fullmatch(r"[+-]?\d{1,18}\.\d{1,18}", text) else None


def instant_condition(path: str, operator: str, text: str, now: datetime, *, day_only: bool = False) -> Condition:
    """Compare a time. ``last_seen<30d`` is an age, so it means later than 30 days ago; a bare day means all of it.

    Raises ``Invalid`` for what is no time.
    """
    if operator == "~":
        raise Invalid(path, "times do not contain text", text, "one of : < <= > >=")
    if match := OFFSET.fullmatch(text):
        return offset_condition(path, operator, match, now, day_only=day_only)
    form = day_text if day_only else instant_text
    try:
        if day_only or DAY.fullmatch(text):
            return day_condition(
                path, operator, datetime.combine(date.fromisoformat(text), time(), UTC), day_only=day_only
            )
        moment = datetime.fromisoformat(text)
        moment = bounded(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise Invalid(path, "is no time", text, TIME_ALLOWED) from error
    return Compare(path, compare_operator(operator), form(moment))


def bounded(moment: datetime) -> datetime:
    """Return a moment that no zone or day added takes out of the calendar."""
    return min(max(moment, EARLIEST), LATEST).astimezone(UTC)


def day_text(moment: datetime) -> str:
    """Return the day of a moment as a date is compared."""
    return moment.date().isoformat()


def offset_condition(path: str, operator: str, match: re.Match[str], now: datetime, *, day_only: bool) -> Condition:
    """Compare with a moment so long ago (an age: the order turns round) or, with a plus, so long from now."""
    sign, amount, unit = match.groups()
    if operator not in TURNED:
        raise Invalid(path, "an age is compared with < or >", match[0], f"<{match[0]} or >{match[0]}")
    length = timedelta(seconds=min(float(amount) * UNIT_SECONDS[unit], 3e10))
    moment = bounded(now + length if sign == "+" else now - length)
    form = day_text if day_only else instant_text
    return Compare(path, cast("Operator", operator) if sign == "+" else TURNED[operator], form(moment))


def day_condition(path: str, operator: str, start: datetime, *, day_only: bool) -> Condition:
    """Compare with a whole day: equal is within it, ``<=`` up to its end."""
    start = bounded(start)
    if day_only:
        return Compare(path, compare_operator(operator), day_text(start))
    first, following = instant_text(start), instant_text(start + ONE_DAY)
    within: Mapping[str, Condition] = {
        "<": Compare(path, "<", first),
        "<=": Compare(path, "<", following),
        ">": Compare(path, ">=", following),
        ">=": Compare(path, ">=", first),
    }
    return within.get(operator, All((Compare(path, ">=", first), Compare(path, "<", following))))


def attribute_condition(
    path: str, declared: Attribute, operator: str, text: str, now: datetime, *, exact: bool
) -> Condition:
    """Compare an attribute of one declared type. Raises ``Invalid`` for a value that is none of the type."""
    kind = declared.items if declared.type == "list" else declared.type
    if kind == "text":
        return number_or_text(path, operator, text, exact=exact)
    if kind in {"date", "datetime"}:
        return instant_condition(path, operator, text, now, day_only=kind == "date")
    if kind == "document":
        raise Invalid(path, "documents cannot be compared", text, f"{declared.name}:*")
    if operator == "~":
        raise Invalid(path, f"{kind} values do not contain text", text, "one of : < <= > >=")
    open_ended = replace(declared, type=kind, values=(), pattern="", minimum=None, maximum=None)
    value = coerce(path, open_ended, text)
    compared = cast("Normal", normal(value)) if value is not None else text
    condition = Compare(path, compare_operator(operator), compared)
    if isinstance(value, Money):
        return All((Compare(path, "prefix", f"{value.currency} "), condition))
    return condition
