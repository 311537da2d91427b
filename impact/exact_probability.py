"""Probability of the top of a decision diagram, and how much it owes to each variable."""

from __future__ import annotations

from collections.abc import Mapping

from impact.decision_diagram import ALWAYS, FIRST, Diagram

__all__ = ["derivatives", "probability"]


def probability(diagram: Diagram, figures: Mapping[int, float]) -> float:
    """Return the probability that the function holds.

    Parameters
    ----------
    figures : for each variable the probability that its events happened, independent of the others

    Notes
    -----
    O(rows). Sums of products of figures in 0..1, nothing is subtracted.
    """
    return _values(diagram, figures)[diagram.root]


def _values(diagram: Diagram, figures: Mapping[int, float]) -> list[float]:
    value = [0.0, 1.0]
    for variable, high, low in zip(diagram.variable, diagram.high, diagram.low, strict=True):
        figure = figures[variable]
        value.append(figure * value[high] + (1 - figure) * value[low])
    return value


def derivatives(diagram: Diagram, figures: Mapping[int, float]) -> dict[int, float]:
    """Return Birnbaum's importance of each variable: P(top | it happened) - P(top | it did not).

    Notes
    -----
    O(rows): the probability of coming by each row, root first, times what the row's answer makes of the top.
    """
    value = _values(diagram, figures)
    passing = [0.0] * len(value)
    if diagram.root >= FIRST:
        passing[diagram.root] = 1.0
    found = dict.fromkeys(figures, 0.0)
    for row in range(len(value) - 1, ALWAYS, -1):
        variable, high, low = (column[row - FIRST] for column in (diagram.variable, diagram.high, diagram.low))
        figure, here = figures[variable], passing[row]
        found[variable] += here * (value[high] - value[low])
        passing[high] += here * figure
        passing[low] += here * (1 - figure)
    return found
