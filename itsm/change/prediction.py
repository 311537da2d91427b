"""What was said of a change when it was decided? The few facts of its judgement that are kept with the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.kernel.record import Record

__all__ = [
    "PREDICTION",
    "STATES",
    "Expected",
    "Prediction",
    "State",
    "expected_in",
    "kept_prediction",
    "prediction_document",
]

PREDICTION = "prediction"
State = Literal["ok", "at_risk", "degraded", "down"]
STATES: tuple[State, ...] = ("ok", "at_risk", "degraded", "down")
"""From good to bad."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What was said of one service: its worst state in the window, and for how many seconds (None: not said)."""

    key: str
    name: str
    state: State
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was said of a change: ``hash`` names the facts, ``planned`` and ``if_it_fails`` are services by key.

    ``collisions`` are (kind, with) of what it collided with; ``level`` is its risk's.
    """

    at: str
    hash: str
    level: str
    planned: Mapping[str, Expected]
    if_it_fails: Mapping[str, Expected]
    collisions: frozenset[tuple[str, str]]


def prediction_document(judged: Mapping[str, Any], *, now: datetime) -> dict[str, Json]:
    """Return what is kept of a judgement (as ``assess`` returns it)."""
    planned, failing = judged["impact"]["planned"], judged["impact"]["if_it_fails"]
    return {
        "at": instant_json(now),
        "hash": judged["hash"],
        "level": judged["risk"]["level"],
        "points": {each["name"]: each["contribution"] for each in judged["risk"]["factors"]},
        "planned": [*services_in(planned), *at_risk_in(planned)],
        "if_it_fails": services_in(failing),
        "collisions": [[each["kind"], each["with"]] for each in judged["conflicts"]],
    }


def services_in(answer: Mapping[str, Any]) -> list[Json]:
    """Return the services that an answer has DOWN or DEGRADED, with the seconds in their worst state."""
    return [
        {
            "key": each["key"],
            "name": each["name"],
            "state": each["state"],
            "seconds": length_of(each.get("intervals", ()), each["state"]),
        }
        for each in answer["services"]
        if each["state"] in STATES
    ]


def at_risk_in(answer: Mapping[str, Any]) -> list[Json]:
    """Return the services that only lose redundancy."""
    hit = {each["key"] for each in answer["services"]}
    found = sorted({str(key) for each in answer["at_risk"] for key in each["services"]} - hit)
    names = answer["names"]
    return [{"key": key, "name": names.get(key, ""), "state": "at_risk", "seconds": None} for key in found]


def length_of(intervals: Iterable[Mapping[str, Any]], state: str) -> float | None:
    """Return the seconds in a state; None where it has no end, or no times are told."""
    spans = [each for each in intervals if each["state"] == state]
    if not spans or any(each["start"] is None or each["end"] is None for each in spans):
        return None
    return float(sum(each["end"] - each["start"] for each in spans))


def kept_prediction(record: Record) -> Prediction | None:
    """Return what was said of a change when it was decided, None where nothing was kept."""
    kept: Any = record.body.get(PREDICTION)
    if not isinstance(kept, dict):
        return None
    return Prediction(
        str(kept["at"]),
        str(kept["hash"]),
        str(kept["level"]),
        expected_in(kept["planned"]),
        expected_in(kept["if_it_fails"]),
        frozenset((str(kind), str(other)) for kind, other in kept["collisions"]),
    )


def expected_in(listed: Iterable[Mapping[str, Any]]) -> dict[str, Expected]:
    """Return kept services by key."""
    return {
        str(each["key"]): Expected(str(each["key"]), str(each["name"]), each["state"], each["seconds"])
        for each in listed
    }
