"""Several processes on one SQLite file, and processes that are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cmdb.query import Text
from cmdb.store import open_store
from tests.cmdb.store.contract.build import ME, NOW, batch, ci, claim, keys_of, write

ROOT = Path(__file__).parents[3]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.sqlite"


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cmdb.store.worker", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_write_at_once_without_gaps_or_loss(url: str) -> None:
    names, times = ["a", "b", "c"], 30
    processes = [start("write", url, name, str(times)) for name in names]
    won: list[int] = []
    for process in processes:
        out, err = process.communicate(timeout=300)
        assert (process.returncode, err) == (0, "")
        won += [int(line.split()[1]) for line in out.splitlines()]
    with open_store(url) as store:
        revisions = store.graph.revisions(limit=10_000)
        assert [revision.number for revision in revisions] == list(range(1, len(revisions) + 1))
        assert [revision.at for revision in revisions] == sorted(revision.at for revision in revisions)
        assert len(revisions) >= len(names) * times
        expected = {f"{name}-{number}" for name in names for number in range(times)}
        assert expected <= set(keys_of(store))
        assert {row.key for row in store.side.scan("t", now=NOW)} == expected
        assert expected <= set(keys_of(store, Text(("word",))))
        holders = store.graph.holders([claim(str(number)) for number in range(times)])
        assert {int(held.value) for held in holders} >= {number for number in won if number % 7}
        assert sorted(number for number in won if number % 7) == [number for number in range(times) if number % 7]
        assert store.maintenance.verify() == []


def test_a_killed_process_leaves_its_last_revision(url: str) -> None:
    size = 5_000
    process = start("flood", url, str(size))
    assert process.stdout is not None
    committed = [int(process.stdout.readline()) for _ in range(2)][-1]
    time.sleep(0.15)  # into the next batch
    process.kill()
    out, _ = process.communicate(timeout=60)
    committed = max([committed, *map(int, out.split())])
    with open_store(url) as store:
        head = store.graph.head().number
        # The last one may have been committed without having been said.
        assert head in {committed, committed + 1}
        nodes = [item.node for chunk in store.graph.stream_nodes("ci") for item in chunk]
        assert len(nodes) == size
        assert {node.name for node in nodes} == {f"round {head - 1}"}
        assert store.maintenance.verify() == []
        assert write(store, ci("after")) == head + 1


def test_a_process_killed_while_it_writes_holds_up_nobody(url: str) -> None:
    with open_store(url) as store:
        for _ in range(3):
            process = start("flood", url, "2000")
            assert process.stdout is not None
            process.stdout.readline()
            process.kill()
            process.communicate(timeout=60)
            before = store.graph.head().number
            assert write(store, ci(f"n-{before}", "mine")) == before + 1
        assert store.maintenance.verify() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_uses_connections_of_its_own(url: str) -> None:
    with open_store(url) as store:
        write(store, ci("parent"))
        child = os.fork()
        if child == 0:
            try:
                store.graph.apply(batch(ci("child")), ME)
                os._exit(0 if keys_of(store) == ["child", "parent"] else 1)
            except BaseException:  # noqa: BLE001 - the child must not go on as a second pytest
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        assert keys_of(store) == ["child", "parent"]
        assert write(store, ci("again")) == 3
        assert store.maintenance.verify() == []
