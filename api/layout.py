"""Where each shape of an impact map stands: rings by hops, or layers from infrastructure to services. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from impact.components import strong_components

__all__ = ["Drawing", "Line", "Place", "Shape", "draw", "layers", "rings"]

SPACING, RING_STEP, LAYER_STEP = 90.0, 160.0, 140.0
SWEEPS = 2
STATES = ("down", "degraded", "at_risk", "unknown", "ok")


class Shape(NamedTuple):
    """One CI, or a group of CIs (``members`` above 1, ``key`` None), to be drawn."""

    id: str
    key: str | None
    label: str
    cls: str
    state: str
    hops: int
    members: int = 1
    service: bool = False
    failed: bool = False


class Line(NamedTuple):
    """One relation between shapes, ``source`` the provider. ``forward``: it is written consumer -> provider.

    ``carries``: failure travels over it in this answer. ``many`` relations are drawn as this one.
    """

    source: str
    target: str
    type: str
    group: str | None
    forward: bool = True
    carries: bool = False
    many: int = 1


class Place(NamedTuple):
    """Where a shape stands."""

    x: float
    y: float


class Drawing(NamedTuple):
    """What is drawn: shapes with their places, lines, how many CIs were left out, and the rings' radii."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
    places: Mapping[str, Place]
    hidden: int
    rings: tuple[float, ...]


def draw(
    shapes: Iterable[Shape],
    lines: Iterable[Line],
    *,
    layout: Literal["rings", "layers"] = "rings",
    most: int = 1500,
    expand: Collection[str] = (),
    collapse: bool = True,
) -> Drawing:
    """Return the drawing of at most ``most`` shapes; the same input always gives the same picture.

    Where there are more, CIs of one class, state and distance become one shape, the most numerous first until all
    fit (those in ``expand`` stay apart), and what is still too much is left out, farthest first.
    """
    ordered = sorted(shapes, key=importance)
    group_of = grouped(ordered, expand, most) if collapse and len(ordered) > most else {}
    drawn = merged(ordered, group_of)
    kept = drawn[:most]
    hidden = sum(shape.members for shape in drawn[most:])
    ids = {shape.id for shape in kept}
    joined = [line for line in joint(lines, group_of) if line.source in ids and line.target in ids]
    places, radii = (rings if layout == "rings" else layers)(kept, joined)
    return Drawing(tuple(kept), tuple(joined), places, hidden, radii)


def importance(shape: Shape) -> tuple[object, ...]:
    """Return by what shapes are ordered: what failed, services, then by distance, state, class, key."""
    state = STATES.index(shape.state) if shape.state in STATES else len(STATES)
    return (not shape.failed, not shape.service, shape.hops, state, shape.cls, shape.label, shape.id)


