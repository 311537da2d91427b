"""Our side of a comparison on numpy, and on compiled loops where numba is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from benchmarks.measure import Side
from impact.kernels import Name, available, using

__all__ = ["LABELS", "measured", "on_each"]

T = TypeVar("T")
LABELS: dict[Name, str] = {"plain": "numpy", "compiled": "fast"}


def measured() -> Iterator[Name]:
    """Yield the kernels that can be measured here."""
    yield "plain"
    if available():
        yield "compiled"


def on_each(side: Side[T]) -> dict[Name, Side[T]]:
    """Return the same side on each of them."""
    return {name: on(name, side) for name in measured()}


def on(name: Name, side: Side[T]) -> Side[T]:
    """Return the same side on some kernels, whatever the process runs on otherwise."""

    def run(made: T) -> object:
        with using(name):
            return side.run(made)

    return Side(f"{side.name} ({LABELS[name]})", run, side.ready, side.answer)
