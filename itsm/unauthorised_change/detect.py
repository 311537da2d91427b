"""Which edits of controlled attributes belong to no change? Told from the history, one group for each run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from cmdb.model import Node, Revision
from cmdb.schema import Schema, json_value
from cmdb.store.port import Change
from cmdb.values import Json, Value

__all__ = ["MOST_KEPT", "Edited", "Group", "controlled_attributes", "edits_in", "grouped", "shown"]

MOST_KEPT = 500
"""So many edits of one group are kept one by one; the others are counted."""


class Edited(NamedTuple):
    """One controlled attribute of a CI, before and after, at a revision."""

    ci: str
    name: str
    attribute: str
    before: Json
    after: Json
    revision: int
    at: datetime


@dataclass(slots=True)
class Group:
    """The edits of one run, or of one revision that is of no run: by whom, from which source."""

    key: str
    actor: str
    source: str
    run: str
    total: int = 0
    edits: list[Edited] = field(default_factory=list)


def controlled_attributes(schema: Schema) -> Mapping[str, frozenset[str]]:
    """Return the attributes that only a change may edit, by class; classes without any are left out."""
    found = {
        name: frozenset(each.name for each in schema.attributes(name).values() if each.controlled)
        for name in schema.classes
    }
    return {name: attributes for name, attributes in found.items() if attributes}


def edits_in(changes: Iterable[Change], controlled: Mapping[str, frozenset[str]], made: Revision) -> Iterable[Edited]:
    """Yield the edits of controlled attributes in one revision; what is added or removed whole is none."""
    for each in changes:
        before, after = each.before, each.after
        if not isinstance(before, Node) or not isinstance(after, Node) or after.kind != "ci":
            continue
        for name in sorted(controlled.get(after.cls, ())):
            was, now = before.attributes.get(name), after.attributes.get(name)
            if was != now:
                yield Edited(after.key, after.name, name, shown(was), shown(now), made.number, made.at)


def shown(value: Value | None) -> Json:
    """Return a value as JSON, None for none."""
    return None if value is None else json_value(value)


def grouped(
    history: Iterable[tuple[Revision, Sequence[Change]]],
    controlled: Mapping[str, frozenset[str]],
    *,
    authorised: Callable[[Revision, Edited], bool],
) -> list[Group]:
    """Return the edits that no change stands behind, a group for each run, in the order of the history.

    O(changes); each group keeps its first 500 edits and counts the others.
    """
    groups: dict[str, Group] = {}
    for made, changes in history:
        for each in edits_in(changes, controlled, made):
            if authorised(made, each):
                continue
            key = f"run {made.run}" if made.run else f"revision {made.number}"
            group = groups.setdefault(key, Group(key, made.actor, made.source, made.run))
            group.total += 1
            if len(group.edits) < MOST_KEPT:
                group.edits.append(each)
    return list(groups.values())
