"""Which CI is meant: each rule's outcome with its values and reason, and the claims that a CI takes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.identify import (
    Attempt,
    Identification,
    attempts_document,
    claims_wanted,
    identify,
    innermost,
    second,
    settle_claims,
)
from cmdb.model import EMPTY, Claim, Key, Node
from cmdb.schema import CiClass, IdentificationRule, Schema, shipped_schema
from cmdb.schema.shipped import CLASSES, LIFECYCLES, RELATION_TYPES
from cmdb.values import Value

SCHEMA = shipped_schema()


class World:
    """CIs with the claims that they have taken, in the order in which they came."""

    def __init__(self, schema: Schema = SCHEMA) -> None:
        self.schema = schema
        self.nodes: dict[Key, Node] = {}

    def holder(self, claim: Claim) -> Key | None:
        return next((key for key, node in self.nodes.items() if claim in node.claims), None)

    def node(self, key: Key) -> Node | None:
        return self.nodes.get(key)

    def add(
        self, key: str, cls: str, name: str, attributes: Mapping[str, Value] = EMPTY, parent: str | None = None
    ) -> tuple[tuple[Claim, Key], ...]:
        """Add a CI, or change it; return the strong claims that others hold."""
        wanted = claims_wanted(self.schema, cls, name, attributes, Key(parent) if parent else None)
        taken, refused = settle_claims(Key(key), list(wanted), self.holder)
        self.nodes[Key(key)] = Node(Key(key), "ci", cls, name, attributes=attributes, claims=taken)
        return refused

    def ask(
        self, cls: str, name: str, attributes: Mapping[str, Value] = EMPTY, parent: str | None = None
    ) -> Identification:
        wanted = list(claims_wanted(self.schema, cls, name, attributes, Key(parent) if parent else None))
        return identify(wanted, self.holder, self.node, self.schema, cls)


def outcomes(found: Identification) -> list[tuple[str, str]]:
    return [(each.rule, each.outcome) for each in found.attempts]


@pytest.fixture
def servers() -> World:
    world = World()
    world.add("srv-1", "server", "web", {"serial": "S1", "fqdn": "web.example.com"})
    return world


# ------------------------------------------------------------------ rules in their order


def test_the_first_rule_that_finds_one_decides(servers: World) -> None:
    found = servers.ask("server", "other", {"serial": "s1"})
    assert (found.key, found.several) == ("srv-1", ())
    assert found.attempts == (Attempt("serial", ("s1",), "matched", (Key("srv-1"),)),)


def test_rules_without_values_are_skipped_with_the_reason(servers: World) -> None:
    found = servers.ask("server", "WEB ")
    assert found.key == "srv-1"
    assert [(each.rule, each.outcome, each.reason) for each in found.attempts] == [
        ("serial", "skipped", "no serial"),
        ("uuid", "skipped", "no uuid"),
        ("asset_tag", "skipped", "no asset_tag"),
        ("fqdn", "skipped", "no fqdn"),
        ("name", "matched", ""),
    ]


def test_nothing_found_is_a_new_ci(servers: World) -> None:
    found = servers.ask("server", "db", {"serial": "S2"})
    assert (found.key, found.several, found.usable) == (None, (), True)
    assert outcomes(found)[0] == ("serial", "none")
    assert outcomes(found)[-1] == ("name", "none")


@pytest.mark.parametrize("value", ["Default string", "N/A", "0000000", "00:00:00:00:00:00", "unknown", "-"])
def test_placeholders_are_skipped(value: str) -> None:
    world = World()
    world.add("srv-1", "server", "web", {"serial": value})
    found = world.ask("server", "db", {"serial": value})
    assert found.key is None
    assert (found.attempts[0].outcome, found.attempts[0].reason) == ("skipped", f"{value!r} is a placeholder")


def test_a_row_with_placeholders_only_cannot_be_used() -> None:
    found = World().ask("server", "n/a", {"serial": "0"})
    assert not found.usable
    assert {each.outcome for each in found.attempts} == {"skipped"}


# ------------------------------------------------------------------ what contradicts


def test_another_serial_number_is_another_ci_whatever_its_name(servers: World) -> None:
    found = servers.ask("server", "web", {"serial": "S2"})
    assert found.key is None
    assert found.attempts[-1] == Attempt(
        "name", ("web",), "contradicted", (Key("srv-1"),), "a stronger rule or the class says that it is another CI"
    )


def test_a_serial_number_on_one_side_only_contradicts_nothing(servers: World) -> None:
    servers.add("srv-2", "server", "db")
    assert servers.ask("server", "web", {"asset_tag": "A1"}).key == "srv-1"
    assert servers.ask("server", "db", {"serial": "S2"}).key == "srv-2"


def test_a_name_does_not_lead_to_another_kind_of_thing() -> None:
    world = World()
    world.add("app-1", "application", "shop")
    found = world.ask("database", "shop")
    assert (found.key, outcomes(found)) == (None, [("name", "contradicted")])


def test_a_more_general_word_for_it_means_the_same(servers: World) -> None:
    assert servers.ask("computer", "web").key == "srv-1"
    assert servers.ask("hypervisor", "web").key == "srv-1"
    # A machine that was taken for a server may turn out to be virtual: both are identified as computers.
    assert servers.ask("virtual_machine", "web").key == "srv-1"


def test_a_claim_of_nobody_that_is_there_finds_nothing(servers: World) -> None:
    wanted = list(claims_wanted(SCHEMA, "server", "web", EMPTY, None))
    found = identify(wanted, servers.holder, lambda _: None, SCHEMA, "server")
    assert (found.key, outcomes(found)[-1]) == (None, ("name", "contradicted"))


# ------------------------------------------------------------------ weak values held twice


def test_the_second_of_a_name_takes_the_second_claim_and_who_asks_finds_several(servers: World) -> None:
    servers.add("srv-2", "server", "web", {"serial": "S2"})
    found = servers.ask("server", "web")
    assert (found.key, found.several) == (None, ("srv-1", "srv-2"))
    assert found.attempts[-1] == Attempt(
        "name", ("web",), "several", (Key("srv-1"), Key("srv-2")), "several CIs have this value"
    )


def test_of_several_the_one_that_is_not_contradicted_is_meant(servers: World) -> None:
    servers.add("srv-2", "server", "web", {"asset_tag": "A2"})
    found = servers.ask("server", "web", {"serial": "S9"})
    assert found.key == "srv-2"
    assert found.attempts[-1].found == ("srv-2",)


def test_a_third_of_a_name_goes_without_its_claim() -> None:
    world = World()
    for number in range(3):
        world.add(f"srv-{number}", "server", "web", {"serial": f"S{number}"})
    name = Claim("computer.name", "web")
    held = [{name, second(name)} & world.nodes[Key(f"srv-{number}")].claims for number in range(3)]
    assert held == [{name}, {second(name)}, set()]
    assert world.ask("server", "x", {"serial": "S2"}).key == "srv-2"


def test_a_strong_value_of_another_is_refused(servers: World) -> None:
    refused = servers.add("srv-2", "server", "db", {"serial": "S1"})
    assert refused == ((Claim("computer.serial", "s1"), Key("srv-1")),)
    assert Claim("computer.serial", "s1") not in servers.nodes[Key("srv-2")].claims


def test_a_ci_keeps_its_own_claims(servers: World) -> None:
    before = servers.nodes[Key("srv-1")].claims
    assert servers.add("srv-1", "server", "web", {"serial": "S1", "fqdn": "web.example.com"}) == ()
    assert servers.nodes[Key("srv-1")].claims == before


# ------------------------------------------------------------------ inside a parent


@pytest.fixture
def racks() -> World:
    """Rooms 1 and 2 of one site, each with a rack A01; rack B01 of which nobody knows where it stands."""
    world = World()
    world.add("site-1", "site", "HAM")
    world.add("room-1", "room", "R1", parent="site-1")
    world.add("room-2", "room", "R2", parent="site-1")
    world.add("rack-1", "rack", "A01", parent="room-1")
    world.add("rack-2", "rack", "A01", parent="room-2")
    world.add("rack-3", "rack", "B01")
    return world


def test_a_name_is_one_ci_in_each_parent(racks: World) -> None:
    assert racks.ask("rack", "a01", parent="room-1").key == "rack-1"
    found = racks.ask("rack", "A01", parent="room-2")
    assert (found.key, outcomes(found)) == ("rack-2", [("name in its parent", "matched")])


def test_in_another_parent_it_is_another_ci(racks: World) -> None:
    found = racks.ask("rack", "A01", parent="room-9")
    assert (found.key, found.several) == (None, ())
    assert found.attempts == (
        Attempt("name in its parent", ("a01",), "none"),
        Attempt("name", ("a01",), "contradicted", (Key("rack-1"), Key("rack-2")), "it stands in another parent"),
    )


def test_without_a_parent_it_may_be_any_of_that_name(racks: World) -> None:
    found = racks.ask("rack", "A01")
    assert (found.key, found.several) == (None, ("rack-1", "rack-2"))
    assert outcomes(found) == [("name in its parent", "none"), ("name", "several")]


def test_what_was_seen_without_a_parent_gets_one(racks: World) -> None:
    assert racks.ask("rack", "B01", parent="room-1").key == "rack-3"
    racks.add("rack-3", "rack", "B01", parent="room-1")
    assert racks.ask("rack", "B01").key == "rack-3"
    assert racks.ask("rack", "B01", parent="room-2").key is None


def test_two_without_a_parent_are_several() -> None:
    world = World()
    world.add("rack-1", "rack", "A01")
    world.add("rack-2", "rack", "A01")
    assert world.ask("rack", "A01", parent="room-1").several == ("rack-1", "rack-2")


def test_one_without_a_parent_goes_before_one_in_another() -> None:
    world = World()
    world.add("rack-1", "rack", "A01", parent="room-1")
    world.add("rack-2", "rack", "A01")
    found = world.ask("rack", "A01", parent="room-2")
    assert (found.key, found.attempts[-1].found) == ("rack-2", ("rack-2",))


def test_the_site_of_its_room_is_no_other_parent(racks: World) -> None:
    racks.add("rack-4", "rack", "C01", parent="room-1")
    assert racks.ask("rack", "C01", parent="site-1").key == "rack-4"
    racks.add("rack-5", "rack", "D01", parent="site-1")
    assert racks.ask("rack", "D01", parent="room-2").key == "rack-5"
    assert racks.ask("rack", "A01", parent="site-1").several == ("rack-1", "rack-2")
    racks.add("site-2", "site", "BER")
    assert racks.ask("rack", "C01", parent="site-2").attempts[-1].outcome == "contradicted"


def test_twins_in_one_parent_are_several_there_and_another_ci_elsewhere() -> None:
    world = World()
    world.add("rack-1", "rack", "A01", parent="room-1")
    world.add("rack-2", "rack", "A01", parent="room-1")
    assert world.ask("rack", "A01", parent="room-1").several == ("rack-1", "rack-2")
    assert world.ask("rack", "A01", parent="room-2").key is None


def test_a_strong_rule_counts_wherever_it_stands() -> None:
    asset = IdentificationRule(("height_units",), strong=True)
    rack = CiClass(
        "rack",
        "Rack",
        prefix="rack",
        identify=(asset, IdentificationRule(("name",), in_parent=True), IdentificationRule(("name",))),
    )
    world = World(Schema([rack if each.name == "rack" else each for each in CLASSES], RELATION_TYPES, LIFECYCLES))
    world.add("rack-1", "rack", "A01", {"height_units": 42}, parent="room-1")
    assert world.ask("rack", "A01", {"height_units": 42}, parent="room-2").key == "rack-1"


def test_a_weak_rule_of_other_attributes_does_not_ask_for_the_parent() -> None:
    by_owner = IdentificationRule(("owner",))
    rack = CiClass("rack", "Rack", prefix="rack", identify=(IdentificationRule(("name",), in_parent=True), by_owner))
    world = World(Schema([rack if each.name == "rack" else each for each in CLASSES], RELATION_TYPES, LIFECYCLES))
    world.add("rack-1", "rack", "A01", {"owner": "Ann"}, parent="room-1")
    assert world.ask("rack", "A01", {"owner": "Ann"}, parent="room-2").key == "rack-1"


def test_names_of_another_kind_share_a_parent() -> None:
    world = World()
    world.add("wkl-1", "workload", "web", {"workload_kind": "Deployment"}, parent="kns-1")
    found = world.ask("workload", "web", {"workload_kind": "Job"}, parent="kns-1")
    assert (found.key, outcomes(found)) == (
        None,
        [("name + workload_kind in its parent", "none"), ("name in its parent", "contradicted")],
    )
    assert world.ask("workload", "web", parent="kns-1").key == "wkl-1"


def test_keys_with_words_of_ours_in_them_are_parents_as_well() -> None:
    world = World()
    world.add("a in b#2", "room", "R1")
    world.add("rack-1", "rack", "A01", parent="a in b#2")
    assert world.ask("rack", "A01", parent="a in b#2").key == "rack-1"
    assert world.ask("rack", "A01", parent="b").key is None


@pytest.mark.parametrize(
    ("known", "meant"),
    [
        ((), None),
        (("room-1",), "room-1"),
        (("site-1", "room-1"), "room-1"),
        (("room-1", "site-1"), "room-1"),
        (("room-1", "room-2"), "room-1"),
        (("site-1", "room-2", "room-1"), "room-2"),
        (("site-1", "site-1"), "site-1"),
    ],
)
def test_of_several_parents_the_innermost_counts(racks: World, known: tuple[str, ...], meant: str | None) -> None:
    assert innermost(map(Key, known), racks.node) == meant


def test_places_that_stand_in_each_other_end_the_search() -> None:
    world = World()
    world.add("room-1", "room", "R1", parent="room-2")
    world.add("room-2", "room", "R2", parent="room-1")
    world.add("rack-1", "rack", "A01", parent="room-1")
    assert world.ask("rack", "A01", parent="room-2").key == "rack-1"
    assert innermost([Key("room-1"), Key("room-2")], world.node) == "room-1"


# ------------------------------------------------------------------ for all


SERIALS = st.sampled_from([None, "S1", "S2", "N/A"])
MACHINES = st.lists(st.tuples(st.sampled_from(["web", "db"]), SERIALS), max_size=5)


@given(MACHINES, st.sampled_from(["web", "db"]), SERIALS)
def test_a_ci_that_is_found_never_differs_in_a_strong_value(
    machines: list[tuple[str, str | None]], name: str, serial: str | None
) -> None:
    world = World()
    for number, (each, one) in enumerate(machines):
        world.add(f"srv-{number}", "server", each, {"serial": one} if one else EMPTY)
    found = world.ask("server", name, {"serial": serial} if serial else EMPTY)
    assert len(found.attempts) <= len(SCHEMA.rules("server"))
    for key in (found.key, *found.several):
        if key is not None and serial in {"S1", "S2"}:
            held = {each.value for each in world.nodes[key].claims if each.scope == "computer.serial"}
            assert held <= {str(serial).lower()}


def test_attempts_as_json(racks: World) -> None:
    assert attempts_document(racks.ask("rack", "A01", parent="room-9").attempts)[1] == {
        "rule": "name",
        "values": ["a01"],
        "outcome": "contradicted",
        "found": ["rack-1", "rack-2"],
        "reason": "it stands in another parent",
    }
