from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from neo4j import GraphDatabase

pytestmark = pytest.mark.neo4j


def test_an_empty_database_answers(empty_neo4j_url: str) -> None:
    parts = urlsplit(empty_neo4j_url)
    auth = (parts.username or "", parts.password or "")
    with GraphDatabase.driver(f"bolt://{parts.hostname}:{parts.port}", auth=auth) as driver:
        found = driver.execute_query("MATCH (n) RETURN count(n) AS nodes")
    assert found.records[0]["nodes"] == 0
