"""Which services stand on some CIs: as many single walks say, of estates made by chance."""

from __future__ import annotations

import random

import pytest

from api.resources.service_levels.above import stood_on
from impact import CiRow, EdgeRow, build_graph, needs


@pytest.mark.parametrize("seed", range(8))
def test_one_walk_says_what_many_say(seed: int) -> None:
    chance = random.Random(seed)
    keys = [f"c{number}" for number in range(60)]
    services = chance.sample(keys, 9)
    edges = {tuple(chance.sample(keys, 2)) for _ in range(90)}
    graph = build_graph(
        [CiRow(key, key, service=key in services) for key in keys], [EdgeRow(*each) for each in edges], []
    )
    cis = [*chance.sample(keys, 20), services[0], "lost"]
    found = stood_on(graph, [*services, "gone"], [*cis, "gone"])
    for each in services:
        below = {one.key for one in needs(graph, [each])} | {each}
        assert found.get(each, frozenset()) == below & set(cis)
    assert found["gone"] == {"gone"}
    assert "lost" not in set().union(*(found[each] for each in services if each in found))


def test_nothing_stands_on_nothing() -> None:
    graph = build_graph([CiRow("a", "a", service=True)], [], [])
    assert (dict(stood_on(graph, [], ["a"])), dict(stood_on(graph, ["a"], []))) == ({}, {})
