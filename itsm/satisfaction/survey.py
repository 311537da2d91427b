"""May somebody be asked how it went, and what did those who answered say? One answer to each record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.activity import Activity, Kind
from itsm.kernel.record import Record

__all__ = ["ASKED_IN", "HIGHEST", "LOWEST", "RATING", "Answer", "Summary", "answer_of", "is_open", "summary", "survey"]

LOWEST, HIGHEST, SATISFIED = 1, 5, 4
MOST_TEXT = 4_000
RATING = "rating"
"""The fact of a survey's entry that the measures read."""

SURVEY: Kind = "survey"

ASKED_IN: Mapping[str, frozenset[str]] = {
    "incident": frozenset({"resolved", "closed"}),
    "request": frozenset({"closed"}),
}
"""By practice the states in which its requester is asked; what was cancelled or rejected is not asked about."""


class Answer(NamedTuple):
    """One answer: of which record, when, how many stars, and the words with it."""

    record: str
    at: datetime
    stars: int
    comment: str = ""


class Summary(NamedTuple):
    """What answers come to. ``csat`` is the share of 4 and 5 stars, ``mean`` of 1 to 5; None where nobody answered."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a summary
    csat: float | None
    mean: float | None
    stars: Mapping[int, int]


def is_open(record: Record, entries: Iterable[Activity]) -> bool:
    """Say whether the requester of a record may say how it went: it is over, and nobody has said so yet."""
    over = record.state in ASKED_IN.get(record.practice, frozenset())
    return over and not any(each.kind == SURVEY for each in entries)


def survey(record: Record, entries: Iterable[Activity], *, stars: int, comment: str, by: str, at: datetime) -> Activity:
    """Return the entry that keeps an answer. Its id is the same for all of a record, so there is never a second.

    Raises ``Invalid`` where nobody is asked, or has answered already.
    """
    if isinstance(stars, bool) or not LOWEST <= stars <= HIGHEST:
        raise Invalid("stars", "is no number of stars", stars, f"{LOWEST} to {HIGHEST}")
    if len(comment) > MOST_TEXT:
        raise Invalid("comment", "is too long", comment, f"up to {MOST_TEXT} characters")
    if any(each.kind == SURVEY for each in entries):
        raise Invalid("survey", "has been answered", record.key, "one answer to each record")
    if not is_open(record, ()):
        allowed = ", ".join(sorted(ASKED_IN.get(record.practice, frozenset()))) or "no state of this practice"
        raise Invalid("survey", "is not open", record.state, allowed)
    facts: dict[str, Json] = {RATING: stars}
    return Activity(record.key, SURVEY, SURVEY, at, by, comment.strip(), public=True, facts=facts)


def answer_of(entry: Activity) -> Answer | None:
    """Return an entry as an answer, None for any other."""
    stars = entry.facts.get(RATING)
    if entry.kind != SURVEY or isinstance(stars, bool) or not isinstance(stars, int | float):
        return None
    return Answer(entry.record, entry.occurred_at, round(stars), entry.text)


def summary(answers: Sequence[Answer]) -> Summary:
    """Return what answers come to."""
    stars = dict.fromkeys(range(LOWEST, HIGHEST + 1), 0)
    for each in answers:
        stars[min(max(each.stars, LOWEST), HIGHEST)] += 1
    if not answers:
        return Summary(0, None, None, stars)
    satisfied = sum(number for each, number in stars.items() if each >= SATISFIED)
    mean = sum(each * number for each, number in stars.items()) / len(answers)
    return Summary(len(answers), satisfied / len(answers), mean, stars)
