"""The row about changes: one judged against 5,000 open ones of a quarter, beside walking the graph for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import networkx as nx
import numpy as np

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, Target, compared
from cmdb.entities import instant_json
from cmdb.plan import Plan
from itsm.change.conflicts import Conflict, conflicts, overlap
from itsm.change.proposal import Proposal, of_plan

__all__ = ["change_conflict_rows"]

OPEN = 5_000
QUARTER = 91 * 24
START = datetime(2026, 12, 1, tzinfo=UTC)
WITHIN = Target("<= 300 ms", lambda ours, peer: peer / ours, lambda ours, _: ours <= 300)  # noqa: PLR2004  # as said
CLASSES = ("server", "virtual_machine", "application", "database")


def change_conflict_rows(bench: Bench) -> Iterator[Row]:
    """Yield the row; the peer answers same CI, upstream and downstream only, for it knows no redundancy."""
    mine, *others = proposals(bench, OPEN + 1)
    graph, walked = bench.graph, nx.DiGraph([(provider, consumer) for consumer, provider in bench.pairs])
    number = {key: place for place, key in enumerate(bench.estate.keys)}
    ours: Side[None] = Side(
        "faultline",
        lambda _: conflicts(graph, mine, others),
        answer=lambda found: met(cast("list[Conflict]", found)),
    )
    theirs: Side[None] = Side(
        "networkx, ancestors and descendants",
        lambda _: walk(walked, number, mine, others),
        answer=lambda found: frozenset(cast("set[str]", found)),
    )
    yield compared(f"collisions of one change with {OPEN:,}", bench.size, ours, theirs, WITHIN, most=7)


def met(found: list[Conflict]) -> frozenset[str]:
    """Return the changes met without redundancy."""
    return frozenset(each.other for each in found if each.kind in ("same_ci", "upstream", "downstream"))


def walk(walked: nx.DiGraph[int], number: dict[str, int], mine: Proposal, others: list[Proposal]) -> set[str]:
    """Return the changes whose windows overlap and that touch what is above or below."""
    own = {number[each] for each in mine.touched}
    near = set(own)
    for each in own:
        if each in walked:
            near |= nx.descendants(walked, each) | nx.ancestors(walked, each)
    return {each.reference for each in others if overlap(mine, each) and any(number[ci] in near for ci in each.touched)}


def proposals(bench: Bench, count: int) -> list[Proposal]:
    """Return changes of one or two CIs each, at hours of a quarter, of one to four hours."""
    rng = np.random.default_rng(11)
    estate = bench.estate
    found = []
    for each in range(count):
        cls = CLASSES[each % len(CLASSES)]
        cis = [estate.keys[place] for place in rng.choice(estate.numbers(cls), int(rng.integers(1, 3))).tolist()]
        start = START + timedelta(hours=int(rng.integers(0, QUARTER)))
        window = {"start": instant_json(start), "end": instant_json(start + timedelta(hours=int(rng.integers(1, 5))))}
        down = [{"ci": ci} for ci in dict.fromkeys(cis)]
        plan = Plan(f"change {each}", (), {"window": dict(window), "down": list(down)})
        found.append(of_plan(plan, key=str, reference=f"chg-{each:06d}"))
    return found
