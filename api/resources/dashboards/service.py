"""From a request about dashboards to what is kept, and to the figures within the sight of who looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from flask import Response

from api.backend import backend
from api.guard import principal
from api.preconditions import expected
from api.resources.measures.service import question
from api.shared import keep_new, keep_shared, shown_shared
from api.sight import stamp
from api.tables import table_file
from cmdb.errors import NotFound
from cmdb.model import Key
from cmdb.values import Json
from itsm.kernel.declared import Declared
from itsm.kernel.shared import drop_shared, shared, shared_with
from itsm.measures.answer import Question, measures_document, series_document
from itsm.measures.catalogue import measure_named
from itsm.measures.dashboard import (
    DASHBOARD,
    SHIPPED_DASHBOARDS,
    Tile,
    dashboard_document,
    first_dashboard,
    parse_dashboard,
)
from itsm.measures.period import Every, Period

__all__ = ["every", "figures", "make", "one", "remove", "table", "write"]

DAILY, WEEKLY = timedelta(days=45), timedelta(days=190)


def every() -> list[dict[str, Json]]:
    """Return the dashboards that the person sees: the product's by role first, then others by title."""
    kept = [document(each) for each in shared_with(backend().graph, DASHBOARD, principal())]
    return [*(shipped(name) for name in SHIPPED_DASHBOARDS), *kept]


def one(name: str) -> dict[str, Json]:
    """Return one. Raises ``NotFound``."""
    return (
        shipped(name) if name in SHIPPED_DASHBOARDS else document(shared(backend().graph, DASHBOARD, name, principal()))
    )


def shipped(name: str) -> dict[str, Json]:
    """Return one of the product's."""
    first = first_dashboard(principal().roles) == name
    said: dict[str, Json] = {
        "name": name,
        "shipped": True,
        "first": first,
        "mine": False,
        "alterable": False,
        "revision": 0,
    }
    return {**dashboard_document(SHIPPED_DASHBOARDS[name]), **said}


def document(each: Declared) -> dict[str, Json]:
    """Return one that somebody keeps."""
    return {**shown_shared(DASHBOARD, each), "shipped": False, "first": False}


def make(given: Mapping[str, Any]) -> str:
    """Keep a new one and return its name."""
    return keep_new(DASHBOARD, given, check)


def write(name: str, given: Mapping[str, Any]) -> None:
    """Keep another in the place of one's own. Raises ``NotFound`` also for the product's, which nobody alters."""
    if name in SHIPPED_DASHBOARDS:
        raise NotFound("dashboard of somebody", name)
    keep_shared(DASHBOARD, name, given, check)


def check(where: str, said: Json) -> object:
    """Read one as it would be kept. Raises ``Invalid``."""
    return parse_dashboard(where, said, now=backend().clock())


def remove(name: str) -> None:
    """Remove one."""
    if name in SHIPPED_DASHBOARDS:
        raise NotFound("dashboard of somebody", name)
    drop_shared(backend().graph, DASHBOARD, name, who=principal(), stamp=stamp(), expected=expected())


def tiles(name: str) -> tuple[Tile, ...]:
    """Return the tiles of one that the person sees."""
    said = one(name)
    kept = {part: said[part] for part in ("title", "owner", "audience", "roles", "tiles")}
    return parse_dashboard(f"{DASHBOARD} {name}", kept, now=backend().clock()).tiles


def figures(name: str) -> list[dict[str, Json]]:
    """Return what each tile shows now."""
    return [tile_figures(each) for each in tiles(name)]


def tile_figures(each: Tile) -> dict[str, Json]:
    """Return what one tile shows."""
    measure = measure_named(each.measure)
    asked = question(each.period, each.by, each.group)
    whole = question(each.period, each.by if each.group is not None else "", each.group)
    (found,) = measures_document(whole, (each.measure,))
    items: list[dict[str, Json]] = []
    step = ""
    if each.picture == "groups":
        items = measures_document(asked, (each.measure,))
    elif each.picture == "course":
        step = step_of(asked.period)
        items = course(whole, each.measure, step)
    return {
        "measure": each.measure,
        "title": each.title or measure.label,
        "label": measure.label,
        "unit": found["unit"],
        "better": measure.better,
        "period": each.period,
        "every": step,
        "whole": targeted(found, each),
        "items": [targeted(one, each) for one in items],
    }


def course(asked: Question, name: str, step: str) -> list[dict[str, Json]]:
    """Return the course of a measure."""
    return series_document(asked, name, cast("Every", step))


def targeted(figure: dict[str, Json], each: Tile) -> dict[str, Json]:
    """Return a figure with the tile's own target, where it has one."""
    return figure if each.target is None else {**figure, "target": each.target}


def step_of(period: Period) -> str:
    """Return how often a course is told: days for a month, weeks for half a year, months beyond."""
    length = period.end - period.start
    return "day" if length <= DAILY else "week" if length <= WEEKLY else "month"


def table(name: str, number: int, form: str) -> Response:
    """Return the table behind a tile as a file. Raises ``NotFound``."""
    found = tiles(name)
    if not 0 <= number < len(found):
        raise NotFound("tile", str(number), tuple(str(each) for each in range(len(found))))
    each = found[number]
    shown = tile_figures(each)
    rows = cast("list[dict[str, Json]]", shown["items"]) or [cast("dict[str, Json]", shown["whole"])]
    first = each.by if each.picture == "groups" else "from"
    head = [first, "to", "value", "unit", "target", "count", "why none"]
    names = service_names(rows) if each.by == "service" else {}
    lines = [line(row, first, names) for row in rows]
    if first != "from":
        head.remove("to")
    return table_file(each.measure, head, lines, form)


def line(row: Mapping[str, Json], first: str, names: Mapping[str, str]) -> list[Json]:
    """Return one figure as a line of a table."""
    begin, _, end = str(row["period"]).partition("..")
    group = str(row.get("group") or "")
    led: list[Json] = [begin, end] if first == "from" else [names.get(group, group)]
    return [*led, row["value"], row["unit"], row["target"], row["count"], row.get("reason")]


def service_names(rows: list[dict[str, Json]]) -> dict[str, str]:
    """Return how the services of groups are called."""
    found = backend().graph.get({Key(str(row["group"])) for row in rows if row.get("group")})
    return {key: stored.node.name for key, stored in found.items()}
