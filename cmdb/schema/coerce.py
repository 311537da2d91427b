"""Turn what a file or a form says into a value of an attribute's type, or say exactly why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType

from cmdb.errors import Invalid
from cmdb.schema.model import Attribute, AttributeType
from cmdb.values import Document, Json, Money, Scalar, Value, check, normal_text

__all__ = ["PLACEHOLDERS", "coerce", "is_placeholder", "json_value"]

TRUE = frozenset({"true", "yes", "y", "1", "on", "x"})
FALSE = frozenset({"false", "no", "n", "0", "off"})
PLACEHOLDERS = frozenset(
    {
        "", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "default string", "to be filled by o.e.m.",
        "to be filled by oem", "not specified", "not available", "not applicable", "system serial number",
        "00:00:00:00:00:00", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "03000200-0400-0500-0006-000700080009", "0", "0000000", "0123456789", "123456789", "1234567890", "xxxxxxxx",
        "localhost", "localhost.localdomain", "invalid", "empty", "tbd", "?", "undefined", "no asset tag",
        "no asset information", "asset tag", "chassis serial number", "base board serial number", "127.0.0.1", "::1",
    }
)  # fmt: skip
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|m|h|d|w)\s*")
SECONDS = MappingProxyType({"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800})
ISO_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
ISO_SECONDS = (604800, 86400, 3600, 60, 1)
MONEY = re.compile(r"(?:([A-Z]{3})\s*)?(-?\d+(?:[.,]\d{1,3})?)(?:\s*([A-Z]{3}))?")
CURRENCY_DECIMALS = MappingProxyType({"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "BHD": 3, "KWD": 3, "TND": 3})
DATE_FORMS = ("%d.%m.%Y", "%Y/%m/%d", "%d-%b-%Y", "%d %b %Y")


def is_placeholder(value: object) -> bool:
    """Say whether a value stands for "nothing known" and so never identifies a CI."""
    text = normal_text(str(value)).strip()
    return text in PLACEHOLDERS or (len(text) > 1 and len(set(text.replace("-", "").replace(":", ""))) <= 1)


def coerce(where: str, attribute: Attribute, raw: Json) -> Value | None:
    """Return ``raw`` as a value of the attribute, None where it says nothing (empty text, null).

    Raises ``Invalid`` naming place, value and what would be allowed.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    value = (
        as_list(where, attribute, raw) if attribute.type == "list" else scalar(where, attribute, attribute.type, raw)
    )
    check(where, value)
    for item in value if isinstance(value, tuple) and not isinstance(value, Money) else (value,):
        constrain(where, attribute, item)
    return value


def as_list(where: str, attribute: Attribute, raw: Json) -> tuple[Scalar, ...]:
    """Return a list's items; text is split at semicolons, commas and line ends."""
    parts = re.split(r"[;,\n]", raw) if isinstance(raw, str) else raw if isinstance(raw, list) else [raw]
    wanted = [part.strip() if isinstance(part, str) else part for part in parts]
    items = [scalar(where, attribute, attribute.items, part) for part in wanted if part not in ("", None)]
    if any(isinstance(item, Document) for item in items):
        raise Invalid(where, "a list may not hold documents", str(raw)[:200], f"a list of {attribute.items}")
    return tuple(items)  # type: ignore[arg-type]  # documents are ruled out above


def scalar(where: str, attribute: Attribute, kind: AttributeType, raw: Json) -> Value:
    """Return one value of a type."""
    try:
        return CONVERTERS[kind](raw)
    except (ValueError, TypeError, OverflowError) as error:
        label = attribute.label or attribute.name
        raise Invalid(where, f"{label} is no {FORMS[kind][0]}", raw, FORMS[kind][1]) from error


def constrain(where: str, attribute: Attribute, value: object) -> None:
    """Raise ``Invalid`` where a value breaks the attribute's closed list, pattern or bounds."""
    label = attribute.label or attribute.name
    if attribute.values and value not in attribute.values:
        raise Invalid(where, f"{label} has no such value", value, ", ".join(attribute.values))
    if attribute.pattern and isinstance(value, str) and not compiled(attribute.pattern).fullmatch(value):
        raise Invalid(where, f"{label} does not fit its pattern", value, attribute.pattern)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if attribute.minimum is not None and value < attribute.minimum:
            raise Invalid(where, f"{label} is too small", value, f"at least {attribute.minimum:g}")
        if attribute.maximum is not None and value > attribute.maximum:
            raise Invalid(where, f"{label} is too large", value, f"at most {attribute.maximum:g}")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a compiled pattern."""
    return re.compile(pattern)


def to_text(raw: Json) -> str:
    """Return text; numbers and booleans from typed files become text as people write them."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    raise TypeError(raw)


