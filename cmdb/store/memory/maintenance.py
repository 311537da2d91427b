"""Moving and checking a store in memory."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cmdb.errors import PreconditionFailed
from cmdb.model import Key
from cmdb.store.batch_check import settle
from cmdb.store.batch_rows import encode_batch
from cmdb.store.encoding import claims_from_text
from cmdb.store.history_check import check_next, replay_batch
from cmdb.store.memory.data import Data, at
from cmdb.store.memory.graph import changes_of
from cmdb.store.port import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cmdb.model import Revision
    from cmdb.store.memory.data import Holder, Spell
    from cmdb.store.port import Change

__all__ = ["MemoryMaintenance"]

FORMAT = 1


class MemoryMaintenance:
    """The port ``Maintenance`` over ``Data``."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.open = holder.open

    def dump(self) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield the whole history."""
        with self.open() as data:
            return iter([changes_of(data, number) for number in range(1, data.head + 1)])

    def load(self, history: Iterable[tuple[Revision, Sequence[Change]]]) -> int:
        """Fill an empty store."""
        with self.open() as data:
            if data.head:
                raise PreconditionFailed("the store", 0, data.head)
            filled = Data(side=data.side)
            for revision, changes in history:
                check_next(filled.revisions[-1] if filled.revisions else None, revision)
                batch = encode_batch(replay_batch(changes))
                filled.write(settle(batch, filled, filled.head), revision)
            self.holder.data = filled
            return filled.head

    def verify(self) -> Sequence[Finding]:
        """Check the data."""
        with self.open() as data:
            return [*check_revisions(data), *check_versions(data), *check_ends(data), *check_claims(data)]

    def format_number(self) -> int:
        """Return the format."""
        with self.open():
            return FORMAT

    def last_seen(self) -> Iterator[tuple[Key, datetime]]:
        """Yield when each node was last seen."""
        with self.open() as data:
            return iter([(Key(key), data.last_seen[key]) for key in sorted(data.last_seen)])


def check_revisions(data: Data) -> Iterator[Finding]:
    """Yield where the history has a gap."""
    for number, revision in enumerate(data.revisions, start=1):
        if revision.number != number:
            yield Finding(f"revision {number}", f"numbered {revision.number}")


def check_versions(data: Data) -> Iterator[Finding]:
    """Yield where versions of one entity overlap."""
    named: list[tuple[str, Sequence[Spell]]] = [*data.nodes.items()]  # type: ignore[type-arg]
    named += [(repr(identity), spells) for identity, spells in data.relations.items()]
    for name, spells in named:
        for before, after in pairwise(spells):
            if before.until is None or before.until > after.since:
                yield Finding(name, f"versions overlap at revision {after.since}")


def check_ends(data: Data) -> Iterator[Finding]:
    """Yield relations to absent nodes."""
    for identity, spells in data.relations.items():
        for end in {identity.source, identity.target} if at(spells, None) else ():
            if not at(data.nodes.get(end, ()), None):
                yield Finding(repr(identity), f"names {end}, which does not exist")


def check_claims(data: Data) -> Iterator[Finding]:
    """Yield where the claims of the nodes and the index of claims differ."""
    current = ((key, at(spells, None)) for key, spells in data.nodes.items())
    stated = {(claim, key) for key, spell in current if spell for claim in claims_from_text(spell.row.claims or "[]")}
    for claim, key in stated ^ set(data.claims.items()):
        yield Finding(key, f"claim {claim.scope} {claim.value!r} is not held as it should be")
