"""Filling an empty store with a history: in one transaction, or in several behind a mark that keeps writers out."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING
from uuid import uuid4

from cmdb.errors import PreconditionFailed, StoreUnavailable
from cmdb.store.batch_check import settle
from cmdb.store.batch_rows import encode_batch
from cmdb.store.history_check import check_next, replay_batch
from cmdb.store.neo4j.apply import LOADING, lock_head
from cmdb.store.neo4j.connect import head_number
from cmdb.store.neo4j.present import PresentGraph
from cmdb.store.neo4j.write import write_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cmdb.model import Revision
    from cmdb.store.neo4j.connect import Connection, Work
    from cmdb.store.port import Change

    Done = tuple[Revision, Sequence[Change]]

__all__ = ["clear_broken_load", "load_history"]

CHANGES_AT_ONCE = 20_000
STALE_S = 600

MARK = "MATCH (head:Store {name: 'head'}) SET head.loading = $mark, head.loaded_at = timestamp()"
UNMARK = "MATCH (head:Store {name: 'head'}) SET head.loading = null, head.loaded_at = null"
RESET = "MATCH (head:Store {name: 'head'}) SET head.number = 0, head.at = ''"
LOADED_AGO = """
MATCH (head:Store {name: 'head'}) WHERE head.loading IS NOT NULL RETURN (timestamp() - head.loaded_at) / 1000
"""
CONTENT = ("Node", "Version", "RelationVersion", "Revision", "Part", "Claim")
CLEAR = "MATCH (n:%s) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*)"


def load_history(connection: Connection, history: Iterable[Done]) -> int:
    """Fill an empty store; return the number of the last revision.

    Up to ``CHANGES_AT_ONCE`` changes are one transaction. More would not fit the server's memory, so they are
    several: until the last, ``apply`` refuses. What was written is taken back when one fails, or when the store is
    opened after the loader died.
    """
    check_empty(connection.read(head_number))
    groups = grouped(checked(history))
    first, second = next(groups, []), next(groups, None)
    if second is None:
        connection.write(lambda work: write_group(work, first, None), timeout=None)
        return first[-1][0].number if first else 0
    return load_groups(connection, chain([first, second], groups))


def load_groups(connection: Connection, groups: Iterable[list[Done]]) -> int:
    """Write one group a transaction; return the number of the last revision."""
    mark, last = str(uuid4()), 0
    connection.write(lambda work: begin(work, mark))
    try:
        for group in groups:
            last = connection.write(partial(write_group, group=group, mark=mark), timeout=None)
    except BaseException:
        with suppress(StoreUnavailable):
            clear(connection)
        raise
    connection.write(lambda work: work.run(UNMARK))
    return last


def begin(work: Work, mark: str) -> None:
    """Mark the store as being filled."""
    head = lock_head(work)
    check_empty(head.number)
    if head.loading:
        raise StoreUnavailable(LOADING)
    work.run(MARK, mark=mark)


def write_group(work: Work, group: Sequence[Done], mark: str | None) -> int:
    """Write some revisions under a mark (None: all there are, into an empty store); return the last one's number."""
    head = lock_head(work)
    if mark is None:
        check_empty(head.number)
    else:
        work.run(MARK, mark=mark)
    if head.loading != mark:
        raise StoreUnavailable(LOADING)
    for revision, changes in group:
        present = PresentGraph(work, empty=revision.number == 1)
        settled = settle(encode_batch(replay_batch(changes)), present, revision.number - 1)
        write_revision(work, settled, present, revision)
    return group[-1][0].number if group else 0


# ---------------------------------------------------------------- the history as it comes


def check_empty(number: int) -> None:
    """Raise ``PreconditionFailed`` for a store that has revisions."""
    if number:
        raise PreconditionFailed("the store", 0, number)


def checked(history: Iterable[Done]) -> Iterator[Done]:
    """Yield the history. Raises ``Invalid`` where it has gaps or goes back in time."""
    before: Revision | None = None
    for revision, changes in history:
        check_next(before, revision)
        before = revision
        yield revision, changes


def grouped(history: Iterable[Done]) -> Iterator[list[Done]]:
    """Yield revisions together, as many as one transaction takes."""
    group: list[Done] = []
    size = 0
    for done in history:
        if group and size + len(done[1]) > CHANGES_AT_ONCE:
            yield group
            group, size = [], 0
        group.append(done)
        size += len(done[1])
    if group:
        yield group


# ---------------------------------------------------------------- after a load that was broken off


def clear_broken_load(connection: Connection) -> None:
    """Take back what a loader wrote that died. Raises ``StoreUnavailable`` while one may be at work."""
    row = connection.read(lambda work: work.one(LOADED_AGO))
    if row is not None:
        if row[0] < STALE_S:
            raise StoreUnavailable(LOADING)
        clear(connection)


def clear_some(work: Work, label: str) -> int:
    """Remove some of the nodes with a label; return how many."""
    return int(work.rows(CLEAR % label)[0][0])


def clear(connection: Connection) -> None:
    """Empty the graph, a part at a time, and take the mark away at the end."""
    for label in CONTENT:
        while connection.write(partial(clear_some, label=label)):
            pass
    connection.write(lambda work: work.run(RESET))
    connection.write(lambda work: work.run(UNMARK))
