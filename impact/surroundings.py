"""What bears on an answer beside states: unknown CIs below its services, wrong data and ignored relations near it."""

from __future__ import annotations

import numpy as np

from impact.answer import DataError, Ignored, Unknown
from impact.defects import data_errors, ignored_relations, unknown_cis
from impact.graph import Graph
from impact.ragged import Ints, among, ascending
from impact.reach import consumers, footing, marked_above

__all__ = ["errors_near", "ignored_near", "unknown_near"]

ELSEWHERE = 100
"""Up to so many data errors, or ignored relations, all are listed; of more, only those near what is affected."""


def unknown_near(graph: Graph, affected: Ints) -> tuple[tuple[Unknown, ...], int]:
    """Unknown CIs that the affected services stand on, and how many others there are."""
    cis, lacks = unknown_cis(graph)
    services = graph.by_key(affected[graph.ci_service[affected]].astype(np.int64))
    if not cis.size or not services.size:
        return (), int(cis.size)
    cone = footing(graph, services)
    concerned = cis[among(cis, cone)]
    above = marked_above(graph, cone, services, concerned)
    found = [Unknown(graph.key_at(ci), lacks[ci], tuple(graph.keys_of(above[ci]))) for ci in above]
    return tuple(sorted(found, key=lambda u: u.key)), int(cis.size) - len(found)


def _near(graph: Graph, affected: Ints) -> set[str]:
    """Keys of the affected CIs and of those that a failure reached without taking them along."""
    reached, _ = consumers(graph, affected)
    return set(graph.keys_of(ascending(np.concatenate([affected, reached]))))


def errors_near(graph: Graph, affected: Ints) -> tuple[tuple[DataError, ...], int]:
    """Data errors: all of a few, of many only those near what is affected; and how many others there are."""
    errors = data_errors(graph)
    if len(errors) <= ELSEWHERE:
        return errors, 0
    near = _near(graph, affected)
    listed = [error for error in errors if error.key in near]
    return tuple(listed), len(errors) - len(listed)


def ignored_near(graph: Graph, affected: Ints) -> tuple[tuple[Ignored, ...], int]:
    """Ignored relations, as `errors_near`."""
    ignored = ignored_relations(graph)
    if len(ignored) <= ELSEWHERE:
        return ignored, 0
    near = _near(graph, affected)
    listed = [relation for relation in ignored if relation.consumer in near or relation.provider in near]
    return tuple(listed), len(ignored) - len(listed)
