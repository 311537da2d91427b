"""Eight small systems whose minimal cut sets are known by enumeration: the engine finds the same."""

from __future__ import annotations

import json
from itertools import chain, combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from impact import analyse, build_graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.scenario import Failure, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

pytestmark = pytest.mark.usefixtures("each_kernel")

EXAMPLES = Path(__file__).parents[2] / "../shared/data/reliability/worked-examples.json"

ANY = {"min_up": 1}
QUORUM = {"min_up": "quorum"}
STANDBY = {"active_passive": True, "primary": "db1", "failover_s": 30}

Needs = "list[str | tuple[str, Mapping[str, object]]]"

SYSTEMS: dict[str, dict[str, Needs]] = {
    "series-3": {"system": ["web"], "web": ["app"], "app": ["db"]},
    "parallel-2": {"system": [("lb1 lb2", ANY)]},
    "2-of-3": {"system": [("n1 n2 n3", QUORUM)]},
    "3-of-5-unequal": {"system": [("n1 n2 n3 n4 n5", QUORUM)]},
    # The left junction is fed by a, or by the right one over e; the right one by c, or by the left one over e.
    "bridge": {
        "system": [("over-b over-d", ANY)],
        "over-b": ["b", "left"],
        "over-d": ["d", "right"],
        "left": [("a from-right", ANY)],
        "right": [("c from-left", ANY)],
        "from-right": ["e", "right"],
        "from-left": ["e", "left"],
    },
    "false-redundancy": {"system": [("vm1 vm2", ANY)], "vm1": ["host"], "vm2": ["host"]},
    "dual-power-shared-ups": {
        "system": [("psuA psuB", ANY)],
        "psuA": ["pduA"],
        "psuB": ["pduB"],
        "pduA": ["ups"],
        "pduB": ["ups"],
    },
    "shop": {
        "system": [("lb1 lb2", ANY), ("w1 w2", ANY), ("db1 db2", STANDBY)],
        "w1": ["h1"],
        "w2": ["h2"],
        "db1": ["h1"],
        "db2": ["h2"],
    },
}


def rows(system: Mapping[str, Needs]) -> tuple[list[CiRow], list[EdgeRow], list[GroupRow]]:
    """The rows of a system; each plain name is needed, each pair is a group with its rule."""
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for consumer, needs in system.items():
        for number, need in enumerate(needs):
            if isinstance(need, str):
                edges.append(EdgeRow(consumer, need))
            else:
                members, rule = need
                edges += [EdgeRow(consumer, member, group=f"g{number}") for member in members.split()]
                groups.append(GroupRow(consumer, f"g{number}", rule))
    keys = {edge.consumer for edge in edges} | {edge.provider for edge in edges}
    return [CiRow(key, service=key == "system") for key in sorted(keys)], edges, groups


def subsets(keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every set of these keys, smaller ones first."""
    several = sorted(keys)
    return chain.from_iterable(combinations(several, size) for size in range(len(several) + 1))


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, object]]:
    if not EXAMPLES.exists():
        pytest.skip(
            "the worked examples (../shared/data/reliability/worked-examples.json) are not beside this repository"
        )
    return {example["id"]: example for example in json.loads(EXAMPLES.read_text())["examples"]}


def test_every_worked_example_is_modelled(examples: dict[str, dict[str, object]]) -> None:
    assert set(examples) == set(SYSTEMS)


@pytest.mark.parametrize("name", SYSTEMS)
def test_minimal_cut_sets(name: str, examples: dict[str, dict[str, object]]) -> None:
    example = examples[name]
    graph = build_graph(*rows(SYSTEMS[name]))

    def falls(failed: Iterable[str]) -> bool:
        answer = analyse(graph, Scenario(tuple(Failure(ci) for ci in failed)))
        return any(ci.key == "system" and ci.state == "down" for ci in answer.cis)

    known = {frozenset(cut) for cut in example["minimal_cut_sets"]}
    for cut in known:
        assert falls(cut), f"{sorted(cut)} is a cut set"
        for fewer in subsets(cut):
            assert len(fewer) == len(cut) or not falls(fewer), f"{sorted(cut)} is minimal"
    for failed in subsets(example["component_availability"]):
        holds_a_cut = any(cut <= set(failed) for cut in known)
        assert falls(failed) == holds_a_cut, f"no other set takes the system down: {failed}"
