"""Who watches a record? Accounts by name, teams as ``team:NAME``; kept as the record's own list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cmdb.errors import Invalid, NotFound
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from cmdb.workspace import Workspace
from itsm.kernel.desk import Act, committed, wanted, write
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record

__all__ = ["MOST_WATCHERS", "TEAM", "unwatch", "watch", "watchers", "with_watcher", "without_watcher"]

TEAM = "team:"
WATCHERS = "watchers"
MOST_WATCHERS = 100
LONGEST = 200

Decision = Callable[[Sequence[str]], Sequence[str]]


def watchers(record: Record) -> Sequence[str]:
    """Return who watches a record, in the order of their coming."""
    found = record.attributes.get(WATCHERS)
    return [str(each) for each in found] if isinstance(found, tuple) else []


def with_watcher(held: Sequence[str], who: str) -> Sequence[str]:
    """Return watchers with one more; who watches already is not added again. Raises ``Invalid``."""
    who = " ".join(who.split())
    if not who.removeprefix(TEAM) or len(who) > LONGEST:
        raise Invalid(WATCHERS, "is no account or team", who[:80], f"an account, or {TEAM} and a team's name")
    if normal_text(who) in {normal_text(each) for each in held}:
        return held
    if len(held) >= MOST_WATCHERS:
        raise Invalid(
            WATCHERS, "are as many as they may be", len(held), f"up to {MOST_WATCHERS}; a team watches as one"
        )
    return [*held, who]


def without_watcher(held: Sequence[str], who: str) -> Sequence[str]:
    """Return watchers without one. Raises ``NotFound``."""
    kept = [each for each in held if normal_text(each) != normal_text(who)]
    if len(kept) == len(held):
        raise NotFound("watcher", who, tuple(held)[:10])
    return kept


def watch(graph: GraphStore, practice: Practice, key: Key, who: str, *, act: Act) -> None:
    """Let somebody watch a record; two who begin at once both do. Raises ``NotFound``, ``Invalid``."""
    change(graph, practice, key, act, lambda held: with_watcher(held, who))


def unwatch(graph: GraphStore, practice: Practice, key: Key, who: str, *, act: Act) -> None:
    """Let somebody watch a record no more. Raises ``NotFound``."""
    change(graph, practice, key, act, lambda held: without_watcher(held, who))


def change(graph: GraphStore, practice: Practice, key: Key, act: Act, decide: Decision) -> None:
    """Keep other watchers with a record."""

    def build(work: Workspace) -> None:
        node, record = wanted(work, key, None)
        held = watchers(record)
        kept = decide(held)
        if kept == held:
            return
        attributes = {name: value for name, value in record.attributes.items() if name != WATCHERS}
        attributes |= {WATCHERS: tuple(kept)} if kept else {}
        write(work, practice, node, replace(record, attributes=attributes), ())

    committed(graph, build, act.stamp)
