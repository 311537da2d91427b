"""A change judged while the graph moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from cmdb.edit import edit_ci
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.model import Key
from cmdb.plan import parse_plan
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.proposal import canonical
from itsm.judgement import assessment, change_risk

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY = Stamp("ann", "manual")
ESTATE: Json = [{"op": "add", "key": "db-1", "class": "database", "name": "db-1", "attributes": {"version": "1"}}]
PLAN: Json = {
    "title": "New version",
    "window": {"start": NOW.isoformat(), "end": (NOW + timedelta(hours=1)).isoformat()},
    "edits": [{"op": "set", "ci": "db-1", "attributes": {"version": {"was": "1", "to": "2"}}}],
}


@pytest.mark.parametrize("judge", [assessment, change_risk])
def test_what_is_written_between_two_readings_is_a_conflict_that_is_told(
    monkeypatch: pytest.MonkeyPatch, judge: Any
) -> None:
    """The plan is laid for each reading; somebody writes after the first look at it."""
    with open_store("memory:") as store:
        estate = Estate(store, None, lambda: NOW)
        merge(estate.graph, estate.rules, parse_plan({"edits": ESTATE}, estate.schema), BY)
        proposal, _ = canonical(estate, PLAN)
        assert assessment(estate, proposal, now=NOW)["not_laid"] == []
        written: list[int | None] = []
        read = estate.snapshots.at

        def at(as_of: int | None) -> Any:
            if not written:
                written.append(as_of)
                edit_ci(estate.graph, estate.rules, Key("db-1"), {"attributes.version": "3"}, Stamp("bob", "manual"))
            return read(as_of)

        monkeypatch.setattr(estate.snapshots, "at", at)
        judge(estate, proposal, now=NOW)
        assert written == [None]
        told = cast("list[str]", assessment(estate, proposal, now=NOW)["not_laid"])
        assert [each.endswith("now 3") for each in told] == [True]
