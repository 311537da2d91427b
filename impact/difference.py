"""What differs between two answers: today and with a plan laid over it, at approval and now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from impact.answer import AffectedCi, Answer, AtRisk, Collision, ServiceEffect, State
from impact.margin import GateMargin

__all__ = ["Difference", "MarginShift", "ServiceShift", "Shift", "difference", "difference_document"]

LEVEL: dict[State, int] = {"ok": 0, "degraded": 1, "down": 2}
Gate = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shift:
    """A CI whose state, or whose times in it, differ. ``was_s`` and ``now_s``: seconds not OK; None: without end."""

    key: str
    name: str
    was: State
    now: State
    was_s: float | None = None
    now_s: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceShift:
    """A service whose state, score or times differ."""

    key: str
    name: str
    was: State
    now: State
    score_was: float
    score_now: float


@dataclass(frozen=True, slots=True)
class MarginShift:
    """A redundant gate whose margin differs while nothing fails; None: the gate is not there, or DOWN."""

    key: str
    group: str
    was: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs, each list by key (CIs: worst first).

    ``newly`` affected, ``no_longer``, ``worse``, ``better``, and ``times`` where only the intervals differ.
    ``at_risk`` and ``healed``: gates that only the second, only the first answer has at risk. ``collisions`` and
    ``resolved`` likewise. ``same``: nothing but wording may differ.
    """

    same: bool
    newly: tuple[Shift, ...]
    no_longer: tuple[Shift, ...]
    worse: tuple[Shift, ...]
    better: tuple[Shift, ...]
    times: tuple[Shift, ...]
    services: tuple[ServiceShift, ...]
    at_risk: tuple[AtRisk, ...]
    healed: tuple[AtRisk, ...]
    margins: tuple[MarginShift, ...] = ()
    collisions: tuple[Collision, ...] = ()
    resolved: tuple[Collision, ...] = ()


