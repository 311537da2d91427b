"""Answers do not depend on the store: Neo4j's are those of memory and SQLite, also after somebody else has written."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from cli.demo_estate import MANIFEST, build_demo, demo_folder
from cmdb import snapshot as module
from cmdb.errors import FaultlineError
from cmdb.estate import Estate
from cmdb.model import Key, Node, Relation
from cmdb.questions import Question, impact_document, needs_document
from cmdb.store import open_store
from cmdb.store.archive import copy_store
from cmdb.store.port import Store
from cmdb.values import Json
from cmdb.weak_points import all_single_points_document
from impact import Failure
from tests.cmdb.store.contract.build import ci, rel, rid, write
from tests.cmdb.store.test_neo4j import emptied

pytestmark = pytest.mark.neo4j


QUESTIONS: dict[str, Callable[[Estate, str], dict[str, Json]]] = {
    "impact": lambda estate, key: impact_document(estate, Question((Failure(key),))),
    "needs": lambda estate, key: needs_document(estate, [key]),
}


def asked(estate: Estate, keys: Sequence[str]) -> dict[str, Json]:
    """What is said when each of these CIs fails, what each stands on, and which single CIs take each service down.

    A question that is refused is answered by its refusal.
    """
    found: dict[str, Json] = {"single points": list[Json](all_single_points_document(estate, Question()))}
    for key in keys:
        for what, ask in QUESTIONS.items():
            try:
                found[f"{what} {key}"] = ask(estate, key)
            except FaultlineError as error:
                found[f"{what} {key}"] = f"{type(error).__name__}: {error}"
    return found


@pytest.fixture
def stores(neo4j_url: str, tmp_path: Path) -> Iterator[list[Store]]:
    """An empty store in memory, one in SQLite, and one in Neo4j."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(open_store(url))
            for url in ("memory:", f"sqlite:///{tmp_path}/store.db", emptied(neo4j_url))
        ]


# ---------------------------------------------------------------- the demo


@pytest.mark.slow
def test_the_demo_is_answered_alike(stores: list[Store]) -> None:
    memory, *others = stores
    build_demo(memory, say=lambda _: None)
    for other in others:
        copy_store(memory, other)
    tries = yaml.safe_load((demo_folder() / MANIFEST).read_text(encoding="utf-8"))["tries"]
    every = sorted(stored.node.key for chunk in memory.graph.stream_nodes("ci") for stored in chunk)
    asked_about = [*(name for each in tries for name in each["down"]), *every[:: len(every) // 10]]
    first, second, third = (asked(Estate(store, None), asked_about) for store in stores)
    assert first["single points"]
    assert sum(isinstance(said, dict) for said in first.values()) > len(asked_about)
    assert second == first
    assert third == first


# ---------------------------------------------------------------- whatever graph it is

CLASSES = ("server", "database", "application", "cluster", "business_service", "business_service")
STATES = ("operational", "operational", "operational", "operational", "maintenance", "planned", "retired")
TYPES = ("depends_on", "runs_on", "uses", "contains", "member_of", "owned_by")
RULES: tuple[dict[str, Json], ...] = ({}, {"g": {"min_up": 1}}, {"g": {"min_up": 2}}, {"g": {"min_up": "50%"}})


def drawn_ci(rng: random.Random, key: str) -> Node:
    rules = rng.choice(RULES)
    return ci(
        key,
        f"the {key}",
        rng.choice(CLASSES),
        lifecycle=rng.choice(STATES),
        body={"groups": rules} if rules else {},
        attributes={"criticality": rng.randint(1, 5)} if rng.random() < 0.5 else {},
    )


def drawn_relation(rng: random.Random, keys: Sequence[str]) -> Relation:
    source, target = rng.sample(keys, 2)
    need = rng.choice((None, None, None, "hard", "soft", "none"))
    return rel(source, target, rng.choice(TYPES), rng.choice(("", "", "g")), need=need, weight=rng.choice((None, 2)))


def alter(rng: random.Random, writers: Sequence[Store], keys: Sequence[str]) -> None:
    """Write the same few changes to every store: CIs anew, relations more, fewer and otherwise."""
    now = [relation.id for chunk in writers[0].graph.stream_relations() for relation in chunk]
    gone = rng.sample(now, min(len(now), 3))
    drawn = {each.id: each for each in (drawn_relation(rng, keys) for _ in range(4))}
    more = [each for identity, each in drawn.items() if identity not in gone]
    nodes = [drawn_ci(rng, key) for key in rng.sample(keys, 3)]
    numbers = {write(writer, *nodes, *more, remove=gone) for writer in writers}
    assert len(numbers) == 1


@pytest.mark.parametrize("seed", range(2))
def test_any_graph_is_answered_alike_and_stays_fresh_while_others_write(
    stores: list[Store], neo4j_url: str, seed: int
) -> None:
    """The writer of Neo4j is another store object than the reader, which carries its snapshot forward by history."""
    rng = random.Random(seed)
    keys = [f"n{number:02}" for number in range(18)]
    nodes = [drawn_ci(rng, key) for key in keys]
    relations = {each.id: each for each in (drawn_relation(rng, keys) for _ in range(30))}
    with open_store(neo4j_url) as elsewhere:
        writers = [*stores[:2], elsewhere]
        for writer in writers:
            write(writer, *nodes, *relations.values())
        kept = [Estate(store, None) for store in stores]
        for estate in kept:
            estate.snapshots.now()
        for _ in range(3):
            alter(rng, writers, keys)
            some = rng.sample(keys, 6)
            first, second, third = (asked(estate, some) for estate in kept)
            assert second == first
            assert third == first
        assert asked(Estate(elsewhere, None), some) == third


# ---------------------------------------------------------------- fresh through history


def test_a_kept_snapshot_follows_what_another_wrote_without_being_built(
    neo4j_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(emptied(neo4j_url)) as reader, open_store(neo4j_url) as writer:
        write(writer, ci("s"), ci("t"), ci("a", cls="application"), ci("b", cls="application"))
        write(writer, rel("a", "s"), rel("b", "t"))
        kept = Estate(reader, None)
        assert down(kept, "s") == ["a", "s"]
        # Few changes are carried forward, however small the graph is.
        monkeypatch.setattr(module, "build_snapshot", lambda *_, **__: pytest.fail("built"))
        for entities, gone, hurt in (
            ([rel("b", "s")], [], ["a", "b", "s"]),  # a relation more
            ([rel("b", "s", need="none")], [], ["a", "s"]),  # one that says something else
            ([ci("c", cls="business_service"), rel("c", "a", "depends_on")], [], ["a", "c", "s"]),  # a CI above
            ([], [rid("a", "s")], ["s"]),  # a relation fewer
            ([rel("t", "s")], [rid("b", "s")], ["b", "s", "t"]),  # through what was there already
            ([], [Key("b"), rid("b", "t")], ["s", "t"]),  # a CI fewer
        ):
            number = write(writer, *entities, remove=gone)
            assert down(kept, "s") == hurt
            assert kept.snapshots.now().revision == number
        monkeypatch.undo()
        assert asked(Estate(writer, None), "stac") == asked(kept, "stac")


def down(estate: Estate, key: str) -> list[str]:
    """What fails with a CI."""
    found = impact_document(estate, Question((Failure(key),)))["cis"]
    assert isinstance(found, list)
    return sorted(str(each["key"]) for each in found if isinstance(each, dict))
