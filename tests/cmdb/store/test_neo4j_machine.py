"""Random operations: the store in Neo4j answers as the one in memory does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis.stateful import rule, run_state_machine_as_test

from cmdb.store import open_store
from tests.cmdb.store.state_machine import StoreMachine, machine_settings
from tests.cmdb.store.test_neo4j import emptied

if TYPE_CHECKING:
    from cmdb.store.port import Store


@pytest.mark.neo4j
@pytest.mark.slow
def test_answers_are_those_of_the_store_in_memory(neo4j_url: str) -> None:
    class Neo4jMachine(StoreMachine):
        def open_target(self) -> Store:
            return open_store(emptied(neo4j_url))

        @rule()
        def open_again(self) -> None:
            self.target.close()
            self.target = open_store(neo4j_url)

    run_state_machine_as_test(Neo4jMachine, settings=machine_settings(examples=20))
