"""What an importer yields: observations of CIs and their relations, records, rejected rows and notes, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, Protocol

from cmdb.reported import ReportedRecord
from cmdb.schema import Schema
from cmdb.values import Json

__all__ = [
    "CiObservation",
    "InputFile",
    "Note",
    "Observation",
    "Options",
    "Reader",
    "Recognition",
    "Reference",
    "Rejected",
    "RelationObservation",
]


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file as it came: the name given (never opened again), its bytes."""

    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        """Return the ending of the name in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Recognition:
    """That a file is of a format: how sure (0..1) and the reason in words ("has apiVersion and kind")."""

    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """How an observation names another CI. The first that is given counts: ``native_id``, ``key``, then class and name.

    ``native_id`` is one of the same run and source. ``cls`` "" means any class. A reference by name that
    nothing fits is a rejected relation unless ``create``: then the CI is made with that class and name.
    """

    native_id: str = ""
    key: str = ""
    cls: str = ""
    name: str = ""
    create: bool = False


@dataclass(frozen=True, slots=True)
class RelationObservation:
    """A relation that the observed CI has: ``out`` means observed CI -> other, ``in`` other -> observed CI.

    ``fields`` are those of the graph document: need, weight, ride_through_s, confidence, last_verified.
    """

    type: str
    other: Reference
    direction: Literal["out", "in"] = "out"
    group: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class CiObservation:
    """What a source says of one CI.

    ``where`` is the place in words ("servers.csv row 12"), ``row`` the address that `why RUN ROW` takes
    ("servers.csv:12"). ``native_id`` is the source's own id, stable from run to run, unique in the source.
    ``attributes`` hold text as it stands in the file, or JSON values; the run converts them by the class's
    declarations. ``key`` only where the file itself gives Faultline keys (graph document).
    ``groups`` are group rules. ``lifecycle`` "" means not said. ``raw`` is the row as read, for the quarantine grid.
    """

    where: str
    row: str
    native_id: str
    cls: str
    name: str
    attributes: Mapping[str, Json] = field(default_factory=dict)
    lifecycle: str = ""
    parent: Reference | None = None
    relations: tuple[RelationObservation, ...] = ()
    groups: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    key: str = ""
    raw: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, with the offending value and what would be allowed."""

    where: str
    row: str
    reason: str
    value: Json = None
    allowed: str = ""
    raw: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth saying that is no rejection: an empty column, a heading nobody knows, a part left out."""

    where: str
    text: str


Observation = CiObservation | ReportedRecord | Rejected | Note


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader may need: the schema, the source's saved mapping (tabular), a class for rows that name none."""

    schema: Schema
    mapping: Mapping[str, Json] = field(default_factory=dict)
    cls: str = ""


class Reader(Protocol):
    """One format. ``name`` is what ``--format`` takes."""

    name: str
    label: str
    suffixes: tuple[str, ...]

    def recognise(self, file: InputFile) -> Recognition | None:
        """Say whether the file is of this format, from its name and content, without reading all of it."""
        ...

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield what the files of one source say, in the files' order. Never raises for a bad row: yields ``Rejected``.

        Raises ``Invalid`` only where the file as a whole cannot be read (cut off, not of this format, too deep).
        """
        ...
