"""A record: a ticket of a practice, kept as a node of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cmdb.errors import Invalid
from cmdb.model import Claim, Key, Node, Stored
from cmdb.schema import coerce
from cmdb.values import Json, Value
from itsm.kernel.practice import DERIVED, Practice

__all__ = ["RECORD", "Record", "checked", "read_record", "record_node", "source_claim"]

RECORD = "record"
SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is now; ``revision`` is the one that wrote it last.

    ``body`` holds what its practice keeps whole: a request's answers to a form, a change's plan.
    """

    key: Key
    practice: str
    title: str
    state: str
    attributes: Mapping[str, Value]
    revision: int
    changed_at: datetime | None = None
    body: Mapping[str, Json] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return an attribute as text, "" where it is absent."""
        return str(self.attributes.get(name, ""))

    def instant(self, name: str) -> datetime | None:
        """Return an attribute that is an instant, None where it is absent."""
        found = self.attributes.get(name)
        return found if isinstance(found, datetime) else None

    def number(self, name: str) -> int | None:
        """Return an attribute that is a whole number, None where it is absent."""
        found = self.attributes.get(name)
        return found if isinstance(found, int) else None


def read_record(stored: Stored) -> Record:
    """Read a record from the graph."""
    node = stored.node
    return Record(
        node.key,
        node.cls,
        node.name,
        node.lifecycle,
        node.attributes,
        stored.since,
        stored.changed_at,
        node.body,
    )


def record_node(record: Record, claims: frozenset[Claim] = frozenset()) -> Node:
    """Return a record as the graph keeps it."""
    return Node(
        record.key,
        RECORD,
        record.practice,
        name=record.title,
        lifecycle=record.state,
        attributes=record.attributes,
        body=record.body,
        claims=claims,
    )


def source_claim(practice: Practice, source: str, number: str) -> Claim:
    """Return the claim that makes a number of another system one record of ours."""
    return Claim(f"record:{practice.name}:{source}", number)


def checked(
    practice: Practice, fields: Mapping[str, Json], *, follow: bool = False, at: str = ""
) -> dict[str, Value | None]:
    """Return fields as values; None clears. ``follow``: they follow from what the record keeps whole.

    ``at`` stands before the names of fields in errors.

    Raises ``Invalid`` naming the field at fault.
    """
    known = practice.writable
    found: dict[str, Value | None] = {}
    for name, raw in fields.items():
        if name in {each.name for each in DERIVED}:
            raise Invalid(at + name, "follows from what happened and is not set", raw, "a step or a note")
        if name in practice.follows and not follow:
            raise Invalid(at + name, "follows from the plan and is not set apart from it", raw, "another plan")
        if name not in known:
            raise Invalid(at + name, f"is no attribute of {practice.plural.lower()}", raw, ", ".join(known))
        found[name] = coerce(at + name, known[name], raw)
    return found


def check_title(title: str) -> str:
    """Return a title without spaces around it. Raises ``Invalid`` for an empty or endless one."""
    title = " ".join(title.split())
    if not title or len(title) > SUBJECT:
        raise Invalid("title", "is empty" if not title else "is too long", title[:80], f"1 to {SUBJECT} characters")
    return title
