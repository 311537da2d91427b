"""The answer as a whole: its order, its hash, what a limit and a reader's rights leave of it, and its words."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from impact import (
    Answer,
    CiRow,
    EdgeRow,
    Failure,
    Graph,
    GraphError,
    GroupRow,
    Immunity,
    Scenario,
    ScenarioError,
    analyse,
    answer_document,
    build_graph,
    common_needs,
    explain,
    headline,
    margins,
    needs,
    paths,
    proof_evidence,
    sentence,
    why_not,
)

CIS = [
    CiRow("pay", "Payments", "business_service", service=True, criticality=5, users=1200, missing=("owned_by",)),
    CiRow("shop", "Shop", "business_service", service=True, criticality=3, users=40),
    CiRow("app", "pay-app", "application"),
    CiRow("db-1", "db-1", "database"),
    CiRow("db-2", "db-2", "database"),
    CiRow("sw", "größte", "switch"),
    CiRow("lamp", "lamp", "thing", missing=("powered_by",)),
    CiRow("spare", "spare", "server", presence="maintenance"),
]
EDGES = [
    EdgeRow("pay", "app", confidence=0.9, last_verified="2024-05-01"),
    EdgeRow("shop", "app", need="soft"),
    EdgeRow("app", "db-1", group="db", confidence=0.4),
    EdgeRow("app", "db-2", group="db"),
    EdgeRow("db-1", "sw", "connects_to", last_verified="2020-01-01"),
    EdgeRow("db-2", "sw", "connects_to", forward=False),
]
GROUPS = [GroupRow("app", "db", {"min_up": 1})]
SWITCH = Scenario((Failure("sw"),))


def estate() -> Graph:
    return build_graph(CIS, EDGES, GROUPS)


def keys(answer: Answer) -> list[str]:
    return [ci.key for ci in answer.cis]


def test_order_is_state_then_hops_then_key() -> None:
    answer = analyse(estate(), SWITCH)
    assert [(ci.key, ci.state, ci.hops, ci.already) for ci in answer.cis] == [
        ("spare", "down", 0, True),
        ("sw", "down", 0, False),
        ("db-1", "down", 1, False),
        ("db-2", "down", 1, False),
        ("app", "down", 2, False),
        ("pay", "down", 3, False),
        ("shop", "degraded", 3, False),
    ]


def test_services_are_ranked_by_a_score_with_its_factors() -> None:
    pay, shop = analyse(estate(), SWITCH).services
    assert (pay.key, pay.state, round(pay.score, 1), pay.users) == ("pay", "down", 65.3, 1200)
    assert pay.factors == {"severity": 1.0, "criticality": 16.0, "users": 4.079543}
    assert (shop.key, shop.state) == ("shop", "degraded")


def test_any_order_of_the_input_gives_the_same_bytes() -> None:
    expected = json.dumps(answer_document(analyse(estate(), SWITCH)))
    rng = random.Random(7)
    for _ in range(10):
        rows = [rng.sample(part, len(part)) for part in (CIS, EDGES, GROUPS)]
        graph = build_graph(rows[0], rows[1], rows[2])  # type: ignore[arg-type]
        assert json.dumps(answer_document(analyse(graph, SWITCH))) == expected


def test_the_hash_follows_meaning_and_not_wording() -> None:
    same = analyse(estate(), SWITCH).hash
    renamed = [row._replace(name=row.name + " (new)", cls="other") for row in CIS]
    assert analyse(build_graph(renamed, EDGES, GROUPS), SWITCH).hash == same
    other = [row._replace(users=9) if row.key == "pay" else row for row in CIS]
    assert analyse(build_graph(other, EDGES, GROUPS), SWITCH).hash != same
    fewer = [edge for edge in EDGES if edge.provider != "db-2"]
    assert analyse(build_graph(CIS, fewer, GROUPS), SWITCH).hash != same
    assert analyse(estate(), Scenario((Failure("db-1"),))).hash != same


def test_depth_and_limit_cut_the_output_only() -> None:
    whole = analyse(estate(), SWITCH)
    near = analyse(estate(), Scenario(SWITCH.failures, depth=1))
    assert keys(near) == keys(whole)[:4]
    assert (near.truncated, near.frontier, near.total) == (True, 1, 7)
    few = analyse(estate(), Scenario(SWITCH.failures, limit=2))
    assert keys(few) == keys(whole)[:2]
    assert (few.hash, few.services, few.truncated) == (whole.hash, whole.services, True)
    assert not whole.truncated
    with pytest.raises(ScenarioError, match="limit is -1"):
        analyse(estate(), Scenario(limit=-1))


def all_but(*hidden: str) -> object:
    return lambda names: [name not in hidden for name in names]


def test_a_reader_sees_only_what_they_may() -> None:
    answer = analyse(estate(), SWITCH, visible=all_but("db-2", "pay", "lamp"))  # type: ignore[arg-type]
    assert "db-2" not in json.dumps(answer_document(answer))
    assert (answer.hidden, answer.hash) == (2, analyse(estate(), SWITCH).hash)
    app = next(ci for ci in answer.cis if ci.key == "app")
    assert [(b.failed, b.hidden, b.up, b.of) for b in app.because] == [(("db-1",), 1, 0, 2)]
    steps = explain(estate(), SWITCH, "pay", visible=all_but("db-2", "sw"))  # type: ignore[arg-type]
    assert [step.key for step in steps] == ["pay", "app", "db-1"]
    assert headline(answer).endswith("2 CIs you may not see.")


def test_at_risk_names_who_is_left_and_the_services_above() -> None:
    answer = analyse(estate(), Scenario((Failure("db-1"),)))
    (risk,) = answer.at_risk
    assert (risk.key, risk.group, risk.before, risk.margin) == ("app", "db", 1, 0)
    assert (risk.left, risk.services) == (("db-2",), ("pay", "shop"))
    already = analyse(estate(), Scenario(already_down=("db-1",)))
    assert already.at_risk == ()
    assert {ci.key for ci in already.cis if ci.already} == {"db-1", "spare"}


def test_unknown_is_listed_within_the_services_and_counted_elsewhere() -> None:
    answer = analyse(estate(), SWITCH)
    assert [(u.key, u.missing, u.services) for u in answer.unknown] == [("pay", ("owned_by",), ("pay",))]
    assert answer.unknown_elsewhere == 1
    assert analyse(estate(), Scenario()).unknown_elsewhere == 2


def test_the_weakest_evidence_is_the_lowest_confidence_then_the_oldest_date() -> None:
    evidence = analyse(estate(), SWITCH).evidence
    assert evidence is not None
    assert (evidence.consumer, evidence.provider, evidence.confidence) == ("app", "db-1", 0.4)
    only = proof_evidence(estate(), SWITCH, "db-1")
    assert only is not None
    assert (only.provider, only.confidence, only.last_verified) == ("sw", None, "2020-01-01")
    assert proof_evidence(estate(), SWITCH, "lamp") is None


def test_a_proof_goes_down_to_what_failed() -> None:
    steps = explain(estate(), SWITCH, "pay")
    assert [step.key for step in steps] == ["pay", "app", "db-1", "db-2", "sw"]
    assert [sentence(b) for step in steps for b in step.because] == [
        "needs app",
        "2 of 2 db down, needs 1: db-1, db-2",
        "needs sw",
        "needs sw",
    ]
    assert explain(estate(), Scenario(), "pay") == ()


def test_a_proof_names_the_nearest_that_suffice_and_alternatives_on_request() -> None:
    cis = [CiRow(key) for key in "abcx"]
    edges = [EdgeRow("x", key, group="g") for key in "abc"] + [EdgeRow("x", "c"), EdgeRow("a", "b")]
    graph = build_graph(cis, edges, [GroupRow("x", "g", {"min_up": 2})])
    scenario = Scenario((Failure("b"), Failure("c")))
    (because,) = explain(graph, scenario, "x")[0].because
    assert (because.group, because.failed) == (None, ("c",))
    alternatives = explain(graph, scenario, "x", alternatives=True)[0].because
    assert [(b.group, b.failed) for b in alternatives] == [(None, ("c",)), ("g", ("b", "c"))], (
        "a fell no sooner than x did"
    )


def test_why_not_names_who_is_left() -> None:
    found = why_not(estate(), Scenario((Failure("db-1"),)), "app")
    assert (found.state, found.reason) == ("ok", "1 of 2 db still up")
    assert [(b.failed, b.up, b.of) for b in found.gates] == [(("db-1",), 1, 2)]
    assert why_not(estate(), SWITCH, "lamp").reason == "nothing that it needs has failed"
    assert why_not(estate(), SWITCH, "pay").reason == "it is DOWN"
    assert why_not(estate(), SWITCH, "shop").state == "degraded"
    vouched = Scenario(SWITCH.failures, (Immunity("pay", "ann", "runs abroad", "2026-12-05"),))
    assert why_not(estate(), vouched, "pay").reason == "immune until 2026-12-05 by ann: runs abroad"


def test_needs_and_paths() -> None:
    assert [(ci.key, ci.hops) for ci in needs(estate(), ["pay"])] == [("app", 1), ("db-1", 2), ("db-2", 2), ("sw", 3)]
    assert [ci.key for ci in common_needs(estate(), ["db-1", "db-2", "shop"])] == ["sw"]
    found = paths(estate(), "sw", "pay")
    assert [path.keys for path in found] == [("pay", "app", "db-1", "sw"), ("pay", "app", "db-2", "sw")]
    assert [(link.type, link.group, link.forward) for link in found[1].links] == [
        ("depends_on", None, True),
        ("depends_on", "db", True),
        ("connects_to", None, False),
    ]
    assert len(paths(estate(), "pay", "sw", 1)) == 1
    assert paths(estate(), "lamp", "sw") == ()
    assert paths(estate(), "pay", "sw", visible=all_but("db-1"))[0].keys[2] == "db-2"  # type: ignore[arg-type]


def test_longer_paths_come_after_shorter_ones() -> None:
    links = ["ab", "bz", "az", "ac", "cb", "bc"]
    graph = build_graph(map(CiRow, "abcz"), [EdgeRow(a, b) for a, b in links], [])
    assert ["".join(path.keys) for path in paths(graph, "a", "z")] == ["az", "abz", "acbz"]


def test_headlines() -> None:
    graph = estate()
    assert headline(analyse(graph, SWITCH)) == "Payments goes DOWN; Shop is degraded. 1,240 users."
    assert headline(analyse(graph, Scenario((Failure("db-1"),)))) == (
        "No service is affected, nothing else is affected; 1 loses redundancy."
    )
    assert headline(analyse(graph, Scenario((Failure("app", "degraded"),)))) == (
        "Payments and 1 more service are degraded. 1,240 users."
    )


@pytest.mark.parametrize(
    ("failures", "already", "words"),
    [
        ("pay", "", "Payments is taken DOWN; no other service is affected, nothing else is affected. 1,200 users."),
        ("pay app", "", "Payments is taken DOWN; Shop is degraded. 1,240 users."),
        (
            "pay",
            "pay",
            "Payments is DOWN already; no other service is affected, nothing else is affected. 1,200 users.",
        ),
        ("pay app", "pay", "Shop is degraded; Payments is DOWN already. 1,240 users."),
        (
            "db-1",
            "app",
            "Payments is DOWN already; Shop is degraded already; no other service is affected, nothing else",
        ),
        ("app", "pay shop", "Payments and 1 more service are DOWN already; no other service is affected, nothing else"),
        ("pay?", "", "Payments is taken as degraded; no other service is affected, nothing else is affected."),
        ("shop pay", "", "Payments and 1 more service are taken DOWN; no other service is affected, nothing else is"),
        (
            "spare",
            "pay",
            "Payments is DOWN already; no other service is affected, nothing else is affected. 1,200 users.",
        ),
    ],
)
def test_a_headline_tells_what_follows_from_what_was_so_before(failures: str, already: str, words: str) -> None:
    fails = tuple(Failure(key.rstrip("?"), "degraded" if key.endswith("?") else "down") for key in failures.split())
    assert headline(analyse(estate(), Scenario(fails, already_down=tuple(already.split())))).startswith(words)
    later = tuple(replace(failure, start_s=0, duration_s=60) for failure in fails)
    timed = headline(analyse(estate(), Scenario(later, already_down=tuple(already.split()))))
    assert timed.replace(" for 1 min", "").startswith(words)


def test_the_document_has_the_published_shape() -> None:
    document = answer_document(analyse(estate(), SWITCH))
    assert set(document) >= {"engine", "hash", "truncated", "cis", "services", "at_risk", "unknown", "errors", "hidden"}
    cis: Sequence[dict[str, object]] = document["cis"]  # type: ignore[assignment]
    assert cis[1] == {"key": "sw", "name": "größte", "class": "switch", "state": "down", "hops": 0}
    assert cis[4]["because"] == [
        {
            "group": "db",
            "rule": "min_up 1",
            "failed": ["db-1", "db-2"],
            "up": 0,
            "full": 0,
            "of": 2,
            "needs": 1,
        }
    ]
    assert cis[5]["because"] == [{"group": None, "rule": "needed", "failed": ["app"]}]
    assert json.loads(json.dumps(document)) == document


def test_a_graph_comes_back_from_its_arrays(tmp_path: Path) -> None:
    graph = estate()
    for name, array in graph.arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
    opened = {name: np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in Graph.array_names()}
    again = Graph.from_arrays(opened)
    assert analyse(again, SWITCH) == analyse(graph, SWITCH)
    assert margins(again) == margins(graph)
    with pytest.raises(GraphError, match="in_start"):
        Graph.from_arrays({name: array for name, array in opened.items() if name != "in_start"})


def test_one_graph_answers_many_at_once() -> None:
    graph = estate()
    scenarios = [Scenario((Failure(row.key),)) for row in CIS] * 20
    alone = [analyse(estate(), scenario) for scenario in scenarios[: len(CIS)]] * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda scenario: analyse(graph, scenario), scenarios)) == alone


def test_an_empty_graph_has_an_empty_answer() -> None:
    answer = analyse(build_graph([], [], []), Scenario())
    assert (answer.cis, answer.services, answer.total) == ((), (), 0)
    assert headline(answer) == "No service is affected, nothing else is affected."
