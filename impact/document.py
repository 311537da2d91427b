"""An answer as people and programs read it: the JSON document, one sentence for the whole, one for each reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from impact.answer import AffectedCi, Answer, Because, Collision, Interval, ServiceEffect

__all__ = [
    "answer_document",
    "because_document",
    "collision_document",
    "duration",
    "headline",
    "sentence",
    "still_up",
]


def because_document(because: Because) -> dict[str, object]:
    """One reason as JSON: ``{"group", "rule", "up", "of", "failed"}``, or with "cycle" for an own cycle."""
    if because.rule == "own cycle":
        shown: dict[str, object] = {"rule": because.rule, "cycle": list(because.cycle), "failed": list(because.failed)}
    else:
        shown = {"group": because.group, "rule": because.rule, "failed": list(because.failed)}
        figures = {
            "up": because.up,
            "full": because.full,
            "of": because.of,
            "served": because.served,
            "needs": because.needs,
        }
        shown |= {name: value for name, value in figures.items() if value is not None}
    return shown | ({"hidden": because.hidden} if because.hidden else {})


def _ci(ci: AffectedCi) -> dict[str, object]:
    shown: dict[str, object] = {
        "key": ci.key,
        "name": ci.name,
        "class": ci.cls,
        "state": ci.state,
        "hops": ci.hops,
    }
    if ci.already:
        shown["already"] = True
    if ci.because:
        shown["because"] = [because_document(because) for because in ci.because]
    return shown | _when(ci.intervals)


def _when(intervals: Sequence[Interval]) -> dict[str, object]:
    """When something is so, in seconds on the timeline; null: since ever, for good."""
    if not intervals:
        return {}
    listed = [{"state": each.state, "start": each.start_s, "end": each.end_s} for each in intervals]
    return {"onset": intervals[0].start_s, "intervals": listed}


def collision_document(collision: Collision) -> dict[str, object]:
    """One collision by redundancy as JSON; the scenario's own plan is "this"."""
    return {
        "key": collision.ci,
        "group": collision.group,
        "rule": collision.rule,
        "plans": [reference or "this" for reference in collision.plans],
        "members": list(collision.members),
        "taken": {reference or "this": list(keys) for reference, keys in collision.taken.items()},
        "first": collision.first,
        **_when(collision.intervals),
    }


def _service(service: ServiceEffect) -> dict[str, object]:
    return {
        "key": service.key,
        "name": service.name,
        "state": service.state,
        "score": round(service.score, 1),
        "factors": dict(service.factors),
        "users": service.users,
        **({"already": True} if service.already else {}),
        **_when(service.intervals),
    }


def answer_document(answer: Answer) -> dict[str, object]:
    """An answer as a JSON document, in a fixed order; the caller adds ``revision`` and ``scenario``.

    Complexity: O(what the answer lists).
    """
    return {
        "engine": answer.engine,
        "hash": answer.hash,
        "headline": headline(answer),
        "truncated": answer.truncated,
        "frontier": answer.frontier,
        "total": answer.total,
        "cis": [_ci(ci) for ci in answer.cis],
        "services": [_service(service) for service in answer.services],
        "at_risk": [
            {
                "key": risk.key,
                "group": risk.group,
                "before": risk.before,
                "margin": risk.margin,
                "left": list(risk.left),
                "services": list(risk.services),
                **_when(risk.intervals),
            }
            for risk in answer.at_risk
        ],
        "unknown": [
            {"key": unknown.key, "missing": list(unknown.missing), "services": list(unknown.services)}
            for unknown in answer.unknown
        ],
        "unknown_elsewhere": answer.unknown_elsewhere,
        "errors": [asdict(error) for error in answer.errors],
        "errors_elsewhere": answer.errors_elsewhere,
        "ignored": [asdict(relation) for relation in answer.ignored],
        "ignored_elsewhere": answer.ignored_elsewhere,
        "evidence": asdict(answer.evidence) if answer.evidence else None,
        "hidden": answer.hidden,
        **({"timed": True} if answer.timed else {}),
        **_collisions(answer),
    }


def _collisions(answer: Answer) -> dict[str, object]:
    if answer.collisions is None:
        return {}
    return {"collisions": [collision_document(each) for each in answer.collisions]}


