"""The store in a Neo4j database keeps the contract."""

from __future__ import annotations

import pytest

from cmdb.store.neo4j.connect import Connection, parse_address
from tests.cmdb.store.contract import PersistentStoreContract


@pytest.mark.neo4j
class TestNeo4j(PersistentStoreContract):
    @pytest.fixture
    def url(self, neo4j_url: str) -> str:
        return emptied(neo4j_url)


def emptied(url: str) -> str:
    """The address of a database without nodes.

    Its constraints and indexes stay: to drop and make two dozen takes seconds, and hundreds of tests ask for it.
    """
    connection = Connection(parse_address(url), timeout=10)
    for label in ("Node", "Version", "RelationVersion", "Revision", "Part", "Claim", "Side", "Store"):
        removing = f"MATCH (n:{label}) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*)"
        while connection.write(lambda work, removing=removing: work.rows(removing))[0][0]:
            pass
    connection.close()
    return url
