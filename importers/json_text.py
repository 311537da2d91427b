"""Read JSON strictly: no duplicate keys, no NaN, no depth that could break what walks it later."""

from __future__ import annotations

import json
from typing import NoReturn

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.limits import DEPTH

__all__ = ["check_depth", "load_json"]


class _Twice(ValueError):
    """A key that stands twice in one object."""


def load_json(where: str, text: str) -> Json:
    """Return the document. Raises ``Invalid`` with line and column where it is no sound JSON."""
    too_deep = Invalid(where, "is nested too deeply", f"more than {DEPTH} levels", f"at most {DEPTH} levels")
    try:
        document: Json = json.loads(text, object_pairs_hook=without_twins, parse_constant=refuse_constant)
    except RecursionError:
        raise too_deep from None
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        reason = "the file is cut off" if ended else "is no JSON"
        place = f"{where} line {error.lineno} column {error.colno}"
        shown = text[max(0, error.pos - 20) : error.pos + 20]
        raise Invalid(place, f"{reason}: {error.msg}", shown, "one JSON document") from error
    except _Twice as error:
        raise Invalid(where, "the same key stands twice in one object", str(error), "each key once") from error
    except ValueError as error:
        raise Invalid(where, "holds a number that cannot be read", str(error)[:200], "finite numbers") from error
    check_depth(where, document)
    return document


def without_twins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Return an object's members. Raises for a key that comes again: JSON itself would silently keep the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def refuse_constant(word: str) -> NoReturn:
    """Refuse NaN and the infinities, which are no JSON."""
    raise ValueError(word)


def check_depth(where: str, document: Json) -> None:
    """Raise ``Invalid`` for a document nested deeper than is taken."""
    level: list[Json] = [document]
    for _ in range(DEPTH + 1):
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
            if isinstance(item, dict | list)
        ]
        if not level:
            return
    raise Invalid(where, "is nested too deeply", f"more than {DEPTH} levels", f"at most {DEPTH} levels")
