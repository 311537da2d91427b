"""What keeps coming back? Incidents on one CI, or on CIs that stand on one, that have no problem yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from itsm.problem.common import Strike, speaking

__all__ = ["LEAST", "PERIOD", "Occurrence", "Proposal", "recurrences"]

PERIOD = timedelta(days=90)
LEAST = 3
LEAST_SHARE = 0.05
"""Of what stands on a common CI, so much must have had an incident: else a whole site is behind everything."""

LEAST_HIT = 2
MOST = 100


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An incident: when it was opened, which CIs it affects, and the problem that it shows already ("" for none)."""

    key: str
    title: str
    opened_at: datetime
    cis: frozenset[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A problem that the incidents speak for: the CI behind them, itself affected or below those that are.

    ``incidents`` by when they were opened, oldest first; ``cis`` are those affected; ``reasons`` are the evidence.
    """

    id: str
    kind: Literal["same_ci", "upstream"]
    ci: str
    incidents: tuple[str, ...]
    cis: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    reasons: tuple[str, ...]


def recurrences(
    incidents: Iterable[Occurrence],
    footing: Mapping[str, frozenset[str]],
    carries: Callable[[str], int],
    *,
    now: datetime,
    least: int = LEAST,
) -> list[Proposal]:
    """Return the proposals, most incidents first; ties by latest incident, then by CI.

    ``footing`` maps CIs to what they stand on, ``carries`` counts what stands on a CI. Incidents of the last 90 days
    that show no problem count. For a common CI only those count that speak for it and not each for its own CI, as
    ``speaking`` decides. Of several common CIs with the same incidents the one that least stands on is proposed.
    """
    recent = [each for each in incidents if not each.problem and now - PERIOD <= each.opened_at <= now]
    known = {each.key: each for each in recent}
    direct: dict[str, set[str]] = {}
    struck: dict[str, dict[str, set[str]]] = {}
    for each in recent:
        for ci in each.cis:
            direct.setdefault(ci, set()).add(each.key)
            for provider in footing.get(ci, frozenset()) | {ci}:
                struck.setdefault(provider, {}).setdefault(each.key, set()).add(ci)
    found = [
        proposal("same_ci", ci, [known[key] for key in keys], now)
        for ci, keys in sorted(direct.items())
        if len(keys) >= least
    ]
    covered = {frozenset(each.incidents) for each in found}
    recurring = frozenset(ci for ci, keys in direct.items() if len(keys) >= least)
    common = sorted(ci for ci, hits in struck.items() if len(hits) >= least and len(set().union(*hits.values())) > 1)
    for ci in sorted(common, key=lambda each: (carries(each), each)):
        hits = struck[ci]
        strikes = [Strike(key, known[key].opened_at, frozenset(cis)) for key, cis in sorted(hits.items())]
        keys = frozenset(speaking(strikes, recurring, PERIOD))
        hit = set[str]().union(*(hits[key] for key in keys))
        if len(keys) < least or len(hit) < LEAST_HIT or len(hit) < LEAST_SHARE * carries(ci):
            continue
        if keys not in covered:
            covered.add(keys)
            found.append(proposal("upstream", ci, [known[key] for key in keys], now))
    found.sort(key=lambda each: (-len(each.incidents), -each.last_at.timestamp(), each.ci, each.kind))
    return found[:MOST]


def proposal(kind: Literal["same_ci", "upstream"], ci: str, incidents: Sequence[Occurrence], now: datetime) -> Proposal:
    """Return a proposal with its evidence."""
    ordered = sorted(incidents, key=lambda each: (each.opened_at, each.key))
    cis = tuple(sorted({key for each in ordered for key in each.cis}))
    days = max(1, (now - ordered[0].opened_at).days)
    what = f"affected {ci}" if kind == "same_ci" else f"affected {len(cis)} CIs that stand on {ci} or are it"
    said = f"{len(ordered)} incidents in {days} day{'s' if days != 1 else ''} {what}"
    return Proposal(
        f"{kind}:{ci}",
        kind,
        ci,
        tuple(each.key for each in ordered),
        cis,
        ordered[0].opened_at,
        ordered[-1].opened_at,
        (said, *(f"{each.key}, {each.opened_at:%Y-%m-%d}: {each.title}" for each in ordered[-5:])),
    )
