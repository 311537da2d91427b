"""Declared fields of records: what may be declared, in which states they are asked for, what may not be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.overlay import load_rules
from cmdb.query import Query
from cmdb.store import open_store
from cmdb.store.port import Batch, GraphStore, Stamp
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.kernel.fields import keep_fields, practices_with_fields, with_fields
from itsm.kernel.search import record_query, search_schema
from itsm.practices import PRACTICES
from itsm.steps import take_step

STAMP = Stamp("ann", "test")
NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
TIER: dict[str, Any] = {"name": "tier", "label": "Tier", "values": ["gold", "silver"], "indexed": True}
CALLS: dict[str, Any] = {"name": "calls", "type": "integer", "minimum": 0}
VENDOR: dict[str, Any] = {"name": "vendor", "refers_to": "server", "required_in": ["in_progress"]}


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Estate]:
    with open_store("memory:") as store:
        opened = Estate(store, tmp_path)
        nodes = [Node(Key("srv-1"), "ci", "server", "srv-1"), Node(Key("app-1"), "ci", "application", "app-1")]
        opened.graph.apply(Batch(nodes=nodes), STAMP)
        yield opened


@pytest.fixture
def graph(estate: Estate) -> GraphStore:
    return estate.graph


def act(minute: int) -> desk.Act:
    return desk.Act(f"{minute:04}", NOON + timedelta(minutes=minute), STAMP)


def keep(graph: GraphStore, *fields: dict[str, Any]) -> None:
    keep_fields(graph, INCIDENT, {"fields": list(fields)}, stamp=STAMP)


def opened(graph: GraphStore, minute: int = 0, **fields: Any) -> Key:
    return desk.open_record(graph, INCIDENT, Draft(f"One of {minute}", fields), act=act(minute))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ([{"name": "urgency"}], "fields[0].name"),
        ([{"name": "opened_at"}], "fields[0].name"),
        ([{"name": "title"}], "fields[0].name"),
        ([{"name": "lifecycle"}], "fields[0].name"),
        ([{"name": "affects"}], "fields[0].name"),
        ([{"name": "depends_on"}], "fields[0].name"),
        ([{"name": "Tier"}], "fields[0].name"),
        ([TIER, CALLS, TIER], "fields[2].name"),
        ([{"name": "tier", "type": "money"}], "fields[0].type"),
        ([{"name": "tier", "type": "colour"}], "fields[0].type"),
        ([{"name": "tier", "type": "integer", "values": ["1"]}], "fields[0].values"),
        ([{"name": "tier", "values": ["gold", "gold"]}], "fields[0].values[1]"),
        ([{"name": "tier", "required_in": ["asleep"]}], "fields[0].required_in"),
        ([{"name": "tier", "refers_to": "vendor"}], "fields[0].refers_to"),
        ([{"name": "tier", "controlled": True}], "fields[0].controlled"),
    ],
)
def test_what_cannot_be_declared_is_named_by_its_place(
    graph: GraphStore, fields: list[dict[str, Any]], where: str
) -> None:
    with pytest.raises(Invalid) as told:
        keep(graph, *fields)
    assert told.value.where == f"record_fields incident.{where}"
    assert with_fields(graph, INCIDENT).fields == ()


def test_values_are_of_their_type_and_found_by_queries(graph: GraphStore) -> None:
    keep(graph, TIER, CALLS)
    key = opened(graph, 1, tier="gold", calls="12")
    opened(graph, 2, tier="silver", calls=3)
    assert desk.find_record(graph, key).attributes["calls"] == 12
    known = search_schema(practices_with_fields(graph, PRACTICES), load_rules(graph).schema)
    found = graph.find(Query(record_query(known, "tier:gold calls>10", NOON), limit=10)).items
    assert [each.node.key for each in found] == [key]
    for wrong, allowed in (({"tier": "bronze"}, "gold"), ({"calls": -1}, "0"), ({"teir": "gold"}, "tier")):
        with pytest.raises(Invalid) as told:
            opened(graph, 3, **wrong)
        assert (told.value.where, allowed in told.value.allowed) == (next(iter(wrong)), True)


def test_a_state_asks_for_what_it_needs_and_does_not_let_go_of_it(estate: Estate) -> None:
    graph = estate.graph
    keep(graph, VENDOR)
    key = opened(graph)
    record = desk.find_record(graph, key)
    with pytest.raises(Invalid, match="vendor: is needed in state In progress"):
        take_step(estate, record, "start", act=act(1), said=desk.Said())
    with pytest.raises(Invalid, match="is no server"):
        take_step(estate, record, "start", act=act(2), said=desk.Said({"vendor": "app-1"}))
    assert take_step(estate, record, "start", act=act(3), said=desk.Said({"vendor": "srv-1"})) == "in_progress"
    with pytest.raises(Invalid, match="is needed in state"):
        desk.edit(graph, INCIDENT, key, {"vendor": None}, act=act(4))
    desk.edit(graph, INCIDENT, key, {"category": "till"}, act=act(5))
    assert desk.find_record(graph, key).text("vendor") == "srv-1"


@pytest.mark.parametrize(
    ("after", "where", "value"),
    [
        ({**TIER, "values": ["silver", "bronze"]}, "fields[0].values", "gold"),
        ({"name": "tier", "type": "integer"}, "fields[0]", "gold"),
        ({"name": "tier", "pattern": "[a-f]+"}, "fields[0]", "gold"),
        ({"name": "calls"}, "fields[0].type", 12),
        ({"name": "calls", "type": "number", "maximum": 10}, "fields[0]", 12),
        ({"name": "calls", "type": "boolean"}, "fields[0]", 12),
    ],
)
def test_what_records_hold_must_fit_what_is_declared_anew(
    graph: GraphStore, after: dict[str, Any], where: str, value: object
) -> None:
    keep(graph, TIER, CALLS)
    key = opened(graph, tier="gold", calls=12)
    with pytest.raises(Invalid) as told:
        keep(graph, after)
    assert (told.value.where, told.value.value) == (f"record_fields incident.{where}", value)
    assert key in str(told.value)
    assert [each.name for each in with_fields(graph, INCIDENT).fields] == ["tier", "calls"]


def test_a_field_left_out_hides_and_comes_back_with_what_records_hold(graph: GraphStore) -> None:
    keep(graph, TIER, CALLS)
    key = opened(graph, tier="gold")
    keep(graph, CALLS)
    assert desk.find_record(graph, key).text("tier") == "gold"
    with pytest.raises(Invalid, match="is no attribute of incidents"):
        desk.edit(graph, INCIDENT, key, {"tier": "silver"}, act=act(1))
    desk.edit(graph, INCIDENT, key, {"calls": 1}, act=act(2))
    keep(graph, {**TIER, "values": ["gold", "bronze"]})
    desk.edit(graph, INCIDENT, key, {"tier": "bronze"}, act=act(3))
    before, after = (graph.get([key], as_of=number)[key].node for number in (3, graph.get([key])[key].since))
    assert (before.attributes["tier"], after.attributes["tier"]) == ("gold", "bronze")
