"""JSON as it is stored: one text for what is equal, written and read as fast as Python can."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Never, Protocol, TypeVar, cast

from cmdb.values import check_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cmdb.values import Json

__all__ = ["dump_canonical", "dump_json", "new_tuple", "quoted", "read_json"]

T = TypeVar("T")


class NewTuple(Protocol):
    """Makes a named tuple of its items."""

    def __call__(self, cls: type[T], items: Iterable[Any], /) -> T:
        """Return one."""
        ...


def canonical_dumper() -> Callable[[object], str]:
    """Return what writes JSON with sorted names and no spaces; it takes only what ``check_json`` lets pass."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
    # JSONEncoder makes one of these for every call, which takes as long as writing a small document.
    write = make(None, refuse, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(write(value, 0))


def refuse(value: object) -> Never:
    """Raise for what is no JSON."""
    raise TypeError(f"no JSON: {type(value).__name__}")


dump_canonical = canonical_dumper()
# What json.loads comes to, without looking for white space around what we wrote ourselves.
read_json: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
# A named tuple's own constructor takes twice as long, and streams make millions.
new_tuple = cast("NewTuple", tuple.__new__)
quoted: Callable[[str], str] = json.encoder.encode_basestring


def dump_json(where: str, value: Json) -> str:
    """Return canonical JSON text. Raises ``Invalid`` for what ``values.check_json`` refuses."""
    check_json(where, value)
    return dump_canonical(value)
