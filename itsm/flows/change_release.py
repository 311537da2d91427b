"""What a release is made of, what stands in the way of deploying it, and what is kept of the graph before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.change.practice import CHANGE, DECIDED
from itsm.change.proposal import of_record
from itsm.kernel import desk
from itsm.kernel.record import Record, read_record
from itsm.release.order import requirements, round_about
from itsm.release.practice import BEGUN, DEPLOYED, RELEASE

__all__ = [
    "BASELINE",
    "Baseline",
    "baseline_of",
    "in_the_way",
    "live",
    "package_of",
    "release_cis",
    "remarks",
    "take_release_step",
]

BASELINE = "baseline"
"""Where a release's record keeps which revision it began from."""

GONE = ("cancelled", "rejected")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The graph as it was when the deployment of a release began: a revision, when, and the release's CIs then."""

    revision: int
    at: datetime
    cis: tuple[str, ...]


def package_of(graph: GraphStore, release: Key) -> list[Record]:
    """Return the changes that a release is made of, by key."""
    linked = {each.record for each in desk.links_of(graph, [release]) if each.role == "part_of"}
    found = graph.get(sorted(linked))
    return [read_record(found[key]) for key in sorted(found) if found[key].node.cls == CHANGE.name]


def live(package: Iterable[Record]) -> list[Record]:
    """Return the changes of a package that have not been given up."""
    return [each for each in package if each.state not in GONE]


def release_cis(estate: Estate, release: Record, package: Iterable[Record]) -> tuple[str, ...]:
    """Return the CIs that a release touches: those of its changes and those that it says to affect, by key."""
    found: set[str] = set()
    keys = [release.key]
    for each in live(package):
        keys.append(each.key)
        found.update(of_record(each, estate.schema).touched)
    for link in desk.links_of(estate.graph, keys):
        if link.record in keys and link.role in ("affects", "configures"):
            found.add(link.target)
    return tuple(sorted(found))


# ---------------------------------------------------------------- may it be deployed?


def in_the_way(graph: GraphStore, release: Record, package: Sequence[Record]) -> list[str]:
    """Return why a release cannot be deployed yet, in words; nothing where it can."""
    found = []
    if not live(package):
        found.append("no change is in its package")
    for each in package:
        if each.state in GONE:
            found.append(f"{each.key} ({each.title}) is {label(each)}: take it out of the package")
        elif each.state not in DECIDED:
            found.append(f"{each.key} ({each.title}) is not approved: {label(each)}")
    if path := round_about(graph, release.key):
        found.append(f"releases require each other in a circle: {' -> '.join(path)}")
    return found + waits_for(graph, release)


def waits_for(graph: GraphStore, release: Record) -> list[str]:
    """Return which releases are to be deployed before this one."""
    wanted = requirements(graph, release.key)[release.key]
    known = {key: read_record(each) for key, each in graph.get(wanted).items()}
    found = []
    for key in wanted:
        other = known.get(key)
        if other is None or other.practice != RELEASE.name:
            found.append(f"it requires {key}, which is no release")
        elif other.state not in DEPLOYED or other.text("outcome") in ("failed", "backed_out"):
            found.append(f"it requires {key} ({other.title}), which is not deployed: {label(other)}")
    return found


def label(record: Record) -> str:
    """Return a record's state in words."""
    practice = CHANGE if record.practice == CHANGE.name else RELEASE
    return practice.lifecycle.states[record.state].label.lower()


def remarks(graph: GraphStore, release: Record, package: Sequence[Record]) -> list[str]:
    """Return what is strange about a package without standing in the way."""
    found = []
    keys = [each.key for each in package]
    others: dict[Key, set[Key]] = {}
    for link in desk.links_of(graph, keys) if keys else ():
        if link.role == "part_of" and link.record in keys and link.target != release.key:
            others.setdefault(link.target, set()).add(link.record)
    for key, stored in sorted(graph.get(sorted(others)).items()):
        if stored.node.cls == RELEASE.name and RELEASE.lifecycle.states[stored.node.lifecycle].phase == "open":
            found += [f"{each} is in the package of {key} too" for each in sorted(others[key])]
    return found


def take_release_step(estate: Estate, record: Record, step: str, *, act: desk.Act, said: desk.Said) -> str:
    """Take a step of a release and return its state then; ``deploy`` keeps which revision it began from.

    Raises ``NotFound``, ``Invalid`` (something stands in the way of deploying it).
    """
    if step != "deploy":
        return desk.move(estate.graph, RELEASE, record.key, step, act=act, said=said)
    RELEASE.lifecycle.step(record.state, step)
    package = package_of(estate.graph, record.key)
    if reasons := in_the_way(estate.graph, record, package):
        raise Invalid("step", f"is not possible: {'; '.join(reasons)}", step, "a package of approved changes, in order")
    head = estate.graph.head()
    state = desk.move(estate.graph, RELEASE, record.key, step, act=act, said=said)
    kept: dict[str, Json] = {
        "revision": head.number if head else 0,
        "at": instant_json(act.now),
        "cis": list[Json](release_cis(estate, record, package)),
    }
    desk.replace_body(estate.graph, RELEASE, record.key, {BASELINE: kept}, act=act)
    return state


def baseline_of(release: Record) -> Baseline | None:
    """Return the baseline of a release, None where its deployment has not begun."""
    kept = release.body.get(BASELINE)
    if not isinstance(kept, dict) or release.state not in BEGUN:
        return None
    cis = cast("list[str]", kept["cis"])
    return Baseline(int(str(kept["revision"])), datetime.fromisoformat(str(kept["at"])), tuple(cis))
