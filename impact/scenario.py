"""The question put to the engine: what has failed, what is immune, and what is already DOWN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Failure", "Immunity", "Scenario"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One CI that fails by itself."""

    ci: str
    state: Literal["down", "degraded"] = "down"


@dataclass(frozen=True, slots=True)
class Immunity:
    """One CI that stays OK whatever its providers do, with who says so and until when."""

    ci: str
    by: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked: failures, immune CIs, and what is DOWN already because of open records (``context``).

    ``depth`` and ``limit`` cut the output, never the computation.
    """

    failures: tuple[Failure, ...] = ()
    immune: tuple[Immunity, ...] = ()
    already_down: tuple[str, ...] = ()
    depth: int | None = None
    limit: int | None = None
