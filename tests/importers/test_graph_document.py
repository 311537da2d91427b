from __future__ import annotations

import json

import pytest

from cmdb.errors import Invalid
from importers.graph_document import GRAPH_DOCUMENT, declared
from importers.observation import Reference
from tests.importers.observed import Read, file, read

PAYMENTS = {
    "faultline": 1,
    "classes": [],
    "cis": [
        {"key": "pay", "class": "business_service", "name": "Payments", "attributes": {"criticality": 5}},
        {"key": "app", "class": "application", "name": "pay-app", "groups": {"db": {"min_up": 1}}},
        {"key": "db-1", "class": "database", "lifecycle": "operational"},
        {"key": "db-2", "class": "database", "name": "db-2"},
    ],
    "relations": [
        {"from": "pay", "type": "depends_on", "to": "app"},
        {"from": "app", "type": "depends_on", "to": "db-1", "group": "db", "weight": 2, "confidence": 0.5},
        {"from": "app", "type": "depends_on", "to": "db-2", "group": "db"},
    ],
    "records": [],
}


def document(**sections: object) -> Read:
    return read(GRAPH_DOCUMENT, file("estate.json", json.dumps({"faultline": 1, **sections})))


def test_keys_groups_and_relations_come_as_they_are() -> None:
    found = read(GRAPH_DOCUMENT, file("estate.json", json.dumps(PAYMENTS)))
    assert [(each.key, each.native_id, each.cls, each.name) for each in found.cis] == [
        ("pay", "pay", "business_service", "Payments"),
        ("app", "app", "application", "pay-app"),
        ("db-1", "db-1", "database", "db-1"),
        ("db-2", "db-2", "database", "db-2"),
    ]
    app = found.ci("pay-app")
    assert app.groups == {"db": {"min_up": 1}}
    assert [(each.group, each.fields) for each in app.relations] == [
        ("db", {"confidence": 0.5, "weight": 2}),
        ("db", {}),
    ]
    assert found.ci("db-1").lifecycle == "operational"
    assert found.ci("Payments").attributes == {"criticality": 5}
    assert found.ci("db-2").row == "estate.json:cis[4]"
    assert not found.rejected
    assert not found.notes


def test_yaml_says_the_same() -> None:
    text = """
faultline: 1
cis:
  - {key: a, class: server, name: a}
  - {key: b, class: server, name: b}
relations:
  - {from: a, type: depends_on, to: b}
"""
    assert read(GRAPH_DOCUMENT, file("estate.yaml", text)).edges() == {("a", "b")}


def test_relations_hang_on_the_end_that_is_there() -> None:
    found = document(
        cis=[{"key": "a", "class": "server"}],
        relations=[
            {"from": "a", "type": "depends_on", "to": "away"},
            {"from": "other", "type": "runs_on", "to": "a"},
            {"from": "x", "type": "runs_on", "to": "y"},
        ],
    )
    (a,) = found.cis
    assert [(each.type, each.direction, each.other) for each in a.relations] == [
        ("depends_on", "out", Reference(key="away")),
        ("runs_on", "in", Reference(key="other")),
    ]
    assert found.reasons == ["neither end is in the documents"]


def test_relations_may_stand_in_another_file_than_their_cis() -> None:
    one = file("one.json", json.dumps({"faultline": 1, "relations": [{"from": "a", "type": "depends_on", "to": "b"}]}))
    two = file("two.json", json.dumps({"faultline": 1, "cis": [{"key": k, "class": "server"} for k in "ab"]}))
    assert read(GRAPH_DOCUMENT, one, two).edges() == {("a", "b")}


