"""The thread that follows the history and the clocks: what no change stands behind, and whose time is nearly spent."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import structlog

from api.backend import Backend
from api.resources.measures.service import standing_of
from cmdb.errors import FaultlineError
from cmdb.model import Key
from cmdb.store.port import Stamp
from itsm.deployments import look_again
from itsm.escalations import escalate_in_time
from itsm.flows.change_unauthorised import look
from itsm.flows.deployment_unauthorised import follow_deployments
from itsm.flows.unauthorised_change import settle
from itsm.measures.spent import nearly_spent
from itsm.service_level.promises import promises

__all__ = ["Watch"]

EVERY_S = 5.0
CLOCKS_EVERY = timedelta(minutes=1)
STAMP = Stamp("faultline", "history", "controlled attributes")
log = structlog.get_logger("faultline.watch")


class Watch:
    """Looks at the history every few seconds while it runs; nothing is read where nothing was written."""

    def __init__(self, backend: Backend, *, every: float = EVERY_S) -> None:
        self.backend = backend
        self.every = every
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.head = -1
        self.clocks_read_at: datetime | None = None

    def start(self) -> None:
        """Begin to look."""
        self.thread = threading.Thread(target=self.run, name="watch", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Look no more; returns when a look that goes on has ended."""
        self.stopping.set()
        if self.thread is not None:
            self.thread.join()

    def run(self) -> None:
        """Look until stopped; a look that fails is tried again with the next."""
        while not self.stopping.wait(self.every):
            try:
                self.look()
                self.read_clocks()
            except FaultlineError as error:
                log.warning("the history was not looked at", reason=str(error))

    def look(self) -> list[str]:
        """Look once, where something was written since; return the records opened."""
        head = self.backend.head()
        if head == self.head:
            return []
        estate = self.backend.estate
        found = look(estate, stamp=STAMP)
        settle(estate, stamp=STAMP)
        deployments = STAMP._replace(reason="deployments")
        look_again(estate, stamp=deployments)
        found += follow_deployments(estate, stamp=deployments)
        self.head = head
        return found

    def read_clocks(self) -> list[Key]:
        """Read the clocks of open records, once a minute, and tell of those that are nearly spent; return them."""
        now = self.backend.clock()
        if self.clocks_read_at is not None and now - self.clocks_read_at < CLOCKS_EVERY:
            return []
        self.clocks_read_at = now
        graph = self.backend.graph
        if all(each.escalate_at is None for each in promises(graph).agreements.values()):
            return []
        known = standing_of(self.backend)
        found = nearly_spent(known.columns, known.clocks, now=now)
        return escalate_in_time(graph, found, now=now, stamp=STAMP._replace(reason="time nearly spent"))
