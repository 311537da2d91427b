"""From requests about releases to what is known of them; CIs and records out of sight are left out."""

from __future__ import annotations

from typing import cast

from api.backend import backend
from api.resources.records.service import seen_record
from api.sight import visible
from cmdb.errors import NotFound
from cmdb.model import Key
from cmdb.values import Json
from itsm.flows.deployment_release import release_document, verification_document
from itsm.release.practice import RELEASE

__all__ = ["package", "verification"]


def package(key: str) -> dict[str, Json]:
    """Return what a release is made of."""
    found = release_document(backend().estate, seen_record(RELEASE, key))
    changes = cast("list[dict[str, Json]]", found["changes"])
    environments = cast("list[dict[str, Json]]", found["environments"])
    told = [each for place in environments for each in cast("list[dict[str, Json]]", place["deployments"])]
    seen = visible([*keys(changes), *keys(told), *cast("list[str]", found["cis"])])
    hidden = len(changes) - len([each for each in changes if each["key"] in seen])
    if hidden:
        # What stands in the way names changes by their titles.
        raise NotFound("release", key)
    for place in environments:
        shown = [each for each in cast("list[dict[str, Json]]", place["deployments"]) if each["key"] in seen]
        place["deployments"] = list[Json](shown)
    names = cast("dict[str, Json]", found["names"])
    return {
        **found,
        "cis": [each for each in cast("list[Json]", found["cis"]) if each in seen],
        "names": {name: value for name, value in names.items() if name in seen},
    }


def keys(items: list[dict[str, Json]]) -> list[str]:
    """Return the keys of some items."""
    return [str(each["key"]) for each in items]


def verification(key: str) -> dict[str, Json]:
    """Return how a release stands against its baseline.

    Raises ``NotFound`` where something of it is out of sight: a verdict on a part would be no verdict.
    """
    here = backend()
    found = verification_document(here.estate, seen_record(RELEASE, key), now=here.clock())
    baseline = cast("dict[str, Json] | None", found["baseline"])
    cis = cast("list[str]", baseline["cis"]) if baseline else []
    incidents = keys(cast("list[dict[str, Json]]", found["incidents"]))
    wanted = {str(each) for each in here.graph.get([Key(each) for each in (*cis, *incidents)])}
    if wanted - visible(wanted):
        raise NotFound("release", key)
    return found
