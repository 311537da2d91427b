"""Which services stand on some CIs? For all of both in one walk; gates aside, as in the list of what one stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from impact import Graph
from impact.reach import footing, marked_above

__all__ = ["stood_on"]


def stood_on(graph: Graph, services: Iterable[str], cis: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return by service those of the CIs that it is or stands on; services and CIs that there are not stand alone."""
    asked, wanted = list(dict.fromkeys(services)), list(dict.fromkeys(cis))
    named = set(wanted)
    found: defaultdict[str, set[str]] = defaultdict(set, {each: {each} for each in asked if each in named})
    marked, numbers = (graph.find(each).astype(np.int64) for each in (asked, wanted))
    marked, keys = marked[marked >= 0], dict(zip(numbers.tolist(), wanted, strict=True))
    if marked.size:
        cone = footing(graph, marked)
        inside = numbers[np.isin(numbers, cone)]
        names = dict(zip(marked.tolist(), graph.keys_of(marked), strict=True))
        for ci, above in marked_above(graph, cone, marked, inside).items() if inside.size else ():
            for service in above:
                found[names[service]].add(keys[ci])
    return {service: frozenset(each) for service, each in found.items()}