def headline(answer: Answer) -> str:
    """Say an answer in one breath: "Payments and 3 more services go DOWN; 2 lose redundancy. 1,240 users.".

    What was DOWN before, and what the scenario itself takes DOWN, is told apart from what follows.
    """
    parts = [said for kind in _SAID if (said := _services_said(answer, kind))]
    risky = len(answer.at_risk)
    if risky:
        parts.append(f"{risky:,} {'loses' if risky == 1 else 'lose'} redundancy")
    met = sum(each.first for each in answer.collisions or ())
    if met:
        parts.append(f"{met:,} collision{'s' if met != 1 else ''} with other records")
    if not any(_kind(service)[0] == "follows" for service in answer.services):
        listed = {service.key for service in answer.services}
        others = sum(1 for ci in answer.cis if ci.hops > 0 and not ci.already and ci.key not in listed)
        more = f"{others:,} other CI{'s' if others != 1 else ''} affected" if others else "nothing else is affected"
        known = sum(bool(_services_said(answer, kind)) for kind in _SAID)
        parts.insert(known, f"no other service is affected, {more}" if known else f"No service is affected, {more}")
    users = sum(service.users for service in answer.services)
    text = "; ".join(parts) + "."
    text += f" {users:,} user{'s' if users != 1 else ''}." if users else ""
    return text + (f" {answer.hidden:,} CIs you may not see." if answer.hidden else "")


MINUTE, HOUR, DAY = 60, 3_600, 86_400
_SAID = {
    ("itself", "down"): ("is taken DOWN", "are taken DOWN"),
    ("follows", "down"): ("goes DOWN", "go DOWN"),
    ("itself", "degraded"): ("is taken as degraded", "are taken as degraded"),
    ("follows", "degraded"): ("is degraded", "are degraded"),
    ("already", "down"): ("is DOWN already", "are DOWN already"),
    ("already", "degraded"): ("is degraded already", "are degraded already"),
}
"""For each way in which a service got into a state, what is said of one and of several; in the order of saying."""


def _kind(service: ServiceEffect) -> tuple[str, str]:
    return "already" if service.already else "itself" if service.itself else "follows", service.state


def _services_said(answer: Answer, kind: tuple[str, str]) -> str:
    hit = [service for service in answer.services if _kind(service) == kind]
    if not hit:
        return ""
    one, many = _SAID[kind]
    first = hit[0].name or hit[0].key
    more = len(hit) - 1
    if not more:
        return f"{first} {one}{_for_how_long(hit[0])}"
    return f"{first} and {more:,} more service{'s' if more > 1 else ''} {many}"


def _for_how_long(service: ServiceEffect) -> str:
    """Say how long a service is in its worst state, where that has an end: " for 20 min"."""
    spans = [(each.start_s, each.end_s) for each in service.intervals if each.state == service.state]
    if not spans or any(start is None or end is None for start, end in spans):
        return ""
    return f" for {duration(sum((end or 0) - (start or 0) for start, end in spans))}"


def duration(length_s: float) -> str:
    """Say a length of time in the two largest units that it has: "20 min", "1 h 5 min", "2 d", "0.5 s"."""
    if length_s < MINUTE:
        return f"{length_s:g} s"
    units = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s"))
    left = round(length_s)
    said: list[tuple[int, str]] = []
    for size, name in units:
        if left >= size or said:
            said.append((left // size, name))
            left %= size
    return " ".join(f"{count:,} {name}" for count, name in said[:2] if count)


def sentence(because: Because) -> str:
    """Say why a gate gave way: "2 of 3 hypervisors down, needs 2: h1, h2", "needs sw-1", "held up only by ..."."""
    if because.rule == "own cycle":
        return f"held up only by its own cycle: {_listed(because.cycle)}"
    failed = _listed(because.failed)
    if because.group is None:
        return f"needs {failed}" if because.rule == "needed" else f"uses {failed}"
    return f"{_lost(because)}: {failed}"


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(keys) or "CIs you may not see"


def _lost(because: Because) -> str:
    """Say what a group has lost and what it needs."""
    up, full, of = because.up or 0, because.full or 0, because.of or 0
    lost = f"{of - up} of {of} {because.group} down" if up < of else f"{of - full} of {of} {because.group} degraded"
    wants = because.rule if because.needs is None else f"needs {because.needs}"
    served = "" if because.served is None else f", serves {because.served:.0%} of the demand"
    return f"{lost}, {wants}{served}"


def still_up(because: Because) -> str:
    """Say why a gate that has lost something holds: "1 of 2 power still up"."""
    if because.group is None:
        return f"{_listed(because.failed)} is only degraded" if because.rule == "needed" else "uses it, needs it not"
    served = "" if because.served is None else f", serves {because.served:.0%} of the demand"
    return f"{because.up} of {because.of} {because.group} still up{served}"
