"""Who is on call? A rota hands over from one to the next at a time of day in a named zone; overrides go before."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from cmdb.errors import Invalid, NotFound
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.calendar import Calendar, minutes, parse_zone
from itsm.kernel.declared import declared

__all__ = ["ROTA", "Override", "Rota", "Shift", "find_rota", "on_call", "parse_rota", "rotas", "shifts"]

ROTA = "on_call_rota"
FIELDS = ("name", "team", "people", "zone", "start", "hand_over", "days", "overrides")
OVERRIDE = "an override of the rota"
LAST_YEAR = 9_000
MOST_PEOPLE, MOST_DAYS, MOST_OVERRIDES, MOST_SHIFTS = 200, 366, 1_000, 1_000


class Override(NamedTuple):
    """Somebody else is on call from an instant until before another; ``person`` "": nobody is."""

    start: datetime
    end: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Rota:
    """``people`` take turns of ``days`` days each from the local date ``start``, at ``hand_over`` minutes of the day.

    A turn begins and ends at the hand-over as the clock on the wall shows it, so the one in which the clock is put
    forward is an hour shorter. A later override goes before an earlier one.
    """

    name: str
    people: tuple[str, ...]
    zone: ZoneInfo
    start: date
    hand_over: int
    days: int
    team: str = ""
    overrides: tuple[Override, ...] = ()

    def begins(self, turn: int) -> datetime:
        """Return when a turn begins, in UTC. One that falls into an hour which is left out begins as it ends."""
        day = self.start + timedelta(days=turn * self.days)
        return Calendar(self.name, self.zone, ((),) * 7).instant(day, self.hand_over, fold=0)

    def turn_at(self, at: datetime) -> int:
        """Return the number of the turn at an instant; below 0 before the first."""
        day = at.astimezone(self.zone).date()
        turn = (day - self.start).days // self.days
        while self.begins(turn) > at:
            turn -= 1
        while self.begins(turn + 1) <= at:
            turn += 1
        return turn


class Shift(NamedTuple):
    """Who is on call from when until before when, and why; ``person`` "": nobody."""

    start: datetime
    end: datetime
    person: str
    why: str


def on_call(rota: Rota, at: datetime) -> Shift | None:
    """Return the shift at an instant, None before the rota begins."""
    return next(iter(shifts(rota, at, at + timedelta(microseconds=1))), None)


def shifts(rota: Rota, start: datetime, end: datetime) -> Sequence[Shift]:
    """Return the shifts that reach into a period, in order, whole; overrides cut the turns that they lie in.

    An override lasts as long as was said, whatever hand-overs lie in it; before the rota begins it does not hold.

    Raises ``Invalid`` for a period of more than 1,000 turns.
    """
    if end.year > LAST_YEAR:
        raise Invalid("until", "is too far off", end.isoformat(), f"an instant up to {LAST_YEAR}")
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    first, last = max(rota.turn_at(start), 0), rota.turn_at(end)
    if last - first > MOST_SHIFTS:
        raise Invalid("until", "is too far off", end.isoformat(), f"a period of up to {MOST_SHIFTS} turns")
    found: list[Shift] = []
    for turn in range(first, last + 1):
        person = rota.people[turn % len(rota.people)]
        found.append(Shift(rota.begins(turn), rota.begins(turn + 1), person, f"turn {turn + 1} of rota {rota.name}"))
    over = overridden(rota)
    left = [part for turn in found for part in rest(turn, over)]
    return sorted(each for each in (*left, *over) if each.end > start and each.start < end)


def overridden(rota: Rota) -> Sequence[Shift]:
    """Return the shifts of overrides from when the rota begins, in order, whole; of two at once the later declared."""
    first = rota.begins(0)
    ahead = sorted((max(each.start, first), number) for number, each in enumerate(rota.overrides) if each.end > first)
    marks = sorted({start for start, _ in ahead} | {rota.overrides[number].end for _, number in ahead})
    waiting = deque(ahead)
    holding: list[int] = []  # a heap: the override declared last on top, each as its number below zero
    found: list[Shift] = []
    for start, end in pairwise(marks):
        while waiting and waiting[0][0] <= start:
            heappush(holding, -waiting.popleft()[1])
        while holding and rota.overrides[-holding[0]].end <= start:
            heappop(holding)
        if holding:
            found.append(Shift(start, end, rota.overrides[-holding[0]].person, OVERRIDE))
    return joined(found)


def rest(turn: Shift, over: Sequence[Shift]) -> Sequence[Shift]:
    """Return what overrides, in order and none at the same time as another, leave of a turn."""
    parts, at = [], turn.start
    for each in islice(over, bisect_right(over, turn.start, key=lambda shift: shift.end), None):
        if each.start >= turn.end:
            break
        if at < each.start:
            parts.append(turn._replace(start=at, end=each.start))
        at = each.end
    return [*parts, turn._replace(start=at)] if at < turn.end else parts


def joined(found: Sequence[Shift]) -> Sequence[Shift]:
    """Return shifts of overrides, those of the same person that follow one another as one."""
    kept: list[Shift] = []
    for each in found:
        if kept and (kept[-1].person, kept[-1].end) == (each.person, each.start):
            kept[-1] = kept[-1]._replace(end=each.end)
        else:
            kept.append(each)
    return kept


# ---------------------------------------------------------------- declared


def parse_rota(where: str, said: Json) -> Rota:
    """Read a rota.

    ``{"name", "team", "people": ["ann", "bob"], "zone": "Europe/Berlin", "start": "2026-01-05", "hand_over": "09:00",
    "days": 7, "overrides": [{"start", "end", "person"}]}``. Raises ``Invalid``.
    """
    if not isinstance(said, dict):
        raise Invalid(where, "is no rota", str(said)[:100], f"an object with {', '.join(FIELDS)}")
    if unknown := sorted(said.keys() - set(FIELDS)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(FIELDS))
    people, days, listed = said.get("people"), said.get("days", 7), said.get("overrides", [])
    if not isinstance(people, list) or not 1 <= len(people) <= MOST_PEOPLE or not all(map(is_name, people)):
        raise Invalid(f"{where}.people", "are no people", str(people)[:100], f"1 to {MOST_PEOPLE} accounts in turn")
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise Invalid(f"{where}.days", "is no length of a turn", days, f"1 to {MOST_DAYS} days")
    if not isinstance(listed, list) or len(listed) > MOST_OVERRIDES:
        raise Invalid(f"{where}.overrides", "are no overrides", str(listed)[:100], f"up to {MOST_OVERRIDES} of them")
    hand_over = minutes(f"{where}.hand_over", str(said.get("hand_over", "09:00")))
    overrides = tuple(read_override(f"{where}.overrides[{number}]", each) for number, each in enumerate(listed))
    try:
        start = date.fromisoformat(str(said.get("start")))
    except ValueError as error:
        raise Invalid(f"{where}.start", "is no date", said.get("start"), "2026-01-05") from error
    zone = parse_zone(f"{where}.zone", said.get("zone", "UTC"))
    names = tuple(cast("list[str]", people))
    return Rota(str(said.get("name", "")), names, zone, start, hand_over, days, str(said.get("team", "")), overrides)


def is_name(said: Json) -> bool:
    """Say whether this is a name."""
    return isinstance(said, str) and bool(said.strip())


def read_override(where: str, said: Json) -> Override:
    """Read an override. Raises ``Invalid``."""
    if not isinstance(said, dict) or said.keys() - {"start", "end", "person"}:
        raise Invalid(where, "is no override", str(said)[:100], "an object with start, end and person")
    start, end = (instant(f"{where}.{name}", said.get(name)) for name in ("start", "end"))
    if start >= end:
        raise Invalid(where, "ends before it begins", end.isoformat(), f"an instant after {start.isoformat()}")
    person = said.get("person", "")
    if not isinstance(person, str):
        raise Invalid(f"{where}.person", "is no account", str(person)[:100], "an account; empty: nobody")
    return Override(start, end, person)


def instant(where: str, said: Json) -> datetime:
    """Read an instant with its offset. Raises ``Invalid``."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(where, "is no instant with an offset", said, "2026-01-05T09:00:00+01:00")
    return found.astimezone(UTC)


def rotas(graph: GraphStore, *, as_of: int | None = None) -> Mapping[str, Rota]:
    """Return the rotas by name."""
    found = declared(graph, ROTA, as_of=as_of)
    return {name: parse_rota(f"rota {name}", {**found[name].document, "name": name}) for name in sorted(found)}


def find_rota(graph: GraphStore, name: str) -> Rota:
    """Return a rota by its name, or the only one of a team. Raises ``NotFound``."""
    known = rotas(graph)
    if name in known:
        return known[name]
    of_team = [each for each in known.values() if each.team and each.team.casefold() == name.casefold()]
    if len(of_team) == 1:
        return of_team[0]
    raise NotFound("rota", name, tuple(known)[:10])
