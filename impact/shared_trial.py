"""Work on one fault tree, shared among processes: numpy on short arrays keeps the interpreter, so threads would wait.

A task is a function of a module of this package that gets ready for a tree and returns what does one part. Parts and
results are JSON; each helper, ``python -m impact.shared_trial``, reads a part a line and writes a result a line. It
ends when nobody writes to it any more.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from impact.fault_tree import FaultTree, Gate

__all__ = ["Do", "Task", "cores", "shared", "tree_document", "tree_from", "with_this_package"]

Do = Callable[[Any], Any]
"""What does one part; parts and results are JSON."""
Task = Callable[[FaultTree, Any], Do]
"""What gets ready for a tree, with whatever else is given."""


AHEAD = 3
"""Parts handed out for each process before a result is waited for."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared(task: Task, tree: FaultTree, given: object, parts: Iterable[Any], workers: int = 1) -> Generator[Any]:
    """Yield the result of each part, in the order of the parts, whoever does them.

    Parameters
    ----------
    task : a function at the top level of a module of this package
    given : JSON that the task is given beside the tree
    workers : processes to share the parts; 1: this one does them all

    Notes
    -----
    Closing the iterator ends the helpers at once. Where none can be started, or one dies, this process does the work.
    """
    if workers <= 1 or not sys.executable:
        do = task(tree, given)
        yield from (do(part) for part in parts)
        return
    asked = json.dumps({"task": f"{task.__module__}:{task.__name__}", "tree": tree_document(tree), "given": given})
    helpers = [_Helper(asked) for _ in range(workers)]
    ended = threading.Event()
    idle: queue.SimpleQueue[_Helper] = queue.SimpleQueue()
    for helper in helpers:
        idle.put(helper)

    def done(part: object) -> Any:  # noqa: ANN401  # JSON, as the task returns it
        helper = idle.get()
        try:
            return helper.done(part)
        except (OSError, ValueError):
            return None if ended.is_set() else task(tree, given)(part)
        finally:
            idle.put(helper)

    pool = ThreadPoolExecutor(max_workers=workers)
    begun: deque[Future[Any]] = deque()
    try:
        for part in parts:
            begun.append(pool.submit(done, part))
            if len(begun) >= AHEAD * workers:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        ended.set()
        pool.shutdown(wait=False, cancel_futures=True)
        for helper in helpers:
            helper.end()


class _Helper:
    """One process that does parts."""

    def __init__(self, asked: str) -> None:
        self._asked: str | None = asked
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        self._starting = threading.Lock()

    def done(self, part: object) -> object:
        """Return the result of a part. Raises ``OSError`` or ``ValueError`` where the process is no more."""
        process = self._process or self._start()
        lines = [line for line in (self._asked, json.dumps(part)) if line is not None]
        self._asked = None
        to, answers = cast("Any", process.stdin), cast("Any", process.stdout)
        to.write("".join(f"{line}\n" for line in lines))
        to.flush()
        return json.loads(answers.readline())

    def _start(self) -> subprocess.Popen[str]:
        with self._starting:
            if self._ended:
                raise OSError("nobody waits for this part any more")
            # A session of its own: an interrupt from the keyboard is for whoever asked.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "impact.shared_trial"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=with_this_package(),
                start_new_session=True,
            )
            return self._process

    def end(self) -> None:
        """End the process; none is started afterwards."""
        with self._starting:
            self._ended = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    _closed(pipe)


def _closed(pipe: Any) -> None:  # noqa: ANN401  # a stream of text
    try:
        pipe.close()
    except (OSError, ValueError):
        # What was still to be written to a process that has ended is of no use to anybody.
        return


def with_this_package() -> dict[str, str]:
    """Return an environment in which another process finds this package."""
    here = str(Path(__file__).resolve().parents[1])
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}


def tree_document(tree: FaultTree) -> dict[str, object]:
    """Return the structure of a tree as JSON; which CIs its nodes and events are is left out."""
    return asdict(tree) | {"cis": [], "nodes": []}


def tree_from(plain: dict[str, Any]) -> FaultTree:
    """Return the tree that a document describes."""

    def gate(members: list[int], weights: list[int], down_at: int, leaning: list[bool]) -> Gate:
        return Gate(tuple(members), tuple(weights), down_at, tuple(leaning))

    needs = [{int(node): leaning for node, leaning in needs.items()} for needs in plain["needs"]]
    return FaultTree(**plain | {"needs": needs, "gates": [[gate(*each) for each in gates] for gates in plain["gates"]]})


def main() -> None:
    """Do parts until the input ends."""
    asked = json.loads(sys.stdin.readline())
    module, _, name = asked["task"].partition(":")
    do = cast("Task", getattr(importlib.import_module(module), name))(tree_from(asked["tree"]), asked["given"])
    for line in sys.stdin:
        sys.stdout.write(json.dumps(do(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
