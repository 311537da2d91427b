"""What the engine answers: one frozen record that every surface (HTTP, command line, pages, records) shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "ENGINE",
    "AffectedCi",
    "Answer",
    "AtRisk",
    "Because",
    "Collision",
    "DataError",
    "Evidence",
    "Ignored",
    "Interval",
    "ProofStep",
    "ServiceEffect",
    "State",
    "Unknown",
    "WhyNot",
]

ENGINE = "1"
"""Version of what the engine computes; a change of meaning raises it."""

State = Literal["ok", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class Because:
    """One gate that explains a state. ``rule`` is "needed", "soft", "own cycle", or the group's rule in words.

    ``up``/``of`` count the members of a group (None for a single relation); ``full`` counts members that are OK;
    ``served`` is the share of the demand that members still up can serve (0..1, groups about capacity only);
    ``needs`` is how many members must be up (groups that count members);
    ``failed`` are the witnesses, nearest first, ties by key; ``cycle`` names the members of an own cycle;
    ``hidden`` counts witnesses and cycle members that the reader may not see.
    """

    group: str | None
    rule: str
    failed: tuple[str, ...] = ()
    up: int | None = None
    of: int | None = None
    full: int | None = None
    cycle: tuple[str, ...] = ()
    served: float | None = None
    needs: int | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """From when until when, in seconds on the scenario's timeline; None: since ever, for good."""

    state: State | Literal["at_risk"]
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class AffectedCi:
    """One CI that is DOWN or DEGRADED. ``hops`` is 0 for what failed by itself; ``already`` marks context.

    In a timed answer ``state`` is the worst, ``hops`` and ``because`` are those of the moment at which it began, and
    ``intervals`` say when it is in which state.
    """

    key: str
    name: str
    cls: str
    state: State
    hops: int
    already: bool = False
    because: tuple[Because, ...] = ()
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceEffect:
    """One affected service: its score, the product of its ``factors`` by name, and the people who use it.

    ``already``: it was as bad without the scenario; ``itself``: the scenario names it, nothing else takes it there.
    In a timed answer ``state`` is the worst, and ``intervals`` say when it is in which state.
    """

    key: str
    name: str
    state: State
    score: float
    factors: Mapping[str, float] = field(default_factory=dict)
    users: int = 0
    intervals: tuple[Interval, ...] = ()
    already: bool = False
    itself: bool = False


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A gate that still holds, whose margin is 0 now and was above 0 without the scenario.

    In a timed answer ``intervals`` say when; ``left`` are the members left at the first of those moments.
    """

    key: str
    group: str
    before: int
    margin: int
    left: tuple[str, ...]
    services: tuple[str, ...]
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Collision:
    """A collision by redundancy: a gate that holds with each of some plans alone and is DOWN with them together.

    ``plans`` are their references; ``members`` the members lost at the first moment, ``taken`` by which plan alone
    (nobody: lost only because of them together). ``first``: every lost member is lost to a plan alone or stands in the
    gate's own circle, so that the gate is no mere consequence of another collision.
    """

    ci: str
    group: str
    rule: str
    plans: tuple[str, ...]
    members: tuple[str, ...]
    taken: Mapping[str, tuple[str, ...]]
    intervals: tuple[Interval, ...]
    first: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """A CI within the affected services whose class expects relations that it does not have."""

    key: str
    missing: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataError:
    """A group or relation that cannot be evaluated as written, with how it was evaluated instead."""

    key: str
    group: str | None
    reason: str
    value: object = None
    allowed: str = ""
    taken_as: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A relation that was left out because an end is absent (planned, retired) or not in the graph."""

    consumer: str
    provider: str
    type: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The weakest evidence on a proof: the relation with the lowest confidence or the oldest verification."""

    consumer: str
    provider: str
    type: str
    confidence: float | None
    last_verified: str | None


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One step of a proof: this CI is in this state because of these gates; steps run down to what failed."""

    key: str
    name: str
    state: State
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a CI stays up: each gate that is touched and still holds, with who is left, or its immunity."""

    key: str
    state: State
    reason: str
    gates: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to one scenario. ``revision`` and the scenario's words are added by the caller.

    ``total`` counts all CIs that are DOWN or DEGRADED, shown or not. Where a depth or a limit cut the output,
    ``truncated`` says so and ``frontier`` counts the CIs left out that are at most one hop beyond what is shown.
    ``unknown_elsewhere``, ``errors_elsewhere`` and ``ignored_elsewhere`` count what does not bear on this answer.
    ``hidden`` counts affected CIs that the reader may not see. ``timed``: states have intervals. ``collisions`` with
    the records of the context; None where none was given.
    """

    engine: str
    hash: str
    cis: tuple[AffectedCi, ...]
    services: tuple[ServiceEffect, ...]
    at_risk: tuple[AtRisk, ...]
    unknown: tuple[Unknown, ...]
    unknown_elsewhere: int
    errors: tuple[DataError, ...]
    ignored: tuple[Ignored, ...]
    hidden: int = 0
    truncated: bool = False
    frontier: int = 0
    evidence: Evidence | None = None
    total: int = 0
    errors_elsewhere: int = 0
    ignored_elsewhere: int = 0
    timed: bool = False
    collisions: tuple[Collision, ...] | None = None
