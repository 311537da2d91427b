"""Rows about one question to a store in Neo4j by a process that has just begun: snapshot and walk, or Cypher alone.

Cypher's side is the best that could be: relations turned so that failure runs one way, without those that carry none,
which a store cannot keep, for the schema decides both.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from neo4j import Driver

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, compared, faster
from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.questions import names_of
from cmdb.snapshot import Snapshots
from cmdb.store import open_store
from cmdb.store.archive import copy_store
from impact import Graph
from impact.ragged import Ints
from impact.reach import dependents

__all__ = ["one_shot_rows"]

BUILT = "reach, one shot on Neo4j, nothing saved"
SAVED = "reach, one shot on Neo4j, snapshot saved"
LABELS = ("Node", "Version", "RelationVersion", "Revision", "Part", "Claim", "Side", "Store")
AT_ONCE = 10_000
MOST = 200_000
"""CIs above which no store is copied into Neo4j for these rows: the copy alone would take longer than all others."""
Found = tuple[Graph, Ints]


def one_shot_rows(bench: Bench, driver: Driver, url: str, cypher: Side[None]) -> Iterator[Row]:
    """Yield the rows; what was written goes again. Raises ``Invalid`` where the database holds an estate."""
    if bench.size > MOST:
        print(f"-- {BUILT}: left out above {MOST:,} CIs", file=sys.stderr, flush=True)
        return
    with open_store(url) as store:
        if store.graph.head() is not None:
            raise Invalid("FAULTLINE_TEST_NEO4J", "holds an estate that is not ours", store.url, "an empty database")
        try:
            copy_store(bench.stored.store, store)
            key, folder = bench.stored.estate.key(bench.core), bench.folder / "neo4j"
            Snapshots(store.graph, folder, url).now()
            for what, saved in ((BUILT, None), (SAVED, folder)):
                yield compared(what, bench.size, our_side(url, saved, key), cypher, faster(1), most=5)
        finally:
            remove(driver)


def our_side(url: str, folder: Path | None, key: Key) -> Side[None]:
    """Return what a process does from opening the store on; ``folder``: where its snapshot is saved, if anywhere."""
    return Side("faultline", lambda _: walked(url, folder, key), answer=names)


def walked(url: str, folder: Path | None, key: Key) -> Found:
    """Open the store, get its snapshot, and return everything above a CI."""
    with open_store(url) as store:
        graph = Snapshots(store.graph, folder, url).now().graph
        return graph, dependents(graph, graph.indices_of([key]))


def names(answer: object) -> set[str]:
    """Return what was found by name: keys are the store's own."""
    graph, found = cast("Found", answer)
    return set(names_of(graph, graph.keys_of(found)).values())


def remove(driver: Driver) -> None:
    """Remove the store."""
    for label in LABELS:
        query = f"MATCH (n:{label}) WITH n LIMIT {AT_ONCE} DETACH DELETE n RETURN count(*) AS gone"
        while driver.execute_query(query).records[0]["gone"]:
            pass
