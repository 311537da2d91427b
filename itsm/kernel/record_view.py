"""Views of lists of records that people keep: which records, in which order, with which columns."""

from __future__ import annotations

from dataclasses import dataclass

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.practice import Practices
from itsm.kernel.shared import SHARED_PARTS, Shared, parse_shared

__all__ = ["PHASES", "RECORD_VIEW", "RecordView", "parse_record_view"]

RECORD_VIEW = "record_view"
PHASES = ("open", "resolved", "closed", "all")
PARTS = ("practice", "q", "phase", "sort", "columns")
LONGEST, MOST_COLUMNS = 2_000, 60


@dataclass(frozen=True, slots=True)
class RecordView:
    """A list of one practice; "" and no columns stand for what its list shows otherwise."""

    shared: Shared
    practice: str
    q: str = ""
    phase: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()


def parse_record_view(where: str, said: Json, practices: Practices) -> RecordView:
    """Read a view. Raises ``Invalid``; whether its query can be read, the list says."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no view", str(said)[:100], "an object with title and practice")
    for name in said:
        if name not in (*SHARED_PARTS, *PARTS):
            raise Invalid(f"{where}.{name}", "is not understood", name, ", ".join((*SHARED_PARTS, *PARTS)))
    practice, phase, columns = said.get("practice"), said.get("phase") or "", said.get("columns") or []
    if practice not in tuple(practices):
        raise Invalid(f"{where}.practice", "is no practice", str(practice)[:80], ", ".join(practices))
    if phase and phase not in PHASES:
        raise Invalid(f"{where}.phase", "is no phase", str(phase)[:80], ", ".join(PHASES))
    if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise Invalid(f"{where}.columns", "are no columns", str(columns)[:100], f"a list of up to {MOST_COLUMNS}")
    words = tuple(text(f"{where}.columns[{number}]", each) for number, each in enumerate(columns))
    q, sort = (text(f"{where}.{name}", said.get(name) or "") for name in ("q", "sort"))
    return RecordView(parse_shared(where, said), str(practice), q, str(phase), sort, words)


def text(where: str, said: Json) -> str:
    """Return a text. Raises ``Invalid``."""
    if not isinstance(said, str) or len(said) > LONGEST or "\x00" in said:
        raise Invalid(where, "is no text, or too long", str(said)[:80], f"up to {LONGEST:,} characters")
    return said.strip()
