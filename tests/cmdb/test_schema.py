"""One schema asked by name: inheritance, words, rules; the shipped one hangs together; declarations read back."""

from __future__ import annotations

from collections import Counter

import pytest

from cmdb.errors import Invalid, NotFound
from cmdb.overlay import check_schema
from cmdb.schema import Attribute, CiClass, IdentificationRule, Schema, shipped_schema
from cmdb.schema.document import declaration, read_class, read_lifecycle, read_relation_type
from cmdb.schema.shipped import CLASSES, LIFECYCLES, RELATION_TYPES
from cmdb.values import Json

SCHEMA = shipped_schema()


def with_classes(*classes: CiClass) -> Schema:
    return Schema((*CLASSES, *classes), RELATION_TYPES, LIFECYCLES)


# ------------------------------------------------------------------ inheritance


def test_a_class_stands_below_its_ancestors_and_an_unknown_one_below_nothing() -> None:
    assert [each.name for each in SCHEMA.lineage("hypervisor")] == ["hypervisor", "server", "computer", "device", "ci"]
    assert SCHEMA.is_a("hypervisor", "device")
    assert SCHEMA.is_a("server", "server")
    assert not SCHEMA.is_a("device", "hypervisor")
    assert not SCHEMA.is_a("toaster", "ci")
    assert not SCHEMA.is_a("server", "toaster")
    assert SCHEMA.family("server") == ("hypervisor", "server")


def test_what_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        SCHEMA.cls("sever")
    assert "server" in caught.value.nearest
    with pytest.raises(NotFound, match="no relation type 'depend_on'; nearest: depends_on"):
        SCHEMA.relation_type("depend_on")
    assert SCHEMA.cls("server").name == "server"
    assert SCHEMA.relation_type("uses").consumer == "from"


def test_ancestors_that_form_a_circle_are_refused() -> None:
    schema = with_classes(CiClass("a", "A", parent="b"), CiClass("b", "B", parent="a"))
    with pytest.raises(Invalid, match="form a circle"):
        schema.lineage("a")


def test_attributes_are_inherited_and_may_be_declared_anew() -> None:
    own = CiClass("blade", "Blade", parent="server", attributes=(Attribute("os", values=("A", "B")), Attribute("slot")))
    schema = with_classes(own)
    found = schema.attributes("blade")
    assert found["os"].values == ("A", "B")
    assert schema.attributes("server")["os"].values == ()
    assert {"slot", "serial", "owner"} <= set(found)
    assert list(found)[-1] == "slot"
    assert "slot" not in schema.attributes("server")


def test_rules_are_those_of_the_nearest_class_that_declares_any() -> None:
    assert {declared_by for declared_by, _ in SCHEMA.rules("hypervisor")} == {"computer"}
    assert [rule.name for _, rule in SCHEMA.rules("rack")] == ["name in its parent", "name"]
    assert [rule.name for _, rule in SCHEMA.rules("workload")] == [
        "name + workload_kind in its parent",
        "name in its parent",
    ]
    assert SCHEMA.rules("site") == SCHEMA.rules("ci")
    bare = Schema([CiClass("ci", "CI", parent=None)], RELATION_TYPES, LIFECYCLES)
    assert bare.rules("ci") == ()


def test_other_parts_are_inherited_until_a_class_says_otherwise() -> None:
    assert SCHEMA.expects("hypervisor") == ("powered_by",)
    assert SCHEMA.expects("site") == ()
    assert (SCHEMA.unavailability("hypervisor"), SCHEMA.unavailability("ups"), SCHEMA.unavailability("site")) == (
        1e-3,
        5e-5,
        0.0,
    )
    assert SCHEMA.declared_unavailability("cluster") == 0.0
    assert SCHEMA.declared_unavailability("site") is None
    assert (SCHEMA.is_service("business_service"), SCHEMA.is_service("technical_service")) == (True, False)
    assert not SCHEMA.is_service("server")
    assert not SCHEMA.is_service("toaster")
    schema = with_classes(CiClass("farm", "Farm", parent="cluster", groups={"members": {"min_up": 2}}))
    assert schema.group_rule("farm", "members") == {"min_up": 2}
    assert schema.group_rule("farm", "power") is None


