"""The fault tree of one service: which sets of basic events take it DOWN, as gates over gates.

Its nodes are the CIs that the service needs hard, each an OR of its own basic event and of its gates. Circles of
redundancy keep their structure (`impact.grounding`), so that a member falls when only its own circle holds it up; what
is DOWN already has happened, and what can never happen is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from impact.errors import GraphError, ScenarioError
from impact.graph import PEERS_GATE, GateView, Graph
from impact.grounding import circle_of, member_circles
from impact.propagate import FALLEN, IMMUNE, Fall
from impact.ragged import Ints, Reals, among
from impact.reach import footing

__all__ = ["BasicEvents", "FaultTree", "Gate", "figures_of", "grow", "renamed"]

BasicEvents = Literal["all", "with_figure"]
"""Which CIs can fail by themselves: all but those declared never to, or those whose unavailability is above 0."""


class Gate(NamedTuple):
    """A redundant gate: it is DOWN when the weight of its DOWN members reaches ``down_at``.

    ``members`` are nodes, each once, with their ``weights``; no member alone reaches ``down_at``, all together do.
    ``leaning``: in a circle, the member counts as support for the owner only while it is held up from outside.
    """

    members: tuple[int, ...]
    weights: tuple[int, ...]
    down_at: int
    leaning: tuple[bool, ...]


@dataclass(slots=True)
class FaultTree:
    """A fault tree over n nodes; node ``top`` is the service.

    Attributes
    ----------
    cis : (e,) CI number of each basic event, by key
    events : for each node the basic events that take it DOWN by themselves
    needs : for each node the nodes that take it DOWN alone; the value is ``leaning`` as in `Gate`
    gates : for each node its redundant gates
    circle : for each node its circle of redundancy, -1 for none
    unit : for each node of a circle the unit that stands and falls with it, -1 where nothing grounds the node
    happened : the service is DOWN already, whatever happens
    unknown : CIs among the nodes whose unavailability nobody gave, the service aside
    nodes : CI number of each node, of nodes put together the first
    """

    top: int
    cis: Ints
    events: list[list[int]]
    needs: list[dict[int, bool]]
    gates: list[list[Gate]]
    circle: list[int]
    unit: list[int]
    happened: bool = False
    unknown: int = 0
    nodes: Sequence[int] = ()

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.events)

    def members(self, node: int) -> Iterable[int]:
        """Every node that a node stands on directly, some perhaps twice."""
        yield from self.needs[node]
        for gate in self.gates[node]:
            yield from gate.members

    def below_top(self) -> list[int]:
        """The nodes that the top stands on and itself, ascending."""
        met, todo = {self.top}, [self.top]
        while todo:
            for member in self.members(todo.pop()):
                if member not in met:
                    met.add(member)
                    todo.append(member)
        return sorted(met)


def figures_of(graph: Graph, cis: Ints) -> Reals:
    """Unavailability of CIs, 0 where nobody gave a figure.

    Raises
    ------
    GraphError : a figure that is no probability
    """
    figures = graph.ci_unavailability[cis]
    wrong = np.flatnonzero((figures < 0) | (figures > 1))
    if wrong.size:
        place = int(wrong[0])
        raise GraphError(f"CI {graph.key_at(int(cis[place]))!r} has unavailability {figures[place]}; allowed: 0 to 1")
    return np.where(np.isnan(figures), 0.0, figures)


def grow(graph: Graph, service: int, now: Fall, basic: BasicEvents) -> FaultTree:
    """Make the fault tree of a service.

    Parameters
    ----------
    service : CI number
    now : what is DOWN already, and what is immune: that never fails, whatever it stands on
    basic : which CIs can fail by themselves; the service itself only with a figure above 0

    Raises
    ------
    ScenarioError : the service takes no part (planned, retired)
    GraphError : an unavailability that is no probability

    Notes
    -----
    O(relations of what the service stands on). Nodes and events are numbered by key, so the tree does not depend on
    the order in which the graph was written.
    """
    if not graph.takes_part(service):
        raise ScenarioError(f"{graph.key_at(service)!r} takes no part: it is planned or retired")
    if now.closed[service]:
        none = np.zeros(0, dtype=np.int64)
        happened = bool(now.closed[service] == FALLEN)
        return FaultTree(0, none, [[]], [{}], [[]], [-1], [-1], happened, nodes=[service])
    cis = graph.by_key(footing(graph, np.array([service], dtype=np.int64)))
    holds = cis[now.closed[cis] == 0]
    place = {ci: node for node, ci in enumerate(holds.tolist())}
    standing = _Circles(graph, holds, now)
    views = graph.gates_of_many(holds)
    needs: list[dict[int, bool]] = []
    gates: list[list[Gate]] = []
    for ci in holds.tolist():
        own_needs: dict[int, bool] = {}
        own_gates: list[Gate] = []
        for view in views[ci]:
            _add(own_needs, own_gates, _members(view, place, standing), _left(view, now))
        needs.append(own_needs)
        gates.append(sorted(own_gates))
    circle = [standing.circle.get(ci, -1) for ci in holds.tolist()]
    unit = [standing.unit.get(ci, -1) for ci in holds.tolist()]
    nothing: list[list[int]] = [[] for _ in needs]
    bare = FaultTree(place[service], holds[:0], nothing, needs, gates, circle, unit, nodes=holds.tolist())
    kept = bare.below_top()
    tree = bare if len(kept) == bare.size else renamed(bare, kept, lambda node: node)
    below = holds[kept]
    can_fail = _basic(graph, below, service, basic)
    tree.cis = below[can_fail]
    tree.events = [[] for _ in kept]
    for event, node in enumerate(np.flatnonzero(can_fail).tolist()):
        tree.events[node].append(event)
    tree.unknown = int(np.count_nonzero(np.isnan(graph.ci_unavailability[below]) & (below != service)))
    return tree


def _basic(graph: Graph, cis: Ints, service: int, basic: BasicEvents) -> np.ndarray:
    figures = figures_of(graph, cis)
    can_fail = (graph.ci_unavailability[cis] != 0) if basic == "all" else figures > 0
    return np.where(cis == service, figures > 0, can_fail)


class _Circles:
    """The circles of redundancy among some CIs; what is immune needs nothing, which may take units apart."""

    def __init__(self, graph: Graph, cis: Ints, now: Fall) -> None:
        self.circle: dict[int, int] = {}
        self.unit: dict[int, int] = {}
        if not among(cis, graph.down_ci).any():
            return
        for component in member_circles(graph, "down", cis):
            found = circle_of(graph, "down", component)
            units = found.units_without([bool(now.closed[ci] == IMMUNE) for ci in found.cis])
            first: dict[int, int] = {}
            for ci, unit, grounded in zip(found.cis, units, found.grounded, strict=True):
                self.circle[ci] = component
                if grounded:
                    # A unit is named by its first CI, so that units of different circles differ.
                    self.unit[ci] = first.setdefault(unit, ci)

    def leans(self, owner: int, member: int, *, sole: bool) -> bool:
        """Whether a member must itself be held up from outside before it supports the owner."""
        if owner not in self.unit or member not in self.unit or self.circle[owner] != self.circle[member]:
            return False
        return not (sole and self.unit[owner] == self.unit[member])


def _members(view: GateView, place: dict[int, int], standing: _Circles) -> list[tuple[int, int, bool]]:
    """Members of a gate that can fall: (node, weight, leaning)."""
    peers = bool(view.flags & PEERS_GATE)
    return [
        (place[ci], weight, not peers and standing.leans(view.owner, ci, sole=weight >= view.down_at))
        for ci, weight in view.members.items()
        if ci in place
    ]


def _left(view: GateView, now: Fall) -> int:
    """What a gate can still lose before it is DOWN."""
    return view.down_at - sum(weight for ci, weight in view.members.items() if now.closed[ci] == FALLEN)


def _add(needs: dict[int, bool], gates: list[Gate], members: Sequence[tuple[int, int, bool]], down_at: int) -> None:
    """Add a gate to a node in its simplest form: members that suffice alone as needs, the rest as a redundant gate."""
    rest: list[tuple[int, int, bool]] = []
    for node, weight, leaning in sorted(members):
        if weight >= down_at:
            needs[node] = leaning or needs.get(node, False)
        elif weight > 0:
            rest.append((node, weight, leaning))
    total = sum(weight for _, weight, _ in rest)
    if total < down_at:
        return
    weights = [weight for _, weight, _ in rest]
    if total - min(weights) < down_at:
        weights, down_at = [1] * len(rest), len(rest)
    share = math.gcd(*weights)
    gates.append(
        Gate(
            tuple(node for node, _, _ in rest),
            tuple(weight // share for weight in weights),
            -(-down_at // share),
            tuple(leaning for _, _, leaning in rest),
        )
    )


def renamed(tree: FaultTree, keep: Sequence[int], name: Callable[[int], int | None]) -> FaultTree:
    """Return a tree of some of the nodes.

    Parameters
    ----------
    keep : the nodes to keep, the top among them, in their new order
    name : for each node the old number of the node that now stands for it, None where it can never be DOWN
    """
    at = {old: new for new, old in enumerate(keep)}
    needs: list[dict[int, bool]] = []
    gates: list[list[Gate]] = []
    for old in keep:
        own_needs: dict[int, bool] = {}
        own_gates: list[Gate] = []
        for node, leaning in sorted(tree.needs[old].items()):
            if (other := name(node)) is not None and other != old:
                own_needs[at[other]] = leaning or own_needs.get(at[other], False)
        for gate in tree.gates[old]:
            members: dict[int, tuple[int, bool]] = {}
            for node, weight, leaning in zip(gate.members, gate.weights, gate.leaning, strict=True):
                if (other := name(node)) is not None:
                    had, leant = members.get(at[other], (0, False))
                    members[at[other]] = had + weight, leant or leaning
            _add(own_needs, own_gates, [(node, *rest) for node, rest in members.items()], gate.down_at)
        own_needs.pop(at[old], None)
        needs.append(own_needs)
        gates.append(sorted(set(own_gates)))
    return FaultTree(
        at[tree.top],
        tree.cis,
        [sorted(tree.events[old]) for old in keep],
        needs,
        gates,
        [tree.circle[old] for old in keep],
        [tree.unit[old] for old in keep],
        tree.happened,
        tree.unknown,
        [tree.nodes[old] for old in keep],
    )
