"""How many failures is an agreement away from being broken? From the single points of the services that it covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdb.values import Json
from itsm.service_level.agreement import Agreement

__all__ = ["structure"]

NAMED = 3


def structure(agreement: Agreement, services: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Return how far an agreement is from being broken, and its services, the nearest to failure first.

    ``services`` are the single points of services as ``all_single_points_document`` writes them. An agreement is as
    many failures away as the nearest of its services: 0 where one is DOWN now, "more than 1" where none goes DOWN with
    one CI, null where none of them is known.
    """
    covered = [each for each in services if not agreement.services or each["service"] in agreement.services]
    covered.sort(key=lambda each: (distance(each), -len(points(each)), str(each["service"])))
    away = covered[0]["failures_away"] if covered else None
    nearest = [each for each in covered if each["failures_away"] == away]
    return {
        "agreement": agreement.name,
        "failures_away": away,
        "sentence": sentence(agreement.name, away, nearest, len(covered)),
        "items": [
            {
                "service": each["service"],
                "name": each["name"],
                "failures_away": each["failures_away"],
                "single_points": [*points(each)],
                "hidden": each["hidden"],
            }
            for each in covered
        ],
    }


def distance(service: Mapping[str, Json]) -> int:
    """Return how many failures a service is away, 2 for more than one."""
    away = service["failures_away"]
    return away if isinstance(away, int) else 2


def points(service: Mapping[str, Json]) -> Sequence[Json]:
    """Return the CIs that each take a service DOWN alone."""
    found = service["spofs"]
    return found if isinstance(found, list) else ()


def sentence(name: str, away: Json, nearest: Sequence[Mapping[str, Json]], covered: int) -> str:
    """Say it in a sentence, with the services that are nearest."""
    named = ", ".join(str(each["name"]) for each in nearest[:NAMED])
    more = f" and {len(nearest) - NAMED} more" if len(nearest) > NAMED else ""
    if away is None:
        return f"{name} covers no service that is known"
    if away == 0:
        return f"{name} is broken now: {named}{more} {'is' if len(nearest) == 1 else 'are'} DOWN"
    if away == 1:
        goes = "goes" if len(nearest) == 1 else "go"
        return f"{name} is 1 failure away: {named}{more} of {covered} {goes} DOWN with one CI"
    return f"{name} is more than 1 failure away: none of {covered} goes DOWN with one CI"
