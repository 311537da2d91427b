"""The users' layer over the shipped schema: declared, changed, hidden; what would break stored values is refused."""

from __future__ import annotations

from typing import cast

import pytest

from cmdb.errors import Invalid, NotFound, PreconditionFailed
from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.overlay import apply_schema, hide, load_overlay, load_rules, overlay_with, schema_document
from cmdb.schema import shipped_schema
from cmdb.store.port import Batch, Stamp
from cmdb.values import Json, Value


def declare(estate: Estate, me: Stamp, **sections: Json) -> list[str]:
    _, names = apply_schema(estate.graph, cast("Json", sections), me)
    return list(names)


def ci(estate: Estate, me: Stamp, cls: str, **attributes: Value) -> None:
    estate.graph.apply(Batch(nodes=[Node(Key("it-1"), "ci", cls, "it", attributes=attributes)]), me)


def head(estate: Estate) -> int:
    revision = estate.graph.head()
    return revision.number if revision else 0


def test_a_store_without_declarations_has_the_shipped_schema(estate: Estate) -> None:
    rules = load_rules(estate.graph)
    assert rules.schema.fingerprint == shipped_schema().fingerprint
    assert rules.precedence.order == {}


def test_declarations_are_one_revision_and_hold_at_once(estate: Estate, me: Stamp) -> None:
    names = declare(
        estate,
        me,
        classes=[{"name": "robot", "attributes": [{"name": "arms", "type": "integer", "indexed": True}]}],
        relation_types=[{"name": "welds", "consumer": "from"}],
        lifecycles=[{"name": "short", "states": [{"name": "new"}, {"name": "gone"}]}],
        precedence=[{"class": "robot", "sources": ["plant"]}],
    )
    assert names == ["class:robot", "relation_type:welds", "lifecycle:short", "precedence:all"]
    assert head(estate) == 1
    rules = load_rules(estate.graph)
    assert rules.schema.attributes("robot")["arms"].type == "integer"
    assert "arms" in rules.schema.indexed
    assert rules.schema.relation_type("welds").reverse == "welds (reverse)"
    assert rules.schema.lifecycles["short"].retired == "gone"
    assert rules.precedence.order == {("robot", ""): ("plant",)}


def test_the_same_declaration_again_is_no_revision(estate: Estate, me: Stamp) -> None:
    declare(estate, me, classes=[{"name": "robot"}])
    revision, names = apply_schema(estate.graph, {"classes": [{"name": "robot"}]}, me)
    assert (revision, list(names), head(estate)) == (None, ["class:robot"], 1)


def test_a_shipped_class_keeps_what_the_declaration_does_not_say(estate: Estate, me: Stamp) -> None:
    declare(estate, me, classes=[{"name": "rack", "label": "Cabinet", "attributes": [{"name": "row"}]}])
    declare(estate, me, classes=[{"name": "rack", "attributes": [{"name": "aisle"}]}])
    rack = load_rules(estate.graph).schema.cls("rack")
    assert (rack.label, [each.name for each in rack.attributes]) == ("Cabinet", ["height_units", "row", "aisle"])
    assert rack.identify == shipped_schema().cls("rack").identify


def test_a_declaration_is_written_over_the_revision_that_was_read(estate: Estate, me: Stamp) -> None:
    robot, key = {"classes": [{"name": "robot"}]}, Key("class:robot")
    apply_schema(estate.graph, cast("Json", robot), me, expect={key: 0})
    with pytest.raises(PreconditionFailed):
        apply_schema(estate.graph, {"classes": [{"name": "robot", "label": "R"}]}, me, expect={key: 0})
    apply_schema(estate.graph, {"classes": [{"name": "robot", "label": "R"}]}, me, expect={key: 1})
    assert load_rules(estate.graph).schema.cls("robot").label == "R"


