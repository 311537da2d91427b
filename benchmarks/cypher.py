"""Rows about Neo4j: reach by Cypher, where ``FAULTLINE_TEST_NEO4J`` names a server that may be written to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import cast

from neo4j import Driver, GraphDatabase

from benchmarks.bench import Bench
from benchmarks.measure import Row, Side, compared, faster, missing, timed
from benchmarks.one_shot_cypher import one_shot_rows
from benchmarks.reach import our_side

__all__ = ["cypher_rows"]

WHAT, LABEL = "reach of a core switch", "FaultlineBench"
AT_ONCE = 10_000
ABOVE = f"MATCH (:{LABEL} {{ci: $ci}})<-[:NEEDS*1..]-(above:{LABEL}) RETURN collect(DISTINCT above.ci) AS cis"
NODES = f"UNWIND $rows AS row CREATE (:{LABEL} {{ci: row}})"
RELATIONS = f"UNWIND $rows AS row MATCH (a:{LABEL} {{ci: row[0]}}), (b:{LABEL} {{ci: row[1]}}) CREATE (a)-[:NEEDS]->(b)"


def cypher_rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows; what was written goes again."""
    url, ours = os.environ.get("FAULTLINE_TEST_NEO4J"), our_side(bench)
    if not url:
        yield missing(WHAT, bench.size, timed(ours) * 1e3, "Neo4j (FAULTLINE_TEST_NEO4J not set)", "ms", faster(50))
        return
    with connected(url) as driver:
        try:
            fill(driver, bench)
            yield compared(WHAT, bench.size, ours, cypher_side(driver, bench), faster(50), most=5)
            yield from one_shot_rows(bench, driver, url, connecting_side(url, bench))
        finally:
            clear(driver)


def connected(url: str) -> Driver:
    """Return a driver for a URL that may hold a name and a password."""
    scheme, _, rest = url.partition("://")
    person, at, place = rest.rpartition("@")
    name, _, password = person.partition(":")
    return GraphDatabase.driver(f"{scheme}://{place.partition('/')[0]}", auth=(name, password) if at else None)


def fill(driver: Driver, bench: Bench) -> None:
    """Write the estate's CIs and relations."""
    clear(driver)
    driver.execute_query(f"CREATE INDEX faultline_bench IF NOT EXISTS FOR (n:{LABEL}) ON (n.ci)")
    driver.execute_query("CALL db.awaitIndexes(60)")
    numbers = list(range(len(bench.estate.keys)))
    for start in range(0, len(numbers), AT_ONCE):
        driver.execute_query(NODES, rows=numbers[start : start + AT_ONCE])
    pairs = [list(pair) for pair in bench.pairs]
    for start in range(0, len(pairs), AT_ONCE):
        driver.execute_query(RELATIONS, rows=pairs[start : start + AT_ONCE])


def clear(driver: Driver) -> None:
    """Remove what was written."""
    driver.execute_query("DROP INDEX faultline_bench IF EXISTS")
    while driver.execute_query(
        f"MATCH (n:{LABEL}) WITH n LIMIT {AT_ONCE} DETACH DELETE n RETURN count(*) AS gone"
    ).records[0]["gone"]:
        pass


def cypher_side(driver: Driver, bench: Bench) -> Side[None]:
    """Return the question by Cypher."""
    return Side("Neo4j, Cypher", lambda _: above(driver, bench), answer=lambda found: key_set(bench, found))


def connecting_side(url: str, bench: Bench) -> Side[None]:
    """Return the question by Cypher to a server that is connected to for it."""

    def ask(_: None) -> list[int]:
        with connected(url) as driver:
            return above(driver, bench)

    return Side("Neo4j, Cypher, connecting", ask, answer=lambda found: key_set(bench, found))


def above(driver: Driver, bench: Bench) -> list[int]:
    """Return everything above a core switch, by number in the estate."""
    return cast("list[int]", driver.execute_query(ABOVE, ci=bench.estate.first["core_switch"]).records[0]["cis"])


def key_set(bench: Bench, found: object) -> set[str]:
    """Return what was found, and the start, as keys."""
    return bench.key_set({bench.estate.first["core_switch"], *cast("list[int]", found)})
