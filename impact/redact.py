"""What the reader may see: an answer computed on the full graph, with everything else taken out and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from impact.answer import Answer, Because, Collision

__all__ = ["Visible", "keys_in", "redacted", "redacted_because"]

Visible: TypeAlias = Callable[[Sequence[str]], Sequence[bool]]
"""Tells for each key whether the reader may see it."""


def keys_in(answer: Answer) -> list[str]:
    """Every key that an answer shows, ascending, each once."""
    found = {ci.key for ci in answer.cis} | {service.key for service in answer.services}
    for ci in answer.cis:
        for because in ci.because:
            found.update(because.failed, because.cycle)
    for risk in answer.at_risk:
        found.update((risk.key,), risk.left, risk.services)
    for unknown in answer.unknown:
        found.update((unknown.key,), unknown.services)
    for relation in answer.ignored:
        found.update((relation.consumer, relation.provider))
    for collision in answer.collisions or ():
        found.update((collision.ci,), collision.members)
    found.update(error.key for error in answer.errors)
    if answer.evidence:
        found.update((answer.evidence.consumer, answer.evidence.provider))
    return sorted(found)


def redacted_because(because: Because, seen: Callable[[str], bool]) -> Because:
    """Take what may not be seen out of a reason and count it."""
    failed, cycle = (_kept(keys, seen) for keys in (because.failed, because.cycle))
    hidden = len(because.failed) - len(failed) + len(because.cycle) - len(cycle)
    return replace(because, failed=failed, cycle=cycle, hidden=hidden) if hidden else because


def _kept(keys: Iterable[str], seen: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(key for key in keys if seen(key))


def _seen_of(collision: Collision, seen: Callable[[str], bool]) -> Collision:
    taken = {reference: _kept(keys, seen) for reference, keys in collision.taken.items()}
    return replace(collision, members=_kept(collision.members, seen), taken=taken)


def redacted(answer: Answer, seen: Callable[[str], bool], hidden: int) -> Answer:
    """Leave in an answer only what may be seen; ``hidden`` affected CIs may not. The hash stays that of the whole."""
    evidence = answer.evidence
    return replace(
        answer,
        hidden=hidden,
        cis=tuple(
            replace(ci, because=tuple(redacted_because(b, seen) for b in ci.because))
            for ci in answer.cis
            if seen(ci.key)
        ),
        services=tuple(service for service in answer.services if seen(service.key)),
        at_risk=tuple(
            replace(risk, left=_kept(risk.left, seen), services=_kept(risk.services, seen))
            for risk in answer.at_risk
            if seen(risk.key)
        ),
        unknown=tuple(
            replace(unknown, services=_kept(unknown.services, seen)) for unknown in answer.unknown if seen(unknown.key)
        ),
        errors=tuple(error for error in answer.errors if seen(error.key)),
        ignored=tuple(i for i in answer.ignored if seen(i.consumer) and seen(i.provider)),
        collisions=None
        if answer.collisions is None
        else tuple(_seen_of(each, seen) for each in answer.collisions if seen(each.ci)),
        evidence=evidence if evidence and seen(evidence.consumer) and seen(evidence.provider) else None,
    )
