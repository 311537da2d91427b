"""What is true of a CI when several sources speak: who is believed, what stays visible, what nobody said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.model import EMPTY, Key, Node
from cmdb.observed import MANUAL, UNSAID, observation_node
from cmdb.reconcile import Precedence, Said, believed, reconcile
from cmdb.schema import shipped_schema
from cmdb.values import Json, Value

SCHEMA = shipped_schema()
ANY = Precedence()


def said(
    source: str,
    since: int = 1,
    *,
    cls: str = "server",
    name: str = "web",
    lifecycle: str = "",
    groups: Mapping[str, Json] | None = None,
    cleared: tuple[str, ...] = (),
    **attributes: Value,
) -> tuple[Node, int]:
    node = observation_node(
        source=source,
        native_id="1",
        owner=Key("srv-1"),
        cls=cls,
        name=name,
        lifecycle=lifecycle,
        groups=groups,
        cleared=cleared,
        attributes=attributes or EMPTY,
    )
    return node, since


@pytest.mark.parametrize(
    ("order", "cls", "attribute", "source", "rank"),
    [
        ({}, "server", "os", "any", 0),
        ({}, "server", "os", MANUAL, -1),
        ({("server", "os"): ("a", "b")}, "server", "os", "b", 1),
        ({("server", "os"): ("a", "b")}, "server", "os", "c", 2),
        ({("server", "os"): ("a", "b")}, "server", "owner", "c", 0),
        ({("server", ""): ("a", "b")}, "server", "owner", "b", 1),
        ({("", "os"): ("a", "b")}, "server", "os", "b", 1),
        ({("", ""): ("a", "b")}, "server", "os", "b", 1),
        ({("server", "os"): ("b",), ("server", ""): ("a", "b")}, "server", "os", "b", 0),
        ({("server", ""): ("b",), ("", "os"): ("a", "b")}, "server", "os", "b", 0),
        ({("computer", "os"): ("a", "b")}, "server", "os", "b", 1),
        ({("server", "os"): (MANUAL, "a")}, "server", "os", MANUAL, -1),
    ],
)
def test_the_nearest_declaration_ranks_a_source(
    order: Mapping[tuple[str, str], tuple[str, ...]], cls: str, attribute: str, source: str, rank: int
) -> None:
    lineage = [each.name for each in SCHEMA.lineage(cls)]
    assert Precedence(order).rank(lineage, attribute, source) == rank


def test_the_listed_source_is_believed_and_the_other_value_stays_visible() -> None:
    precedence = Precedence({("server", "os"): ("cmdb", "scanner")})
    found = reconcile(SCHEMA, precedence, [said("cmdb", 1, os="Debian 12"), said("scanner", 9, os="Debian 13")])
    assert found.attributes == {"os": "Debian 12"}
    assert found.said["attributes.os"] == (Said("Debian 12", "cmdb", 1), Said("Debian 13", "scanner", 9))


def test_of_equals_the_last_word_counts_then_the_source_name() -> None:
    assert reconcile(SCHEMA, ANY, [said("a", 2, os="x"), said("b", 3, os="y")]).attributes == {"os": "y"}
    assert reconcile(SCHEMA, ANY, [said("b", 2, os="y"), said("a", 2, os="x")]).attributes == {"os": "x"}


def test_each_attribute_is_judged_by_itself() -> None:
    precedence = Precedence({("", "os"): ("scanner",), ("", "owner"): ("cmdb",)})
    observations = [said("cmdb", 1, os="old", owner="Ann"), said("scanner", 1, os="new", owner="root", uuid="u")]
    found = reconcile(SCHEMA, precedence, observations)
    assert found.attributes == {"os": "new", "owner": "Ann", "uuid": "u"}


def test_what_people_say_stands_above_all_and_what_they_clear_is_empty() -> None:
    precedence = Precedence({("", ""): ("cmdb",)})
    by_hand = said(MANUAL, 1, cls=UNSAID, name="", cleared=("owner",), os="NetBSD")
    found = reconcile(SCHEMA, precedence, [said("cmdb", 9, os="Debian", owner="Ann"), by_hand])
    assert found.attributes == {"os": "NetBSD"}
    assert found.said["attributes.owner"] == (Said(None, MANUAL, 1), Said("Ann", "cmdb", 9))
    assert (found.cls, found.name) == ("server", "web")


@pytest.mark.parametrize(
    ("classes", "chosen"),
    [
        (("computer", "server"), "server"),
        (("server", "computer"), "server"),
        (("computer", "server", "hypervisor"), "hypervisor"),
        # They contradict each other: the one that spoke first stays.
        (("server", "virtual_machine"), "server"),
        (("virtual_machine", "server"), "virtual_machine"),
        (("server", "virtual_machine", "hypervisor"), "hypervisor"),
        ((UNSAID, "server"), "server"),
    ],
)
def test_the_class_is_the_deepest_compatible_one(classes: tuple[str, ...], chosen: str) -> None:
    observations = [said(f"s{number}", number, cls=cls) for number, cls in enumerate(classes)]
    assert reconcile(SCHEMA, ANY, observations).cls == chosen
    assert {reconcile(SCHEMA, ANY, each).cls for each in permutations(observations)} == {chosen}


def test_precedence_for_the_class_decides_between_kinds() -> None:
    precedence = Precedence({("", "class"): ("vmware",)})
    observations = [said("cmdb", 1, cls="server"), said("vmware", 9, cls="virtual_machine")]
    assert reconcile(SCHEMA, precedence, observations).cls == "virtual_machine"


def test_class_and_name_that_nobody_says_any_more_stay() -> None:
    present = Node(Key("srv-1"), "ci", "server", "web", "operational")
    found = reconcile(SCHEMA, ANY, [said(MANUAL, cls=UNSAID, name="", os="NetBSD")], present)
    assert (found.cls, found.name, found.attributes) == ("server", "web", {"os": "NetBSD"})


def test_the_lifecycle_is_said_or_the_first_of_its_class() -> None:
    assert reconcile(SCHEMA, ANY, [said("a"), said("b")]).lifecycle == "operational"
    assert reconcile(SCHEMA, ANY, [said("a", lifecycle="retired"), said("b", 2)]).lifecycle == "retired"
    assert believed(SCHEMA, ANY, [said("a")]).lifecycle == "operational"


def test_groups_are_merged_by_name_and_a_denial_above_takes_one_away() -> None:
    one = said("a", 1, groups={"db": {"min_up": 1}, "net": {"min_up": 2}})
    other = said("b", 2, groups={"db": {"min_up": 3}, "power": {"min_up": 1}})
    assert reconcile(SCHEMA, ANY, [one, other]).groups == {
        "db": {"min_up": 3},
        "net": {"min_up": 2},
        "power": {"min_up": 1},
    }
    denial = said(MANUAL, 3, cls=UNSAID, name="", groups={"db": None})
    assert set(reconcile(SCHEMA, ANY, [one, other, denial]).groups) == {"net", "power"}
    # One alone that denies is not taken as it stands.
    assert believed(SCHEMA, ANY, [said("a", groups={"db": None, "net": {"min_up": 1}})]).groups == {
        "net": {"min_up": 1}
    }


def test_one_alone_that_clears_an_attribute_has_none() -> None:
    assert believed(SCHEMA, ANY, [said("a", cleared=("os",), owner="Ann")]).attributes == {"owner": "Ann"}


SOURCES = st.sampled_from(["a", "b", "c", MANUAL])
VALUES = st.dictionaries(st.sampled_from(["os", "owner"]), st.sampled_from(["x", "y"]))
OBSERVATIONS = st.lists(
    st.builds(
        lambda source, since, cls, values, groups, cleared: said(
            source, since, cls=cls, groups=groups, cleared=tuple(set(cleared) - set(values)), **values
        ),
        SOURCES,
        st.integers(1, 3),
        st.sampled_from(["computer", "server", "virtual_machine", UNSAID]),
        VALUES,
        st.dictionaries(st.sampled_from(["g", "h"]), st.sampled_from([None, {"min_up": 1}, {"min_up": 2}])),
        st.lists(st.sampled_from(["os", "owner"]), max_size=1),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each[0].body["source"],
)
PRESENT = Node(Key("srv-1"), "ci", "computer", "web", "operational")
LISTED = Precedence({("", "os"): ("c", "a"), ("server", ""): ("b",)})


@given(OBSERVATIONS, st.sampled_from([ANY, LISTED]))
def test_the_order_in_which_sources_are_read_does_not_matter(
    observations: list[tuple[Node, int]], precedence: Precedence
) -> None:
    found = reconcile(SCHEMA, precedence, observations, PRESENT)
    assert reconcile(SCHEMA, precedence, observations[::-1], PRESENT) == found


@given(OBSERVATIONS, st.sampled_from([ANY, LISTED]))
def test_what_is_believed_is_what_is_reconciled(observations: list[tuple[Node, int]], precedence: Precedence) -> None:
    whole = reconcile(SCHEMA, precedence, observations, PRESENT)
    short = believed(SCHEMA, precedence, observations, PRESENT)
    assert replace(short, said={}) == replace(whole, said={})


@given(OBSERVATIONS, st.sampled_from([ANY, LISTED]))
def test_no_value_is_lost_and_the_first_of_each_field_is_the_ci(
    observations: list[tuple[Node, int]], precedence: Precedence
) -> None:
    found = reconcile(SCHEMA, precedence, observations, PRESENT)
    spoken = {
        (f"attributes.{name}", value, node.body["source"])
        for node, _ in observations
        for name, value in node.attributes.items()
    }
    visible = {
        (name, each.value, each.source)
        for name, values in found.said.items()
        if name.startswith("attributes.")
        for each in values
        if each.value is not None
    }
    assert visible == spoken
    for name, values in found.said.items():
        if name.startswith("attributes."):
            assert found.attributes.get(name.removeprefix("attributes.")) == values[0].value
