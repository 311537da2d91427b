"""Compiled loops and plain ones say the same; numba is asked for only by a process that lives on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact import CiRow, EdgeRow, Graph, GroupRow, analyse, answer_document, build_graph
from impact import kernels as seam
from impact.graph import DEAD_ROW
from impact.graph_input import Need
from impact.grounding import Level, circle_of, unsupported
from impact.kernels import KernelsError, Name, available, kernels, prepare, preparing, using
from impact.propagate import FALLEN, Fall, fall, propagate
from impact.ragged import Ints
from impact.ranking import Ranking, rank
from impact.reach import dependents, footing
from impact.support import unsupported_among
from tests.impact.strategies import Case, cases

needs_numba = pytest.mark.skipif(not available(), reason="numba is not installed: pip install faultline-cmdb[fast]")
LEVELS: tuple[Level, Level] = ("down", "ok")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not chosen yet."""
    monkeypatch.setattr(seam, "_choice", seam._Choice())
    monkeypatch.delenv("FAULTLINE_KERNELS", raising=False)


def estate(seed: int, *, heaviest: int) -> Graph:
    """A graph of some hundred CIs with rings, groups about capacity, soft relations and relations that are ignored."""
    draw = np.random.default_rng(seed)
    keys = [f"ci-{number:03d}" for number in range(300)]
    cis = [CiRow(key, presence="absent" if draw.random() < 0.02 else "operational") for key in keys]
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for number, key in enumerate(keys):
        names = [None, "power", "uplink", "store"]
        for _ in range(int(draw.integers(0, 5))):
            near = int(np.clip(number + draw.integers(-20, 4), 0, 299))
            need: Need = "soft" if draw.random() < 0.1 else "hard"
            group = names[int(draw.integers(0, 4))]
            edges.append(EdgeRow(key, keys[near], need=need, group=group, weight=int(draw.integers(0, heaviest))))
        groups += [GroupRow(key, "power", {"min_up": 1}), GroupRow(key, "uplink", {"min_up": "50%", "n_full": 2})]
        groups.append(GroupRow(key, "store", {"demand": heaviest, "min": heaviest // 2}))
    return build_graph(cis, edges, groups)


def facts(fallen: Fall) -> tuple[object, ...]:
    """What a fall says, in an order of its own."""
    cis, touched = np.sort(fallen.cis), np.sort(fallen.touched)
    assert len(set(cis.tolist())) == cis.size
    assert len(set(touched.tolist())) == touched.size
    assert np.flatnonzero(fallen.closed == FALLEN).tolist() == cis.tolist()
    assert (np.diff(fallen.round[fallen.cis]) >= 0).all()
    return (
        cis.tolist(),
        fallen.round[cis].tolist(),
        touched.tolist(),
        fallen.lost[touched].tolist(),
        fallen.closed.tolist(),
        fallen.circular,
    )


def on_both(ask: object) -> tuple[object, object]:
    """Answers of one question on both kernels."""
    assert callable(ask)
    with using("plain"):
        plain = ask()
    with using("compiled"):
        return plain, ask()


# ---------------------------------------------------------------- the same


@needs_numba
@given(cases())
def test_an_answer_is_the_same_to_the_byte(case: Case) -> None:
    def ask() -> str:
        graph = build_graph(case.cis, case.edges, case.groups)
        return json.dumps(answer_document(analyse(graph, case.scenario)), ensure_ascii=False)

    plain, compiled = on_both(ask)
    assert plain == compiled


@needs_numba
@pytest.mark.parametrize("heaviest", [1, 5, 1 << 38], ids=["no weights", "weights", "sums beyond 32 bits"])
@pytest.mark.parametrize("seed", range(5))
def test_what_falls_when_and_what_gates_lose(seed: int, heaviest: int) -> None:
    graph = estate(seed, heaviest=heaviest)
    draw = np.random.default_rng(seed)
    fell = 0
    for _ in range(40):
        cis = draw.permutation(graph.size)[:9]
        down, degraded, immune = cis[:4], cis[4:6], cis[6:]

        def ask(down: Ints = down, degraded: Ints = degraded, immune: Ints = immune) -> tuple[object, ...]:
            states = propagate(graph, down, degraded, immune)
            return facts(states.down), facts(states.weak)

        plain, compiled = on_both(ask)
        assert plain == compiled
        fell += len(plain[1][0])  # type: ignore[index]
    assert fell > 40 * 9


@needs_numba
@pytest.mark.parametrize("seed", range(5))
def test_what_lies_above_and_below_in_the_same_order(seed: int) -> None:
    graph = estate(seed, heaviest=3)
    assert (graph.in_flags & DEAD_ROW).any()
    for start in np.random.default_rng(seed).permutation(graph.size)[:40].reshape(20, 2):
        for walk in (dependents, footing):
            plain, compiled = on_both(lambda walk=walk, start=start: walk(graph, start).tolist())
            assert plain == compiled


@needs_numba
@pytest.mark.parametrize("seed", range(5))
def test_a_ranking_by_hundreds_of_services(seed: int) -> None:
    draw = np.random.default_rng(seed)
    services = [f"service-{number:03d}" for number in range(700)]
    shared = [f"ci-{number:02d}" for number in range(60)]
    cis = [CiRow(key, service=True, criticality=int(draw.integers(1, 6)), users=7) for key in services]
    edges = [EdgeRow(key, shared[int(place)]) for key in services for place in draw.integers(0, 60, 2)]
    edges += [EdgeRow(shared[number], shared[int(draw.integers(0, number))]) for number in range(1, 60)]
    graph = build_graph(cis + [CiRow(key) for key in shared], edges, [])
    plain, compiled = on_both(lambda: rank(Graph.from_arrays(graph.arrays())))
    assert plain == compiled
    assert isinstance(plain, Ranking)
    assert plain.services == 700
    assert len(plain.items[0].services) > 512


@needs_numba
def test_a_graph_that_cannot_be_written_to_and_one_without_gates() -> None:
    built = build_graph([CiRow("a"), CiRow("b"), CiRow("c")], [EdgeRow("a", "b"), EdgeRow("b", "c")], [])
    for array in built.arrays().values():
        array.flags.writeable = False
    start = built.indices_of(["c"])
    start.flags.writeable = False
    with using("compiled"):
        assert built.keys_of(dependents(built, start)) == ["c", "b", "a"]
        assert built.keys_of(fall(built, "down", start, start[:0]).cis) == ["c", "b", "a"]


# ---------------------------------------------------------------- circles, all at once


@given(cases(), st.data())
def test_circles_together_say_what_each_says_by_itself(case: Case, data: st.DataObject) -> None:
    graph = build_graph(case.cis, case.edges, case.groups)
    closed = np.array([data.draw(st.sampled_from([0, 0, 1, 2])) for _ in range(graph.size)], dtype=np.uint8)
    for level in LEVELS:
        circles = sorted(set((graph.down_component if level == "down" else graph.ok_component).tolist()))
        if not circles:
            continue
        alone = [ci for number in circles for ci in unsupported(graph, level, number, closed)]
        assert sorted(unsupported_among(graph, level, circles, closed).tolist()) == sorted(alone)


def test_a_chain_of_support_is_followed_to_its_end() -> None:
    ring = [f"s{number:02d}" for number in range(40)]
    edges = [EdgeRow(ring[0], "core", group="up"), EdgeRow(ring[-1], "core", group="up")]
    for one, other in pairwise(ring):
        edges += [EdgeRow(one, other, group="up"), EdgeRow(other, one, group="up")]
    groups = [GroupRow(key, "up", {"min_up": 1}) for key in ring]
    graph = build_graph([CiRow(key) for key in [*ring, "core"]], edges, groups)
    closed = np.zeros(graph.size, dtype=np.uint8)
    circles = sorted(set(graph.down_component.tolist()))
    assert [len(circle_of(graph, "down", number).cis) for number in circles] == [40]
    assert unsupported_among(graph, "down", circles, closed).tolist() == []
    closed[graph.indices_of([ring[0]])] = 1
    assert unsupported_among(graph, "down", circles, closed).tolist() == []
    closed[graph.indices_of(["core"])] = 1
    assert graph.keys_of(sorted(unsupported_among(graph, "down", circles, closed).tolist())) == graph.keys_of(
        sorted(graph.indices_of(ring[1:]).tolist())
    )


# ---------------------------------------------------------------- who asks for numba

ONE_SHOT = """
import sys
from impact import CiRow, EdgeRow, Failure, Scenario, analyse, build_graph
graph = build_graph([CiRow("a"), CiRow("b")], [EdgeRow("a", "b")], [])
assert [ci.key for ci in analyse(graph, Scenario(failures=(Failure("b"),))).cis] == ["b", "a"]
print("numba" in sys.modules)
"""


def one_shot(**setting: str) -> str:
    """Whether a process with one question has loaded numba."""
    environment = {key: value for key, value in os.environ.items() if key != seam.SETTING} | setting
    done = subprocess.run(
        [sys.executable, "-c", ONE_SHOT], env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout.strip()


def test_one_question_never_loads_numba() -> None:
    assert one_shot() == "False"
    assert one_shot(FAULTLINE_KERNELS="plain") == "False"


@needs_numba
def test_one_question_loads_numba_where_it_is_told_to() -> None:
    assert one_shot(FAULTLINE_KERNELS="compiled") == "True"


@pytest.mark.usefixtures("fresh")
def test_a_process_that_lives_on_goes_over_where_numba_is_installed() -> None:
    before = kernels()
    prepare()
    assert (kernels() is not before) == available()


@pytest.mark.usefixtures("fresh")
def test_it_goes_over_beside_its_work_once_it_has_lived_a_while() -> None:
    before = kernels()
    with preparing(after_s=600):
        pass
    assert kernels() is before
    gone_over = threading.Event()
    with preparing(after_s=0):
        for _ in range(30_000 if available() else 0):
            if kernels() is not before:
                gone_over.set()
            if gone_over.wait(0.01):
                break
    assert gone_over.is_set() == available()


@pytest.mark.usefixtures("fresh")
def test_a_setting_overrules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(seam.SETTING, "plain")
    before = kernels()
    prepare()
    assert kernels() is before


@pytest.mark.usefixtures("fresh")
def test_a_setting_that_means_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(seam.SETTING, "fast")
    with pytest.raises(KernelsError, match="'fast'; allowed: plain, compiled"):
        kernels()
    with pytest.raises(KernelsError, match="'fast'"), preparing():
        pass


@pytest.mark.usefixtures("fresh")
def test_compiled_without_numba_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seam, "available", lambda: False)
    name: Name = "compiled"
    with pytest.raises(KernelsError, match=r"faultline-cmdb\[fast\]"), using(name):
        pass
    prepare()
    assert kernels() is seam._choice.loaded["plain"]
