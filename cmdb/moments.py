"""From what a person writes for "as of" to a revision number."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from cmdb.errors import Invalid, NotFound
from cmdb.store.port import GraphStore

__all__ = ["revision_of"]

DIGITS = re.compile(r"\d{1,15}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ALLOWED = "a revision number, a date (2026-12-31: the end of that day, UTC) or a time (2026-12-31T22:00:00Z)"


def revision_of(graph: GraphStore, text: str | int | None) -> int | None:
    """Return the revision meant, None for now. Raises ``Invalid``, or ``NotFound`` for a revision that is not there."""
    if text is None or text in ("", "now"):
        return None
    words = str(text).strip()
    if DIGITS.fullmatch(words):
        return existing(graph, int(words))
    try:
        return graph.revision_at(instant(words))
    except ValueError as error:
        raise Invalid("as of", "is no moment", words, ALLOWED) from error


def instant(words: str) -> datetime:
    """Return the moment that the words say."""
    if DAY.fullmatch(words):
        day = datetime.combine(date.fromisoformat(words), time(), UTC)
        return day + timedelta(days=1) - timedelta(microseconds=1)
    moment = datetime.fromisoformat(words)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def existing(graph: GraphStore, number: int) -> int:
    """Return the number if such a revision exists."""
    head = graph.head()
    last = head.number if head else 0
    if number > last:
        raise NotFound("revision", str(number), (str(last),))
    return number
