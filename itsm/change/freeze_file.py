"""Change freezes from an iCalendar file: what is new, what moves, what stays; one revision for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cmdb.entities import instant_json
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from itsm.change.surroundings import FREEZE, MAINTENANCE, parse_closure
from itsm.kernel.closed_days import NotTaken
from itsm.kernel.declared import declare_all, declared
from itsm.kernel.periods import Period, Periods

__all__ = ["Freezes", "freezes_from", "write_freezes"]


class Freezes(NamedTuple):
    """What a file comes to: documents of new freezes and of those that change, those that stay, what is none."""

    added: Mapping[str, Mapping[str, Json]]
    changed: Mapping[str, Mapping[str, Json]]
    unchanged: Sequence[str]
    not_taken: Sequence[NotTaken]


def freezes_from(
    found: Periods,
    held: Mapping[str, Mapping[str, Json]],
    others: Mapping[str, object],
    exempt: Sequence[str],
) -> Freezes:
    """Decide what periods mean beside the freezes that are ``held`` and the maintenance periods, ``others``.

    A freeze of the same name takes its times from the file and keeps its CIs and what it exempts; a new one holds
    everywhere and exempts the kinds of change ``exempt``.
    """
    added: dict[str, Mapping[str, Json]] = {}
    changed: dict[str, Mapping[str, Json]] = {}
    unchanged: list[str] = []
    refused: list[NotTaken] = []
    for each in found.periods:
        if each.name in others:
            refused.append(NotTaken(each.name, "a maintenance period is called so"))
        elif each.name not in held:
            added[each.name] = {**said(each), "exempt": list[Json](exempt)}
        elif (document := {**held[each.name], **said(each)}) == held[each.name]:
            unchanged.append(each.name)
        else:
            changed[each.name] = document
    return Freezes(added, changed, unchanged, [*found.not_taken, *refused])


def said(period: Period) -> dict[str, Json]:
    """Return what a file says of a freeze."""
    found: dict[str, Json] = {"kind": FREEZE, "start": instant_json(period.start), "end": instant_json(period.end)}
    return found | ({"reason": period.reason} if period.reason else {})


def write_freezes(
    graph: GraphStore, found: Periods, exempt: Sequence[str], *, stamp: Stamp, dry_run: bool = False
) -> Freezes:
    """Declare the periods of a file as freezes, or only say what would be. Raises ``Invalid``."""
    held = {name: each.document for name, each in declared(graph, FREEZE).items()}
    decided = freezes_from(found, held, declared(graph, MAINTENANCE), exempt)
    documents = {**decided.added, **decided.changed}
    if documents and not dry_run:
        declare_all(graph, FREEZE, documents, check=parse_closure, stamp=stamp)
    return decided
