"""Where a deployment belongs: its CIs, and the approved change or release that stands behind it, if any does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from cmdb.entities import instant_json
from cmdb.errors import Ambiguous, Invalid, NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from itsm.change.practice import CHANGE, DECIDED
from itsm.change.proposal import Proposal, of_record
from itsm.deployment.keep import Place
from itsm.deployment.merged import Deployment
from itsm.flows.change_release import live, package_of
from itsm.kernel.desk import links_of, timeline
from itsm.kernel.record import Record, read_record
from itsm.release.practice import RELEASE

__all__ = ["check_references", "place_of"]

PRODUCTION = "production"
BEHIND = frozenset({"scheduled", "implementing", "review", "closed"})
"""States in which an approved change may stand behind a deployment that does not name it."""

CARRIED = ("ready", "deploying", "verification", "closed")


def check_references(estate: Estate, told: Deployment) -> None:
    """Raise ``Invalid`` where a deployment names a change or a release that does not exist."""
    for name, practice in (("change", CHANGE), ("release", RELEASE)):
        key = getattr(told, name)
        if key and record_named(estate, key, practice.name) is None:
            example = f"{practice.prefix}-000123"
            raise Invalid(name, f"there is no such {name}", key, f"the key of a {name}, such as {example}, or none")


def record_named(estate: Estate, key: str, practice: str) -> Record | None:
    """Return a record of a practice, None where there is none of that key."""
    found = estate.graph.get([Key(key)]).get(Key(key))
    return read_record(found) if found is not None and found.node.cls == practice else None


def place_of(estate: Estate, told: Deployment) -> Place:
    """Return where a deployment belongs as things are now."""
    cis, unmatched = matched(estate, told.cis)
    records = {role: key for role, key in (("implements", told.change), ("part_of", told.release)) if key}
    if told.tier != PRODUCTION:
        return Place(cis, unmatched, "not_needed", f"{told.environment} is no production ({told.tier})", records)
    kind, reason, change = authority(estate, told, cis, unmatched)
    if change:
        records.setdefault("implements", change)
    return Place(cis, unmatched, kind, reason, records)


def matched(estate: Estate, names: Iterable[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the CIs that some names lead to, and the names that lead to none or to several, each with why."""
    found: set[str] = set()
    lost: dict[str, str] = {}
    for name in names:
        try:
            found.add(estate.key(name))
        except Ambiguous:
            lost[name] = "several CIs are called so"
        except NotFound:
            lost[name] = "no CI is called so"
    return tuple(sorted(found)), lost


# ---------------------------------------------------------------- who stands behind it


def authority(
    estate: Estate, told: Deployment, cis: tuple[str, ...], unmatched: Mapping[str, str]
) -> tuple[str, str, str]:
    """Return who stands behind a deployment to production, why, and the change where one was found for it."""
    against = []
    if told.change:
        change = record_named(estate, told.change, CHANGE.name)
        fault = "it does not exist" if change is None else fault_of(of_record(change, estate.schema), change, told)
        if not fault:
            return "by_change", f"{told.change} is approved{since(estate, told.change, told)}", ""
        against.append(f"{told.change}: {fault}")
    if told.release:
        release = record_named(estate, told.release, RELEASE.name)
        fault = "it does not exist" if release is None else fault_of_release(estate, release)
        if not fault:
            return "by_release", f"all changes of {told.release} are approved", ""
        against.append(f"{told.release}: {fault}")
    if not against:
        found = change_around(estate, told, cis) if cis and not unmatched else None
        if found is not None:
            words = f"{found.reference} ({found.title}) is approved and around it in time"
            return "by_change", f"{words}{since(estate, found.reference, told)}", found.reference
        nobody = "an unknown CI is in it" if unmatched else "no approved change touches all of its CIs around that time"
        against.append(nobody)
    return "unauthorised", "; ".join(against), ""


def since(estate: Estate, change: str, told: Deployment) -> str:
    """Say that a change was approved after the deployment began, "" where it was before."""
    entries = timeline(estate.graph, Key(change))
    at = [each.occurred_at for each in entries if each.kind == "transition" and each.facts.get("to") == "scheduled"]
    return f", approved afterwards at {instant_json(min(at))}" if at and min(at) > told.started_at else ""


def fault_of(proposal: Proposal, change: Record, told: Deployment) -> str:
    """Return why a change that was named does not stand behind a deployment, "" where it does."""
    if change.state not in DECIDED:
        return f"not approved ({CHANGE.lifecycle.states[change.state].label.lower()})"
    if not around(proposal, told):
        window = proposal.window
        span = f"{instant_json(window.start)} to {instant_json(proposal.until)}" if window else "none"
        return f"the deployment began at {instant_json(told.started_at)}, outside its window ({span})"
    return ""


def around(proposal: Proposal, told: Deployment) -> bool:
    """Say whether a deployment began in a change's window, backing out included; one without a window says nothing."""
    window = proposal.window
    if window is None:
        return True
    return window.start <= told.started_at < window.end + max(proposal.backout, timedelta(0))


def fault_of_release(estate: Estate, release: Record) -> str:
    """Return why a release does not stand behind a deployment, "" where it does."""
    if release.state not in CARRIED:
        return RELEASE.lifecycle.states[release.state].label.lower()
    package = package_of(estate.graph, release.key)
    waiting = [each.key for each in package if each.state not in DECIDED]
    if not live(package):
        return "no change is in its package"
    return f"not approved: {', '.join(waiting)}" if waiting else ""


def change_around(estate: Estate, told: Deployment, cis: tuple[str, ...]) -> Proposal | None:
    """Return the first approved change that touches all CIs of a deployment and is around it in time."""
    touching: dict[Key, set[str]] = {}
    for link in links_of(estate.graph, [Key(each) for each in cis]):
        if link.role in ("configures", "affects") and link.target in cis:
            touching.setdefault(link.record, set()).add(link.target)
    whole = sorted(key for key, touched in touching.items() if len(touched) == len(cis))
    for _, stored in sorted(estate.graph.get(whole).items()):
        if stored.node.cls == CHANGE.name and stored.node.lifecycle in BEHIND:
            proposal = of_record(read_record(stored), estate.schema)
            if proposal.window is not None and around(proposal, told):
                return proposal
    return None
