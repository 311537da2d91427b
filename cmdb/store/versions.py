"""The versions of one entity as history shows them: what was, and the times in which there was nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cmdb.model import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cmdb.model import EntityRef, Node, Relation, Revision

__all__ = ["Span", "numbers_in", "versions"]


class Span(NamedTuple):
    """An entity as it stood from one revision until before another (None: still); None for absent."""

    entity: Node | Relation | None
    since: int
    until: int | None


def with_absences(newest_first: Iterable[Span]) -> list[Span]:
    """Return the spans with those in between in which the entity was absent."""
    found: list[Span] = []
    later: int | None = None
    for span in newest_first:
        if span.until is not None and span.until != later:
            found.append(Span(None, span.until, later))
        found.append(span)
        later = span.since
    return found


def numbers_in(newest_first: Iterable[Span]) -> set[int]:
    """Return the revisions that ``versions`` will ask for."""
    return {span.since for span in with_absences(newest_first)}


def versions(
    ref: EntityRef, newest_first: Iterable[Span], limit: int, revision: Callable[[int], Revision]
) -> list[Version]:
    """Return the newest versions; ``revision`` finds one by its number."""
    return [
        Version(ref, span.entity, revision(span.since), span.until)
        for span in with_absences(newest_first)[: max(limit, 0)]
    ]
