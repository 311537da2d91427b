"""A record as another system tells of it, and who takes it: plain data between importers and the practices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from cmdb.model import EMPTY, Key
from cmdb.values import Json, Value
from cmdb.workspace import Workspace

__all__ = ["RecordOutcome", "RecordTaker", "ReportedActivity", "ReportedRecord"]


class ReportedActivity(NamedTuple):
    """Something that a source says happened to a record.

    ``id`` is the source's own, unique within the record and the same from run to run; of one instant the lower came
    first. ``facts`` are those of the kind: ``to`` of a step, ``team`` and ``assignee`` of an assignment.
    """

    id: str
    kind: Literal["opened", "transition", "assignment", "note"]
    occurred_at: datetime
    by: str
    facts: Mapping[str, Json]
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReportedRecord:
    """What a source says of one record: what it is like, and what happened to it.

    ``where`` and ``row`` are those of its first row ("log.csv row 2", "log.csv:2"). ``number`` is the source's own,
    unique in the source. ``attributes`` are what it said last, which was at ``said_at`` (UTC). ``cis`` maps roles to
    names of CIs; a name that no CI or more than one has is passed over. ``rows`` are its further rows.
    """

    where: str
    row: str
    number: str
    practice: str
    title: str
    said_at: datetime
    attributes: Mapping[str, Json] = field(default_factory=dict)
    activities: Sequence[ReportedActivity] = ()
    cis: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[str, ...] = ()


class RecordOutcome(NamedTuple):
    """What became of a reported record, and of which attributes; ``reason`` says why it was rejected."""

    said: ReportedRecord
    decision: Literal["created", "updated", "unchanged", "rejected"]
    key: Key = Key("")
    before: Mapping[str, Value] = EMPTY
    after: Mapping[str, Value] = EMPTY
    activities: int = 0
    where: str = ""
    reason: str = ""
    value: Json = None
    allowed: str = ""


class RecordTaker(Protocol):
    """Whoever keeps records."""

    def take(self, work: Workspace, source: str, said: Sequence[ReportedRecord]) -> Sequence[RecordOutcome]:
        """Take reported records into a workspace, in their order; what cannot be taken is rejected, the others go on.

        The same again changes nothing, and what a person has changed since stays.
        """
        ...
