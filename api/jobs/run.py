"""Running one job: in this thread, or in a child process so that requests keep their pace."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
import time
from typing import cast

import structlog

from api.jobs.work import Cancelled, JobKind, Work, work_of
from api.settings import Settings
from cmdb.errors import FaultlineError
from cmdb.store import open_store
from cmdb.store.port import SideRow
from cmdb.values import Json

__all__ = ["Outcome", "attempt", "run_in_child"]

POLL_S = 0.5
log = structlog.get_logger("faultline.jobs")
Outcome = tuple[str, Json, str | None]


def attempt(kind: JobKind, work: Work) -> Outcome:
    """Run a job's function and return how it ended."""
    try:
        return "done", kind.run(work), None
    except Cancelled:
        outcome: Outcome = ("cancelled", None, None)
    except FaultlineError as error:
        outcome = ("failed", {"problem": cast("Json", dict(error.facts()))}, str(error))
    except Exception as error:
        log.exception("job failed", job=work.job, kind=kind.name)
        outcome = ("failed", None, f"{type(error).__name__}: {error}")
    if kind.failed is not None:
        kind.failed(work, outcome[2] or outcome[0])
    return outcome


def run_in_child(kind: JobKind, work: Work, row: SideRow, ending: threading.Event) -> Outcome:
    """Run a job in a child process with the store opened anew; once ``ending`` is set it is queued again."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=child_main, args=(sender, work.store.url, work.settings, kind, row), daemon=True)
    child.start()
    sender.close()
    try:
        while not receiver.poll(POLL_S):
            if ending.is_set():
                child.terminate()
                return "queued", None, None
        return cast("Outcome", receiver.recv())
    except EOFError:
        return "queued", None, None
    finally:
        receiver.close()
        child.join(timeout=10)


def child_main(
    sender: multiprocessing.connection.Connection, url: str, settings: Settings, kind: JobKind, row: SideRow
) -> None:
    """Run one job in a process of its own and send how it ended."""
    from api.backend import utc_now  # noqa: PLC0415  # the child needs no more of the app than this

    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    with open_store(url) as store:
        sender.send(attempt(kind, work_of(store, settings, row, utc_now)))
    sender.close()


def end_with(parent: int) -> None:
    """End this process when its parent is gone; whoever takes the job up again should be alone with it."""
    while os.getppid() == parent:
        time.sleep(POLL_S)
    os._exit(1)
