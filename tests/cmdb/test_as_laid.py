"""How much of a plan can be laid over the graph as it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cmdb.as_laid import as_far_as_laid, while_carried_out
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.plan import Plan, parse_plan
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.values import Json

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY = Stamp("ann", "manual")


def read(estate: Estate, *edits: Json) -> Plan:
    """Return a plan that takes db-1 down too."""
    return parse_plan({"title": "New", "edits": list(edits), "down": [{"ci": "db-1"}]}, estate.schema)


def test_edits_are_left_out_where_one_conflicts_and_an_impossible_one_is_refused_with_the_change() -> None:
    """The conflict names CI, field and values; of the past the plan is what it was then."""
    with open_store("memory:") as store:
        estate = Estate(store, None, lambda: NOW)
        added: Json = {"op": "add", "key": "db-1", "class": "database", "name": "db-1", "attributes": {"version": "1"}}
        merge(estate.graph, estate.rules, read(estate, added), BY)
        new: Json = {"op": "set", "ci": "db-1", "attributes": {"version": {"was": "1", "to": "2"}}}
        port: Json = {"op": "set", "ci": "db-1", "attributes": {"port": {"to": 5433}}}
        plan = read(estate, new, port)
        assert as_far_as_laid(estate, plan) == (plan, ())
        hand: Json = {"op": "set", "ci": "db-1", "attributes": {"version": {"to": "3"}}}
        merge(estate.graph, estate.rules, read(estate, hand), BY)
        found = while_carried_out(estate, "chg-000001", plan)
        assert (found.plan.edits, found.plan.rest) == ((), plan.rest)
        (conflict,) = found.not_laid
        assert conflict.startswith("db-1 version: ")
        assert conflict.endswith("planned from 1 to 2, now 3")
        assert as_far_as_laid(estate, plan, as_of=1) == (plan, ())

        gone = read(estate, new, {"op": "retire", "ci": "db-9"})
        assert as_far_as_laid(estate, gone) == (gone, ())
        with pytest.raises(Invalid, match=r"the plan of chg-000001 cannot be: db-9") as refused:
            while_carried_out(estate, "chg-000001", gone)
        assert refused.value.where == "change"
        assert refused.value.allowed.endswith("to be put right on the page of chg-000001")
