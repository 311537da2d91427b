"""The benchmark table at a tiny size: rows in the promised shape, equal answers behind each, and no word about time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.bench import Bench
from benchmarks.measure import AnswersDiffer, Row, Side, at_most, compared, faster, held, longer, missing
from benchmarks.table import TABLE
from cli import bench as command
from cli.main import faultline
from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.store import open_store
from tests.cmdb.store.contract.build import ME, batch, ci

SIZE = 300
FIELDS = {"what", "size", "ours", "peer", "peer_value", "unit", "ratio", "target", "holds"}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(SIZE, tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("part", TABLE)
def test_every_row_has_its_shape_and_equal_answers_behind_it(tiny: Bench, part: str) -> None:
    """``compared`` raises ``AnswersDiffer`` where a peer says something else."""
    rows = list(TABLE[part](tiny))
    assert rows
    for row in rows:
        assert set(row._asdict()) == FIELDS
        assert row.size == SIZE
        assert row.ours > 0
        assert (row.peer_value is None) == (row.ratio is None) == (row.holds is None)


@pytest.mark.neo4j
def test_neo4j_says_the_same(tiny: Bench, empty_neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTLINE_TEST_NEO4J", empty_neo4j_url)
    rows = list(TABLE["cypher"](tiny))
    assert len(rows) == 3
    assert all(row.peer_value is not None for row in rows)


@pytest.mark.neo4j
def test_what_somebody_keeps_in_neo4j_is_left_alone(tiny: Bench, empty_neo4j_url: str, monkeypatch) -> None:
    monkeypatch.setenv("FAULTLINE_TEST_NEO4J", empty_neo4j_url)
    with open_store(empty_neo4j_url) as store:
        store.graph.apply(batch(ci("kept")), ME)
        with pytest.raises(Invalid, match="an empty database"):
            list(TABLE["cypher"](tiny))
        assert list(store.graph.get([Key("kept")])) == ["kept"]


def test_a_peer_that_says_something_else_is_no_peer() -> None:
    ours: Side[None] = Side("faultline", lambda _: {1, 2})
    theirs: Side[None] = Side("other", lambda _: {1})
    with pytest.raises(AnswersDiffer, match="other says"):
        compared("x", 1, ours, theirs, faster(2))


@pytest.mark.parametrize(
    ("target", "ours", "peer", "ratio", "holds"),
    [
        (faster(50), 1.0, 50.0, 50.0, True),
        (faster(50), 1.0, 49.0, 49.0, False),
        (longer(3), 3.0, 1.0, 3.0, True),
        (longer(0.5), 0.6, 1.0, 0.6, False),
        (at_most(60, "bytes"), 55.0, 60.0, 0.917, True),
        (at_most(60, "bytes"), 61.0, 60.0, 1.017, False),
    ],
)
def test_a_target_says_what_its_ratio_means(target, ours, peer, ratio, holds) -> None:
    row = held("x", 1, ours, "other", peer, "ms", target)
    assert (row.ratio, row.holds) == (ratio, holds)


def test_a_peer_that_is_not_installed_is_visible() -> None:
    row = missing("reach", 1, 2.5, "rustworkx (not installed)", "ms", faster(5))
    assert row == Row("reach", 1, 2.5, "rustworkx (not installed)", None, "ms", None, ">= 5x as fast", None)


def test_the_command_prints_one_document_or_a_table() -> None:
    asked = ["bench", "--size", str(SIZE), "--only", "memory"]
    document = json.loads(CliRunner().invoke(faultline, [*asked, "--json"]).stdout)
    assert set(document[0]) == FIELDS
    assert "topology arrays" in CliRunner().invoke(faultline, asked).stdout


def test_without_a_checkout_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    answer = CliRunner().invoke(faultline, ["bench"])
    assert answer.exit_code == 2
    assert "checkout" in answer.output