def difference(
    before: Answer, after: Answer, *, margins: tuple[Iterable[GateMargin], Iterable[GateMargin]] | None = None
) -> Difference:
    """Compare two answers.

    Parameters
    ----------
    before, after : whole answers (a limit that cut them cuts what is compared)
    margins : margins of gates before and after, while nothing fails

    Notes
    -----
    O(what the answers list). Deterministic; names come from the later answer where both have one.
    """
    old, new = ({ci.key: ci for ci in answer.cis} for answer in (before, after))
    shifts = [_shift(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]
    moved = [(s, LEVEL[s.now] - LEVEL[s.was]) for s in shifts]
    risks = tuple({(r.key, r.group): r for r in answer.at_risk} for answer in (before, after))
    met = tuple({(c.ci, c.group, c.plans): c for c in answer.collisions or ()} for answer in (before, after))
    return Difference(
        same=before.hash == after.hash,
        newly=_worst_first(s for s, _ in moved if s.was == "ok"),
        no_longer=_worst_first(s for s, _ in moved if s.now == "ok"),
        worse=_worst_first(s for s, by in moved if by > 0 and s.was != "ok"),
        better=_worst_first(s for s, by in moved if by < 0 and s.now != "ok"),
        times=tuple(s for s, by in moved if by == 0 and old[s.key].intervals != new[s.key].intervals),
        services=_services(before.services, after.services),
        at_risk=tuple(risks[1][gate] for gate in sorted(risks[1].keys() - risks[0].keys())),
        healed=tuple(risks[0][gate] for gate in sorted(risks[0].keys() - risks[1].keys())),
        margins=_margins(*margins) if margins else (),
        collisions=tuple(met[1][each] for each in sorted(met[1].keys() - met[0].keys())),
        resolved=tuple(met[0][each] for each in sorted(met[0].keys() - met[1].keys())),
    )


def _shift(was: AffectedCi | None, now: AffectedCi | None) -> Shift:
    one = now or was
    assert one is not None  # noqa: S101 - a key of either has one
    return Shift(one.key, one.name, was.state if was else "ok", now.state if now else "ok", _length(was), _length(now))


def _length(ci: AffectedCi | None) -> float | None:
    """Seconds for which a CI is not OK; None without end, or without times."""
    if ci is None:
        return 0
    spans = [(each.start_s, each.end_s) for each in ci.intervals]
    if not spans or any(start is None or end is None for start, end in spans):
        return None
    return sum((end or 0) - (start or 0) for start, end in spans)


def _worst_first(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    return tuple(sorted(shifts, key=lambda s: (-max(LEVEL[s.was], LEVEL[s.now]), s.key)))


def _services(before: Iterable[ServiceEffect], after: Iterable[ServiceEffect]) -> tuple[ServiceShift, ...]:
    old, new = ({service.key: service for service in each} for each in (before, after))
    found: list[ServiceShift] = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was and now and (was.state, was.score, was.intervals) == (now.state, now.score, now.intervals):
            continue
        one = now or was
        states: tuple[State, State] = was.state if was else "ok", now.state if now else "ok"
        scores = was.score if was else 0.0, now.score if now else 0.0
        found.append(ServiceShift(key, one.name if one else "", *states, *scores))
    return tuple(found)


def _margins(before: Iterable[GateMargin], after: Iterable[GateMargin]) -> tuple[MarginShift, ...]:
    old, new = ({(gate.key, gate.group): gate.margin for gate in each} for each in (before, after))
    return tuple(
        MarginShift(*gate, old.get(gate), new.get(gate))
        for gate in sorted(old.keys() | new.keys())
        if old.get(gate) != new.get(gate)
    )


def difference_document(found: Difference) -> dict[str, object]:
    """A difference as JSON, in a fixed order."""
    shown: dict[str, object] = {"same": found.same, "headline": said(found)}
    for name in ("newly", "no_longer", "worse", "better", "times"):
        shown[name] = [_shown(shift) for shift in getattr(found, name)]
    shown["services"] = [
        {
            "key": each.key,
            "name": each.name,
            "was": each.was,
            "now": each.now,
            "score_was": round(each.score_was, 1),
            "score_now": round(each.score_now, 1),
        }
        for each in found.services
    ]
    for name in ("at_risk", "healed"):
        risks: tuple[AtRisk, ...] = getattr(found, name)
        shown[name] = [
            {"key": each.key, "group": each.group, "left": list(each.left), "services": list(each.services)}
            for each in risks
        ]
    shown["margins"] = [
        {"key": each.key, "group": each.group, "was": each.was, "now": each.now} for each in found.margins
    ]
    for name in ("collisions", "resolved"):
        met: tuple[Collision, ...] = getattr(found, name)
        shown[name] = [
            {"key": each.ci, "group": each.group, "plans": [plan or "this" for plan in each.plans]} for each in met
        ]
    return shown


def _shown(shift: Shift) -> dict[str, object]:
    return {
        "key": shift.key,
        "name": shift.name,
        "was": shift.was,
        "now": shift.now,
        "was_s": shift.was_s,
        "now_s": shift.now_s,
    }


def said(found: Difference) -> str:
    """Say a difference in one breath: "+1 service, 2 CIs no longer affected, 1 gate at risk"."""
    up = sum(LEVEL[s.now] > LEVEL[s.was] for s in found.services)
    down = sum(LEVEL[s.now] < LEVEL[s.was] for s in found.services)
    parts = [
        (f"{up:,} service{'' if up == 1 else 's'} worse", up),
        (f"{down:,} service{'' if down == 1 else 's'} better", down),
        (f"{_cis(len(found.newly))} newly affected", len(found.newly)),
        (f"{_cis(len(found.no_longer))} no longer affected", len(found.no_longer)),
        (f"{_cis(len(found.worse))} worse", len(found.worse)),
        (f"{_cis(len(found.better))} better", len(found.better)),
        (f"{_cis(len(found.times))} at other times", len(found.times)),
        (f"{len(found.at_risk):,} more at risk", len(found.at_risk)),
        (f"{len(found.healed):,} no longer at risk", len(found.healed)),
        (f"{len(found.margins):,} other margins", len(found.margins)),
    ]
    return ", ".join(words for words, count in parts if count) or "nothing differs"


def _cis(count: int) -> str:
    return f"{count:,} CI{'' if count == 1 else 's'}"
