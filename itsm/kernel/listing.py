"""Which records a list of a practice shows: its query, its phase, the CI that they are linked with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from cmdb.model import Key
from cmdb.query import All, Compare, Condition, OneOf
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from itsm.kernel import desk
from itsm.kernel.practice import Practice
from itsm.kernel.search import of_phase, record_query

__all__ = ["Listing"]


class Listing(NamedTuple):
    """What narrows a list. ``phase`` and ``ci`` None: any; ``as_of`` is the revision that is looked at."""

    text: str = ""
    phase: str | None = None
    ci: Key | None = None
    as_of: int | None = None

    def condition(self, graph: GraphStore, practice: Practice, known: Schema, now: datetime) -> Condition:
        """Return it as a condition; ``known`` is that of ``search_schema``. Raises ``QueryInvalid``, ``Invalid``."""
        said: tuple[Condition, ...] = (
            record_query(known, self.text, now),
            Compare("class", "=", normal_text(practice.name)),
        )
        if self.ci is not None:
            linked = frozenset(str(each.record) for each in desk.links_of(graph, [self.ci], as_of=self.as_of))
            said = (*said, OneOf("key", linked))
        return All((*said, of_phase(practice, self.phase)) if self.phase else said)
