"""Which incident that a person opened stands for what alerts say? One that is open, at the same CI or at the cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmdb.entities import instant_json
from cmdb.model import RECORD_LINK, Key
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.event.group import Group
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.record import RECORD, Record, read_record

__all__ = ["Standing", "by_person", "chosen", "join", "opened_by_people"]

LEAST_URGENT = 5
MOST_NAMED = 6
AFFECTS = RECORD_LINK + "affects"


@dataclass(frozen=True, slots=True)
class Standing:
    """An incident that alerts join, the CIs that it affects of those they are about, and what else is open there."""

    record: Record
    cis: tuple[str, ...]
    others: tuple[str, ...] = ()


# ---------------------------------------------------------------- decisions


def by_person(record: Record) -> bool:
    """Say whether a person opened an incident, by hand or in the portal, and not the alerts themselves."""
    return record.text("channel") != "event"


def chosen(found: Mapping[str, Collection[str]], records: Mapping[str, Record]) -> Standing | None:
    """Return the incident that alerts join: the most urgent, of those the one opened last; None for none.

    ``found`` maps incidents to the CIs by which they come into question. What is over, or was opened by alerts, does
    not.
    """
    fit = [each for key in found if (each := records.get(key)) is not None and stands(each)]
    # Sorted by key first: of two that are equally urgent and were opened at once, always the same one.
    newest = sorted(sorted(fit, key=lambda each: each.key), key=opened, reverse=True)
    ranked = sorted(newest, key=lambda each: each.number("priority") or LEAST_URGENT)
    if not ranked:
        return None
    first, *rest = ranked
    return Standing(first, tuple(sorted(found[first.key])), tuple(each.key for each in rest))


def stands(record: Record) -> bool:
    """Say whether an incident may be joined: a person opened it, and it is open."""
    return by_person(record) and INCIDENT.lifecycle.states[record.state].phase == "open"


def opened(record: Record) -> str:
    """Return when it was opened, as what is sorted by."""
    return instant_json(record.instant("opened_at")) or ""


def why(standing: Standing, group: Group, names: Mapping[str, str]) -> str:
    """Return in words why alerts join an incident that somebody opened."""
    seen = [each for each in standing.cis if each in group.cis]
    at = f"it affects {listed(seen, names)}, where they fire"
    if not seen:
        reasons = "; ".join(group.reasons)
        at = f"it affects {listed(standing.cis, names)}, their probable cause ({reasons})"
    text = f"Alerts of monitoring join this incident instead of opening another one: it is open, and {at}."
    if not standing.others:
        return text
    return f"{text} Also open there, but less urgent or older: {listed(standing.others, {})}."


def listed(keys: Sequence[str], names: Mapping[str, str]) -> str:
    """Return names in a row, so many at most."""
    more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
    return ", ".join(names.get(each, each) for each in keys[:MOST_NAMED]) + more


# ---------------------------------------------------------------- loading and saving


def opened_by_people(graph: GraphStore, cis: Iterable[str]) -> Standing | None:
    """Return the incident that alerts at these CIs, or of a cause among them, join; None for none."""
    wanted = [Key(each) for each in sorted(set(cis))]
    found: dict[str, list[str]] = {}
    for relation, _ in graph.neighbours(wanted, direction="in", types=[AFFECTS]):
        found.setdefault(str(relation.id.source), []).append(str(relation.id.target))
    stored = graph.get([Key(each) for each in sorted(found)]) if found else {}
    kept = {str(key): each for key, each in stored.items() if each.node.kind == RECORD}
    return chosen(found, {key: read_record(each) for key, each in kept.items() if each.node.cls == INCIDENT.name})


def join(graph: GraphStore, standing: Standing, group: Group, names: Mapping[str, str], *, act: desk.Act) -> str:
    """Note in an incident's timeline that alerts join it, and why; return its key."""
    facts: dict[str, Json] = {
        "joined": {"cis": list[Json](standing.cis), "cause": list[Json](group.cause)},
        "others": list[Json](standing.others),
    }
    key, text = standing.record.key, why(standing, group, names)
    entry = Activity(key, f"joined-{act.id}", "note", act.now, act.stamp.actor, text, facts=facts)
    desk.add(graph, INCIDENT, entry, stamp=act.stamp)
    return key
