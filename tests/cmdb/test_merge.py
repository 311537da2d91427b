"""A plan over the present: what applies, what is done already, what conflicts, and the way back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb.errors import Invalid, MergeConflict
from cmdb.estate import Estate
from cmdb.export import graph_text
from cmdb.invert import invert
from cmdb.merge import merge, preview
from cmdb.plan import parse_plan, plan_document
from cmdb.store import open_store
from cmdb.store.port import Stamp

BASE = [
    {"op": "add", "as": "$a", "class": "server", "name": "web", "attributes": {"os": "Debian 12", "serial": "S1"}},
    {"op": "add", "as": "$b", "class": "rack", "name": "r1"},
    {"op": "relate", "from": "$a", "type": "located_in", "to": "$b"},
]
ME = Stamp("me")


def put(estate, edits):
    plan = parse_plan({"faultline_change": 1, "title": "t", "edits": edits}, estate.schema)
    return merge(estate.graph, estate.rules, plan, ME)


def look(estate, edits):
    return preview(estate.graph, estate.rules, parse_plan({"edits": edits}, estate.schema))


def export(estate):
    return json.loads("".join(graph_text(estate.graph)))


def test_a_plan_is_one_revision_with_keys_of_our_own(estate):
    revision, laid = put(estate, BASE)
    assert revision.number == 1
    assert laid.keys == {"$a": "srv-000001", "$b": "rack-000001"}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"was": "Debian 12", "to": "Debian 13"}, "applies"),
        ({"was": "Debian 11", "to": "Debian 12"}, "already"),
        ({"was": "Debian 11", "to": "Debian 13"}, "conflict"),
        ({"to": "Debian 13"}, "applies"),
        ({"was": "Debian 12", "to": None}, "applies"),
    ],
)
def test_each_field_is_judged_against_what_the_plan_saw(estate, change, status):
    put(estate, BASE)
    laid = look(estate, [{"op": "set", "ci": "web", "attributes": {"os": change}}])
    assert [outcome.status for outcome in laid.outcomes] == [status]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"op": "set", "ci": "web", "attributes": {"oss": {"to": "x"}}}, "no attribute of this name"),
        ({"op": "set", "ci": "web", "attributes": {"cpu_cores": {"to": "many"}}}, "whole number"),
        ({"op": "set", "ci": "web", "lifecycle": {"to": "asleep"}}, "operational"),
        ({"op": "set", "ci": "web", "class": {"to": "network_device"}}, "abstract"),
        ({"op": "set", "ci": "nobody", "name": {"to": "x"}}, "no CI 'nobody'"),
        ({"op": "relate", "from": "web", "type": "runs_on", "to": "$z"}, "placeholder"),
    ],
)
def test_what_cannot_be_is_named_with_what_would_be_allowed(estate, edit, said):
    put(estate, BASE)
    refused = look(estate, [edit]).wanting[0]
    assert said in f"{refused.reason}; {refused.allowed}"
    with pytest.raises(Invalid):
        put(estate, [edit])
    assert estate.graph.head().number == 1


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "plan"),
        ({"faultline_change": 2}, "plan.faultline_change"),
        ({"edits": {}}, "plan.edits"),
        ({"edits": [{"op": "explode"}]}, "plan.edits[0].op"),
        ({"edits": [{"op": "set", "ci": "x"}]}, "plan.edits[0]"),
        ({"edits": [{"op": "add", "class": "sever", "name": "x"}]}, "plan.edits[0].class"),
        ({"edits": [{"op": "relate", "from": "a", "type": "leans_on", "to": "b"}]}, "plan.edits[0].type"),
        ({"edits": [{"op": "retire", "ci": "x", "why": 1}]}, "plan.edits[0].why"),
        ({"steps": []}, "plan.steps"),
        ({"edits": [{"op": "relate", "from": "a", "type": "uses", "to": "b", "weight": -1}]}, "plan.edits[0].weight"),
    ],
)
def test_a_plan_that_cannot_be_read_names_the_place(estate, document, where):
    with pytest.raises(Invalid) as caught:
        parse_plan(document, estate.schema)
    assert caught.value.where == where


def test_a_conflict_writes_nothing(estate):
    put(estate, BASE)
    edits = [
        {"op": "set", "ci": "r1", "name": {"to": "r2"}},
        {"op": "set", "ci": "web", "attributes": {"os": {"was": "Windows", "to": "Debian 13"}}},
    ]
    with pytest.raises(MergeConflict):
        put(estate, edits)
    assert estate.graph.head().number == 1


def test_adding_what_is_there_is_a_conflict_that_names_it(estate):
    put(estate, BASE)
    laid = look(estate, [{"op": "add", "class": "server", "name": "other", "attributes": {"serial": "s1"}}])
    assert (laid.outcomes[0].status, laid.outcomes[0].now) == ("conflict", "srv-000001")


def test_another_serial_number_is_another_ci_even_of_the_same_name(estate):
    put(estate, BASE)
    _, laid = put(estate, [{"op": "add", "as": "$n", "class": "server", "name": "web", "attributes": {"serial": "S2"}}])
    assert laid.keys["$n"] == "srv-000002"


def test_a_serial_number_of_another_ci_is_refused(estate):
    put(estate, [*BASE, {"op": "add", "class": "server", "name": "db", "attributes": {"serial": "S2"}}])
    laid = look(estate, [{"op": "set", "ci": "db", "attributes": {"serial": {"to": "S1"}}}])
    assert laid.outcomes[-1].status == "conflict"
    assert "srv-000001" in laid.outcomes[-1].reason


def test_preview_equals_merge(estate):
    put(estate, BASE)
    edits = [
        {"op": "set", "ci": "web", "name": {"to": "www"}},
        {"op": "unrelate", "from": "web", "type": "located_in", "to": "r1"},
    ]
    foreseen = {change.ref: change.after for change in look(estate, edits).work.changes()}
    put(estate, edits)
    written = {change.ref: change.after for _, changes in estate.graph.changes(1) for change in changes}
    assert written == foreseen


def test_a_plan_document_reads_back(estate):
    document = {"faultline_change": 1, "title": "t", "kind": "normal", "edits": BASE}
    plan = parse_plan(document, estate.schema)
    assert parse_plan(plan_document(plan), estate.schema) == plan


NAMES = st.sampled_from(["web", "db", "r1", "sw"])
VALUES = st.sampled_from(["a", "b", None])
EDITS = st.one_of(
    st.builds(lambda ci, value: {"op": "set", "ci": ci, "attributes": {"owner": {"to": value}}}, NAMES, VALUES),
    st.builds(
        lambda ci, rule: {"op": "set", "ci": ci, "groups": {"g": {"to": rule}}},
        NAMES,
        st.sampled_from([{"min_up": 1}, None]),
    ),
    st.builds(lambda ci: {"op": "retire", "ci": ci}, NAMES),
    st.builds(
        lambda a, b, g: {"op": "relate", "from": a, "type": "depends_on", "to": b, "group": g},
        NAMES,
        NAMES,
        st.sampled_from(["", "g"]),
    ),
    st.builds(
        lambda a, b, g: {"op": "unrelate", "from": a, "type": "depends_on", "to": b, "group": g},
        NAMES,
        NAMES,
        st.sampled_from(["", "g"]),
    ),
    st.builds(lambda n: {"op": "add", "class": "server", "name": f"new{n}"}, st.integers(0, 2)),
)
ESTATE = [
    {"op": "add", "as": "$web", "class": "server", "name": "web"},
    {"op": "add", "as": "$db", "class": "database", "name": "db", "attributes": {"owner": "a"}},
    {"op": "add", "as": "$r1", "class": "rack", "name": "r1"},
    {"op": "add", "as": "$sw", "class": "switch", "name": "sw"},
    {"op": "relate", "from": "$web", "type": "depends_on", "to": "$db", "group": "g", "weight": 3},
    {"op": "relate", "from": "$db", "type": "depends_on", "to": "$sw"},
]


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=8))
def test_the_inverse_of_a_merge_restores_the_export(edits):
    with open_store("memory:") as store:
        estate = Estate(store, None)
        put(estate, ESTATE)
        before = export(estate)
        laid = look(estate, edits)
        if not laid.mergeable:
            return
        _, laid = put(estate, edits)
        merge(estate.graph, estate.rules, invert(laid, "back"), ME)
        assert export(estate) == before
