"""Did a change do what was said of it? Each service's predicted state against what is on record, in plain verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from cmdb.values import Json
from itsm.availability.outages import merged
from itsm.change.prediction import STATES, Expected, State

__all__ = ["WORDS", "Happening", "Verdict", "suggested_outcome", "verdict_document", "verdicts"]

Word = Literal["as_predicted", "worse", "better", "not_predicted"]
WORDS: tuple[Word, ...] = ("not_predicted", "worse", "better", "as_predicted")
"""What asks for a look first."""
SLACK = 300.0
"""Seconds by which an outage may differ from what was said before that counts."""


class Happening(NamedTuple):
    """A service was in a state from an instant until another (None: it still is), as a record or an event tells it.

    ``linked``: somebody has said that the change caused it; else it is near in the graph and in time.
    """

    service: str
    state: State
    start: datetime
    end: datetime | None
    record: str
    linked: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """One service: what was said, what is on record (``seconds`` of the worst state), and the records behind it."""

    key: str
    name: str
    word: Word
    predicted: State
    predicted_s: float | None
    actual: State
    actual_s: float
    records: tuple[str, ...]
    linked: bool
    reason: str


def verdicts(
    predicted: Mapping[str, Expected],
    happened: Iterable[Happening],
    *,
    names: Mapping[str, str],
    now: datetime,
) -> list[Verdict]:
    """Return a verdict for each service that was named or hit; what was not predicted first, then what is worse."""
    by_service: defaultdict[str, list[Happening]] = defaultdict(list)
    for each in happened:
        by_service[each.service].append(each)
    found = []
    for key in sorted({*predicted, *by_service}):
        said = predicted.get(key, Expected(key, names.get(key, ""), "ok"))
        found.append(verdict(said, by_service[key], name=names.get(key, said.name) or key, now=now))
    return sorted(found, key=lambda each: (WORDS.index(each.word), -STATES.index(each.actual), each.key))


def verdict(said: Expected, happened: Sequence[Happening], *, name: str, now: datetime) -> Verdict:
    """Judge one service."""
    none: State = "ok"
    worst = max((each.state for each in happened), key=STATES.index, default=none)
    behind = [each for each in happened if each.state == worst]
    spans = merged((each.start.timestamp(), (each.end or now).timestamp()) for each in behind)
    actual_s = sum(end - start for start, end in spans)
    word, reason = judged(said, worst, actual_s)
    records = tuple(sorted({each.record for each in happened}))
    linked = any(each.linked for each in happened)
    return Verdict(said.key, name, word, said.state, said.seconds, worst, actual_s, records, linked, reason)


def judged(said: Expected, actual: State, actual_s: float) -> tuple[Word, str]:
    """Return the verdict of a state and its length against what was said, and why."""
    was, became = STATES.index(said.state), STATES.index(actual)
    was_said, is_so = worded(said.state, said.seconds), worded(actual, actual_s)
    if said.state == "ok":
        return "not_predicted", f"nothing was said of it; it was {is_so}"
    if actual == "ok":
        if said.state == "at_risk":
            return "as_predicted", "it lost redundancy and nothing is on record against it"
        return "better", f"{was_said} was predicted; nothing on record says that it was out"
    if became > was:
        return "worse", f"{was_said} was predicted; it was {is_so}"
    if became < was:
        return "better", f"{was_said} was predicted; it was {is_so}"
    if said.seconds is not None and actual_s > said.seconds + SLACK:
        return "worse", f"{was_said} was predicted; it was {is_so}"
    if said.seconds is not None and actual_s < said.seconds - SLACK:
        return "better", f"{was_said} was predicted; it was {is_so}"
    return "as_predicted", f"{was_said} was predicted; it was {is_so}"


def worded(state: State, seconds: float | None) -> str:
    """Return a state with its length in words."""
    word = "less redundant" if state == "at_risk" else state.upper()
    if seconds is None or state == "at_risk":
        return word
    return f"{word} for {round(seconds / 60)} min"


def suggested_outcome(outcome: str, found: Iterable[Verdict]) -> str:
    """Return the outcome that the record speaks for: a success that hit more than was said had issues."""
    hit = any(each.linked and each.word in ("worse", "not_predicted") for each in found)
    return "successful_with_issues" if outcome == "successful" and hit else outcome


def verdict_document(each: Verdict) -> dict[str, Json]:
    """Return a verdict as JSON; lengths in seconds."""
    return {
        "key": each.key,
        "name": each.name,
        "verdict": each.word,
        "predicted": each.predicted,
        "predicted_s": each.predicted_s,
        "actual": each.actual,
        "actual_s": each.actual_s,
        "records": list[Json](each.records),
        "linked": each.linked,
        "reason": each.reason,
    }
