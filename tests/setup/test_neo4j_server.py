from __future__ import annotations

import pytest
from neo4j import GraphDatabase

from cmdb.store.neo4j.connect import parse_address

pytestmark = pytest.mark.neo4j


def test_an_empty_database_answers(empty_neo4j_url: str) -> None:
    address = parse_address(empty_neo4j_url)
    with GraphDatabase.driver(address.server, auth=(address.user, address.password)) as driver:
        found = driver.execute_query("MATCH (n) RETURN count(n) AS nodes")
    assert found.records[0]["nodes"] == 0
