"""Dashboards: which measures somebody looks at together, over which period, told apart how, against which target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.shared import SHARED_PARTS, Shared, parse_shared
from itsm.measures.answer import DIMENSIONS
from itsm.measures.catalogue import MEASURES
from itsm.measures.period import parse_period

__all__ = [
    "DASHBOARD",
    "PICTURES",
    "SHIPPED_DASHBOARDS",
    "Dashboard",
    "Tile",
    "dashboard_document",
    "first_dashboard",
    "parse_dashboard",
]

DASHBOARD = "dashboard"
Picture = Literal["value", "course", "groups"]
PICTURES: tuple[Picture, ...] = get_args(Picture)
KNOWN = (*SHARED_PARTS, "tiles")
PARTS = ("measure", "title", "period", "by", "group", "picture", "target")
MOST_TILES = 24
MOST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure. ``picture``: the value alone, its course, or the groups of dimension ``by``.

    ``group``: only this one of them. ``target`` None: the measure's own.
    """

    measure: str
    title: str = ""
    period: str = "30d"
    by: str = ""
    group: str | None = None
    picture: Picture = "course"
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Tiles in their order, whose they are and who sees them."""

    shared: Shared
    tiles: tuple[Tile, ...]


def parse_dashboard(where: str, said: Json, *, now: datetime) -> Dashboard:
    """Read a dashboard. Raises ``Invalid``."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no dashboard", str(said)[:100], "an object with title and tiles")
    refuse_unknown(where, said, KNOWN)
    tiles = said.get("tiles")
    if not isinstance(tiles, list) or len(tiles) > MOST_TILES:
        raise Invalid(f"{where}.tiles", "are no tiles", str(tiles)[:100], f"a list of up to {MOST_TILES}")
    read = tuple(parse_tile(f"{where}.tiles[{number}]", each, now) for number, each in enumerate(tiles))
    return Dashboard(parse_shared(where, said), read)


def parse_tile(where: str, said: Json, now: datetime) -> Tile:
    """Read one tile."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no tile", str(said)[:100], f"an object with {', '.join(PARTS)}")
    refuse_unknown(where, said, PARTS)
    measure, picture, by = said.get("measure"), said.get("picture", "course"), said.get("by") or ""
    if measure not in tuple(MEASURES):
        raise Invalid(f"{where}.measure", "is no measure", str(measure)[:80], ", ".join(MEASURES))
    if picture not in PICTURES:
        raise Invalid(f"{where}.picture", "is no picture", str(picture)[:80], ", ".join(PICTURES))
    if by and by not in DIMENSIONS:
        raise Invalid(f"{where}.by", "is no dimension", str(by)[:80], ", ".join(DIMENSIONS))
    group = said.get("group")
    if group is not None and (not isinstance(group, str) or not by):
        raise Invalid(f"{where}.group", "is no group", str(group)[:80], "a group of the dimension in by, or null")
    if picture == "groups" and (not by or group is not None):
        raise Invalid(f"{where}.by", "is needed to show groups", str(by), ", ".join(DIMENSIONS))
    target = said.get("target")
    if target is not None and (isinstance(target, bool) or not isinstance(target, int | float)):
        raise Invalid(f"{where}.target", "is no number", str(target)[:80], "a number, or null for the measure's own")
    title, period = (
        text(f"{where}.{name}", said.get(name, usual)) for name, usual in (("title", ""), ("period", "30d"))
    )
    try:
        parse_period(period, now)
    except Invalid as error:
        raise Invalid(f"{where}.period", error.reason, error.value, error.allowed) from error
    return Tile(str(measure), title, period, str(by), group, picture, target)


def dashboard_document(found: Dashboard) -> dict[str, Json]:
    """Return a dashboard as ``parse_dashboard`` reads it."""
    return {
        "title": found.shared.title,
        "owner": found.shared.owner,
        "audience": found.shared.audience,
        "roles": list[Json](found.shared.roles),
        "tiles": [tile_document(each) for each in found.tiles],
    }


def tile_document(each: Tile) -> dict[str, Json]:
    """Return one tile as JSON."""
    return {
        "measure": each.measure,
        "title": each.title,
        "period": each.period,
        "by": each.by,
        "group": each.group,
        "picture": each.picture,
        "target": each.target,
    }


def refuse_unknown(where: str, said: Mapping[str, Json], known: tuple[str, ...]) -> None:
    """Raise ``Invalid`` for a part that nobody knows."""
    for name in said:
        if name not in known:
            raise Invalid(f"{where}.{name}", "is not understood", name, ", ".join(known))


def text(where: str, said: Json) -> str:
    """Return a short text. Raises ``Invalid``."""
    if not isinstance(said, str) or len(said) > MOST_TITLE or "\x00" in said:
        raise Invalid(where, "is no text, or too long", str(said)[:80], f"up to {MOST_TITLE} characters")
    return said.strip()


# ---------------------------------------------------------------- shipped ones


def shipped(title: str, *tiles: Tile) -> Dashboard:
    """Return a dashboard that comes with the product; everybody sees it and makes a copy of it."""
    return Dashboard(Shared(title, "", "everybody"), tiles)


SHIPPED_DASHBOARDS: Mapping[str, Dashboard] = MappingProxyType(
    {
        "service-desk": shipped(
            "Service desk agent",
            Tile("backlog", by="team", picture="groups"),
            Tile("sla_attainment"),
            Tile("incident_resolution_time"),
            Tile("first_contact_resolution"),
            Tile("reopen_rate", by="team", picture="groups"),
            Tile("csat", period="90d"),
        ),
        "management": shipped(
            "Manager",
            Tile("service_availability", period="90d", by="service", picture="groups"),
            Tile("sla_attainment", period="90d"),
            Tile("csat", period="90d"),
            Tile("cost_per_ticket", period="90d", by="team", picture="groups"),
            Tile("backlog_age", period="90d"),
            Tile("change_caused_incidents", period="90d"),
        ),
        "change": shipped(
            "Change manager",
            Tile("change_success", period="90d"),
            Tile("change_caused_incidents", period="90d", by="service", picture="groups"),
            Tile("mttr", period="90d"),
            Tile("service_availability", period="90d"),
        ),
        "assets": shipped(
            "Asset manager",
            Tile("cmdb_health", picture="value"),
            Tile("service_availability", period="90d", by="service", picture="groups"),
            Tile("mtbf", period="90d"),
        ),
    }
)
"""Where each role begins."""

ROLE_DASHBOARDS: Mapping[str, str] = MappingProxyType(
    {
        "admin": "management",
        "change_manager": "change",
        "board_member": "change",
        "asset_manager": "assets",
        "engineer": "assets",
    }
)


def first_dashboard(roles: tuple[str, ...]) -> str:
    """Return the shipped dashboard that somebody with these roles begins with."""
    return next((ROLE_DASHBOARDS[each] for each in roles if each in ROLE_DASHBOARDS), "service-desk")
