"""Read a table of incidents: rows by heading, instants in the zone of the system, and what words there mean here."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.limits import LONGEST_CELL
from importers.observation import InputFile, Options, Rejected
from importers.text import encoding_of, head_of

__all__ = ["BadCell", "Row", "channel_of", "closure_of", "headings_of", "level_of", "rows_of", "state_of", "zone_of"]

UNKNOWN = frozenset({"", "?", "null", "NULL"})
STATES: Mapping[str, str] = MappingProxyType(
    {
        "new": "new",
        "1": "new",
        "active": "in_progress",
        "in progress": "in_progress",
        "work in progress": "in_progress",
        "2": "in_progress",
        "on hold": "on_hold",
        "3": "on_hold",
        "awaiting problem": "on_hold",
        "awaiting user info": "on_hold",
        "4": "on_hold",
        "awaiting evidence": "on_hold",
        "awaiting vendor": "on_hold",
        "5": "on_hold",
        "resolved": "resolved",
        "6": "resolved",
        "closed": "closed",
        "7": "closed",
        "canceled": "cancelled",
        "cancelled": "cancelled",
        "8": "cancelled",
    }
)
WAITING: Mapping[str, str] = MappingProxyType(
    {
        "awaiting problem": "problem",
        "awaiting user info": "requester",
        "awaiting evidence": "requester",
        "awaiting vendor": "supplier",
    }
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "phone": "phone",
        "ivr": "phone",
        "email": "mail",
        "mail": "mail",
        "self service": "portal",
        "self-service": "portal",
        "chat": "portal",
        "virtual agent": "portal",
        "walk-in": "desk",
        "direct opening": "desk",
        "direct": "desk",
        "event": "event",
        "monitoring": "event",
        "integration": "api",
    }
)
CLOSURES: Mapping[str, str] = MappingProxyType(
    {
        "solved (permanently)": "solved",
        "solved remotely (permanently)": "solved",
        "solution provided": "solved",
        "solved (work around)": "workaround",
        "solved remotely (work around)": "workaround",
        "workaround provided": "workaround",
        "not solved (not reproducible)": "not_reproducible",
        "duplicate": "duplicate",
        "user error": "user_error",
    }
)
CLOCK = r"[ T](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?"
DAY_FIRST = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})" + CLOCK, re.ASCII)
YEAR_FIRST = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})" + CLOCK, re.ASCII)
MOST_RAW = 60


class BadCell(Exception):
    """A cell that cannot be read: its column, the value, and what would be allowed."""

    def __init__(self, column: str, reason: str, value: str, allowed: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.value, self.allowed = column, reason, value, allowed


class Row(NamedTuple):
    """One row: where it stands, and its cells by heading in lower case. ``?`` and nothing are unknown."""

    where: str
    row: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell, "" where it is unknown. Equal ones are one object, as a long log repeats itself."""
        found = self.cells.get(column, "").strip()
        return "" if found in UNKNOWN else sys.intern(found)

    def instant(self, column: str, zone: ZoneInfo) -> datetime | None:
        """Return a cell as an instant in UTC, None where it is unknown. Raises ``BadCell``.

        A local time that a clock put back has twice is taken as the first of them.
        """
        said = self.text(column)
        return read_instant(column, said, zone) if said else None

    def needed(self, column: str, zone: ZoneInfo) -> datetime:
        """Return a cell as an instant. Raises ``BadCell`` also where it is unknown."""
        found = self.instant(column, zone)
        if found is None:
            raise BadCell(column, "is missing", self.cells.get(column, ""), "a time such as 29/2/2016 08:11")
        return found

    def count(self, column: str) -> int:
        """Return a cell as a count, 0 where it is unknown. Raises ``BadCell``."""
        said = self.text(column)
        if said and not (said.isdecimal() and said.isascii() and len(said) < 10):  # noqa: PLR2004  # a billion is none
            raise BadCell(column, "is no count", said, "a whole number from 0 on")
        return int(said or 0)

    def rejected(self, bad: BadCell) -> Rejected:
        """Return the row as one that cannot be taken."""
        raw: dict[str, Json] = {name: value[:LONGEST_CELL] for name, value in list(self.cells.items())[:MOST_RAW]}
        return Rejected(self.where, self.row, f"{bad.column} {bad.reason}", bad.value[:200], bad.allowed, raw)


