"""Drafts to the owners of what a change affects: each is told of their own, once, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json

__all__ = ["Affected", "Notice", "Window", "affected_by", "notices"]

OWNED_BY = "owned_by"
STATES: Mapping[str, str] = {
    "down": "is DOWN",
    "degraded": "is degraded",
    "at_risk": "loses redundancy",
    "ok": "is not affected",
}


class Affected(NamedTuple):
    """Something that a change affects, by its states as planned and if it fails; ``owners`` may be none."""

    key: str
    name: str
    planned: str
    failing: str
    owners: tuple[str, ...] = ()


class Notice(NamedTuple):
    """A draft to one owner; ``owner`` "": of these nobody is named as owner, so somebody has to find out."""

    owner: str
    about: tuple[str, ...]
    subject: str
    text: str


class Window(NamedTuple):
    """What is said of the change itself."""

    change: str
    title: str
    start: datetime | None
    end: datetime | None
    zone: str


def notices(window: Window, affected: Iterable[Affected]) -> list[Notice]:
    """Return a draft for each owner, by name; last the one of what nobody owns."""
    by_owner: dict[str, list[Affected]] = {}
    for each in affected:
        for owner in each.owners or ("",):
            by_owner.setdefault(owner, []).append(each)
    return [
        draft_to(owner, window, sorted(by_owner[owner], key=lambda each: (each.name, each.key)))
        for owner in sorted(by_owner, key=lambda name: (not name, name))
    ]


def draft_to(owner: str, window: Window, affected: Sequence[Affected]) -> Notice:
    """Return the draft to one owner."""
    when = spoken(window)
    lines = [
        f"Dear {owner}," if owner else "Nobody is named as owner of the following.",
        "",
        f"the change {window.change} {window.title} is planned {when}.",
        "It concerns:",
        *(
            f"- {each.name}: as planned it {STATES[each.planned]}; if it fails it {STATES[each.failing]}."
            for each in affected
        ),
        "",
        "Please tell the change board if this cannot be.",
    ]
    names = [each.name for each in affected]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    subject = f"{window.change}: {names[0]}{more} {when}"
    return Notice(owner, tuple(each.key for each in affected), subject, "\n".join(lines) + "\n")


def spoken(window: Window) -> str:
    """Return when a change is carried out, in the zone of whoever is told."""
    if window.start is None or window.end is None:
        return "at a time that is not fixed"
    zone = ZoneInfo(window.zone)
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d %B %Y %H:%M}"
    return f"from {start:%d %B %Y %H:%M} to {until} ({window.zone})"


# ---------------------------------------------------------------- loading


def affected_by(graph: GraphStore, judged: Mapping[str, Json]) -> list[Affected]:
    """Return what a change affects by its judgement, with the owners that the graph names."""
    impact = cast("Mapping[str, Mapping[str, Json]]", judged["impact"])
    planned, failing = (states(impact[reading]) for reading in ("planned", "if_it_fails"))
    keys = sorted({*planned, *failing})
    found = graph.get([Key(each) for each in keys])
    owners = owners_of(graph, keys)
    return [
        Affected(key, found[Key(key)].node.name, planned.get(key, "ok"), failing.get(key, "ok"), owners.get(key, ()))
        for key in keys
        if Key(key) in found
    ]


def states(answer: Mapping[str, Json]) -> dict[str, str]:
    """Return the state of each CI and service that an answer names; what is only AT RISK is that.

    What is so already, whether the change is made or not, is not its effect.
    """
    found = {str(each["key"]): "at_risk" for each in cast("Sequence[Mapping[str, Json]]", answer["at_risk"])}
    for name in ("cis", "services"):
        rows = cast("Sequence[Mapping[str, Json]]", answer[name])
        found |= {str(each["key"]): str(each["state"]) for each in rows if effect(each)}
    return found


def effect(row: Mapping[str, Json]) -> bool:
    """Say whether a row of an answer tells of something that follows from the change."""
    return row["state"] in ("down", "degraded") and not row.get("already")


def owners_of(graph: GraphStore, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the owners of CIs: those that an attribute names, and those that own them by a relation."""
    wanted = [Key(each) for each in keys]
    found: dict[str, set[str]] = {}
    for key, stored in graph.get(wanted).items():
        said = stored.node.attributes.get("owner")
        if isinstance(said, str) and said.strip():
            found.setdefault(key, set()).add(said.strip())
    owning = [each.id for each, _ in graph.neighbours(wanted) if each.id.type == OWNED_BY and each.id.source in keys]
    names = graph.get({each.target for each in owning})
    for each in owning:
        found.setdefault(each.source, set()).add(names[each.target].node.name)
    return {key: tuple(sorted(owners)) for key, owners in found.items()}
