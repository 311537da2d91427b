"""Records among what a run reads: gathered into chunks of bounded size and handed to whoever keeps records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.reported import RecordOutcome, RecordTaker, ReportedRecord
from cmdb.schema import json_value
from cmdb.values import Json, Value
from cmdb.workspace import Workspace
from importers.report import RowDecision
from importers.taken import ChunkResult

__all__ = ["RecordChunks", "Records", "take_records"]

# Beside its activities and links a record is written with a share of its practice's counter.
OF_ITS_OWN = 2


class RecordChunks:
    """Records until they are as much as one revision may write."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held: list[ReportedRecord] = []
        self.size = 0

    def add(self, said: ReportedRecord) -> list[list[ReportedRecord]]:
        """Add a record and return the chunks that are full; a record too large for one is told in parts."""
        full = []
        for part in self.parts(said):
            weight = weight_of(part)
            if self.held and self.size + weight > self.most:
                full.append(self.rest())
            self.held.append(part)
            self.size += weight
        return full

    def rest(self) -> list[ReportedRecord]:
        """Return what is held, which begins anew."""
        held, self.held, self.size = self.held, [], 0
        return held

    def parts(self, said: ReportedRecord) -> list[ReportedRecord]:
        """Return a record, or where it alone is too much for a revision the same with a part of its activities each."""
        room = self.most - (weight_of(said) - len(said.activities)) - 1
        if len(said.activities) <= room:
            return [said]
        starts = range(0, len(said.activities), room)
        return [replace(said, activities=said.activities[start : start + room]) for start in starts]


def weight_of(said: ReportedRecord) -> int:
    """Return how many entities a record may write."""
    return OF_ITS_OWN + len(said.activities) + sum(len(names) for names in said.cis.values())


class Records(NamedTuple):
    """Records of one chunk, and who keeps them (None: nobody was named)."""

    taker: RecordTaker | None
    source: str
    said: Sequence[ReportedRecord]


def take_records(work: Workspace, chunk: Records) -> ChunkResult:
    """Hand a chunk to whoever keeps records. Raises ``Invalid`` where nobody does."""
    if chunk.taker is None:
        raise Invalid(chunk.said[0].where, "is a record, and nobody here keeps records", chunk.said[0].number, "CIs")
    return ChunkResult([decision_of(each) for each in chunk.taker.take(work, chunk.source, chunk.said)])


def decision_of(outcome: RecordOutcome) -> RowDecision:
    """Return what became of a record as the decision on its rows."""
    said = outcome.said
    if outcome.decision == "rejected":
        raw: dict[str, Json] = {"number": said.number, "title": said.title, **said.attributes}
        return RowDecision(
            row=said.row,
            where=outcome.where or said.where,
            decision="rejected",
            cls=said.practice,
            name=said.title,
            reason=outcome.reason,
            value=outcome.value,
            allowed=outcome.allowed,
            raw=raw,
            rows=said.rows,
        )
    return RowDecision(
        row=said.row,
        where=said.where,
        decision=outcome.decision,
        key=outcome.key,
        cls=said.practice,
        name=said.title,
        edits=tuple(edits_of(outcome)),
        reason=f"{outcome.activities} activities" if outcome.activities else "",
        rows=said.rows,
    )


def edits_of(outcome: RecordOutcome) -> list[Json]:
    """Return which attributes have changed."""
    names = sorted(outcome.before.keys() | outcome.after.keys())
    pairs = [(name, outcome.before.get(name), outcome.after.get(name)) for name in names]
    return [{"field": name, "was": shown(was), "to": shown(to)} for name, was, to in pairs if was != to]


def shown(value: Value | None) -> Json:
    """Return a value as JSON, None for absent."""
    return None if value is None else json_value(value)
