"""The store in a Neo4j database keeps the contract."""

from __future__ import annotations

import pytest

from cmdb.store.neo4j.connect import Connection, parse_address
from tests.cmdb.store.contract import PersistentStoreContract


@pytest.mark.neo4j
class TestNeo4j(PersistentStoreContract):
    @pytest.fixture
    def url(self, neo4j_url: str) -> str:
        # Only the nodes go: to drop and make two dozen constraints and indexes takes seconds, and 300 tests do it.
        connection = Connection(parse_address(neo4j_url), timeout=10)
        connection.write(lambda work: work.run("MATCH (n) DETACH DELETE n"))
        connection.close()
        return neo4j_url
