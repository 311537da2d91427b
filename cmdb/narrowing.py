"""Which of the ranked CIs are wanted: by key, class, the sites they stand on, the services they take down.

Facets count, for each value of one of these, the CIs that all other conditions leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cmdb.questions import names_of
from cmdb.schema import Schema
from cmdb.values import Json
from impact import Graph
from impact.graph import MAINTENANCE
from impact.ragged import Bools, Ints
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
    """Ranked CIs with what they can be narrowed by, as numbers: a large estate ranks a million of them.

    ``cis`` in order of the ranking; ``pairs`` their places and the services that each takes DOWN; ``sites`` those that
    the reader may see: CIs of the class site, or of one below it.
    """

    def __init__(self, graph: Graph, cis: Ints, pairs: tuple[Ints, Ints], sites: Iterable[str]) -> None:
        self.graph, self.cis = graph, cis
        self.place, self.service = pairs
        self.sites = {site: standing_on(graph, site)[cis] for site in sites}

    def wanted(self, only: Narrowing) -> Ints:
        """Return the CIs that fit, in their order."""
        return self.cis[self.fitting(only)]

    def fitting(self, only: Narrowing) -> Bools:
        """Say of each CI whether it fits every condition."""
        fit: Bools = np.ones(self.cis.size, dtype=np.bool_)
        if only.cis:
            fit &= np.isin(self.cis, self.graph.find(sorted(only.cis)))
        if only.classes:
            codes = np.unique(self.graph.ci_class[self.cis])
            words = [code for code in codes.tolist() if code >= 0 and self.graph.word(code) in only.classes]
            fit &= np.isin(self.graph.ci_class[self.cis], words)
        if only.services:
            hit = self.place[np.isin(self.service, self.graph.find(sorted(only.services)))]
            fit &= np.bincount(hit, minlength=self.cis.size) > 0
        if only.sites:
            near = [self.sites[site] for site in sorted(only.sites) if site in self.sites]
            fit &= np.any(near, axis=0) if near else False
        return fit

    def facets(self, only: Narrowing, schema: Schema) -> dict[str, Json]:
        """Return, for class, site and service, each value with its label and count; the most first."""
        codes, each = np.unique(
            self.graph.ci_class[self.wanted(replace(only, classes=frozenset()))], return_counts=True
        )
        classes = {
            self.graph.word(code) if code >= 0 else "": n for code, n in zip(codes.tolist(), each.tolist(), strict=True)
        }
        fit = self.fitting(replace(only, services=frozenset()))
        numbers, each = np.unique(self.service[fit[self.place]], return_counts=True)
        services = dict(zip(self.graph.keys_of(numbers), each.tolist(), strict=True))
        fit = self.fitting(replace(only, sites=frozenset()))
        sites = {site: int(np.count_nonzero(fit & here)) for site, here in self.sites.items()}
        labels = {name: cls.label for name in classes if (cls := schema.classes.get(name)) is not None}
        return {
            "class": values(classes, labels),
            "site": values(sites, names_of(self.graph, sites)),
            "service": values(services, names_of(self.graph, services)),
        }


def values(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[Json]:
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
