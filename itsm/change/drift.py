"""Have the facts moved since a change was approved? What was said then against what is said now, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmdb.errors import Invalid
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.change.prediction import Expected, Prediction, State, expected_in, prediction_document
from itsm.kernel.declared import declared

__all__ = ["NAME", "POLICY", "Drift", "drift_document", "drift_since", "parse_policy", "reapproves"]

POLICY = "change_policy"
"""The kind of declaration that says what follows from drift; its one document is named "approval"."""

NAME = "approval"
MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Drift:
    """What was approved and what is so now, by the names of the facts; ``reasons`` say what has moved."""

    approved_at: str
    approved: str
    now: str
    reasons: tuple[str, ...]

    @property
    def drifted(self) -> bool:
        """Say whether the facts have moved."""
        return self.approved != self.now


def drift_since(said: Prediction, judged: Mapping[str, Any], *, now: datetime) -> Drift:
    """Return what has moved since a change was approved; ``judged`` is its judgement now."""
    today: Any = prediction_document(judged, now=now)
    if said.hash == today["hash"]:
        return Drift(said.at, said.hash, said.hash, ())
    reasons = []
    if said.level != today["level"]:
        reasons.append(f"the risk was {worded(said.level)}, it is {worded(today['level'])}")
    reasons += moved(said.planned, expected_in(today["planned"]), "as planned")
    reasons += moved(said.if_it_fails, expected_in(today["if_it_fails"]), "if it fails")
    collisions = {(str(kind), str(other)) for kind, other in today["collisions"]}
    new, gone = sorted(collisions - said.collisions), sorted(said.collisions - collisions)
    reasons += [f"it collides with {other} now ({worded(kind)})" for kind, other in new]
    reasons += [f"it collides with {other} no more ({worded(kind)})" for kind, other in gone]
    if not reasons:
        reasons = ["details of the impact have moved; services, level of risk and collisions are the same"]
    return Drift(said.at, said.hash, str(today["hash"]), tuple(reasons[:MOST_TOLD]))


def moved(before: Mapping[str, Expected], after: Mapping[str, Expected], reading: str) -> list[str]:
    """Return the services of which a reading says something else now."""
    found = []
    for key in sorted({*before, *after}):
        was, is_so = (each[key].state if key in each else "ok" for each in (before, after))
        if was != is_so:
            name = (after.get(key) or before[key]).name or key
            found.append(f"{name} was {state_word(was)} {reading}, it is {state_word(is_so)}")
    return found


def state_word(state: State) -> str:
    """Return a state as people read it."""
    return state.replace("_", " ").upper()


def worded(name: str) -> str:
    """Return a name in words."""
    return name.replace("_", " ")


def parse_policy(where: str, said: Json) -> bool:
    """Read ``{"reapprove_on_drift": true}``. Raises ``Invalid``."""
    if not isinstance(said, dict) or set(said) - {"reapprove_on_drift"}:
        raise Invalid(where, "is no policy", str(said)[:100], '{"reapprove_on_drift": true}')
    wanted = said.get("reapprove_on_drift", False)
    if not isinstance(wanted, bool):
        raise Invalid(f"{where}.reapprove_on_drift", "is neither true nor false", str(wanted)[:64], "true, false")
    return wanted


def reapproves(graph: GraphStore) -> bool:
    """Say whether it is declared that a change whose facts have moved is approved anew before it starts."""
    found = declared(graph, POLICY).get(NAME)
    return parse_policy(POLICY, dict(found.document)) if found else False


def drift_document(found: Drift | None) -> dict[str, Json]:
    """Return a drift as JSON; None: nothing was kept when it was approved."""
    if found is None:
        return {"approved_at": None, "approved_hash": None, "hash": None, "drifted": False, "reasons": []}
    return {
        "approved_at": found.approved_at,
        "approved_hash": found.approved,
        "hash": found.now,
        "drifted": found.drifted,
        "reasons": list[Json](found.reasons),
    }
