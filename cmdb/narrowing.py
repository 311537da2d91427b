"""Which of the ranked CIs are wanted: by key, class, the sites they stand on, the services they take down.

Facets count, for each value of one of these, the CIs that all other conditions leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cmdb.questions import names_of
from cmdb.schema import Schema
from cmdb.values import Json
from impact import Graph
from impact.graph import MAINTENANCE
from impact.ragged import Bools
from impact.ranking import RankedCi
from impact.reach import dependents

__all__ = ["Narrowing", "Shelf", "sites_of"]

SITE = "site"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked for, each a set of keys or names; an empty one asks for nothing special."""

    cis: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()


class Shelf:
    """Ranked CIs with what they can be narrowed by.

    ``sites`` are those that the reader may see: CIs of the class site, or of one below it.
    """

    def __init__(self, graph: Graph, items: Sequence[RankedCi], sites: Iterable[str]) -> None:
        self.graph, self.items = graph, items
        self.numbers = graph.indices_of([item.key for item in items])
        self.sites = {site: standing_on(graph, site)[self.numbers] for site in sites}

    def wanted(self, only: Narrowing) -> list[RankedCi]:
        """Return the CIs that fit, in their order."""
        return [self.items[at] for at in np.flatnonzero(self.fitting(only)).tolist()]

    def fitting(self, only: Narrowing) -> Bools:
        """Say of each CI whether it fits every condition."""
        fit = np.ones(len(self.items), dtype=np.bool_)
        if only.cis:
            fit &= [item.key in only.cis for item in self.items]
        if only.classes:
            fit &= [item.cls in only.classes for item in self.items]
        if only.services:
            fit &= [not only.services.isdisjoint(item.services) for item in self.items]
        if only.sites:
            near = [self.sites[site] for site in sorted(only.sites) if site in self.sites]
            fit &= np.any(near, axis=0) if near else False
        return fit

    def facets(self, only: Narrowing, schema: Schema) -> dict[str, Json]:
        """Return, for class, site and service, each value with its label and count; the most first."""
        classes = Counter(item.cls for item in self.wanted(replace(only, classes=frozenset())))
        services = Counter(key for item in self.wanted(replace(only, services=frozenset())) for key in item.services)
        fit = self.fitting(replace(only, sites=frozenset()))
        sites = Counter({site: int(np.count_nonzero(fit & here)) for site, here in self.sites.items()})
        labels = {name: cls.label for name in classes if (cls := schema.classes.get(name)) is not None}
        return {
            "class": values(classes, labels),
            "site": values(sites, names_of(self.graph, sites)),
            "service": values(services, names_of(self.graph, services)),
        }


def values(counts: Counter[str], labels: Mapping[str, str]) -> list[Json]:
    """Return the values of one facet that have a CI."""
    found = [(-count, labels.get(value) or value, value) for value, count in counts.items() if count]
    return [{"value": value, "label": label, "count": -count} for count, label, value in sorted(found)]


def sites_of(graph: Graph, schema: Schema) -> list[str]:
    """Return the keys of the sites that take part, ascending."""
    codes = [code for code in np.unique(graph.ci_class).tolist() if code >= 0 and schema.is_a(graph.word(code), SITE)]
    here = np.isin(graph.ci_class, codes) & (graph.ci_presence <= MAINTENANCE)
    return sorted(graph.keys_of(np.flatnonzero(here)))


def standing_on(graph: Graph, site: str) -> Bools:
    """Say of each CI whether it is the site or stands on it; worked out once for each graph."""

    def make() -> Bools:
        here = np.zeros(graph.size, dtype=np.bool_)
        here[dependents(graph, np.array([graph.index_of(site)], dtype=np.int64))] = True
        return here

    return graph.cached(("stands on site", site), make)
