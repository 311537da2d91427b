"""Which alerts have one cause? The engine's likeliest cause takes what it explains, then the next what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from impact.root_cause import Cause

__all__ = ["Group", "Ranking", "credible", "group"]

Ranking = Callable[[Sequence[str], int], Sequence[Cause]]
"""What the engine answers for CIs seen DOWN: so many causes, the best first."""

TOP = 25
"""So many causes are looked through where the best one may not stand for several alerts."""

LEAST_SHARE = 0.05
"""Of what a cause that is silent itself would take down, so much must be seen: else a whole site explains any two."""

MOST_GROUPS = 20


@dataclass(frozen=True, slots=True)
class Group:
    """CIs with alerts that one cause explains, in order; ``cause`` may be silent itself."""

    cause: tuple[str, ...]
    cis: tuple[str, ...]
    reasons: tuple[str, ...]


def likeliest(left: Sequence[str], ranking: Ranking) -> Cause | None:
    """Return the best cause that may stand for its alerts; mostly that is the first one, and one is found fast."""
    seen = frozenset(left)
    for top in (1, TOP):
        ranked = ranking(left, top)
        for each in ranked:
            if credible(each, seen) and (len(each.cause) == 1 or (top > 1 and not apart(each, ranked))):
                return each
    return None


def credible(cause: Cause, seen: frozenset[str]) -> bool:
    """Say whether a cause may stand for several alerts: one that is seen itself, or enough of what it takes down is."""
    if set(cause.cause) <= seen:
        return True
    explained = len(cause.explains) + len(cause.partly)
    return explained > 1 and explained >= LEAST_SHARE * cause.predicted


def group(down: Iterable[str], ranking: Ranking, *, most: int = MOST_GROUPS) -> tuple[list[Group], tuple[str, ...]]:
    """Return groups of CIs with alerts, and those left over once there are ``most`` groups.

    ``ranking`` is asked about what is not yet explained. A pair of causes is taken apart where each explains its own
    part. Every CI is in one group or left over.
    """
    left = sorted(set(down))
    found: list[Group] = []
    while left and len(found) < most:
        seen = frozenset(left)
        best = likeliest(left, ranking)
        taken = explained_by(best) & seen if best else {left[0]}
        if best is None:
            found.append(Group((left[0],), (left[0],), ("nothing else explains it",)))
        else:
            found.append(Group(best.cause, tuple(sorted(taken)), best.reasons))
        left = [each for each in left if each not in taken]
    return found, tuple(left)


def apart(cause: Cause, ranked: Sequence[Cause]) -> bool:
    """Say whether a pair is only two causes at once: each alone takes down its part, and together no more."""
    alone = {key for each in ranked if len(each.cause) == 1 and each.cause[0] in cause.cause for key in each.explains}
    return set(cause.explains) <= alone


def explained_by(cause: Cause) -> set[str]:
    """Return what a cause explains, itself included, wholly or in part."""
    return {*cause.explains, *cause.partly, *cause.cause}
