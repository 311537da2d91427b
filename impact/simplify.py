"""A smaller fault tree with the same structure function: nothing is lost but nodes.

What is never DOWN goes; plain cycles of needs are one node; a node that only passes another's failure on is replaced by
it; what one node alone needs becomes a part of it. Single points of failure become events of the top itself: where one
of them happens the top is DOWN, so everywhere else they may be taken as not happening (f = x or f without x).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from impact.components import strong_components
from impact.equal_events import downfalls, equal_events
from impact.fault_tree import FaultTree, Gate, renamed
from impact.structure_function import blocks

__all__ = ["simplify", "single_points", "without_cycles"]

WORTH = 100
"""A further pass is made where the last one took away more than one node in so many."""

ELSEWHERE = 2
"""Counted for a node that is a member of a gate: nobody needs it alone."""


def simplify(tree: FaultTree) -> FaultTree:
    """Return an equal tree, smaller where it can be.

    Notes
    -----
    A few passes of O(nodes + members), and two evaluations for every 64 nodes to find single points of failure and
    equal events.
    """
    if tree.happened:
        return tree
    whole = without_cycles(tree)
    # What the top needs by needs alone is seen at a glance, and without it much else falls away before more is asked.
    small = _smaller(_on_top(whole, _needed_by_top(whole)))
    return _smaller(equal_events(_smaller(_on_top(small, single_points(small)))))


def _smaller(tree: FaultTree) -> FaultTree:
    """Repeat what can be done node by node for as long as it is worth it."""
    while True:
        was = tree.size
        kept = tree.below_top()
        if len(kept) < was:
            tree = renamed(tree, kept, lambda node: node)
        tree = _absorbed(_decided(tree))
        if was - tree.size <= was // WORTH:
            return tree


def without_cycles(tree: FaultTree) -> FaultTree:
    """Put the nodes of each cycle of needs together, circles of redundancy aside: they stand and fall together."""
    edges = [
        [member for member in tree.needs[node] if tree.circle[member] < 0] if tree.circle[node] < 0 else []
        for node in range(tree.size)
    ]
    component = strong_components(edges)
    first: dict[int, int] = {}
    stands_for = [first.setdefault(number, node) for node, number in enumerate(component)]
    return _together(tree, stands_for)


def _together(tree: FaultTree, stands_for: Sequence[int]) -> FaultTree:
    """Let nodes take in others that take them DOWN; ``stands_for`` says who takes each node in, itself for most."""
    kept = [node for node, other in enumerate(stands_for) if node == other]
    if len(kept) == tree.size:
        return tree
    grown = replace(
        tree,
        top=stands_for[tree.top],
        events=[list(events) for events in tree.events],
        needs=[dict(needs) for needs in tree.needs],
        gates=[list(gates) for gates in tree.gates],
    )
    for taken, taker in enumerate(stands_for):
        if taken != taker:
            grown.events[taker] += tree.events[taken]
            grown.gates[taker] += tree.gates[taken]
            for member, leaning in tree.needs[taken].items():
                grown.needs[taker][member] = leaning or grown.needs[taker].get(member, False)
    return renamed(grown, kept, lambda node: stands_for[node])


def _decided(tree: FaultTree) -> FaultTree:
    """Leave out what can never be DOWN, and replace nodes that are DOWN exactly when one other is."""
    stands_for: list[int | None] = list(range(tree.size))
    for block in blocks(tree):
        node = block[0]
        if tree.circle[node] >= 0 or node == tree.top or tree.events[node]:
            continue
        if any(_can_fall(gate, stands_for) for gate in tree.gates[node]):
            continue
        others = {other for member in tree.needs[node] if (other := stands_for[member]) is not None}
        if len(others) <= 1:
            stands_for[node] = others.pop() if others else None
    kept = [node for node, other in enumerate(stands_for) if node == other]
    return tree if len(kept) == tree.size else renamed(tree, kept, stands_for.__getitem__)


def _can_fall(gate: Gate, stands_for: Sequence[int | None]) -> bool:
    weights = zip(gate.members, gate.weights, strict=True)
    return sum(weight for member, weight in weights if stands_for[member] is not None) >= gate.down_at


def _absorbed(tree: FaultTree) -> FaultTree:
    """Let nodes take in what they alone need."""
    users = [0] * tree.size
    owner = list(range(tree.size))
    for node in range(tree.size):
        for member in tree.needs[node]:
            users[member] += 1
            owner[member] = node
        for gate in tree.gates[node]:
            for member in gate.members:
                users[member] += ELSEWHERE
    taken = [users[node] == 1 and tree.circle[node] < 0 and node != tree.top for node in range(tree.size)]
    stands_for = list(range(tree.size))
    for node in range(tree.size):
        if taken[node]:
            # Up to whoever takes in the one that takes in this one, and remember it along the way.
            chain = [node]
            while taken[chain[-1]] and stands_for[chain[-1]] == chain[-1]:
                chain.append(owner[chain[-1]])
            end = stands_for[chain[-1]]
            for each in chain[:-1]:
                stands_for[each] = end
    return _together(tree, stands_for)


def _on_top(tree: FaultTree, singles: Iterable[int]) -> FaultTree:
    """Make the events of nodes that take the top DOWN alone events of the top itself."""
    events = [list(found) for found in tree.events]
    for node in singles:
        if node != tree.top:
            events[tree.top] += events[node]
            events[node] = []
    events[tree.top].sort()
    return replace(tree, events=events)


def single_points(tree: FaultTree) -> list[int]:
    """Nodes whose basic events alone take the top DOWN, ascending; O(nodes / 64) evaluations of O(members)."""
    surely = _needed_by_top(tree)
    asked = [node for node in range(tree.size) if tree.events[node] and node not in surely]
    found = [node for node in surely if tree.events[node]]
    return sorted([*found, *downfalls(tree, asked)])


def _needed_by_top(tree: FaultTree) -> set[int]:
    """Everything that takes the top DOWN through needs alone."""
    met, todo = {tree.top}, [tree.top]
    while todo:
        for member in tree.needs[todo.pop()]:
            if member not in met:
                met.add(member)
                todo.append(member)
    return met
