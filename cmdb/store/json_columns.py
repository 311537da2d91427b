"""Attributes and bodies as canonical JSON text; what no store may hold is refused.

Most is judged by its text, which is looked at once instead of each value.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from cmdb.errors import Invalid
from cmdb.store.canonical import dump_canonical
from cmdb.store.key_check import check_names
from cmdb.values import INT_MAX, INT_MIN, check, check_json, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cmdb.values import Json, Value

__all__ = ["attributes_text", "body_text"]

PLAIN = frozenset({str, bool, int, float})
TEXT = frozenset({str})
LISTS = frozenset({list})


def attributes_text(key: str, attributes: Mapping[str, Value]) -> str:
    """Return attributes as canonical JSON text."""
    kinds = set(map(type, attributes.values()))
    check_names(tuple(attributes))
    if not kinds <= PLAIN:
        for name, value in attributes.items():
            check(f"{name} of {key}", value)
        return dump_canonical({name: encode(value) for name, value in attributes.items()})
    return plain_text(key, attributes, has_integers=int in kinds)


def plain_text(key: str, attributes: Mapping[str, Value], *, has_integers: bool) -> str:
    """Return attributes that are their own JSON as text.

    The text is looked at once instead of each value: a NUL would stand there escaped, an odd number would not
    be written, half a surrogate pair cannot be encoded.
    """
    try:
        text = dump_canonical(attributes if type(attributes) is dict else dict(attributes))
        if not text.isascii():
            text.encode()
        suspicious = "\\u0000" in text or (has_integers and has_large(attributes))
    except ValueError:
        suspicious = True
    if suspicious:
        for name, value in attributes.items():
            check(f"{name} of {key}", value)
    return text


def body_text(key: str, body: Mapping[str, Json]) -> str:
    """Return a body as canonical JSON text."""
    text = plain_body(body) if type(body) is dict else None
    if text is not None:
        return text
    try:
        check_json(key, body)
    except Invalid as error:
        error.where = f"body of {key}"
        raise
    return dump_canonical(body if type(body) is dict else dict(body))


def plain_body(body: dict[str, Json]) -> str | None:
    """Return a body as text, None where ``check_json`` has to look at all of it.

    Texts, alone or in lists, are looked at where they have become one text.
    """
    try:
        if set(map(type, body)) != TEXT or not all(map(is_sound, body.values())):
            return None
        text = dump_canonical(body)
        if not text.isascii():
            text.encode()
    except (Invalid, TypeError, ValueError, RecursionError):
        return None
    return None if "\\u0000" in text else text


def is_sound(value: Json) -> bool:
    """Return whether part of a body may be stored, if its texts may. Raises ``Invalid``."""
    kind = type(value)
    if kind is str:
        return True
    if kind is int:
        return INT_MIN <= value <= INT_MAX  # type: ignore[operator]
    if kind is list:
        kinds = set(map(type, value))  # type: ignore[arg-type]
        if kinds == LISTS:
            kinds = set(map(type, chain.from_iterable(value)))  # type: ignore[arg-type]
        if kinds <= TEXT:
            return True
    check_json("", value, 1)
    return True


def has_large(values: Mapping[str, object]) -> bool:
    """Return whether an integer is beyond 64 bits."""
    for value in values.values():  # noqa: SIM110 - a generator takes three times as long
        if type(value) is int and not INT_MIN <= value <= INT_MAX:
            return True
    return False
