"""What a graph is made from: CIs, provider edges and group rules as plain rows, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

__all__ = ["Availability", "CiRow", "EdgeRow", "GroupRow", "Need"]

Need = Literal["hard", "soft"]
Availability = Literal["operational", "maintenance", "absent"]


class CiRow(NamedTuple):
    """One CI as the engine sees it.

    ``presence``: operational takes part; maintenance is DOWN for now and marked ``already``; absent (planned,
    retired) is left out together with its relations, and those are listed as ignored.
    ``missing``: relation types that its class expects and that it does not have (the CI is *unknown*).
    ``unavailability``: probability of being DOWN by itself, 0..1; 0 says that it fails only through what it needs, None
    that nobody gave a figure. ``users``: people who use it (services).
    """

    key: str
    name: str = ""
    cls: str = ""
    presence: Availability = "operational"
    service: bool = False
    criticality: int = 0
    users: int = 0
    unavailability: float | None = None
    missing: tuple[str, ...] = ()


class EdgeRow(NamedTuple):
    """One relation that carries failure, already turned so that ``consumer`` is the end that suffers.

    ``group`` is None for a relation needed by itself. ``weight`` is a capacity share (integer, at least 0).
    ``type`` is the relation type's name and ``forward`` says whether the relation is written consumer -> provider.
    """

    consumer: str
    provider: str
    type: str = "depends_on"
    need: Need = "hard"
    group: str | None = None
    weight: int = 1
    ride_through_s: float = 0.0
    confidence: float | None = None
    last_verified: str | None = None
    forward: bool = True


class GroupRow(NamedTuple):
    """One redundancy group that a consumer declares, with its rule as it stands in the graph document."""

    ci: str
    name: str
    rule: Mapping[str, object]
