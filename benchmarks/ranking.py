"""Rows about ranking every CI by the services that it alone takes down, beside asking a graph library CI by CI.

A library knows no groups: it can only tell what lies above each CI, so it says the same as we do where an estate has
no redundancy. There the answers are compared; the time it takes for every CI is scaled from a sample.
"""

from __future__ import annotations

import importlib.util
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.bench import SEED, Bench
from benchmarks.estate import Estate, make_estate
from benchmarks.measure import PATIENCE, AnswersDiffer, Row, Side, faster, held, longer, missing, timed
from benchmarks.on_kernels import LABELS, measured, on_each
from impact import Graph, build_graph_from_columns
from impact.ranking import Ranking, rank

__all__ = ["ranking_rows"]

WHAT = "rank every CI by services it takes down"
REDUNDANT, PLAIN = "with redundancy", "without"
CI_BY_CI, SERVICES = "CI by CI", "service by service"
TOP, SAMPLE, TIMES = 100, 2_000, 3


def ranking_rows(bench: Bench) -> Iterator[Row]:
    """Yield rows on each kernel: with redundancy, without, and how far the two are apart."""
    plain = make_estate(bench.size, SEED, redundancy=False)
    without = build_graph_from_columns(plain.cis, plain.edges, plain.groups)
    sides: dict[tuple[str, str], Side[Any]] = {}
    for words, graph in ((REDUNDANT, bench.graph), (PLAIN, without)):
        sides |= {(words, LABELS[name]): side for name, side in on_each(our_side(graph)).items()}
    library = None if importlib.util.find_spec("rustworkx") is None else Library(plain)
    if library is not None:
        library.check(rank(without, top=TOP))
        sides |= {(CI_BY_CI, ""): library.ci_by_ci(), (SERVICES, ""): library.service_by_service()}
    ms = {words: seconds * 1e3 for words, seconds in in_turn(sides).items()}
    for label in (LABELS[name] for name in measured()):
        yield from rows_on(bench.size, label, ms, library)


def rows_on(size: int, label: str, ms: Mapping[tuple[str, str], float], library: Library | None) -> Iterator[Row]:
    """Yield the rows of one of our kernels."""
    for words in (REDUNDANT, PLAIN):
        what, ours = f"{WHAT}, {words} ({label})", ms[words, label]
        if library is None:
            yield missing(what, size, ours, "rustworkx (not installed)", "ms", faster(50))
        else:
            yield held(what, size, ours, library.name, ms[CI_BY_CI, ""] * library.scale, "ms", faster(50))
    both, plain = ms[REDUNDANT, label], ms[PLAIN, label]
    if library is not None:
        name = f"rustworkx {library.version} service by service, counting only"
        yield held(f"{WHAT}, {PLAIN} ({label})", size, plain, name, ms[SERVICES, ""], "ms", faster(1))
    yield held(f"{WHAT}, {REDUNDANT} ({label})", size, both, f"ours, {PLAIN}", plain, "ms", longer(2))


def our_side(graph: Graph) -> Side[Graph | None]:
    """Return the engine's ranking of a graph that remembers nothing."""
    return Side("faultline", lambda made: rank(made or graph, top=TOP), ready=lambda: Graph.from_arrays(graph.arrays()))


def in_turn(sides: Mapping[tuple[str, str], Side[Any]]) -> dict[tuple[str, str], float]:
    """Return the median seconds of each side, taken in turn after a first run of each.

    A side whose first run exhausts the patience is not run again: that run is its figure.
    """
    first = {words: timed(side) for words, side in sides.items()}
    taken = {words: [seconds] if seconds > PATIENCE else [] for words, seconds in first.items()}
    again = [words for words, found in taken.items() if not found]
    for _ in range(TIMES):
        for words in again:
            taken[words].append(timed(sides[words]))
    return {words: statistics.median(found) for words, found in taken.items()}


class Library:
    """The needs of an estate as a graph of rustworkx, from provider to consumer."""

    def __init__(self, estate: Estate) -> None:
        import rustworkx  # noqa: PLC0415  # an extra

        self.library = rustworkx
        self.keys = estate.keys
        self.services = set(estate.numbers("business_service").tolist())
        self.above = rustworkx.PyDiGraph()
        self.above.add_nodes_from(range(len(estate.keys)))
        edges = estate.edges
        assert edges.soft is not None  # noqa: S101  # the estate always says
        hard = ~edges.soft
        ends = zip(edges.provider[hard].tolist(), edges.consumer[hard].tolist(), strict=True)
        self.above.add_edges_from_no_data(list(ends))
        count = len(estate.keys)
        self.sample = np.random.default_rng(SEED).choice(count, min(count, SAMPLE), replace=False).tolist()
        self.scale = count / len(self.sample)
        self.version = version("rustworkx")
        self.name = f"rustworkx {self.version} CI by CI, scaled from {len(self.sample):,} of {count:,}"

    def taken_down(self, numbers: Iterable[int]) -> list[set[int]]:
        """Return the services above each of some CIs."""
        return [self.services.intersection(self.library.descendants(self.above, number)) for number in numbers]

    def counted(self) -> Counter[int]:
        """Return how many services stand on each CI: the other way about, and cleverer."""
        found: Counter[int] = Counter()
        for service in self.services:
            found.update(self.library.ancestors(self.above, service))
        return found

    def check(self, ours: Ranking) -> None:
        """Raise ``AnswersDiffer`` unless the first CIs take down the services that the library finds above them."""
        place = {key: number for number, key in enumerate(self.keys)}
        every = self.taken_down(place[item.key] for item in ours.items)
        for item, theirs in zip(ours.items, every, strict=True):
            if {place[service] for service in item.services} != theirs:
                raise AnswersDiffer(f"{item.key}: we say {len(item.services)} services, rustworkx says {len(theirs)}")

    def ci_by_ci(self) -> Side[Graph | None]:
        """Return the library asked about the sample."""
        return Side("rustworkx", lambda _: self.taken_down(self.sample))

    def service_by_service(self) -> Side[Graph | None]:
        """Return the library asked about the services."""
        return Side("rustworkx", lambda _: self.counted())