def to_integer(raw: Json) -> int:
    """Return a whole number; spreadsheets give 4.0 for 4."""
    if isinstance(raw, bool):
        raise TypeError(raw)
    if isinstance(raw, int):
        return raw
    if isinstance(raw, str):
        if re.fullmatch(r"[+-]?\d+(\.0+)?", raw.strip()):
            return int(raw.strip().split(".")[0])
        raise ValueError(raw)
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    raise TypeError(raw)


def to_number(raw: Json) -> float | int:
    """Return a number; a comma may be the decimal sign where it cannot be anything else."""
    if isinstance(raw, bool):
        raise TypeError(raw)
    if isinstance(raw, int | float):
        return raw
    if isinstance(raw, str):
        text = raw.strip()
        if "_" in text:
            raise ValueError(raw)
        return float(text.replace(",", ".") if "," in text and "." not in text else text.replace(",", ""))
    raise TypeError(raw)


def to_boolean(raw: Json) -> bool:
    """Return a truth value."""
    if isinstance(raw, bool):
        return raw
    word = normal_text(str(raw)).strip()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(raw)


def to_date(raw: Json) -> date:
    """Return a day: ISO 8601, 31.12.2026, 2026/12/31 or 31-Dec-2026; never month before day."""
    if isinstance(raw, dict) and "$date" in raw:
        raw = raw["$date"]
    if not isinstance(raw, str):
        raise TypeError(raw)
    text = raw.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        for form in DATE_FORMS:
            try:
                return datetime.strptime(text, form).replace(tzinfo=UTC).date()
            except ValueError:
                continue
        raise


def to_datetime(raw: Json) -> datetime:
    """Return an instant: ISO 8601; without a zone it is UTC; a day alone is its first moment."""
    if isinstance(raw, dict) and "$datetime" in raw:
        raw = raw["$datetime"]
    if not isinstance(raw, str):
        raise TypeError(raw)
    try:
        moment = datetime.fromisoformat(raw.strip())
    except ValueError:
        moment = datetime.combine(to_date(raw), time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def to_duration(raw: Json) -> timedelta:
    """Return a length of time: ``1h 30min``, ``90s``, ISO 8601 ``PT1H30M``, or seconds as a number."""
    if isinstance(raw, dict) and isinstance(micro := raw.get("$duration"), int):
        return timedelta(microseconds=micro)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return timedelta(seconds=raw)
    if not isinstance(raw, str):
        raise TypeError(raw)
    text = raw.strip()
    if (iso := ISO_DURATION.fullmatch(text)) and any(iso.groups()):
        return timedelta(
            seconds=sum(float(part or 0) * unit for part, unit in zip(iso.groups(), ISO_SECONDS, strict=True))
        )
    if not text or DURATION.sub("", text):
        raise ValueError(raw)
    return timedelta(seconds=sum(float(n) * SECONDS[unit] for n, unit in DURATION.findall(text)))


def to_money(raw: Json) -> Money:
    """Return an amount: ``EUR 12.50``, ``12.50 EUR``, or {"minor": 1250, "currency": "EUR"}."""
    if isinstance(raw, dict):
        parts = raw.get("$money", [raw.get("minor"), raw.get("currency")])
        if isinstance(parts, list) and isinstance(parts[0], int) and isinstance(parts[1], str):
            return Money(parts[0], parts[1])
    if not isinstance(raw, str):
        raise TypeError(raw)
    match = MONEY.fullmatch(raw.strip())
    currency = match and (match[1] or match[3])
    if not match or not currency:
        raise ValueError(raw)
    decimals = CURRENCY_DECIMALS.get(currency, 2)
    whole, _, fraction = match[2].replace(",", ".").partition(".")
    if len(fraction) > decimals:
        raise ValueError(raw)
    return Money(int(whole + fraction.ljust(decimals, "0")), currency)


CONVERTERS: Mapping[AttributeType, Callable[[Json], Value]] = MappingProxyType(
    {
        "text": to_text,
        "integer": to_integer,
        "number": to_number,
        "boolean": to_boolean,
        "date": to_date,
        "datetime": to_datetime,
        "duration": to_duration,
        "money": to_money,
        "document": Document,
    }
)

FORMS: Mapping[AttributeType, tuple[str, str]] = MappingProxyType(
    {
        "text": ("text", "text"),
        "integer": ("whole number", "a whole number such as 42"),
        "number": ("number", "a number such as 0.5"),
        "boolean": ("truth value", "true or false, yes or no"),
        "date": ("date", "a date such as 2026-12-31 or 31.12.2026"),
        "datetime": ("date-time", "a date-time such as 2026-12-31T23:59:00Z"),
        "duration": ("duration", "a duration such as 1h 30min, 90s or PT1H30M"),
        "money": ("amount of money", "an amount with its currency such as 12.50 EUR"),
        "list": ("list", "a list"),
        "document": ("document", "any JSON"),
    }
)


def json_value(value: Value) -> Json:
    """Return a value as plain JSON for people and programs: ISO text for times, seconds for durations."""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Document):
        return value.json
    return [json_value(item) for item in value]
