"""If-Match and ETag: a write to one entity says which revision of it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, jsonify, request

from api.problems import PreconditionRequired
from cmdb.errors import PreconditionFailed

__all__ = ["IF_MATCH", "Stale", "expected", "showing", "with_etag"]

NEVER = -1
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'The ETag that was read, such as "12"; 428 without it, 412 when the entity has moved on.',
    "schema": {"type": "string"},
}


@dataclass(slots=True, eq=False)
class Stale(PreconditionFailed):
    """Somebody else saved first; ``current`` is the entity as it is now."""

    current: Mapping[str, object]

    def facts(self) -> Mapping[str, object]:
        """Return the revisions and the entity as it is now."""
        return {"key": self.key, "expected": self.expected, "found": self.found, "current": self.current}


def expected() -> int | None:
    """Return the revision that the request names, None for ``*``. Raises ``PreconditionRequired`` for none."""
    text = request.headers.get("If-Match", "").strip()
    if not text:
        raise PreconditionRequired
    if text == "*":
        return None
    number = text.removeprefix("W/").strip('"')
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else NEVER  # noqa: PLR2004


@contextmanager
def showing(current: Callable[[], Mapping[str, object]]) -> Iterator[None]:
    """Add the entity as it is now to a failed precondition."""
    try:
        yield
    except PreconditionFailed as error:
        raise Stale(error.key, error.expected, error.found, current()) from error


def with_etag(document: Mapping[str, object], revision: object, *, status: int = 200, location: str = "") -> Response:
    """Return a document with its ETag, and its address where it was created."""
    answer = jsonify(document)
    answer.status_code = status
    answer.headers["ETag"] = f'"{revision}"'
    if location:
        answer.headers["Location"] = location
    return answer
