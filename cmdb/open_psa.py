"""The fault tree of one service in the Open-PSA Model Exchange Format, for programs of reliability engineering.

Each CI that stands on something becomes a gate, each that can fail by itself a basic event, with the figure that
somebody gave. What is DOWN already has happened and stands in no gate. Weights become gates over gates. The format
knows no circle: a service on a circle of redundancy is written as its minimal cut sets, which say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from xml.sax.saxutils import quoteattr

import numpy as np

from cmdb.errors import Invalid
from cmdb.questions import asked
from impact import Graph
from impact.cut_sets import cut_sets
from impact.fault_tree import FaultTree, Gate, grow
from impact.graph import MAINTENANCE
from impact.reach import providers
from impact.simplify import without_cycles
from impact.single_points import standing

__all__ = ["open_psa_text"]

ONE = "one CI with all that it stands on, such as --ci KEY"
MOST_SETS = 100_000
NO_NAME = re.compile(r"[^A-Za-z0-9_-]")


def open_psa_text(graph: Graph, keys: Collection[str] | None) -> Iterator[str]:
    """Yield the fault tree of the one CI among ``keys`` (None: all) that no other one needs. Raises ``Invalid``."""
    keys = frozenset(graph.keys_of(np.flatnonzero(graph.ci_presence <= MAINTENANCE)) if keys is None else keys)
    top = top_of(graph, keys)
    tree = asked(lambda: without_cycles(grow(graph, top, standing(graph, None).fallen, "all")))
    if more := set(graph.keys_of(list(tree.nodes))) - keys:
        raise Invalid(
            "export", "the tree stands on CIs that are not to be written", f"{len(more):,} CIs", "all of them"
        )
    if circle := [tree.nodes[node] for node in range(tree.size) if tree.circle[node] >= 0]:
        tree = without_circles(graph, tree, circle)
    yield from Writer(graph, tree).text()


def without_circles(graph: Graph, tree: FaultTree, circle: list[int]) -> FaultTree:
    """Return the tree that the minimal cut sets of another one make. Raises ``Invalid`` where not all are known."""
    top = tree.nodes[tree.top]
    found = cut_sets(graph, graph.key_at(top), order=max(1, tree.size), listed=MOST_SETS)
    if not found.complete:
        named = ", ".join(sorted(graph.keys_of(circle))[:10])
        allowed = f"a service on no circle, or with at most {MOST_SETS:,} minimal cut sets, all of them known"
        raise Invalid("export", "a circle of redundancy is no fault tree", named, allowed)
    place = {key: event for event, key in enumerate(graph.keys_of(tree.cis))}
    sets = [tuple(place[key] for key in each) for each in found.cut_sets]
    node = {event: number for number, event in enumerate(sorted({each for s in sets if len(s) > 1 for each in s}), 1)}
    gates = [Gate(tuple(node[e] for e in s), (1,) * len(s), len(s), (False,) * len(s)) for s in sets if len(s) > 1]
    size = len(node) + 1
    return FaultTree(
        0,
        tree.cis,
        [[event for event, *more in sets if not more], *([event] for event in node)],
        [{} for _ in range(size)],
        [gates, *([] for _ in node)],
        [-1] * size,
        [-1] * size,
        tree.happened,
        tree.unknown,
        [top, *tree.cis[list(node)].tolist()],
    )


def top_of(graph: Graph, keys: Collection[str]) -> int:
    """Return the CI that no other one of these needs."""
    numbers = graph.find(sorted(keys))
    numbers = numbers[numbers >= 0]
    below, counts = providers(graph, numbers)
    owner = np.repeat(numbers, counts)
    tops = np.setdiff1d(numbers, below[owner != below])
    if tops.size != 1:
        named = ", ".join(sorted(graph.keys_of(tops))[:10])
        raise Invalid("export", "a fault tree is written of one service", named or None, ONE)
    return int(tops[0])


class Writer:
    """One tree on its way to text."""

    def __init__(self, graph: Graph, tree: FaultTree) -> None:
        self.graph = graph
        self.tree = tree
        self.keys = graph.keys_of(list(tree.nodes))
        self.ci_names = graph.names.many(np.array(tree.nodes, dtype=np.int64))
        self.taken: set[str] = set()
        self.gates = [self.name(key) for key in self.keys]
        events = graph.keys_of(tree.cis)
        bare = {events[found[0]]: node for node, found in enumerate(tree.events) if self.leaf(node)}
        self.events = [self.gates[bare[key]] if key in bare else self.name(f"{key}-fails") for key in events]

    def leaf(self, node: int) -> bool:
        """Whether a node is one basic event and nothing else."""
        tree = self.tree
        return node != tree.top and len(tree.events[node]) == 1 and not tree.needs[node] and not tree.gates[node]

    def name(self, text: str) -> str:
        """Return a name that the format allows and nobody has yet."""
        plain = NO_NAME.sub("_", text)
        plain = plain if plain[:1].isalpha() else f"n{plain}"
        found, number = plain, 1
        while found in self.taken:
            number += 1
            found = f"{plain}-{number}"
        self.taken.add(found)
        return found

    def text(self) -> Iterator[str]:
        """Yield the model: gates from the top on, then the basic events."""
        tree = self.tree
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<opsa-mef>\n<define-fault-tree name="{self.name("tree")}">\n'
        for node in [tree.top, *(node for node in range(tree.size) if node != tree.top)]:
            if not self.leaf(node):
                yield from self.gate(node)
        yield "</define-fault-tree>\n<model-data>\n"
        figures = self.graph.ci_unavailability[tree.cis].tolist()
        labels = self.graph.names.many(tree.cis)
        for event, figure, label in zip(self.events, figures, labels, strict=True):
            said = "" if np.isnan(figure) else f'<float value="{figure!r}"/>'
            yield f'<define-basic-event name="{event}">{label_of(label)}{said}</define-basic-event>\n'
        yield "</model-data>\n</opsa-mef>\n"

    def gate(self, node: int) -> Iterator[str]:
        """Yield the gate of a node, after those that only it needs."""
        tree = self.tree
        inputs = [f'<basic-event name="{self.events[event]}"/>' for event in tree.events[node]]
        inputs += [self.input(member) for member in tree.needs[node]]
        more: list[str] = []
        inputs += [self.redundant(self.gates[node], gate, more) for gate in tree.gates[node]]
        yield from more
        formula = f"<or>{''.join(inputs)}</or>" if inputs else f'<constant value="{str(tree.happened).lower()}"/>'
        yield self.defined(self.gates[node], formula, self.ci_names[node])

    def input(self, node: int) -> str:
        """Return a node as an input of a formula."""
        return f'<{"basic-event" if self.leaf(node) else "gate"} name="{self.gates[node]}"/>'

    def redundant(self, owner: str, gate: Gate, more: list[str]) -> str:
        """Return a redundant gate as a formula; one about weights as a gate over gates, which ``more`` gets."""
        inputs = [self.input(member) for member in gate.members]
        if len(inputs) == gate.down_at == sum(gate.weights):
            return f"<and>{''.join(inputs)}</and>"
        if sum(gate.weights) == len(inputs):
            return f'<atleast min="{gate.down_at}">{"".join(inputs)}</atleast>'
        return self.weighed(owner, gate, inputs, lambda name, formula: more.append(self.defined(name, formula, "")))

    def weighed(self, owner: str, gate: Gate, inputs: list[str], define: Callable[[str, str], None]) -> str:
        """Return: the rest of the members reaches what is lacking, with this member or without it."""
        known: dict[tuple[int, int], str] = {}
        left = [sum(gate.weights[place:]) for place in range(len(inputs) + 1)]
        lacking = [{gate.down_at}]
        for place, weight in enumerate(gate.weights):
            still = {lack for lack in lacking[place] if 0 < lack <= left[place]}
            lacking.append({after for lack in still for after in (lack, lack - weight)})

        def rest(place: int, lack: int) -> str:
            if lack <= 0 or lack > left[place]:
                return f'<constant value="{str(lack <= 0).lower()}"/>'
            return f'<gate name="{known[place, lack]}"/>'

        for place in range(len(inputs) - 1, -1, -1):
            for lack in sorted(lacking[place]):
                if 0 < lack <= left[place]:
                    known[place, lack] = self.name(f"{owner}-{place + 1}-{lack}")
                    with_it, without = rest(place + 1, lack - gate.weights[place]), rest(place + 1, lack)
                    define(known[place, lack], f"<or><and>{inputs[place]}{with_it}</and>{without}</or>")
        return rest(0, gate.down_at)

    @staticmethod
    def defined(name: str, formula: str, label: str) -> str:
        """Return the definition of a gate."""
        return f'<define-gate name="{name}">{label_of(label)}{formula}</define-gate>\n'


def label_of(text: str) -> str:
    """Return a label, without the characters that XML cannot hold."""
    clean = "".join(character for character in text if character.isprintable())
    return f"<label>{quoteattr(clean)[1:-1]}</label>" if clean else ""