def test_the_past_keeps_its_declarations(estate: Estate, me: Stamp) -> None:
    declare(estate, me, classes=[{"name": "robot"}])
    declare(estate, me, classes=[{"name": "robot", "label": "Robot arm"}])
    assert load_overlay(estate.graph, as_of=1).classes["robot"].label == "robot"
    assert load_overlay(estate.graph).classes["robot"].label == "Robot arm"


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "schema"),
        ({"klasses": []}, "schema.klasses"),
        ({"classes": {}}, "schema.classes"),
        ({"classes": [3]}, "schema.classes[0]"),
        ({"classes": [{"name": "a", "parent": "toaster"}]}, "class a.parent"),
        ({"classes": [{"name": "a", "parent": "b"}, {"name": "b", "parent": "a"}]}, "class a"),
        ({"classes": [{"name": "a", "parent": None}]}, "class a.parent"),
        ({"classes": [{"name": "a", "identify": [{"attributes": ["slot"]}]}]}, "class a.identify"),
        ({"classes": [{"name": "a", "expects": ["runs_on|leans_on"]}]}, "class a.expects"),
        ({"classes": [{"name": "a", "lifecycle": "short"}]}, "class a.lifecycle"),
        ({"relation_types": [{"name": "a"}]}, "schema.relation_types[0].consumer"),
        ({"lifecycles": [{"name": "a"}]}, "schema.lifecycles[0].states"),
        ({"precedence": {}}, "schema.precedence"),
        ({"precedence": [{"class": "server", "source": "x"}]}, "schema.precedence[0]"),
        ({"precedence": [{"class": "server", "sources": "x"}]}, "schema.precedence[0].sources"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    estate: Estate, me: Stamp, document: Json, where: str
) -> None:
    with pytest.raises(Invalid) as caught:
        apply_schema(estate.graph, document, me)
    assert caught.value.where == where
    assert head(estate) == 0


@pytest.mark.parametrize(
    "narrower",
    [
        {"name": "size", "type": "integer"},
        {"name": "size", "values": ["small"]},
        {"name": "size", "pattern": "[a-z]+"},
    ],
)
def test_a_value_that_would_no_longer_fit_stops_a_declaration(estate: Estate, me: Stamp, narrower: Json) -> None:
    declare(estate, me, classes=[{"name": "robot", "attributes": [{"name": "size"}]}])
    ci(estate, me, "robot", size="X1")
    with pytest.raises(Invalid) as caught:
        declare(estate, me, classes=[{"name": "robot", "attributes": [narrower]}])
    assert caught.value.where == "it-1.size"
    assert head(estate) == 2


def test_a_type_may_change_where_every_value_converts(estate: Estate, me: Stamp) -> None:
    declare(estate, me, classes=[{"name": "robot", "attributes": [{"name": "size"}]}])
    ci(estate, me, "robot", size="42")
    declare(estate, me, classes=[{"name": "robot", "attributes": [{"name": "size", "type": "integer"}]}])
    assert load_rules(estate.graph).schema.attributes("robot")["size"].type == "integer"


def test_values_of_classes_below_are_looked_at_as_well(estate: Estate, me: Stamp) -> None:
    declare(estate, me, classes=[{"name": "robot", "attributes": [{"name": "size"}]}])
    declare(estate, me, classes=[{"name": "welder", "parent": "robot"}])
    ci(estate, me, "welder", size="large")
    with pytest.raises(Invalid, match="whole number"):
        declare(estate, me, classes=[{"name": "robot", "attributes": [{"name": "size", "type": "integer"}]}])


def test_what_is_hidden_is_still_known(estate: Estate, me: Stamp) -> None:
    hide(estate.graph, "class", "cache", me)
    hide(estate.graph, "relation_type", "uses", me)
    schema = load_rules(estate.graph).schema
    assert schema.cls("cache").hidden
    assert schema.relation_type("uses").hidden
    assert schema.cls("cache").prefix == "cch"
    with pytest.raises(NotFound, match="no relation type 'use'"):
        hide(estate.graph, "relation_type", "use", me)


def test_a_whole_schema_read_elsewhere_is_the_same_schema(estate: Estate, me: Stamp) -> None:
    declare(
        estate,
        me,
        classes=[{"name": "robot", "groups": {"arms": {"min_up": 1}}}, {"name": "cache", "hidden": True}],
        precedence=[{"attribute": "os", "sources": ["a", "b"]}, {"class": "server", "sources": ["c"]}],
    )
    rules = load_rules(estate.graph)
    document = schema_document(rules.schema, rules.precedence)
    apply_schema(estate.graph, document, me)
    again = load_rules(estate.graph)
    assert schema_document(again.schema, again.precedence) == document
    assert again.schema.classes == rules.schema.classes
    assert again.schema.lifecycles == rules.schema.lifecycles


def test_a_precedence_that_is_tried_out_counts(estate: Estate) -> None:
    """A dry run must decide as the run would."""
    node = Node(
        Key("precedence:all"), "precedence", "precedence", "all", body={"order": [{"sources": ["scanner", "cmdb"]}]}
    )
    tried = overlay_with(estate.graph, [node]).rules()
    assert tried.precedence.order == {("", ""): ("scanner", "cmdb")}
    assert not estate.rules.precedence.order
