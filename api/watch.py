"""The thread that follows the history: for edits and deployments that no change stands behind."""

from __future__ import annotations

import threading

import structlog

from api.backend import Backend
from cmdb.errors import FaultlineError
from cmdb.store.port import Stamp
from itsm.deployments import look_again
from itsm.flows.change_unauthorised import look
from itsm.flows.deployment_unauthorised import follow_deployments
from itsm.flows.unauthorised_change import settle

__all__ = ["Watch"]

EVERY_S = 5.0
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
