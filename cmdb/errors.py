"""Everything that can go wrong below the edges, as one tree; errors name the value and what would be allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Ambiguous",
    "AsOfTextRefused",
    "ClaimTaken",
    "FaultlineError",
    "Forbidden",
    "Invalid",
    "MergeConflict",
    "MissingEnd",
    "NotFound",
    "PreconditionFailed",
    "QueryInvalid",
    "StillConnected",
    "StoreClosed",
    "StoreTooNew",
    "StoreUnavailable",
    "WithinScope",
]


class FaultlineError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for people; ``facts()`` are its facts for programs."""

    def facts(self) -> Mapping[str, object]:
        """Return the error's facts by name."""
        return {}


@dataclass(slots=True, eq=False)
class Invalid(FaultlineError):
    """Input that cannot be taken: where it stands, the offending value, and what would be allowed."""

    where: str
    reason: str
    value: object = None
    allowed: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.reason}"]
        if self.value is not None:
            parts.append(f"got {shorten(self.value)}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        return "; ".join(parts)

    def facts(self) -> Mapping[str, object]:
        """Return place, reason, value and what is allowed."""
        return {"where": self.where, "reason": self.reason, "value": shorten(self.value), "allowed": self.allowed}


@dataclass(slots=True, eq=False)
class QueryInvalid(Invalid):
    """A query that cannot be read; ``position`` is the offset of the word at fault, ``length`` its length."""

    position: int = 0
    length: int = 1

    def facts(self) -> Mapping[str, object]:
        """Return the facts with the place in the query."""
        return {
            "where": self.where,
            "reason": self.reason,
            "value": shorten(self.value),
            "allowed": self.allowed,
            "position": self.position,
            "length": self.length,
        }


class AsOfTextRefused(Invalid):
    """Full-text search in the past: refused, because the text index knows the present only."""


@dataclass(slots=True, eq=False)
class NotFound(FaultlineError):
    """Nothing has this key or name; ``nearest`` holds the likeliest meant."""

    what: str
    value: str
    nearest: Sequence[str] = ()

    def __str__(self) -> str:
        hint = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        return f"no {self.what} {self.value!r}{hint}"

    def facts(self) -> Mapping[str, object]:
        """Return what was looked for and the nearest."""
        return {"what": self.what, "value": self.value, "nearest": list(self.nearest)}


@dataclass(slots=True, eq=False)
class Ambiguous(NotFound):
    """Several have this name; ``nearest`` holds all of them (first 10)."""

    def __str__(self) -> str:
        return f"{self.value!r} could be any of {', '.join(self.nearest)}; give a key or class:name"


@dataclass(slots=True, eq=False)
class Conflict(FaultlineError):
    """The present is not what the writer saw."""

    key: str

    def facts(self) -> Mapping[str, object]:
        """Return the entity in question."""
        return {"key": self.key}


@dataclass(slots=True, eq=False)
class PreconditionFailed(Conflict):
    """An entity is not at the revision that the writer expected."""

    expected: int | None
    found: int | None

    def __str__(self) -> str:
        return f"{self.key} is at revision {self.found}, expected {self.expected}"

    def facts(self) -> Mapping[str, object]:
        """Return expected and found revision."""
        return {"key": self.key, "expected": self.expected, "found": self.found}


@dataclass(slots=True, eq=False)
class ClaimTaken(Conflict):
    """A value that must be unique in the store is held by another node (``holder``)."""

    scope: str
    value: str
    holder: str

    def __str__(self) -> str:
        return f"{self.scope} {self.value!r} of {self.key} is already held by {self.holder}"

    def facts(self) -> Mapping[str, object]:
        """Return scope, value and holder."""
        return {"key": self.key, "scope": self.scope, "value": self.value, "holder": self.holder}


@dataclass(slots=True, eq=False)
class MissingEnd(Conflict):
    """A relation to a node that does not exist at that moment; ``key`` is the missing node."""

    relation: str

    def __str__(self) -> str:
        return f"relation {self.relation} names {self.key}, which does not exist"


@dataclass(slots=True, eq=False)
class StillConnected(Conflict):
    """A node is to be removed while relations still name it; remove those in the same batch."""

    relation: str

    def __str__(self) -> str:
        return f"{self.key} cannot be removed while relation {self.relation} names it"


@dataclass(slots=True, eq=False)
class MergeConflict(Conflict):
    """A plan meets a present that differs from both what it saw and what it wants."""

    conflicts: Sequence[Mapping[str, object]] = field(default_factory=tuple)

    def __str__(self) -> str:
        return f"{len(self.conflicts)} conflict(s), first at {self.key}"

    def facts(self) -> Mapping[str, object]:
        """Return each conflict."""
        return {"key": self.key, "conflicts": list(self.conflicts)}


@dataclass(slots=True, eq=False)
class Forbidden(FaultlineError):
    """The person may not do this; ``needs`` is the permission that would allow it."""

    needs: str

    def __str__(self) -> str:
        return f"this needs the permission {self.needs!r}"

    def facts(self) -> Mapping[str, object]:
        """Return the permission that is missing."""
        return {"needs": self.needs}


@dataclass(slots=True, eq=False)
class WithinScope(Forbidden):
    """The person's rights are within a ``scope``, and this looks at the whole estate.

    ``why`` says for what; ``helpers`` are the roles that could, held over the whole estate.
    """

    scope: str
    why: str
    helpers: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"this needs rights over the whole estate, yours are within the scope {self.scope!r}: {self.why}; "
            f"who may help: whoever has the role {' or '.join(self.helpers)} over the whole estate"
        )

    def facts(self) -> Mapping[str, object]:
        """Return what is missing, the scope, why it does not suffice, and which roles may help."""
        return {"needs": self.needs, "scope": self.scope, "why": self.why, "helpers": list(self.helpers)}


class StoreClosed(FaultlineError):
    """The store was used after close()."""


class StoreUnavailable(FaultlineError):
    """The database does not answer, or not in time; nothing is said about whether the write took place."""


@dataclass(slots=True, eq=False)
class StoreTooNew(FaultlineError):
    """The store was written by a newer release; it is left untouched."""

    found: int
    known: int

    def __str__(self) -> str:
        return f"the store has format {self.found}, this release knows formats up to {self.known}; use a newer release"

    def facts(self) -> Mapping[str, object]:
        """Return the format found and the newest one known."""
        return {"found": self.found, "known": self.known}


LONGEST_VALUE = 200


def shorten(value: object) -> object:
    """Return ``value`` fit for a message: long text is cut, with its length said."""
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return f"{value[:LONGEST_VALUE]}… ({len(value)} characters)"
    return value
