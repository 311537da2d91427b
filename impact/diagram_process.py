"""Decision diagrams within a limit of nodes and of time: small ones at once, large ones in a process that can be ended.

One operation on large diagrams cannot be interrupted, so a large one is built by ``python -m impact.diagram_process``,
which reads a fault tree as JSON and writes the rows as 32-bit numbers. It has no part in anything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import numpy as np

from impact.decision_diagram import Diagram, TooLargeError, build_diagram
from impact.dominators import Pulse, nothing
from impact.fault_tree import FaultTree
from impact.shared_trial import tree_document, tree_from, with_this_package
from impact.structure_function import blocks
from impact.variable_order import variable_orders

__all__ = ["NODES", "SECONDS", "diagram_of"]

NODES = 300_000
"""Nodes that a diagram may have unless said otherwise."""

TINY = 25_000
"""Nodes that most trees do with; room for more takes longer to set aside than such a diagram takes to build."""

SMALL = 150_000
"""Up to so many nodes, no single operation takes long enough to need a process of its own."""

SECONDS = 20.0
"""How long a large diagram may take. Nodes decide as a rule; this is the guard against the rare endless operation."""

ORDERS = 3
"""How many orders of the variables are tried."""

BEAT = 0.25
"""Seconds between two looks at a process, and at whether it is still wanted."""

LEAST = 5
"""Nodes for each variable below which no tree worth asking about fits."""

AT_ONCE = threading.BoundedSemaphore(2)
"""So many processes at once; further questions wait for their turn."""

REFUSED = 3
"""How the process ends when the tree does not fit."""


def diagram_of(tree: FaultTree, *, limit: int = NODES, seconds: float = SECONDS, pulse: Pulse = nothing) -> Diagram:
    """Return the decision diagram of the top.

    Parameters
    ----------
    tree : a simplified fault tree
    limit : nodes that the diagram may have, while it is built too; 0: none at all
    seconds : time that a large one may take
    pulse : told (0, 1) now and then; it may raise to end the work

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
    small = min(limit, SMALL)
    for order, room in [
        *((order, TINY) for order in orders[:1] if small > TINY),
        *((order, small) for order in orders),
    ]:
        pulse(0, 1)
        try:
            return build_diagram(tree, order, room)
        except TooLargeError as error:
            refusal = error
    if limit <= SMALL:
        raise refusal
    return _built_apart(tree, orders, limit, seconds, pulse)


def _built_apart(tree: FaultTree, orders: Sequence[Sequence[int]], limit: int, seconds: float, pulse: Pulse) -> Diagram:
    """Build a diagram in a process of its own, which is ended when its time is over."""
    if not sys.executable:
        raise TooLargeError(f"more than {min(limit, SMALL):,} nodes, and no interpreter to build a larger one with")
    asked = json.dumps({"tree": tree_document(tree), "orders": orders, "limit": limit})
    try:
        with AT_ONCE:
            done, rows_found = _answer(asked.encode(), seconds, pulse)
    except subprocess.TimeoutExpired as error:
        raise TooLargeError(f"not done within {seconds:g} s") from error
    except OSError as error:
        raise TooLargeError(f"more than {min(limit, SMALL):,} nodes, and no process for a larger one") from error
    if done == REFUSED:
        raise TooLargeError(f"more than {limit:,} nodes")
    if done:
        raise TooLargeError(f"the process that was to build it ended with {done}")
    *rows, root, tried = np.frombuffer(rows_found, dtype="<i4").tolist()
    size = len(rows) // 3
    return Diagram(rows[:size], rows[size : 2 * size], rows[2 * size :], root, orders[tried])


def _answer(asked: bytes, seconds: float, pulse: Pulse) -> tuple[int, bytes]:
    """How the process ended, and what it wrote. Raises ``TimeoutExpired``, ``OSError``."""
    over = time.monotonic() + seconds
    process = subprocess.Popen(
        [sys.executable, "-m", "impact.diagram_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=with_this_package(),
    )
    with process:
        unsaid: bytes | None = asked
        try:
            while True:
                try:
                    written, _ = process.communicate(unsaid, timeout=min(BEAT, max(0.0, over - time.monotonic())))
                except subprocess.TimeoutExpired:
                    if time.monotonic() >= over:
                        raise
                    unsaid = None
                    pulse(0, 1)
                else:
                    return process.returncode, written
        except BaseException:
            process.kill()
            raise


def main() -> int:
    """Read a tree from standard input, write the rows of its diagram to standard output."""
    asked = json.load(sys.stdin)
    tree = tree_from(asked["tree"])
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
