"""Decision diagrams within a limit of nodes and of time: small ones at once, large ones in a process that can be ended.

One operation on large diagrams cannot be interrupted, so a large one is built by ``python -m impact.diagram_process``,
which reads a fault tree as JSON and writes the rows as 32-bit numbers. It has no part in anything else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from impact.decision_diagram import Diagram, TooLargeError, build_diagram
from impact.fault_tree import FaultTree, Gate
from impact.structure_function import blocks
from impact.variable_order import variable_orders

__all__ = ["NODES", "SECONDS", "diagram_of"]

NODES = 300_000
"""Nodes that a diagram may have unless said otherwise."""

SMALL = 50_000
"""Up to so many nodes, no single operation takes long enough to need a process of its own."""

SECONDS = 20.0
"""How long a large diagram may take. Nodes decide as a rule; this is the guard against the rare endless operation."""

ORDERS = 3
"""How many orders of the variables are tried."""

LEAST = 5
"""Nodes for each variable below which no tree worth asking about fits."""

AT_ONCE = threading.BoundedSemaphore(2)
"""So many processes at once; further questions wait for their turn."""

REFUSED = 3
"""How the process ends when the tree does not fit."""


def diagram_of(tree: FaultTree, *, limit: int = NODES, seconds: float = SECONDS) -> Diagram:
    """Return the decision diagram of the top.

    Parameters
    ----------
    tree : a simplified fault tree
    limit : nodes that the diagram may have, while it is built too; 0: none at all
    seconds : time that a large one may take

    Raises
    ------
    TooLargeError : it outgrows a limit, with every order tried
    """
    if not limit:
        raise TooLargeError("none was asked for")
    variables = sum(map(bool, tree.events))
    if not tree.happened and variables > limit // LEAST:
        raise TooLargeError(f"{variables:,} variables are too many for {limit:,} nodes")
    orders = variable_orders(tree, blocks(tree))[:ORDERS]
    refusal = TooLargeError(f"more than {limit:,} nodes")
    for order in orders:
        try:
            return build_diagram(tree, order, min(limit, SMALL))
        except TooLargeError as error:
            refusal = error
    if limit <= SMALL:
        raise refusal
    return _built_apart(tree, orders, limit, seconds)


def _built_apart(tree: FaultTree, orders: Sequence[Sequence[int]], limit: int, seconds: float) -> Diagram:
    """Build a diagram in a process of its own, which is ended when its time is over."""
    if not sys.executable:
        raise TooLargeError(f"more than {min(limit, SMALL):,} nodes, and no interpreter to build a larger one with")
    plain = asdict(tree) | {"cis": [], "nodes": []}
    asked = json.dumps({"tree": plain, "orders": orders, "limit": limit})
    try:
        with AT_ONCE:
            done = _answer(asked.encode(), seconds)
    except subprocess.TimeoutExpired as error:
        raise TooLargeError(f"not done within {seconds:g} s") from error
    except OSError as error:
        raise TooLargeError(f"more than {min(limit, SMALL):,} nodes, and no process for a larger one") from error
    if done.returncode == REFUSED:
        raise TooLargeError(f"more than {limit:,} nodes")
    if done.returncode:
        raise TooLargeError(f"the process that was to build it ended with {done.returncode}")
    *rows, root, tried = np.frombuffer(done.stdout, dtype="<i4").tolist()
    size = len(rows) // 3
    return Diagram(rows[:size], rows[size : 2 * size], rows[2 * size :], root, orders[tried])


def _answer(asked: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    here = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-m", "impact.diagram_process"],
        input=asked,
        capture_output=True,
        timeout=seconds,
        check=False,
        env=os.environ | {"PYTHONPATH": path},
    )


def _gate(members: list[int], weights: list[int], down_at: int, leaning: list[bool]) -> Gate:
    return Gate(tuple(members), tuple(weights), down_at, tuple(leaning))


def main() -> int:
    """Read a tree from standard input, write the rows of its diagram to standard output."""
    asked = json.load(sys.stdin)
    plain = asked["tree"]
    plain["needs"] = [{int(node): leaning for node, leaning in needs.items()} for needs in plain["needs"]]
    plain["gates"] = [[_gate(*gate) for gate in gates] for gates in plain["gates"]]
    tree = FaultTree(**plain)
    for tried, order in enumerate(asked["orders"]):
        try:
            found = build_diagram(tree, order, asked["limit"])
        except TooLargeError:
            continue
        rows = [*found.variable, *found.high, *found.low, found.root, tried]
        sys.stdout.buffer.write(np.array(rows, dtype="<i4").tobytes())
        return 0
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
