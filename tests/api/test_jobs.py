"""Jobs: one worker each, progress, cancel, taken up again after a crash, in a child process where the store can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.jobs import JobKind, Jobs, Work, newest_first_id
from api.jobs.lease import LEASES
from api.jobs.queue import MOST_ATTEMPTS
from api.settings import Settings
from cmdb.store import open_store
from cmdb.store.port import Store
from cmdb.values import Json
from tests.api.conftest import Clock


def count(work: Work) -> Json:
    for done in range(3):
        work.reported = 0.0
        work.report(done, 3, f"step {done}")
    return {"args": dict(work.args), "attempt": work.attempt, "actor": work.actor}


def fail(work: Work) -> Json:
    raise RuntimeError(work.job)


def revision(work: Work) -> Json:
    head = work.store.graph.head()
    return head.number if head else 0


ALL = (JobKind("count", count), JobKind("fail", fail), JobKind("revision", revision, reads=True))
KINDS = {kind.name: kind for kind in ALL}


@pytest.fixture
def jobs(store: Store, settings: Settings, clock: Clock) -> Jobs:
    return Jobs(store, settings, clock, KINDS)


def test_a_job_is_run_and_its_result_kept(jobs: Jobs) -> None:
    job = jobs.submit("count", {"x": 1}, "ann")
    assert job["state"] == "queued"
    assert jobs.run_pending() == 1
    done = jobs.get(str(job["id"]))
    assert done["state"] == "done"
    assert done["result"] == {"args": {"x": 1}, "attempt": 1, "actor": "ann"}
    assert (done["done"], done["total"], done["message"]) == (3, 3, "step 2")


def test_what_fails_says_so(jobs: Jobs) -> None:
    job = jobs.submit("fail", {}, "ann")
    jobs.run_pending()
    assert jobs.get(str(job["id"]))["error"] == f"RuntimeError: {job['id']}"


def test_a_running_job_stops_at_its_next_report(jobs: Jobs, store: Store, clock: Clock) -> None:
    job = jobs.submit("count", {}, "ann")
    store.side.put("job_cancels", str(job["id"]), {"by": "eve"}, now=clock())
    jobs.run_pending()
    assert jobs.get(str(job["id"]))["state"] == "cancelled"


def test_a_leased_job_is_left_alone_until_its_worker_is_silent(jobs: Jobs, store: Store, clock: Clock) -> None:
    job = jobs.submit("count", {}, "ann")
    assert jobs.claim() is not None
    assert jobs.claim() is None
    assert jobs.get(str(job["id"]))["state"] == "running"
    clock.forward(minutes=1)
    assert jobs.run_pending() == 1
    assert jobs.get(str(job["id"]))["result"] == {"args": {}, "attempt": 2, "actor": "ann"}
    assert store.side.read(LEASES, str(job["id"]), now=clock()) is None


def test_what_only_reads_need_not_wait_behind_what_alters(jobs: Jobs, store: Store, settings: Settings) -> None:
    altering, reading = jobs.submit("count", {}, "ann"), jobs.submit("revision", {}, "ann")
    assert jobs.run_one(inline=True, reading=True)
    assert [jobs.get(str(each["id"]))["state"] for each in (altering, reading)] == ["queued", "done"]
    assert not jobs.run_one(inline=True, reading=True)
    for workers, names in ((0, []), (2, ["jobs-0", "jobs-1", "jobs-reading"])):
        several = Jobs(store, replace(settings, workers=workers), jobs.clock, {})
        several.start()
        assert [each.name for each in several.threads] == names
        several.stop()


def test_a_job_that_always_dies_is_given_up(jobs: Jobs, clock: Clock) -> None:
    job = jobs.submit("count", {}, "ann")
    for _ in range(MOST_ATTEMPTS):
        assert jobs.claim() is not None
        clock.forward(minutes=1)
    assert jobs.run_pending() == 0
    assert jobs.get(str(job["id"]))["state"] == "failed"


def test_later_ids_sort_first(clock: Clock) -> None:
    first = newest_first_id(clock())
    clock.forward(seconds=0.001)
    assert newest_first_id(clock()) < first


@pytest.mark.slow
def test_a_store_on_disk_is_worked_on_in_a_child_process(tmp_path: Path, clock: Clock) -> None:
    with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        jobs = Jobs(store, Settings(folder=tmp_path), clock, KINDS)
        job = jobs.submit("revision", {}, "ann")
        assert jobs.run_one() is True
        assert jobs.get(str(job["id"]))["result"] == 0


def test_worker_threads_take_what_is_queued(store: Store, settings: Settings) -> None:
    from api.backend import utc_now

    jobs = Jobs(store, replace(settings, workers=1), utc_now, KINDS)
    jobs.start()
    try:
        job = jobs.submit("count", {}, "ann")
        for _ in range(100):
            if jobs.get(str(job["id"]))["state"] == "done":
                break
            jobs.ending.wait(0.05)
    finally:
        jobs.stop()
    assert jobs.get(str(job["id"]))["state"] == "done"
