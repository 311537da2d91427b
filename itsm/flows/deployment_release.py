"""A release with what pipelines tell of it: each environment's deployments, and the verdict on the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.values import Json, normal_text
from itsm.change.practice import CHANGE
from itsm.change.tasks import task_document
from itsm.deployment.practice import DEPLOYMENT
from itsm.flows.change_release import (
    Baseline,
    baseline_of,
    in_the_way,
    live,
    package_of,
    release_cis,
    remarks,
)
from itsm.flows.release_verification import Difference, Found, checks_of, differences, incidents_since
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record
from itsm.release.order import environments_of

__all__ = ["deployments_of", "release_document", "verification_document"]


def deployments_of(estate: Estate, release: Record, package: Iterable[Record]) -> list[Record]:
    """Return the deployments of a release and of its changes, the latest first."""
    keys = [release.key, *(each.key for each in package)]
    linked = {each.record for each in links_of(estate.graph, keys) if each.role in ("part_of", "implements")}
    found = [read_record(each) for each in estate.graph.get(sorted(linked)).values()]
    mine = [each for each in found if each.practice == DEPLOYMENT.name]
    return sorted(mine, key=lambda each: (str(each.attributes.get("opened_at")), each.key), reverse=True)


def deployment_document(record: Record) -> dict[str, Json]:
    """Return a deployment in short."""
    return {
        "key": record.key,
        "title": record.title,
        "state": record.state,
        "state_label": DEPLOYMENT.lifecycle.states[record.state].label,
        "environment": record.text("environment"),
        "tier": record.text("tier"),
        "version": record.text("version"),
        "started_at": instant_json(record.instant("opened_at")),
        "ended_at": instant_json(record.instant("closed_at")),
        "authorisation": record.text("authorisation"),
        "authorisation_reason": record.text("authorisation_reason"),
        "url": record.text("url"),
    }


def by_environment(release: Record, deployments: Sequence[Record]) -> list[dict[str, Json]]:
    """Return the environments of a release in order, each with its deployments, the latest first; others at the end."""
    found: dict[str, tuple[str, list[Record]]] = {normal_text(each): (each, []) for each in environments_of(release)}
    declared = len(found)
    for each in deployments:
        name = each.text("environment")
        found.setdefault(normal_text(name), (name, []))[1].append(each)
    return [
        {
            "name": name,
            "declared": place < declared,
            "state": records[0].state if records else None,
            "deployments": [deployment_document(each) for each in records],
        }
        for place, (name, records) in enumerate(found.values())
    ]


def release_document(estate: Estate, release: Record) -> dict[str, Json]:
    """Return what a release is made of: its changes, its CIs, its environments, what stands in the way."""
    package = package_of(estate.graph, release.key)
    cis = release_cis(estate, release, package)
    return {
        "key": release.key,
        "changes": [change_document(each) for each in package],
        "cis": list[Json](cis),
        "names": names(estate, cis),
        "environments": list[Json](by_environment(release, deployments_of(estate, release, package))),
        "in_the_way": list[Json](in_the_way(estate.graph, release, package)),
        "remarks": list[Json](remarks(estate.graph, release, package)),
    }


def names(estate: Estate, cis: Iterable[str]) -> dict[str, Json]:
    """Return what some CIs are called, by key."""
    found = estate.graph.get([Key(each) for each in sorted(cis)])
    return {str(key): each.node.name for key, each in sorted(found.items())}


def change_document(change: Record) -> dict[str, Json]:
    """Return a change of a package in short."""
    state = CHANGE.lifecycle.states[change.state]
    return {
        "key": change.key,
        "title": change.title,
        "state": change.state,
        "state_label": state.label,
        "phase": state.phase,
        "kind": change.text("kind"),
        "outcome": change.text("outcome"),
        "starts_at": instant_json(change.instant("starts_at")),
        "ends_at": instant_json(change.instant("ends_at")),
        "live": bool(live([change])),
    }


# ---------------------------------------------------------------- verification


def baseline_for(estate: Estate, release: Record, package: Sequence[Record]) -> tuple[Baseline | None, str]:
    """Return what a release is compared with, and where that is from.

    It is kept when the deployment begins; where pipelines deploy to its last environment before anybody said so, it
    is the graph as it was when they began.
    """
    kept = baseline_of(release)
    if kept is not None:
        return kept, "kept when its deployment began"
    last = normal_text(environments_of(release)[-1])
    begun = [
        at
        for each in deployments_of(estate, release, package)
        if normal_text(each.text("environment")) == last and (at := each.instant("opened_at")) is not None
    ]
    if not begun:
        return None, "its deployment has not begun"
    first = min(begun)
    found = Baseline(estate.graph.revision_at(first), first, release_cis(estate, release, package))
    return found, "from the history: when it was first deployed to its last environment"


def verification_document(estate: Estate, release: Record, *, now: datetime) -> dict[str, Json]:
    """Return how a release stands against its baseline: differences, checks, incidents, deployments, and a verdict."""
    package = package_of(estate.graph, release.key)
    baseline, origin = baseline_for(estate, release, package)
    if baseline is None:
        return {
            "key": release.key,
            "baseline": None,
            "origin": origin,
            "verdict": "not_begun",
            "reasons": [f"There is nothing to compare: {origin}."],
            "differences": [],
            "checks": [],
            "incidents": [],
            "names": {},
        }
    until = release.instant("closed_at") or now
    found = differences(estate, baseline, package)
    checks = checks_of(estate, package)
    incidents = incidents_since(estate, baseline.cis, package, baseline.at, until)
    environments = by_environment(release, deployments_of(estate, release, package))
    verdict, reasons = judged(found, checks, incidents, environments)
    return {
        "key": release.key,
        "baseline": {
            "revision": baseline.revision,
            "at": instant_json(baseline.at),
            "cis": list[Json](baseline.cis),
        },
        "origin": origin,
        "verdict": verdict,
        "reasons": list[Json](reasons),
        "differences": [difference_document(each) for each in found],
        "checks": [{"change": each.change, **task_document(each.task)} for each in checks],
        "incidents": list[Json](incidents),
        "names": names(estate, baseline.cis),
    }


def difference_document(each: Difference) -> dict[str, Json]:
    """Return a difference as JSON."""
    return {
        "ci": each.ci,
        "field": each.field,
        "before": each.before,
        "now": each.now,
        "planned": each.planned,
        "changes": list[Json](each.changes),
        "verdict": each.word,
        "reason": each.reason,
    }


def judged(
    found: Sequence[Difference],
    checks: Sequence[Found],
    incidents: Sequence[Mapping[str, Json]],
    environments: Sequence[Mapping[str, Json]],
) -> tuple[str, list[str]]:
    """Return the verdict and its reasons: what speaks against the release, then what is still to be done."""
    against = [f"{each.ci} {each.field}: {each.reason}" for each in found if each.word in ("unplanned", "otherwise")]
    for each in checks:
        if each.task.state == "failed":
            planned = each.task.planned
            against.append(f"{each.change}: {planned.title}: {each.task.found!r}, expected {planned.expected!r}")
    against += [f"{each['key']} ({each['title']}): {each['reason']}" for each in incidents]
    for place in environments:
        state = place["state"]
        if state in ("failed", "cancelled", "rolled_back"):
            against.append(f"its last deployment to {place['name']} was {str(state).replace('_', ' ')}")
    against += [
        f"{each['key']} went to {place['name']} outside any approved change: {each['authorisation_reason']}"
        for place in environments
        for each in cast("list[dict[str, Json]]", place["deployments"])
        if each["authorisation"] == "unauthorised"
    ]
    waiting = [f"{each.ci} {each.field}: {each.reason}" for each in found if each.word == "not_done"]
    waiting += [
        f"{each.change}: {each.task.planned.title} is open"
        for each in checks
        if each.task.state not in ("done", "failed") and each.task.planned.required
    ]
    # Pipelines tell of all environments or of none; who has none is not waited for.
    told = any(place["deployments"] for place in environments)
    waiting += [
        f"no deployment to {place['name']} is known"
        for place in environments
        if told and place["declared"] and not place["deployments"]
    ]
    waiting += [
        f"its deployment to {place['name']} goes on" for place in environments if place["state"] == "in_progress"
    ]
    if against:
        return "failed", [*against, *waiting]
    if waiting:
        return "open", waiting
    agreed = sum(each.word == "as_planned" for each in found)
    passed = sum(each.task.state == "done" for each in checks)
    return "verified", [
        f"{agreed} differences from the baseline, all of them as planned",
        f"{passed} checks and tasks done, none failed",
        "no incident was opened on what it touched",
    ]
