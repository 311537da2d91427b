"""What an agent wants to know of an incident: what it hits, what may have caused it, what is like it, what helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import cast

from cmdb.changed import changed_cis
from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import RECORD_LINK, Key
from cmdb.questions import Visible, names_of
from cmdb.root_cause import HOURS, cause_document, head_of, newest_first
from cmdb.store.port import Change
from cmdb.values import Json
from itsm.flows.change_incident import changes_before
from itsm.flows.deployment_incident import deployments_before
from itsm.flows.knowledge_incident import suggested_articles
from itsm.incident.similar import Similar, similar
from itsm.incident.subjects import ABOUT, subject_of, subjects_near
from itsm.kernel.desk import links_of
from itsm.kernel.hit import Effect, hit
from itsm.kernel.record import Record

__all__ = ["incident_evidence", "matching_incidents"]

MOST_REVISIONS = 20
MOST_CIS = 10


def incident_evidence(estate: Estate, record: Record, *, visible: Visible | None = None) -> dict[str, Json]:
    """Return the evidence of an incident; each part is empty where the incident names no CI that the engine knows."""
    linked = links_of(estate.graph, [record.key])
    cis = sorted({each.target for each in linked if each.role in ABOUT and each.record == record.key})
    graph = estate.snapshots.now().graph
    known = [each for each in cis if graph.has(each)]
    effect: Effect = "degraded" if record.text("effect") == "degraded" else "down"
    at = record.instant("opened_at") or estate.now()
    mine = subject_of(estate, record.key, record.title, record.text("description"), cis)
    stands_on = sorted(mine.cis | mine.footing)
    answer = hit(estate, known, effect) if known else None
    causes = cause_document(estate, known, visible=visible, top=5) if known else None
    return {
        "key": record.key,
        "cis": list[Json](cis),
        "names": dict(names_of(graph, known)),
        "hit": hit_document(answer) if answer else None,
        "causes": causes["causes"] if causes else [],
        "changes": revisions_before(estate, stands_on, at),
        "change_records": changes_before(estate.graph, stands_on, at, timedelta(hours=HOURS)),
        "deployments": deployments_before(estate.graph, stands_on, at, timedelta(hours=HOURS)),
        "similar": similar_document(similar(mine, subjects_near(estate, mine))),
        "articles": suggested_articles(estate.graph, mine.text, cis),
    }


def hit_document(answer: object) -> dict[str, Json]:
    """Return what is hit, shortened to what an agent reads: services and counts by state."""
    found = cast("dict[str, Json]", answer)
    cis = cast("list[dict[str, Json]]", found["cis"])
    return {
        "services": found["services"],
        "down": sum(each["state"] == "down" for each in cis),
        "degraded": sum(each["state"] == "degraded" for each in cis),
        "at_risk": len(cast("list[Json]", found["at_risk"])),
    }


def revisions_before(estate: Estate, cis: Iterable[str], at: datetime) -> list[Json]:
    """Return the revisions that changed some CIs in the 72 hours before an instant, the latest first."""
    wanted = set(cis)
    found: list[Json] = []
    if not wanted:
        return found
    until = min(estate.graph.revision_at(at), head_of(estate.graph))
    for revision, changes in newest_first(estate.graph, at - timedelta(hours=HOURS), until):
        # A record's link to a CI is no change of it.
        own = [each for each in changes if not is_link(each)]
        if touched := sorted(changed_cis(own) & wanted):
            found.append(
                {
                    "revision": revision.number,
                    "at": instant_json(revision.at),
                    "actor": revision.actor,
                    "reason": revision.reason,
                    "cis": list[Json](touched[:MOST_CIS]),
                    "count": len(touched),
                }
            )
        if len(found) >= MOST_REVISIONS:
            break
    return found


def is_link(change: Change) -> bool:
    """Say whether a change is one of a record's links."""
    return isinstance(change.ref, tuple) and change.ref.type.startswith(RECORD_LINK)


def similar_document(found: Sequence[Similar]) -> list[Json]:
    """Return similar incidents as JSON."""
    return [cast("Json", asdict(each) | {"why": list(each.why)}) for each in found]


def matching_incidents(estate: Estate, title: str, cis: Sequence[Key], description: str = "") -> list[Json]:
    """Return the open incidents that may be the same as one that is about to be opened."""
    mine = subject_of(estate, "", title, description, cis)
    return similar_document(similar(mine, subjects_near(estate, mine, phase="open")))