def test_a_state_that_a_lifecycle_has_not_is_answered_with_those_it_has() -> None:
    assert SCHEMA.state("server", "maintenance").presence == "maintenance"
    with pytest.raises(Invalid, match="planned, operational, maintenance, retired"):
        SCHEMA.state("server", "asleep")
    # The past may hold classes that are gone: they live like any other.
    assert SCHEMA.lifecycle("toaster") == SCHEMA.lifecycle("server")


def test_unique_and_indexed_attributes_are_found() -> None:
    schema = with_classes(CiClass("licence", "Licence", attributes=(Attribute("number", unique=True, indexed=True),)))
    assert schema.unique_attributes("licence") == ("number",)
    assert schema.unique_attributes("server") == ()
    assert {"number", "serial", "os", "owner"} <= set(schema.indexed)
    assert "description" not in schema.indexed


def test_another_schema_has_another_fingerprint() -> None:
    assert shipped_schema().fingerprint == SCHEMA.fingerprint
    assert with_classes(CiClass("a", "A")).fingerprint != SCHEMA.fingerprint
    assert Schema(CLASSES[::-1], RELATION_TYPES[::-1], LIFECYCLES).fingerprint == SCHEMA.fingerprint


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("word", "cls"),
    [
        ("Server", "server"),
        ("virtual machines", "virtual_machine"),
        ("VIRTUAL-MACHINE", "virtual_machine"),
        ("  vm ", "virtual_machine"),
        ("UPSs", "ups"),
        ("Data  center", "site"),
        ("toaster", None),
        ("", None),
    ],
)
def test_a_class_is_known_by_its_words(word: str, cls: str | None) -> None:
    assert SCHEMA.find_class(word) == cls


def test_a_relation_is_known_by_its_words_and_the_way_it_is_seen() -> None:
    assert SCHEMA.relation_words["is needed by"] == ("depends_on", "in")
    assert SCHEMA.relation_words["pdu"] == ("powered_by", "out")
    assert SCHEMA.relation_words["runs on"] == ("runs_on", "out")
    assert SCHEMA.relation_words["runs"] == ("runs_on", "in")


def test_a_name_goes_before_the_synonym_of_another() -> None:
    schema = with_classes(CiClass("box", "Box", synonyms=("server",)), CiClass("node", "Node"))
    assert schema.find_class("server") == "server"
    assert schema.find_class("node") == "node"
    assert SCHEMA.find_class("node") == "computer"


# ------------------------------------------------------------------ what is shipped


def test_what_is_shipped_hangs_together() -> None:
    check_schema(SCHEMA)
    prefixes = Counter(each.prefix for each in CLASSES)
    assert max(prefixes.values()) == 1
    assert "" not in prefixes
    for cls in SCHEMA.classes:
        assert SCHEMA.rules(cls), cls
        assert any(not rule.strong for _, rule in SCHEMA.rules(cls)), cls
    for lifecycle in LIFECYCLES:
        names = {state.name for state in lifecycle.states}
        assert {lifecycle.initial, lifecycle.retired, *lifecycle.synonyms.values()} <= names


def test_no_synonym_means_two_attributes_of_one_class() -> None:
    for cls in SCHEMA.classes:
        words = Counter(word for each in SCHEMA.attributes(cls).values() for word in set(each.synonyms))
        assert not [word for word, times in words.items() if times > 1], cls


def test_no_word_means_two_relation_types() -> None:
    words = Counter(
        word
        for each in RELATION_TYPES
        for word in {each.name.replace("_", " "), each.label, each.reverse, *each.synonyms}
    )
    assert not [word for word, times in words.items() if times > 1]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda each: each.name)
def test_classes_read_back(cls: CiClass) -> None:
    assert read_class("here", declaration(cls)) == cls


def test_relation_types_and_lifecycles_read_back() -> None:
    assert [read_relation_type("here", declaration(each)) for each in RELATION_TYPES] == list(RELATION_TYPES)
    assert [read_lifecycle("here", declaration(each)) for each in LIFECYCLES] == list(LIFECYCLES)


# ------------------------------------------------------------------ declarations


def test_what_a_declaration_leaves_out_stays_as_before() -> None:
    before = SCHEMA.cls("rack")
    found = read_class("here", {"name": "rack", "attributes": [{"name": "row"}], "description": "With doors."}, before)
    assert (found.label, found.prefix, found.identify) == (before.label, before.prefix, before.identify)
    assert [each.name for each in found.attributes] == ["height_units", "row"]
    assert found.description == "With doors."
    replaced = read_class("here", {"name": "rack", "attributes": [{"name": "height_units", "type": "number"}]}, before)
    assert [(each.name, each.type) for each in replaced.attributes] == [("height_units", "number")]