def read_instant(column: str, said: str, zone: ZoneInfo) -> datetime:
    """Read an instant in one of the forms that such systems write. Raises ``BadCell``."""
    found = instant_in(said, zone)
    if found is None:
        raise BadCell(column, "is no time", said, "d/m/Y H:M or Y-m-d H:M:S, a day that there was")
    return found


@lru_cache(maxsize=1 << 16)
def instant_in(said: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant that a text tells, None for none. A log tells the same ones again and again."""
    match = DAY_FIRST.fullmatch(said) or YEAR_FIRST.fullmatch(said)
    if match is None:
        return None
    try:
        part = {name: int(value or 0) for name, value in match.groupdict().items()}
        local = datetime(part["y"], part["m"], part["d"], part["H"], part["M"], part["S"], tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def headings_of(file: InputFile) -> tuple[str, ...]:
    """Return the headings of a file in lower case, as far as its beginning shows them."""
    head = head_of(file).lstrip("\ufeff").splitlines()[:1]
    return (
        tuple(each.strip().lower() for each in next(csv.reader(head, delimiter=separator(head[0])), [])) if head else ()
    )


def separator(line: str) -> str:
    """Return what stands between the cells of a line."""
    return max(",;\t", key=line.count)


def rows_of(file: InputFile) -> Iterator[Row | Rejected]:
    """Yield the rows of a file; one with more or fewer cells than headings is rejected. Raises ``Invalid``."""
    text = file.content.decode(encoding_of(file).name)
    found = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator(text.split("\n", 1)[0]))
    headings = tuple(each.strip().lower() for each in next(found, []))
    number = 1
    try:
        for number, cells in enumerate(found, 2):
            where, address = f"{file.name} row {number}", f"{file.name}:{number}"
            if not any(cells):
                continue
            if len(cells) != len(headings):
                allowed = f"{len(headings)} cells, one under each heading"
                yield Rejected(where, address, "has another number of cells than headings", len(cells), allowed)
                continue
            yield Row(where, address, dict(zip(headings, cells, strict=True)))
    except csv.Error as error:
        raise Invalid(f"{file.name} row {number + 1}", f"cannot be read: {error}", None, "a table in CSV") from error


def zone_of(options: Options) -> ZoneInfo:
    """Return the zone in which the source writes its times: what is saved for it as ``zone``, else UTC."""
    said = options.mapping.get("zone", "UTC")
    try:
        return ZoneInfo(str(said))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("mapping.zone", "is no time zone", said, "an IANA name such as Europe/Berlin") from error


def state_of(row: Row, column: str) -> tuple[str, str]:
    """Return our name of a state and for whom it waits ("": for nobody said). Raises ``BadCell``."""
    said = row.text(column).lower()
    if said not in STATES:
        known = ", ".join(sorted(each.capitalize() for each in STATES if not each.isdecimal()))
        raise BadCell(column, "is no state that is known" if said else "is missing", row.cells.get(column, ""), known)
    return STATES[said], WAITING.get(said, "")


def level_of(row: Row, column: str, most: int) -> int | None:
    """Return a level such as ``2 - Medium``, None where it is unknown. Raises ``BadCell``."""
    said = row.text(column)
    number = said.split(" ", 1)[0]
    if said and not (number.isdecimal() and number.isascii() and 1 <= int(number[:3]) <= most):
        raise BadCell(column, "is no level", said, f"1 to {most}, with or without words behind it")
    return int(number) if said else None


def channel_of(row: Row) -> str:
    """Return through which channel it came, "" where that is unknown or has no like here."""
    return CHANNELS.get(row.text("contact_type").lower(), "")


def closure_of(code: str) -> str:
    """Return our closure code for one of theirs, "" where there is none like it."""
    return CLOSURES.get(code.lower(), "other" if code.lower().startswith("closed/") else "")


def said_only(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value not in ("", None)}
