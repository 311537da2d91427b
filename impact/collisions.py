"""Collisions by redundancy: gates that hold with each of some plans alone and give way with them together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from impact.answer import Collision
from impact.graph import Graph
from impact.intervals import Spans, difference, intersection, union
from impact.scenario import ContextRecord, Immunity, Scenario
from impact.worlds import Worlds

__all__ = ["OWN", "collisions", "collisions_with"]

OWN = ""
"""The reference of the scenario's own failures among the plans."""


def collisions_with(graph: Graph, scenario: Scenario) -> tuple[Collision, ...] | None:
    """Collisions of a scenario with the records of its context; None where it has none. See `collisions`."""
    if not scenario.context:
        return None
    own = ContextRecord(OWN, failures=scenario.failures)
    return collisions(
        graph, [own, *scenario.context], of=OWN, immune=scenario.immune, already_down=scenario.already_down
    )


def collisions(
    graph: Graph,
    plans: Sequence[ContextRecord],
    *,
    of: str | None = None,
    immune: Sequence[Immunity] = (),
    already_down: Sequence[str] = (),
) -> tuple[Collision, ...]:
    """Find gates of groups that each plan alone leaves standing and several together do not.

    Parameters
    ----------
    plans : records with failures on one timeline, their references each once
    of : only collisions in which the plan of this reference takes part; default: all
    immune, already_down : as in `Scenario`, with every plan

    Returns
    -------
    For each gate every pair of plans that defeats it, with when it does; where only more than two together do, one
    smallest set of them. By key, group, plans; the order of the plans makes no difference.

    Raises
    ------
    UnknownCiError, ScenarioError : as `impact.analyse`; two plans have one reference

    Notes
    -----
    One timeline for each plan, one for all, and one for each pair of plans that come near the same CI or circle and
    whose consequences meet in a gate that all of them together take DOWN.
    """
    worlds = Worlds(graph, plans, immune, already_down)
    references = sorted(worlds.plans)
    found: list[Collision] = []
    explained: dict[int, list[Spans]] = {}
    for pair in _pairs(worlds, references, of):
        together = worlds.of(*pair)
        for gate in together:
            spans = together[gate]
            for reference in pair:
                spans = difference(spans, worlds.of(reference).get(gate, ()))
            if spans:
                found.append(worlds.collision(gate, pair, spans))
                explained.setdefault(gate, []).append(together[gate])
    found += _of_more(worlds, references, of, explained)
    return tuple(sorted(found, key=lambda c: (c.ci, c.group, c.plans)))


def _pairs(worlds: Worlds, references: Sequence[str], of: str | None) -> list[tuple[str, str]]:
    """Pairs of plans from which more may follow than from each."""
    every = [pair for pair in combinations(references, 2) if of is None or of in pair]
    near = [pair for pair in every if worlds.meet(*pair)]
    if not near or not worlds.grows:
        return near
    together = worlds.of(*references)
    concerned = worlds.concerned(together)
    found: set[tuple[str, str]] = set()
    left = set(near)
    for gate, spans in together.items():
        for pair in combinations(concerned[gate], 2):
            if pair in left:
                rest = spans
                for reference in pair:
                    rest = difference(rest, worlds.of(reference).get(gate, ()))
                if rest:
                    found.add(pair)
                    left.discard(pair)
    return sorted(found)


def _of_more(
    worlds: Worlds, references: Sequence[str], of: str | None, explained: dict[int, list[Spans]]
) -> list[Collision]:
    """Collisions of three plans and more, at moments that no fewer explain."""
    together = worlds.of(*references) if len(references) > 2 else {}  # noqa: PLR2004 - a pair has been looked at
    concerned = worlds.concerned(together) if worlds.grows else {gate: list(references) for gate in together}
    found: list[tuple[tuple[str, ...], int, Spans]] = []
    for gate in sorted(together):
        if of is not None and of not in concerned[gate]:
            continue
        alone = [worlds.of(reference).get(gate, ()) for reference in references]
        rest = difference(together[gate], union(*alone, *explained.get(gate, ())))
        while rest:
            moment = rest[0][0]
            needed = worlds.active(concerned[gate], moment)
            if not worlds.holds_not(gate, needed, moment):
                needed = list(references)
            for reference in reversed(needed):
                fewer = [each for each in needed if each != reference]
                if reference != of and worlds.holds_not(gate, fewer, moment):
                    needed = fewer
            without = [each for each in needed if each != of]
            if of is not None and worlds.holds_not(gate, without, moment):
                rest = difference(rest, worlds.of(*without)[gate])
                continue
            spans = intersection(rest, worlds.of(*needed)[gate])
            found.append((tuple(needed), gate, spans))
            rest = difference(rest, spans)
    return [worlds.collision(gate, needed, spans) for needed, gate, spans in sorted(found)]
