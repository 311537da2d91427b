"""The reference itself, on examples of the specification worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.scenario import Failure, Immunity, Scenario
from tests.impact.reference import DEGRADED, DOWN, OK, Verdict, judge, structure

if TYPE_CHECKING:
    from collections.abc import Mapping

ONE = {"min_up": 1}
QUORUM_OF_PEERS = {"min_up": "quorum", "peers": True}

Gates = dict[str, "str | tuple[str, Mapping[str, object]]"]
"""For each consumer its providers, as "a b ?c" (each needed, c softly), or with a rule as one group."""


def ask(
    gates: Gates,
    *,
    down: str = "",
    degraded: str = "",
    immune: str = "",
    already: str = "",
    weights: Mapping[str, int] | None = None,
) -> Verdict:
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    keys: set[str] = set()
    for consumer, needs in gates.items():
        providers, rule = (needs, None) if isinstance(needs, str) else needs
        name = None if rule is None else "g"
        for provider in providers.split():
            soft = provider.startswith("?")
            key = provider.removeprefix("?")
            weight = (weights or {}).get(key, 1)
            edges.append(EdgeRow(consumer, key, need="soft" if soft else "hard", group=name, weight=weight))
        if rule is not None:
            groups.append(GroupRow(consumer, "g", rule))
        keys |= {consumer, *(provider.removeprefix("?") for provider in providers.split())}
    scenario = Scenario(
        tuple([Failure(ci) for ci in down.split()] + [Failure(ci, "degraded") for ci in degraded.split()]),
        tuple(Immunity(ci) for ci in immune.split()),
        tuple(already.split()),
    )
    return judge([CiRow(key) for key in sorted(keys)], edges, groups, scenario)


def worse(verdict: Verdict) -> dict[str, int]:
    return {ci: state for ci, state in verdict.states.items() if state != OK}


def all_down(keys: str) -> dict[str, int]:
    return dict.fromkeys(keys.split(), DOWN)


# ---------------------------------------------------------------- support must come from somewhere

TWO_SWITCHES: Gates = {"s1": ("core s2", ONE), "s2": ("core s1", ONE)}
RING: Gates = {
    "s1": ("up1 s2 s4", ONE),
    "s2": ("s1 s3", ONE),
    "s3": ("up2 s2 s4", ONE),
    "s4": ("s3 s1", ONE),
}
CLIQUE: Gates = {"w1": ("w2 w3", ONE), "w2": ("w1 w3", ONE), "w3": ("w1 w2", ONE)}


def test_two_switches_do_not_hold_each_other_up_without_their_core() -> None:
    assert worse(ask(TWO_SWITCHES, down="core")) == all_down("core s1 s2")


def test_two_switches_are_unharmed_by_each_other() -> None:
    assert worse(ask(TWO_SWITCHES, down="s1")) == all_down("s1")


def test_two_switches_have_no_margin_though_two_members_are_up() -> None:
    # s1 counts core and s2; core alone takes both with it, so nothing is left to lose, before and after.
    verdict = ask(TWO_SWITCHES)
    assert verdict.margins == {("s1", "g"): 0, ("s2", "g"): 0}
    assert verdict.at_risk == {}


def test_a_ring_of_switches_lives_on_one_of_two_uplinks() -> None:
    assert worse(ask(RING, down="up1")) == all_down("up1")
    assert worse(ask(RING, down="up1 s3")) == all_down("up1 s1 s2 s3 s4")
    assert worse(ask(RING, down="up1 up2")) == all_down("up1 up2 s1 s2 s3 s4")


def test_a_ring_with_one_uplink_left_has_used_up_its_redundancy() -> None:
    verdict = ask(RING, down="up1")
    assert {site for site, risk in verdict.at_risk.items() if risk.before > 0} == set(verdict.at_risk)
    assert verdict.at_risk["s2", "g"].margin == 0, "s3 alone now takes it down"
    assert ("s3", "g") in verdict.at_risk, "up2 alone now takes it down"


def test_hops_around_a_ring_follow_its_relations() -> None:
    verdict = ask(RING, down="up1 up2")
    assert verdict.hops == {"up1": 0, "up2": 0, "s1": 1, "s3": 1, "s2": 2, "s4": 2}


def test_name_servers_that_forward_to_each_other_need_a_root() -> None:
    gates: Gates = {"dns1": ("dns2 isp", ONE), "dns2": ("dns1 isp", ONE), "app": ("dns1 dns2", ONE)}
    assert worse(ask(gates, down="isp")) == all_down("isp dns1 dns2 app")
    assert worse(ask(gates, down="dns1")) == all_down("dns1")


def test_caches_that_fill_each_other_need_an_origin() -> None:
    gates: Gates = {
        "c1": ("c2 c3 origin", ONE),
        "c2": ("c1 c3 origin", ONE),
        "c3": ("c1 c2", ONE),
        "origin": "disk",
    }
    assert worse(ask(gates, down="disk")) == all_down("disk origin c1 c2 c3")
    assert worse(ask(gates, down="c1")) == all_down("c1")


def test_what_only_watches_itself_stands() -> None:
    assert worse(ask(CLIQUE, down="w1")) == all_down("w1")
    assert worse(ask(CLIQUE, down="w1 w2")) == all_down("w1 w2 w3")
    assert structure(ask(CLIQUE).world, DOWN).stands == {"w1", "w2", "w3"}


def test_what_stands_supports_others_while_it_is_up() -> None:
    gates: Gates = {**CLIQUE, "x": ("w1 y", ONE), "y": ("w1 x", ONE)}
    assert structure(ask(gates).world, DOWN).grounded == {"x", "y"}
    assert worse(ask(gates, down="w2")) == all_down("w2")
    assert worse(ask(gates, down="w1")) == all_down("w1 x y"), "x and y are left with each other"


def test_replicas_that_are_peers_are_held_by_their_quorum() -> None:
    gates: Gates = {f"r{i}": ("r1 r2 r3", QUORUM_OF_PEERS) for i in (1, 2, 3)}
    assert structure(ask(gates).world, DOWN).grounded == {"r1", "r2", "r3"}
    assert worse(ask(gates, down="r1")) == all_down("r1")
    assert worse(ask(gates, down="r1 r2")) == all_down("r1 r2 r3")


def test_replicas_fall_with_the_hosts_of_their_quorum() -> None:
    edges = [EdgeRow(f"r{i}", f"h{i}") for i in (1, 2, 3)]
    edges += [EdgeRow(f"r{i}", f"r{j}", group="q") for i in (1, 2, 3) for j in (1, 2, 3)]
    cis = [CiRow(f"{kind}{i}") for kind in "rh" for i in (1, 2, 3)]
    groups = [GroupRow(f"r{i}", "q", QUORUM_OF_PEERS) for i in (1, 2, 3)]
    one = judge(cis, edges, groups, Scenario((Failure("h1"),)))
    assert worse(one) == all_down("h1 r1")
    assert one.at_risk["r2", "q"].left == {"r2", "r3"}
    assert worse(judge(cis, edges, groups, Scenario((Failure("h1"), Failure("h2"))))) == all_down("h1 h2 r1 r2 r3")


def test_a_ring_of_plain_needs_is_one_ci_and_hides_no_circle() -> None:
    # a and b need each other; a's other gate counts b, which is no support of its own.
    gates = [EdgeRow("a", "b"), EdgeRow("b", "a"), EdgeRow("a", "b", group="g"), EdgeRow("a", "c", group="g")]
    cis = [CiRow(key) for key in "abc"]
    verdict = judge(cis, gates, [GroupRow("a", "g", ONE)], Scenario((Failure("c"),)))
    assert worse(verdict) == all_down("a b c")


def test_an_immune_member_ends_its_ring() -> None:
    edges = [EdgeRow("a", "b"), EdgeRow("b", "a"), EdgeRow("a", "b", group="g"), EdgeRow("a", "c", group="g")]
    cis = [CiRow(key) for key in "abc"]
    scenario = Scenario((Failure("c"),), (Immunity("b"),))
    assert worse(judge(cis, edges, [GroupRow("a", "g", ONE)], scenario)) == all_down("c")


def test_a_ci_in_its_own_group_is_no_support_for_itself() -> None:
    assert worse(ask({"a": ("a b", ONE)}, down="b")) == all_down("a b")
    assert worse(ask({"a": ("a b", {**ONE, "peers": True})}, down="b")) == all_down("b")


def test_a_ci_that_counts_only_itself_stands() -> None:
    verdict = ask({"a": ("a", ONE), "b": ("a a", ONE)})
    assert worse(verdict) == {}
    assert verdict.world.errors == set()


def test_redundancy_in_a_circle_does_not_keep_itself_full() -> None:
    # One full member is enough, and each would count the other as full: only the core makes either of them so.
    gates: Gates = {"s1": ("core s2", ONE), "s2": ("core s1", ONE)}
    assert worse(ask(gates, degraded="core")) == {"core": DEGRADED, "s1": DEGRADED, "s2": DEGRADED}


def test_soft_rings_are_judged_one_state_higher() -> None:
    gates: Gates = {"s1": ("?core ?s2", ONE), "s2": ("?core ?s1", ONE)}
    verdict = ask(gates, down="core")
    assert worse(verdict) == {"core": DOWN, "s1": DEGRADED, "s2": DEGRADED}
    assert verdict.hops == {"core": 0, "s1": 1, "s2": 1}


# ---------------------------------------------------------------- gates


@pytest.mark.parametrize(
    ("needs", "provider", "expected"),
    [("b", DOWN, DOWN), ("b", DEGRADED, DEGRADED), ("?b", DOWN, DEGRADED), ("?b", DEGRADED, DEGRADED)],
)
def test_one_relation(needs: str, provider: int, expected: int) -> None:
    verdict = ask({"a": needs}, **{"down" if provider == DOWN else "degraded": "b"})
    assert verdict.states["a"] == expected


@pytest.mark.parametrize(
    ("rule", "falls_at", "dims_at"),
    [
        # Of seven members: with so many DOWN the consumer is DOWN, with so many merely DEGRADED it is DEGRADED.
        ({"min_up": 1}, 7, 7),
        ({"min_up": 5}, 3, 3),
        ({"min_up": "quorum"}, 4, 4),
        ({"min_up": "50%"}, 4, 4),
        ({"min_up": "58%"}, 3, 3),
        ({"min_up": "57%"}, 4, 4),
        ({"min_up": 3, "n_full": 6}, 5, 2),
        ({"min_up": 3, "n_full": "100%"}, 5, 1),
        ({"active_passive": True, "primary": "m1"}, 7, 7),
        ({"demand": 6, "min": 2}, 6, 2),
        ({"demand": 6}, 2, 2),
        # Data errors: all needed.
        ({"min_up": 8}, 1, 1),
        ({"min_up": 0}, 1, 1),
        ({"min_up": "0%"}, 1, 1),
        ({"demand": 4, "min": 8}, 1, 1),
        # Reported and taken as all of them.
        ({"min_up": 3, "n_full": 8}, 5, 1),
        ({"demand": 9, "min": 5}, 3, 1),
    ],
)
def test_group_of_seven(rule: Mapping[str, object], falls_at: int, dims_at: int) -> None:
    members = [f"m{i}" for i in range(1, 8)]
    for count in range(8):
        some = " ".join(members[:count])
        fallen = ask({"a": (" ".join(members), rule)}, down=some).states["a"]
        dimmed = ask({"a": (" ".join(members), rule)}, degraded=some).states["a"]
        assert (fallen == DOWN) == (count >= falls_at), count
        assert (dimmed == DEGRADED) == (count >= dims_at), count


def test_which_groups_are_data_errors() -> None:
    def errors(providers: str, rule: Mapping[str, object]) -> set[tuple[str, str | None]]:
        return ask({"a": (providers, rule)}).world.errors

    site = {("a", "g")}
    assert errors("b c", {"min_up": 2}) == set()
    assert errors("b b", {"min_up": 2}) == site, "the same provider twice counts once"
    assert errors("b ?c", ONE) == site
    assert errors("?b ?c", ONE) == set()
    assert errors("", ONE) == site
    assert errors("b c", {"min_up": 1, "n_full": 3}) == site
    assert errors("b c", {"demand": 3}) == site
    assert errors("b c", {"demand": 2, "min": 3}) == site


def test_an_empty_group_is_ok_and_unknown() -> None:
    verdict = ask({"a": ("", ONE)})
    assert worse(verdict) == {}
    assert verdict.world.hollow == {("a", "g")}


def test_absent_members_leave_the_group_smaller() -> None:
    cis = [CiRow("a"), CiRow("b"), CiRow("c", presence="absent")]
    edges = [EdgeRow("a", "b", group="g"), EdgeRow("a", "c", group="g")]
    verdict = judge(cis, edges, [GroupRow("a", "g", {"min_up": 2})], Scenario((Failure("b"),)))
    assert verdict.world.errors == {("a", "g")}
    assert verdict.world.ignored == {("a", "c", "depends_on")}
    assert worse(verdict) == all_down("a b")


def test_the_same_provider_twice_counts_with_its_larger_weight() -> None:
    cis = [CiRow("a"), CiRow("b"), CiRow("c")]
    edges = [
        EdgeRow("a", "b", group="g", weight=5),
        EdgeRow("a", "b", type="uses", group="g", weight=1),
        EdgeRow("a", "c", group="g", weight=5),
    ]
    groups = [GroupRow("a", "g", {"demand": 10, "min": 5})]
    assert worse(judge(cis, edges, groups, Scenario((Failure("c"),)))) == {"a": DEGRADED, "c": DOWN}
    assert worse(judge(cis, edges, groups, Scenario((Failure("b"), Failure("c"))))) == all_down("a b c")


def test_a_relation_to_itself_is_reported_and_ignored() -> None:
    verdict = ask({"a": "a b"})
    assert verdict.world.errors == {("a", None)}
    assert worse(verdict) == {}


# ---------------------------------------------------------------- scenario


def test_an_immune_member_counts_as_up() -> None:
    gates: Gates = {"a": ("b c", ONE), "b": "root", "c": "root"}
    assert worse(ask(gates, down="root")) == all_down("root a b c")
    assert worse(ask(gates, down="root", immune="b")) == all_down("root c")


def test_maintenance_is_down_for_now_and_already_with_what_needs_it() -> None:
    verdict = judge([CiRow("a"), CiRow("b", presence="maintenance")], [EdgeRow("a", "b")], [], Scenario())
    assert worse(verdict) == all_down("a b")
    assert verdict.already == {"a", "b"}


def test_margin_is_how_many_more_may_go_heaviest_first() -> None:
    weights = {"b": 5, "c": 3, "d": 2, "e": 2}
    verdict = ask({"a": ("b c d e", {"demand": 9, "min": 4})}, weights=weights)
    assert verdict.margins == {("a", "g"): 2}
    verdict = ask({"a": ("b c d e", {"demand": 9, "min": 4})}, weights=weights, down="b d")
    assert verdict.margins == {("a", "g"): 0}
    assert verdict.at_risk["a", "g"].before == 2
    assert verdict.at_risk["a", "g"].left == {"c", "e"}


def test_n_full_does_not_move_the_margin() -> None:
    verdict = ask({"a": ("b c d", {"min_up": 1, "n_full": 3})}, down="b")
    assert worse(verdict) == {"b": DOWN, "a": DEGRADED}
    assert verdict.margins == {("a", "g"): 1}


def test_what_was_at_risk_before_is_not_news() -> None:
    gates: Gates = {"a": ("b c", ONE)}
    assert set(ask(gates, down="b").at_risk) == {("a", "g")}
    assert set(ask({**gates, "x": "y"}, down="y", already="b").at_risk) == set()


def test_a_soft_relation_ends_what_goes_down_with_it() -> None:
    verdict = ask({"a": "?b", "b": "c", "d": "a"}, down="c")
    assert worse(verdict) == {"c": DOWN, "b": DOWN, "a": DEGRADED, "d": DEGRADED}
    assert verdict.hops == {"c": 0, "b": 1, "a": 2, "d": 3}
