"""What an attribute can hold, how it is written as JSON, and the normal form that stores sort and compare by."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from cmdb.errors import Invalid

__all__ = [
    "Document",
    "Json",
    "Money",
    "Normal",
    "Scalar",
    "Value",
    "check",
    "decode",
    "encode",
    "normal",
    "normal_text",
]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Normal = str | int | float

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
# Deep enough for any document of people, and far from where parsers give up.
JSON_DEPTH = 100


class Money(NamedTuple):
    """An amount in minor units (cents) of an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Document:
    """Opaque JSON, kept as it came; not queryable."""

    json: Json


Scalar = str | int | float | bool | date | datetime | timedelta | Money
Value = Scalar | Document | tuple[Scalar, ...]


def check(where: str, value: object) -> None:
    """Raise ``Invalid`` for what no store may hold.

    That is: NUL and half surrogate pairs, integers (and durations in microseconds) beyond 64 bits, numbers that
    are not finite, date-times without a zone or beyond the year range in UTC, lists within lists, None.
    """
    for kind, test in CHECKS:
        if isinstance(value, kind):
            test(where, value)
            return
    raise Invalid(where, "this kind of value cannot be stored", type(value).__name__, "a declared value type")


def check_text(where: str, value: str) -> None:
    """Raise ``Invalid`` for NUL and for half surrogate pairs."""
    if "\x00" in value:
        raise Invalid(where, "text may not hold NUL", value.replace("\x00", "\\0"), "text without NUL")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise Invalid(where, "text holds half a surrogate pair", ascii(value), "valid Unicode")


def check_integer(where: str, value: int) -> None:
    """Raise ``Invalid`` beyond 64 bits."""
    if not INT_MIN <= value <= INT_MAX:
        raise Invalid(where, "integer is out of range", str(value), "a 64-bit integer")


def check_float(where: str, value: float) -> None:
    """Raise ``Invalid`` for infinities and for what is not a number."""
    if not math.isfinite(value):
        raise Invalid(where, "number is not finite", str(value), "a finite number")


def check_instant(where: str, value: datetime) -> None:
    """Raise ``Invalid`` for a date-time that is no instant, or that UTC cannot express in years 1 to 9999."""
    if value.tzinfo is None:
        raise Invalid(where, "date-time has no zone", value.isoformat(), "a date-time in UTC")
    try:
        value.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(where, "date-time is out of range", value.isoformat(), "years 1 to 9999 in UTC") from error


def check_duration(where: str, value: timedelta) -> None:
    """Raise ``Invalid`` for a duration whose microseconds do not fit 64 bits."""
    if not INT_MIN <= microseconds(value) <= INT_MAX:
        raise Invalid(where, "duration is out of range", str(value), "up to 292,471 years")


def check_money(where: str, value: Money) -> None:
    """Raise ``Invalid`` for an amount that is no 64-bit integer or a currency that is no text."""
    parts: tuple[object, ...] = tuple(value)  # what is declared is not always what comes
    if not isinstance(parts[0], int) or not isinstance(parts[1], str):
        raise Invalid(where, "this is no amount of money", repr(value), "Money(minor units, currency)")
    check_integer(where, parts[0])
    check_text(where, parts[1])


def check_list(where: str, value: tuple[object, ...]) -> None:
    """Raise ``Invalid`` for an item that is not a single value."""
    for item in value:
        if isinstance(item, Document) or (isinstance(item, tuple) and not isinstance(item, Money)):
            raise Invalid(where, "a list holds single values only", type(item).__name__, "text, numbers, dates ...")
        check(where, item)


CHECKS: tuple[tuple[type, Callable[[str, Any], None]], ...] = (
    (str, check_text),
    (bool, lambda _where, _value: None),
    (int, check_integer),
    (float, check_float),
    (Money, check_money),
    (datetime, check_instant),
    (date, lambda _where, _value: None),
    (timedelta, check_duration),
    (tuple, check_list),
    (Document, lambda where, value: check_json(where, value.json)),
)


