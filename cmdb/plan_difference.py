"""What a plan does to redundancy: margins of gates and single points of failure, today and with the plan laid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.questions import Posed, Question, Visible, asked, names_of, pose
from cmdb.values import Json
from cmdb.weak_points import MOST_AT_ONCE, services_of
from impact.margin_change import margin_changes
from impact.single_points import all_single_points

__all__ = ["MOST_MARGINS", "margins_difference", "single_points_difference"]

MOST_MARGINS = 500


def margins_difference(estate: Estate, today: Question, planned: Question, edited: Iterable[str]) -> dict[str, Json]:
    """Return the gates whose margin a plan changes, the smallest margin first; the list is cut, ``total`` is not.

    Raises ``NotFound``, ``Ambiguous``, ``Invalid``.
    """
    first, second = pose(estate, today), pose(estate, planned)
    found = asked(lambda: margin_changes((first.graph, first.scenario), (second.graph, second.scenario), edited))
    named = seen({key for each in found for key in (each.key, *each.services)}, planned.visible)
    kept = [each for each in found if each.key in named]
    margins: list[Json] = [
        {
            "key": each.key,
            "group": each.group,
            "was": each.was,
            "margin": each.margin,
            "services": [key for key in each.services if key in named],
        }
        for each in kept[:MOST_MARGINS]
    ]
    shown = {key for each in kept[:MOST_MARGINS] for key in (each.key, *each.services)} & named
    names = dict(names_of(second.graph, shown))
    return {"margins": margins, "total": len(kept), "names": cast("dict[str, Json]", names)}


def single_points_difference(estate: Estate, today: Question, planned: Question) -> dict[str, Json]:
    """Return which CIs take a service DOWN alone with a plan and not today, and the other way round.

    A service that is DOWN anyway on either side has none, and neither gains nor loses any here. Raises ``NotFound``,
    ``Ambiguous``, and ``Invalid`` for an estate too large to be looked through while somebody waits.
    """
    first, second = pose(estate, today), pose(estate, planned)
    if second.graph.size > MOST_AT_ONCE:
        limit = f"{MOST_AT_ONCE:,} CIs"
        raise Invalid("estate", "is too large for its single points to be compared", second.graph.size, limit)
    was, now = points_of(first, today.visible), points_of(second, planned.visible)
    settled = {service for side in (was, now) for service, points in side.items() if points is None}
    both = {
        "new": pairs_beyond(now, was, settled),
        "healed": pairs_beyond(was, now, settled),
    }
    keys = {key for pairs in both.values() for pair in pairs for key in pair}
    names = {key: name for posed in (first, second) for key, name in names_of(posed.graph, known(posed, keys)).items()}
    shown: dict[str, Json] = {
        name: [{"service": service, "key": key} for service, key in pairs] for name, pairs in both.items()
    }
    return {"revision": second.snapshot.revision, **shown, "names": cast("dict[str, Json]", names)}


Points = Mapping[str, "set[str] | None"]


def points_of(posed: Posed, visible: Visible | None) -> Points:
    """Return the single points of every service that may be seen; None for a service that is DOWN anyway."""
    services = services_of(posed.graph)
    if visible is not None:
        services = [key for key, may in zip(services, visible(services), strict=True) if may]
    found = asked(lambda: all_single_points(posed.graph, services, context=posed.scenario, visible=visible))
    return {each.service: None if each.failures_away == 0 else {point.key for point in each.points} for each in found}


def pairs_beyond(points: Points, others: Points, settled: set[str]) -> list[tuple[str, str]]:
    """Return (service, CI) for the points that the other side does not have, in order."""
    return sorted(
        (service, key)
        for service, found in points.items()
        if service not in settled
        for key in (found or set()) - (others.get(service) or set())
    )


def known(posed: Posed, keys: Iterable[str]) -> list[str]:
    """Return those keys that a graph has."""
    wanted = sorted(keys)
    return [key for key, number in zip(wanted, posed.graph.find(wanted).tolist(), strict=True) if number >= 0]


def seen(keys: set[str], visible: Visible | None) -> set[str]:
    """Return those keys that may be seen."""
    if visible is None:
        return keys
    wanted = sorted(keys)
    return {key for key, may in zip(wanted, visible(wanted), strict=True) if may}