def test_a_new_class_stands_below_ci_and_is_called_by_its_name() -> None:
    found = read_class("here", {"name": "robot"})
    assert (found.parent, found.label, found.identify, found.abstract) == ("ci", "robot", (), False)
    assert read_class("here", {"name": "root", "parent": None}).parent is None


def test_rules_of_identification_are_read() -> None:
    rules: Json = [{"attributes": ["name", "slot"], "strong": True, "in_parent": True}, {"attributes": ["name"]}]
    assert read_class("here", {"name": "blade", "identify": rules}).identify == (
        IdentificationRule(("name", "slot"), strong=True, in_parent=True),
        IdentificationRule(("name",)),
    )


def test_a_lifecycle_begins_with_its_first_state_and_ends_with_its_last() -> None:
    said: Json = {"name": "short", "states": [{"name": "new"}, {"name": "gone", "presence": "absent"}]}
    found = read_lifecycle("here", said)
    assert (found.initial, found.retired) == ("new", "gone")
    assert [(each.label, each.presence) for each in found.states] == [("New", "operational"), ("Gone", "absent")]


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "here"),
        ({"name": "Two Words"}, "here.name"),
        ({"name": "a", "colour": "red"}, "here.colour"),
        ({"name": "a", "prefix": "1a"}, "here.prefix"),
        ({"name": "a", "abstract": "yes"}, "here.abstract"),
        ({"name": "a", "parent": 3}, "here.parent"),
        ({"name": "a", "synonyms": "b"}, "here.synonyms"),
        ({"name": "a", "unavailability": 1.5}, "here.unavailability"),
        ({"name": "a", "unavailability": True}, "here.unavailability"),
        ({"name": "a", "groups": {"g": 1}}, "here.groups.g"),
        ({"name": "a", "attributes": {}}, "here.attributes"),
        ({"name": "a", "attributes": [{"name": "x", "type": "colour"}]}, "here.attributes[0].type"),
        ({"name": "a", "attributes": [{"name": "x", "items": "list"}]}, "here.attributes[0].items"),
        ({"name": "a", "attributes": [{"name": "x", "minimum": "1"}]}, "here.attributes[0].minimum"),
        ({"name": "a", "attributes": [{"name": "x", "pattern": "("}]}, "here.attributes[0].pattern"),
        ({"name": "a", "attributes": [{"name": "x", "pattern": "(a+)+"}]}, "here.attributes[0].pattern"),
        ({"name": "a", "attributes": [{"name": "x", "pattern": "a" * 201}]}, "here.attributes[0].pattern"),
        ({"name": "a", "identify": [{"strong": True}]}, "here.identify[0].attributes"),
        ({"name": "a", "label": "x\x00"}, "here.label"),
        ({"name": "a", "description": "x" * 4_001}, "here.description"),
    ],
)
def test_a_class_that_cannot_be_names_the_place(document: Json, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_class("here", document)
    assert caught.value.where == where
    assert caught.value.allowed


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"name": "a"}, "here.consumer"),
        ({"name": "a", "consumer": "both"}, "here.consumer"),
        ({"name": "a", "consumer": "to", "need": "soon"}, "here.need"),
        ({"name": "a", "consumer": "to", "rule": 3}, "here.rule"),
    ],
)
def test_a_relation_type_that_cannot_be_names_the_place(document: Json, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_relation_type("here", document)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"name": "a", "states": []}, "here.states"),
        ({"name": "a", "states": [{"name": "x", "presence": "asleep"}]}, "here.states[0].presence"),
        ({"name": "a", "states": [{"name": "x"}], "initial": "y"}, "here.initial"),
        ({"name": "a", "states": [{"name": "x"}], "transitions": {"x": ["y"]}}, "here.transitions"),
        ({"name": "a", "states": [{"name": "x"}], "transitions": {"y": ["x"]}}, "here.transitions"),
    ],
)
def test_a_lifecycle_that_cannot_be_names_the_place(document: Json, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_lifecycle("here", document)
    assert caught.value.where == where
