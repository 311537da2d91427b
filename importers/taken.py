"""What a chunk comes to, part by part: rows whose CI is known, relations that wait, decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb.identify import Identification
from cmdb.model import Key, Node
from importers.observation import CiObservation, RelationObservation
from importers.prepare import Prepared
from importers.report import RowDecision

__all__ = ["ChunkResult", "Deferred", "Taken"]


class Taken(NamedTuple):
    """An observation whose CI is known. ``new``: nobody has spoken of that CI before, and no relation can name it."""

    prepared: Prepared
    owner: Key
    created: bool
    identification: Identification
    before: Node | None
    new: bool = False


class Deferred(NamedTuple):
    """Relations whose other end was not there yet, to be tried again at the end of the run."""

    observation: Key
    digest: int
    said: CiObservation
    relations: tuple[RelationObservation, ...]


@dataclass(slots=True)
class ChunkResult:
    """What one chunk comes to; nothing of it counts until its workspace is committed."""

    rows: list[RowDecision] = field(default_factory=list)
    waiting: list[Prepared] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