def check_json(where: str, value: object, depth: int = 0) -> None:
    """Raise ``Invalid`` for what is not JSON, and for anything inside it that no store may hold."""
    if depth > JSON_DEPTH:
        raise Invalid(where, "the document is nested too deeply", None, f"up to {JSON_DEPTH} levels")
    # Exact types first: an import asks this of every observation, and abstract ones take long to tell.
    if type(value) is dict or isinstance(value, Mapping):
        check_names(where, value)
        check_members(where, value.values(), depth)
    elif isinstance(value, list | tuple):
        check_members(where, value, depth)
    elif isinstance(value, str | bool | int | float):
        check(where, value)
    elif value is not None:
        raise Invalid(where, "this is no JSON", type(value).__name__, "objects, lists, text, numbers, true, null")


def check_names(where: str, names: Iterable[object]) -> None:
    """Raise ``Invalid`` for a name in a document that is not text that a store may hold."""
    for name in names:
        if not isinstance(name, str):
            raise Invalid(where, "a name in a document is no text", repr(name), "text")
        if not name.isascii() or "\x00" in name:
            check_text(where, name)


def check_members(where: str, members: Iterable[object], depth: int) -> None:
    """Raise ``Invalid`` as ``check_json`` does. Plain texts and integers, the most by far, are done with here."""
    for member in members:
        kind = type(member)
        if kind is str:
            if not member.isascii() or "\x00" in member:  # type: ignore[attr-defined,operator]
                check_text(where, member)  # type: ignore[arg-type]
        elif kind is int:
            if not INT_MIN <= member <= INT_MAX:  # type: ignore[operator]
                check_integer(where, member)  # type: ignore[arg-type]
        else:
            check_json(where, member, depth + 1)


def encode(value: Value) -> Json:
    """Return ``value`` as JSON that ``decode`` reads back; kinds that JSON lacks are tagged ``{"$kind": ...}``."""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return {"$datetime": instant_text(value)}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$duration": microseconds(value)}
    if isinstance(value, Document):
        return {"$document": value.json}
    if isinstance(value, Money):
        return {"$money": [value.minor, value.currency]}
    return [encode(item) for item in value]


def decode(json: Json) -> Value:
    """Return the value that ``encode`` wrote."""
    if isinstance(json, str | bool | int | float):
        return json
    if isinstance(json, list):
        return tuple(cast("Scalar", decode(item)) for item in json)
    if isinstance(json, dict) and len(json) == 1:
        ((tag, content),) = json.items()
        if tag in DECODERS:
            return DECODERS[tag](content)
    raise Invalid("stored value", "unknown encoding", repr(json)[:200], f"one of {sorted(DECODERS)}")


def instant_text(value: datetime) -> str:
    """Return an instant as fixed-width UTC text with microseconds, which sorts as time does."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def parse_instant(text: str) -> datetime:
    """Return the instant that ``instant_text`` wrote."""
    return datetime.fromisoformat(text)


def microseconds(value: timedelta) -> int:
    """Return a duration as whole microseconds."""
    return value // timedelta(microseconds=1)


def decode_money(content: Json) -> Money:
    """Return the amount that ``encode`` wrote."""
    minor, currency = cast("list[Json]", content)
    return Money(cast("int", minor), cast("str", currency))


DECODERS: Mapping[str, Callable[[Json], Value]] = MappingProxyType(
    {
        "$datetime": lambda content: parse_instant(cast("str", content)),
        "$date": lambda content: date.fromisoformat(cast("str", content)),
        "$duration": lambda content: timedelta(microseconds=cast("int", content)),
        "$document": Document,
        "$money": decode_money,
    }
)


def normal_text(text: str) -> str:
    """Return text as it is compared and sorted: composed (NFC) and case-folded."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def normal(value: Value) -> Normal | tuple[Normal, ...] | None:
    """Return the form in which a value is compared and sorted; None where it cannot be (documents).

    Numbers stay numbers; everything else becomes text that sorts rightly: booleans "false" < "true", instants
    and dates as ISO text, durations as microseconds (a number), money as currency then amount.
    Numbers and text never equal each other; in a sort numbers stand before text, and absent values last.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return normal_text(value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return microseconds(value)
    if isinstance(value, Money):
        return f"{value.currency} {value.minor - INT_MIN:020d}"
    if isinstance(value, Document):
        return None
    return tuple(cast("Normal", normal(item)) for item in value)


def shown(value: Value) -> str:
    """Return one value as people read it, for instance over a count: text as it was written, the rest plainly."""
    if isinstance(value, str):
        return value
    if isinstance(value, Money):
        return f"{value.minor} {value.currency}"
    return str(normal(value))