def grouped(shapes: Sequence[Shape], expand: Collection[str], most: int) -> dict[str, str]:
    """Return the group of each shape that goes into one: the largest groups until ``most`` shapes are left.

    What failed and services are always drawn by themselves.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for shape in shapes:
        group = f"group:{shape.hops}:{shape.cls}:{shape.state}"
        if not shape.failed and not shape.service and group not in expand:
            members[group].append(shape.id)
    found: dict[str, str] = {}
    left = len(shapes)
    for group, ids in sorted(members.items(), key=lambda each: (-len(each[1]), each[0])):
        if left <= most or len(ids) == 1:
            break
        found |= dict.fromkeys(ids, group)
        left -= len(ids) - 1
    return found


def merged(shapes: Sequence[Shape], group_of: Mapping[str, str]) -> list[Shape]:
    """Return the shapes with groups in place of their members."""
    found: dict[str, Shape] = {}
    for shape in shapes:
        group = group_of.get(shape.id)
        if group is None:
            found[shape.id] = shape
        elif group in found:
            found[group] = found[group]._replace(members=found[group].members + 1)
        else:
            found[group] = shape._replace(id=group, key=None, label=shape.cls)
    return sorted(found.values(), key=importance)


def joint(lines: Iterable[Line], group_of: Mapping[str, str]) -> list[Line]:
    """Return the lines between groups, those that would lie on each other as one, in a fixed order."""
    found: dict[tuple[str, str, str, str, bool], Line] = {}
    for line in lines:
        source, target = (group_of.get(end, end) for end in (line.source, line.target))
        if source == target and line.source != line.target:
            continue
        place = (source, target, line.type, line.group or "", line.forward)
        before = found.get(place)
        carries, many = (before.carries, before.many) if before else (False, 0)
        found[place] = line._replace(
            source=source, target=target, carries=carries or line.carries, many=many + line.many
        )
    return [found[place] for place in sorted(found)]


# ------------------------------------------------------------------ rings


def rings(shapes: Sequence[Shape], lines: Sequence[Line]) -> tuple[dict[str, Place], tuple[float, ...]]:
    """Place shapes on rings by hops: what failed in the middle, each other near what pulls at it one ring inside."""
    by_hops: dict[int, list[Shape]] = defaultdict(list)
    for shape in shapes:
        by_hops[shape.hops].append(shape)
    near, angle, places, radii = neighbours(lines), dict[str, float](), dict[str, Place](), list[float]()
    for hops in sorted(by_hops):
        ring = by_hops[hops]
        radius = 0.0 if not radii and len(ring) == 1 else room(len(ring), radii)
        ring.sort(key=lambda shape: (mean_angle(shape.id, near, angle), shape.cls, shape.label, shape.id))
        for index, shape in enumerate(ring):
            turn = math.tau * index / len(ring) - math.pi / 2
            angle[shape.id] = turn
            places[shape.id] = Place(round(radius * math.cos(turn), 1), round(radius * math.sin(turn), 1))
        radii.append(round(radius, 1))
    return places, tuple(radii)


def room(count: int, inner: Sequence[float]) -> float:
    """Return the radius on which so many shapes have room, outside the rings so far."""
    return max(count * SPACING / math.tau, (inner[-1] if inner else 0.0) + RING_STEP if inner else SPACING / 2)


def neighbours(lines: Iterable[Line]) -> Mapping[str, list[str]]:
    """Return which shapes are joined."""
    near: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        near[line.source].append(line.target)
        near[line.target].append(line.source)
    return near


def mean_angle(shape: str, near: Mapping[str, Sequence[str]], angle: Mapping[str, float]) -> float:
    """Return the mean direction of the neighbours that are placed already; a full turn where there is none."""
    turns = [angle[each] for each in near.get(shape, ()) if each in angle]
    if not turns:
        return math.tau
    x, y = sum(map(math.cos, turns)), sum(map(math.sin, turns))
    return round((math.atan2(y, x) + math.pi / 2) % math.tau, 6)


# ------------------------------------------------------------------ layers


def layers(shapes: Sequence[Shape], lines: Sequence[Line]) -> tuple[dict[str, Place], tuple[float, ...]]:
    """Place shapes in layers: providers below those who need them, services at the top."""
    level = levels([shape.id for shape in shapes], lines)
    top = max(level.values(), default=0)
    rows: dict[int, list[str]] = defaultdict(list)
    for shape in shapes:
        rows[top if shape.service else level[shape.id]].append(shape.id)
    near, column = neighbours(lines), dict[str, float]()
    for row in rows.values():
        column |= {each: index - len(row) / 2 for index, each in enumerate(row)}
    for _ in range(SWEEPS):
        for number in sorted(rows):
            settle(rows[number], near, column)
    places = {
        each: Place(round(column[each] * SPACING, 1), round(-number * LAYER_STEP, 1))
        for number, row in rows.items()
        for each in row
    }
    return places, ()


def levels(ids: Sequence[str], lines: Iterable[Line]) -> dict[str, int]:
    """Return the layer of each shape: one above its highest provider; the members of a circle share one."""
    number = {each: index for index, each in enumerate(ids)}
    providers: list[list[int]] = [[] for _ in ids]
    for line in lines:
        providers[number[line.target]].append(number[line.source])
    circle = strong_components(providers)
    layer = [0] * (max(circle, default=-1) + 1)
    for each in sorted(range(len(ids)), key=circle.__getitem__):
        own = circle[each]
        layer[own] = max([layer[own], *(layer[circle[other]] + 1 for other in providers[each] if circle[other] != own)])
    return {each: layer[circle[index]] for index, each in enumerate(ids)}


def settle(row: list[str], near: Mapping[str, Sequence[str]], column: dict[str, float]) -> None:
    """Order one row by where the neighbours of its shapes stand, and spread it evenly."""
    wanted = {}
    for each in row:
        found = [column[other] for other in near.get(each, ()) if other in column]
        wanted[each] = sum(found) / len(found) if found else column[each]
    row.sort(key=lambda each: (wanted[each], each))
    column |= {each: index - (len(row) - 1) / 2 for index, each in enumerate(row)}
