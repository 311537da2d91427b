"""Systems whose minimal cut sets are known, as graph documents: ``impact`` says DOWN exactly where they fall."""

from __future__ import annotations

import json
from itertools import chain, combinations

import pytest

from tests.cli.conftest import states
from tests.impact.test_worked_examples import SYSTEMS


def graph_document(system):
    """A system as a graph document: plain names are needed, each pair is a group with its rule."""
    cis = {"system": {"key": "system", "class": "business_service", "name": "system", "groups": {}}}
    relations = []
    for consumer, needs in system.items():
        for number, need in enumerate(needs):
            members, rule = (need, None) if isinstance(need, str) else need
            for key in (consumer, *members.split()):
                cis.setdefault(key, {"key": key, "class": "application", "name": key, "groups": {}})
            group = {"group": f"g{number}"} if rule else {}
            if rule:
                cis[consumer]["groups"][f"g{number}"] = rule
            relations += [{"from": consumer, "type": "depends_on", "to": key, **group} for key in members.split()]
    return {"faultline": 1, "cis": list(cis.values()), "relations": relations}


@pytest.fixture(scope="module")
def examples(shared):
    document = json.loads(shared("reliability", "worked-examples.json").read_text())
    return {each["id"]: {frozenset(cut) for cut in each["minimal_cut_sets"]} for each in document["examples"]}


def test_all_eight_are_modelled(examples):
    assert set(examples) == set(SYSTEMS)
    assert len(examples) == 8


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_minimal_cut_set_takes_the_system_down_and_no_part_of_one_does(cli, examples, name):
    report = cli.json("import", cli.file("system.json", graph_document(SYSTEMS[name])))
    assert report["rejected"] == []
    cuts = examples[name]
    parts = {
        frozenset(part) for cut in cuts for part in chain(*(combinations(cut, size) for size in range(1, len(cut))))
    }
    assert not cuts & parts
    for failed in sorted(map(sorted, cuts | parts)):
        answer = cli.json("impact", *failed)
        down = states(answer).get("system") == "down"
        assert down == (frozenset(failed) in cuts), failed
        assert bool([each for each in answer["services"] if each["state"] == "down"]) == down
