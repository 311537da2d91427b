"""On what the engine's inner loops run: numpy, or machine code that numba makes of the same loops.

Loading numba and its compiled code costs a process more than a second, so only a process that lives on asks for it
(`prepare`): the server, in the background while it answers already, and the benchmarks. Everything else, each one-shot
command above all, runs on numpy and never imports numba. ``FAULTLINE_KERNELS`` overrules this: ``plain`` for numpy
always, ``compiled`` for numba from the first question on. Answers are the same, byte by byte.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, cast

from impact.errors import ImpactError
from impact.ragged import Bytes, Ints

if TYPE_CHECKING:
    from impact.delays import Delays
    from impact.graph import Graph
    from impact.grounding import Level
    from impact.handing import Order

__all__ = ["SETTING", "Kernels", "KernelsError", "Wave", "available", "kernels", "prepare", "preparing", "using"]

Name: TypeAlias = Literal["plain", "compiled"]
MODULES: dict[Name, str] = {"plain": "impact.plain", "compiled": "impact.compiled"}
SETTING = "FAULTLINE_KERNELS"
LIVES_ON_S = 30.0
"""A process that has been there for so long lives on."""


class KernelsError(ImpactError):
    """The kernels asked for do not exist, or need what is not installed."""


class Wave(Protocol):
    """One fall in progress: CIs fall round by round, and gates that count them lose weight."""

    round: Ints
    lost: Ints

    @property
    def number(self) -> int:
        """The round that has begun: 0 before anything spreads."""
        ...

    def take(self, cis: Ints) -> bool:
        """Let CIs fall in this round, those that have not and are not immune; whether any did."""
        ...

    def spread(self, also: Ints) -> None:
        """Go on round by round until nothing falls any more; ``also`` falls in the first of them."""
        ...

    def circles(self) -> list[int]:
        """Stored circles that something was charged to since this was last asked, ascending."""
        ...

    def done(self) -> tuple[Ints, Ints]:
        """What fell, in order of rounds, and the gates that were charged, each once."""
        ...


class Kernels(Protocol):
    """The loops that answers spend their time in. Both implementations give equal results."""

    def closure(self, graph: Graph, cis: Ints, *, upward: bool) -> Ints:
        """These CIs and everything above (or below) them, each once, breadth-first."""
        ...

    def wave(self, graph: Graph, level: Level, closed: Bytes, delays: Delays | None) -> Wave:
        """A fall that has not begun; ``closed`` (n,) says who is immune (2) and will say who fell (1)."""
        ...

    def counted(self, order: Order, at: Ints, weights: Ints) -> tuple[Ints, Ints]:
        """How many of up to 512 services lie above each node, and the sum of their weights.

        ``at`` (s,) places of the services among the order's nodes; both answers (a,) by place.
        """
        ...


class _Choice:
    """What this process runs on."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loaded: dict[Name, Kernels] = {}
        self.running: Kernels | None = None

    def load(self, name: Name) -> Kernels:
        """Load kernels, once. Raises ``KernelsError``."""
        if name == "compiled" and not available():
            raise KernelsError("compiled kernels need numba; allowed: plain, or install faultline-cmdb[fast]")
        with self.lock:
            if name not in self.loaded:
                self.loaded[name] = cast("Kernels", importlib.import_module(MODULES[name]).make())
            return self.loaded[name]


_choice = _Choice()


def kernels() -> Kernels:
    """Return what the loops run on in this process. Raises ``KernelsError`` where the setting asks in vain."""
    if _choice.running is None:
        _choice.running = _choice.load("compiled" if _setting() == "compiled" else "plain")
    return _choice.running


def available() -> bool:
    """Whether numba is installed; it is not imported for this."""
    return importlib.util.find_spec("numba") is not None


def prepare() -> None:
    """Go over to compiled kernels where numba is installed and nothing forbids it; for a process that lives on.

    Takes a second, or some ten where nothing compiled is kept on disk yet. Questions are answered meanwhile.
    """
    if _setting() != "plain" and available():
        _choice.running = _choice.load("compiled")


@contextmanager
def preparing(after_s: float = LIVES_ON_S) -> Iterator[None]:
    """Do the same in a thread beside the block, once it has lasted a while.

    Raises
    ------
    KernelsError : the setting means nothing
    """
    _setting()
    over = threading.Event()

    def go() -> None:
        if not over.wait(after_s):
            prepare()

    thread = threading.Thread(target=go, name="faultline-kernels", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        # Numba is never left in the middle of compiling: an interpreter that ends under it may crash.
        thread.join()


@contextmanager
def using(name: Name) -> Iterator[Kernels]:
    """Run on these kernels while the block lasts, every thread of the process. Raises ``KernelsError``."""
    before = _choice.running
    _choice.running = _choice.load(name)
    try:
        yield _choice.running
    finally:
        _choice.running = before


def _setting() -> Name | None:
    value = os.environ.get(SETTING, "")
    if not value:
        return None
    if value not in MODULES:
        raise KernelsError(f"{SETTING} is {value!r}; allowed: {', '.join(MODULES)}, or nothing")
    return value
