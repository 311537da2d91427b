"""The demo estate: real files through the importers, planted weaknesses that the engine finds, a history."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cli import demo
from cli.demo_desk import PARTS
from cli.demo_estate import build_demo
from cmdb.estate import Estate
from cmdb.questions import Question, explain_document, impact_document
from cmdb.store import open_store
from impact import Failure
from itsm.kernel.on_call import on_call, rotas

SAID: list[str] = []
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    with open_store("memory:") as store:
        build_demo(store, say=SAID.append, now=NOW)
        yield Estate(store, None)


def ask(estate, *names: str):
    return impact_document(estate, Question(tuple(Failure(name) for name in names)))


def states(answer):
    return {ci["name"]: ci["state"] for ci in answer["cis"]}


@pytest.mark.usefixtures("estate")
def test_each_step_of_building_it_says_which_of_how_many_it_is():
    numbers, titles = zip(*(each.split(" ", 1) for each in SAID), strict=True)
    assert numbers == tuple(f"[{each}/{len(SAID)}]" for each in range(1, len(SAID) + 1))
    assert titles[-len(PARTS) :] == PARTS


def test_how_long_it_took_is_told_at_the_end(tmp_path, monkeypatch, capsys):
    def build(_store, *, say):
        say("[1/1] Nothing")

    monkeypatch.setattr(demo, "build_demo", build)
    demo.prepare(tmp_path / "demo" / "estate.db")
    first, step, last = capsys.readouterr().err.splitlines()
    assert "a minute or more" in first
    assert step == "  [1/1] Nothing"
    assert re.fullmatch(r"Built in \d+ s\.", last)


def test_it_is_a_mid_sized_company(estate):
    classes = Counter(each.node.cls for chunk in estate.graph.stream_nodes("ci") for each in chunk)
    assert 1_300 <= sum(classes.values()) <= 1_900
    assert classes["business_service"] == 25
    assert classes["site"] == 2


def test_both_balancers_hang_on_one_strip(estate):
    answer = ask(estate, "HAM-R07-PDU-A")
    assert {"lb-ham-01", "lb-ham-02", "Load balancing Hamburg"} <= set(states(answer))
    assert len([each for each in answer["services"] if each["state"] == "down"]) == 6


def test_the_other_strip_hurts_nobody(estate):
    assert ask(estate, "HAM-R01-PDU-B")["services"] == []


def test_resolvers_that_forward_to_each_other_fall_together(estate):
    answer = ask(estate, "ns-core-01")
    assert {"resolver-ham", "resolver-lej", "Name resolution"} <= set(states(answer))
    assert len(answer["services"]) == 18
    steps = explain_document(estate, Question((Failure("ns-core-01"),)), "resolver-ham")["steps"]
    assert "own cycle" in steps[0]["sentences"][0]


def test_three_replicas_stand_on_one_array(estate):
    assert "payments-postgres" in states(ask(estate, "sto-ham-01"))


def test_leipzig_has_one_power_supply(estate):
    assert states(ask(estate, "UPS LEJ A"))["Warehouse Management"] == "down"


def test_one_host_lost_degrades_no_service_and_three_take_many_down(estate):
    assert ask(estate, "esx-hamproda-01")["services"] == []
    assert len(ask(estate, *(f"esx-hamproda-{number:02d}" for number in (1, 2, 3)))["services"]) > 15


def test_what_nobody_has_said_is_unknown(estate):
    answer = ask(estate, "sto-lej-01")
    assert "forklift-terminals" in {each["key"] for each in answer["unknown"]}
    assert answer["errors"] == []


def test_the_past_can_be_visited(estate):
    key = estate.key("ham-dc-02")
    before = estate.graph.revision_at(NOW - timedelta(days=20))

    def homes(as_of):
        return {r.id.target for r, _ in estate.graph.neighbours([key], direction="out", types=["runs_on"], as_of=as_of)}

    assert homes(before) != homes(None)
    assert estate.graph.head().number > 10


def test_somebody_is_on_call_for_teams(estate):
    found = rotas(estate.graph)
    assert {each.team for each in found.values()} == {"Network", "Infrastructure", "Finance Systems"}
    assert all(on_call(each, NOW).person for each in found.values())
