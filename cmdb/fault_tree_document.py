"""The fault tree of one service as a document: what takes it DOWN, gate by gate from the service down.

Each CI that stands on something is a gate, each that can fail by itself a basic event; what can never be DOWN, and
what is DOWN already, stands in no gate. Gates and inputs beyond a bound are counted, and so is what may not be seen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from cmdb.availability import posed_for, visible_among, worked_out
from cmdb.estate import Estate
from cmdb.questions import Posed, Question
from cmdb.values import Json
from impact import Graph
from impact.fault_tree import FaultTree, Gate, grow, renamed
from impact.propagate import IMMUNE
from impact.simplify import without_cycles
from impact.single_points import standing

__all__ = ["GATES", "INPUTS", "fault_tree_document"]

GATES, INPUTS = 200, 100


class Input(NamedTuple):
    """What a gate stands on: the gate of a node, a redundant gate of a node, or a basic event; ``weight`` as in it."""

    node: int
    gate: int = -1
    event: int = -1
    weight: int = 1


class Shown(NamedTuple):
    """A gate as it is shown: OR where ``down_at`` is 1, else DOWN when so much weight of its inputs is."""

    node: int
    down_at: int
    inputs: tuple[Input, ...]


def fault_tree_document(
    estate: Estate, question: Question, service: str, *, gates: int = GATES, inputs: int = INPUTS
) -> dict[str, Json]:
    """Return the fault tree of a service, breadth first from its top.

    ``gates`` bounds how many gates are shown, ``inputs`` how many inputs of each. Inputs that the reader may not see
    are left out and counted. Raises ``NotFound``, ``Ambiguous``, ``Invalid``.
    """
    posed, key = posed_for(estate, question, service)
    tree, reason = worked_out(posed, ("fault tree", key), lambda: possible_tree(posed, key))
    seen = visible_among(question, set(posed.graph.keys_of([*tree.nodes, *tree.cis.tolist()])) | {key})
    return {
        "revision": posed.snapshot.revision,
        "scenario": posed.document,
        "service": key,
        "name": posed.graph.names.many(np.array([posed.graph.index_of(key)]))[0] or key,
        **Walk(posed.graph, tree, seen).document(gates, inputs),
        "reason": reason,
    }


def possible_tree(posed: Posed, key: str) -> tuple[FaultTree, str]:
    """Return the tree of a service without what can never be DOWN, and why it is empty: "" where it is not."""
    service = posed.graph.index_of(key)
    now = standing(posed.graph, posed.scenario).fallen
    tree = without_cycles(grow(posed.graph, service, now, "all"))
    possible = can_be_down(tree)
    kept = [node for node in range(tree.size) if possible[node] or node == tree.top]
    pruned = renamed(tree, kept, lambda node: node if possible[node] or node == tree.top else None)
    tree = renamed(pruned, pruned.below_top(), lambda node: node)
    return tree, reason_of(tree, immune=now.closed[service] == IMMUNE)


def can_be_down(tree: FaultTree) -> list[bool]:
    """Return for each node whether anything takes it DOWN; a member of a circle of redundancy counts as such."""
    users: list[list[int]] = [[] for _ in range(tree.size)]
    for node in range(tree.size):
        for member in tree.members(node):
            users[member].append(node)
    possible = [bool(tree.events[node]) or tree.circle[node] >= 0 for node in range(tree.size)]
    todo = [node for node in range(tree.size) if possible[node]]
    while todo:
        for node in users[todo.pop()]:
            if not possible[node] and falls(tree, node, possible):
                possible[node] = True
                todo.append(node)
    return possible


def falls(tree: FaultTree, node: int, possible: list[bool]) -> bool:
    """Return whether a node is DOWN once all that can be DOWN is."""
    return any(possible[member] for member in tree.needs[node]) or any(
        sum(weight for member, weight in zip(gate.members, gate.weights, strict=True) if possible[member])
        >= gate.down_at
        for gate in tree.gates[node]
    )


def reason_of(tree: FaultTree, *, immune: bool) -> str:
    """Return why a tree is empty; "" where it is not."""
    if tree.happened:
        return "it is DOWN already"
    if immune:
        return "it is immune"
    return "" if tree.events[tree.top] or tree.needs[tree.top] or tree.gates[tree.top] else "nothing takes it DOWN"


class Walk:
    """One tree on its way to a document, within the sight of who asks."""

    def __init__(self, graph: Graph, tree: FaultTree, seen: Collection[str]) -> None:
        self.graph = graph
        self.tree = tree
        self.keys = graph.keys_of(list(tree.nodes))
        self.events = graph.keys_of(tree.cis)
        self.seen = seen
        self.names = graph.names.many(np.array(tree.nodes, dtype=np.int64))

    def document(self, most: int, inputs: int) -> dict[str, Json]:
        """Return the gates nearest to the top, and the basic events that stand in them."""
        tree = self.tree
        top = Input(tree.top)
        met, order = {top}, [top]
        listed: list[tuple[Input, Shown, list[Input]]] = []
        everywhere: set[int] = set()
        for here in order:
            shown = self.shown(here)
            kept = [each for each in shown.inputs if self.may_see(each)]
            if len(listed) < most:
                listed.append((here, shown, kept))
            everywhere.update(each.event for each in kept if each.event >= 0)
            for each in kept:
                if each.event < 0 and (below := each._replace(weight=1)) not in met:
                    met.add(below)
                    order.append(below)
        drawn = {here for here, *_ in listed}
        used = {each.event for *_, kept in listed for each in kept[:inputs] if each.event >= 0}
        return {
            "happened": tree.happened,
            "top": self.name(top),
            "gates": [self.gate(here, shown, kept, inputs, drawn) for here, shown, kept in listed],
            "events": self.event_rows(sorted(used)),
            "gates_in_all": len(order),
            "gates_left_out": len(order) - len(listed),
            "events_in_all": len(everywhere),
            "events_left_out": len(everywhere) - len(used),
        }

    def may_see(self, each: Input) -> bool:
        """Return whether the reader may see the CI that an input is about."""
        key = self.events[each.event] if each.event >= 0 else self.keys[each.node]
        return key in self.seen

    def leaf(self, node: int) -> bool:
        """Return whether a node is one basic event and nothing else."""
        tree = self.tree
        return len(tree.events[node]) == 1 and not tree.needs[node] and not tree.gates[node]

    def shown(self, here: Input) -> Shown:
        """Return a gate with all its inputs; a CI with a single redundant gate and nothing else is that gate."""
        tree, node = self.tree, here.node
        if here.gate >= 0:
            return self.redundant(node, tree.gates[node][here.gate])
        if len(tree.gates[node]) == 1 and not tree.events[node] and not tree.needs[node]:
            return self.redundant(node, tree.gates[node][0])
        own = [Input(node, event=event) for event in tree.events[node]]
        needs = [self.member(other) for other in tree.needs[node]]
        gates = [Input(node, gate=number) for number in range(len(tree.gates[node]))]
        return Shown(node, 1, (*own, *needs, *gates))

    def redundant(self, node: int, gate: Gate) -> Shown:
        """Return a redundant gate."""
        members = zip(gate.members, gate.weights, strict=True)
        return Shown(node, gate.down_at, tuple(self.member(member, weight) for member, weight in members))

    def member(self, node: int, weight: int = 1) -> Input:
        """Return a node as an input: its basic event where it is nothing else."""
        event = self.tree.events[node][0] if self.leaf(node) else -1
        return Input(node, event=event, weight=weight)

    def name(self, here: Input) -> str:
        """Return what a gate is called: the key of its CI, with a number for a redundant gate among other inputs."""
        return self.keys[here.node] + (f"#{here.gate + 1}" if here.gate >= 0 else "")

    def gate(
        self, here: Input, shown: Shown, kept: Sequence[Input], most: int, drawn: Collection[Input]
    ) -> dict[str, Json]:
        """Return a gate as a document."""
        total = sum(each.weight for each in shown.inputs)
        kind = "or" if shown.down_at <= 1 else "and" if shown.down_at == total else "at_least"
        node = here.node
        return {
            "id": self.name(here),
            "key": self.keys[node],
            "name": self.names[node] or self.keys[node],
            "class": self.word(self.tree.nodes[node]),
            "group": here.gate >= 0,
            "kind": kind,
            "down_at": shown.down_at,
            "of": total,
            "circle": self.tree.circle[node] >= 0,
            "inputs": [self.input(each, drawn) for each in kept[:most]],
            "left_out": max(0, len(kept) - most),
            "hidden": len(shown.inputs) - len(kept),
        }

    def input(self, each: Input, drawn: Collection[Input]) -> dict[str, Json]:
        """Return an input as a document; ``shown``: the gate that it names is among those listed."""
        event = each.event >= 0
        return {
            "kind": "event" if event else "gate",
            "id": self.events[each.event] if event else self.name(each),
            "weight": each.weight,
            "shown": event or each._replace(weight=1) in drawn,
        }

    def event_rows(self, events: list[int]) -> list[Json]:
        """Return basic events by key with the figures that somebody gave."""
        cis = self.tree.cis[events]
        figures = self.graph.ci_unavailability[cis].tolist()
        names = self.graph.names.many(cis)
        return [
            {
                "key": self.events[event],
                "name": name or self.events[event],
                "class": self.word(int(ci)),
                "unavailability": None if np.isnan(figure) else figure,
            }
            for event, ci, figure, name in zip(events, cis, figures, names, strict=True)
        ]

    def word(self, ci: int) -> str:
        """Return the class of a CI."""
        code = int(self.graph.ci_class[ci])
        return self.graph.word(code) if code >= 0 else ""
