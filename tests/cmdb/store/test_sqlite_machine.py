"""Random operations: the SQLite store answers as the one in memory does."""

from __future__ import annotations

import shutil
import tempfile
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cmdb.store import open_store
from cmdb.store.sqlite import plan, search
from tests.cmdb.store.state_machine import StoreMachine, machine_settings

if TYPE_CHECKING:
    from cmdb.store.port import Store


class SqliteMachine(StoreMachine):
    def open_target(self) -> Store:
        # Everything is found by the full-text index, so that it is tried, too.
        self.before = search.WORTH_INDEXING, plan.FEW
        search.WORTH_INDEXING = 1
        self.directory = tempfile.mkdtemp()
        return open_store(f"sqlite:///{self.directory}/store.sqlite")

    @rule(few=st.sampled_from([0, 2, 2000]))
    def plan_otherwise(self, few: int) -> None:
        plan.FEW = few

    @rule()
    def open_again(self) -> None:
        url = self.target.url
        self.target.close()
        self.target = open_store(url)

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "directory"):
            search.WORTH_INDEXING, plan.FEW = self.before
            shutil.rmtree(self.directory)


TestSqliteMachine = SqliteMachine.TestCase
TestSqliteMachine.settings = machine_settings()
