"""What an import comes to: counts, rejected rows, notes, and the decision on every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cmdb.values import Json

__all__ = ["Decision", "Report", "RowDecision"]

Decision = Literal["created", "updated", "unchanged", "rejected", "missing"]


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What was decided on one row, and why: the rules tried, what was changed, or what is wrong.

    ``rows`` are further rows that tell of the same and share the decision.
    """

    row: str
    where: str
    decision: Decision
    key: str = ""
    cls: str = ""
    name: str = ""
    edits: tuple[Json, ...] = ()
    attempts: tuple[Json, ...] = ()
    reason: str = ""
    value: Json = None
    allowed: str = ""
    raw: Mapping[str, Json] = field(default_factory=dict)
    rows: tuple[str, ...] = ()

    def document(self) -> dict[str, Json]:
        """Return the decision as JSON; what says nothing is left out."""
        said: dict[str, Json] = {
            "row": self.row,
            "where": self.where,
            "decision": self.decision,
            "key": self.key,
            "class": self.cls,
            "name": self.name,
            "edits": list(self.edits),
            "attempts": list(self.attempts),
            "reason": self.reason,
            "value": self.value,
            "allowed": self.allowed,
            "raw": dict(self.raw),
            "rows": list(self.rows),
        }
        return {name: value for name, value in said.items() if value not in ("", None, [], {})}


@dataclass(slots=True)
class Report:
    """The sums of a run, filled while it goes. ``noun`` says what is counted."""

    run: str
    source: str
    format: str
    dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    retired: int = 0
    relations_created: int = 0
    relations_changed: int = 0
    relations_removed: int = 0
    rejected: list[dict[str, Json]] = field(default_factory=list)
    rejected_count: int = 0
    notes: list[dict[str, Json]] = field(default_factory=list)
    revision: int = 0
    stopped: str = ""
    noun: str = "CI"

    def reject(self, row: RowDecision) -> None:
        """Count a rejected row; the first ones are kept here, all of them in the journal."""
        self.rejected_count += 1
        if len(self.rejected) < MOST_SHOWN:
            shown: dict[str, Json] = {
                "where": row.where,
                "reason": row.reason,
                "value": row.value,
                "allowed": row.allowed,
                "row": row.row,
            }
            self.rejected.append({name: storable(value) for name, value in shown.items()})

    def note(self, where: str, text: str) -> None:
        """Keep a note."""
        if len(self.notes) < MOST_SHOWN:
            self.notes.append({"where": storable(where), "text": storable(text)})

    def document(self) -> dict[str, Json]:
        """Return the report as the answer of ``import``."""
        return {
            "run": self.run,
            "source": self.source,
            "format": self.format,
            "dry_run": self.dry_run,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "missing": self.missing,
            "retired": self.retired,
            "rejected": list[Json](self.rejected),
            "rejected_count": self.rejected_count,
            "relations": {
                "created": self.relations_created,
                "changed": self.relations_changed,
                "removed": self.relations_removed,
            },
            "notes": list[Json](self.notes),
            "stopped": self.stopped or None,
            "revision": self.revision,
        }


MOST_SHOWN = 1_000


def storable(value: Json) -> Json:
    """Return a value with what no store holds written out: NUL, and half a surrogate pair as its escape."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "\\0").encode("utf-8", "backslashreplace").decode("utf-8")