def test_a_key_that_stands_twice_is_rejected_with_the_first_place() -> None:
    found = document(cis=[{"key": "a", "class": "server"}, {"key": "a", "class": "rack"}])
    (rejected,) = found.rejected
    assert (rejected.where, rejected.value) == ("estate.json cis[2]", "a")
    assert "cis[1]" in rejected.allowed
    assert found.ci("a").cls == "server"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (3, "is no CI"),
        ({"key": "a"}, "has no class"),
        ({"class": "server"}, "has neither key nor name"),
        ({"key": 3, "class": "server"}, "key is no text"),
        ({"key": "a", "class": "server", "attributes": []}, "attributes is no mapping"),
        ({"key": "a", "class": "server", "attributes": {"os": "a\x00b"}}, "attribute os holds NUL"),
        ({"key": "a", "class": "server", "attributes": {"os": "x" * 200_000}}, "attribute os is too long"),
        ({"key": "a", "class": "server", "groups": {"db": 3}}, "the rule of group db is no mapping"),
        ({"key": "a\x00", "class": "server"}, "key holds NUL"),
        ({"key": "a", "class": "server", "name": "\u202egpj"}, "name holds characters that change the direction"),
        ({"key": "a", "class": "server", "name": "x" * 600}, "name is too long"),
        ({"key": "a", "class": "server", "name": "\ud800"}, "name holds half a character"),
    ],
)
def test_a_bad_ci_is_rejected_and_the_rest_taken(entry: object, reason: str) -> None:
    found = document(cis=[entry, {"key": "good", "class": "server"}])
    assert [each.native_id for each in found.cis] == ["good"]
    assert found.rejected[0].where == "estate.json cis[1]"
    assert reason in found.rejected[0].reason
    assert len(str(found.rejected[0].value)) < 300


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"need": "maybe"}, "need has no such value"),
        ({"weight": -1}, "weight is no share"),
        ({"weight": True}, "weight is no share"),
        ({"confidence": 2}, "confidence is no probability"),
        ({"ride_through_s": "5"}, "ride_through_s is no length of time"),
        ({"last_verified": 5}, "last_verified is no instant"),
        ({"group": 5}, "group is no text"),
        ({"to": ""}, "has no to"),
        ({"type": None}, "has no type"),
    ],
)
def test_a_bad_relation_is_rejected_and_its_ci_taken(fields: dict[str, object], reason: str) -> None:
    relation = {"from": "a", "type": "depends_on", "to": "b", **fields}
    found = document(cis=[{"key": "a", "class": "server"}, {"key": "b", "class": "server"}], relations=[relation])
    assert [reason in each for each in found.reasons] == [True]
    assert len(found.cis) == 2
    assert not found.edges()


def test_the_same_relation_twice_is_rejected_once() -> None:
    relation = {"from": "a", "type": "depends_on", "to": "b"}
    found = document(cis=[{"key": k, "class": "server"} for k in "ab"], relations=[relation, relation])
    assert found.reasons == ["this relation stands twice"]
    assert len(found.ci("a").relations) == 1


def test_unknown_fields_are_noted() -> None:
    found = document(
        cis=[{"key": "a", "class": "server", "colour": "red"}],
        relations=[{"from": "a", "type": "depends_on", "to": "b", "since": 3}],
        records=[{}],
        zoo=1,
    )
    assert "unknown section 'zoo'" in found.texts
    assert "unknown field 'colour' in 1 CIs" in found.texts
    assert "unknown field 'since' in 1 relations" in found.texts
    assert "1 records are left out" in found.texts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"faultline": 2}', "unknown version.*got 2; allowed: 1"),
        ('{"faultline": true}', "unknown version"),
        ('{"faultline": "1"}', "unknown version"),
        ('{"cis": []}', "unknown version"),
        ("[1]", "is no graph document"),
        ('{"faultline": 1, "cis": {}}', "estate.json cis: this section is no list"),
        ('{"faultline": 1, "cis": [', "cut off"),
        ('{"faultline": 1, "classes": 3}', "estate.json classes: this section is no list"),
    ],
)
def test_what_is_no_graph_document_is_refused(text: str, reason: str) -> None:
    source = file("estate.json", text)
    with pytest.raises(Invalid, match=reason):
        declared([source]) and read(GRAPH_DOCUMENT, source)


def test_declarations_are_handed_on() -> None:
    one = file("one.json", '{"faultline": 1, "classes": [{"name": "robot"}], "lifecycles": [{"name": "x"}]}')
    two = file("two.json", '{"faultline": 1, "classes": [{"name": "arm"}]}')
    assert declared([one, two]) == {
        "classes": [{"name": "robot"}, {"name": "arm"}],
        "relation_types": [],
        "lifecycles": [{"name": "x"}],
    }


def test_recognised_by_its_version_key_wherever_it_stands() -> None:
    assert GRAPH_DOCUMENT.recognise(file("a.json", '{"cis": [], "faultline": 1}'))
    assert GRAPH_DOCUMENT.recognise(file("a.json", '{"cis": [' + " " * 300_000 + '], "faultline": 1}'))
    assert GRAPH_DOCUMENT.recognise(file("a.yaml", "# estate\nfaultline: 1\n"))
    assert GRAPH_DOCUMENT.recognise(file("a.json", '{"cis": []}'.encode("utf-16"))) is None
    assert GRAPH_DOCUMENT.recognise(file("a.json", '{"faultline": 1}'.encode("utf-16")))
    assert not GRAPH_DOCUMENT.recognise(file("a.json", '{"faultline_change": 1}'))
