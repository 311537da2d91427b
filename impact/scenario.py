"""The question put to the engine: what fails and when, what is immune, and what else is going on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["ContextRecord", "Failure", "Immunity", "Scenario"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One CI that fails by itself.

    ``start_s`` and ``duration_s`` are whole seconds on the scenario's timeline. Neither: it has failed for good since
    ever. No duration: it fails at ``start_s`` for good. No start: it fails at 0.
    """

    ci: str
    state: Literal["down", "degraded"] = "down"
    start_s: int | None = None
    duration_s: int | None = None

    @property
    def timed(self) -> bool:
        """Whether it has a time."""
        return self.start_s is not None or self.duration_s is not None


@dataclass(frozen=True, slots=True)
class Immunity:
    """One CI that stays OK whatever its providers do, with who says so and until when.

    ``until`` is for people; ``until_s``, in seconds on the timeline, is what counts (None: throughout).
    """

    ci: str
    by: str = ""
    reason: str = ""
    until: str = ""
    until_s: int | None = None


@dataclass(frozen=True, slots=True)
class ContextRecord:
    """What else is going on: an approved change, a maintenance window, an open incident.

    ``failures`` are on the scenario's timeline; untimed ones last.
    """

    reference: str
    title: str = ""
    failures: tuple[Failure, ...] = ()
    kind: str = "change"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked: failures, immune CIs, what is DOWN already, and the ``context`` of other records.

    ``depth`` and ``limit`` cut the output, never the computation.
    """

    failures: tuple[Failure, ...] = ()
    immune: tuple[Immunity, ...] = ()
    already_down: tuple[str, ...] = ()
    depth: int | None = None
    limit: int | None = None
    context: tuple[ContextRecord, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether anything in it has a time; otherwise everything is simultaneous and lasting."""
        return any(each.timed for each in self.all_failures()) or any(i.until_s is not None for i in self.immune)

    def all_failures(self) -> Iterator[Failure]:
        """Every failure, those of the context too."""
        yield from self.failures
        for record in self.context:
            yield from record.failures
