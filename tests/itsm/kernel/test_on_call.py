"""Who is on call: turns by the clock on the wall, overrides before them, also across daylight saving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid, NotFound
from cmdb.store import open_store
from cmdb.store.port import Stamp
from itsm.kernel.declared import declare
from itsm.kernel.on_call import ROTA, find_rota, on_call, parse_rota, shifts

BERLIN: dict[str, Any] = {
    "name": "db",
    "team": "Database",
    "people": ["ann", "bob", "eve"],
    "zone": "Europe/Berlin",
    "start": "2026-03-02",
    "hand_over": "09:00",
    "days": 7,
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day ...


def who(at: datetime, **more: Any) -> str | None:
    shift = on_call(parse_rota("rota", {**BERLIN, **more}), at)
    return shift.person if shift else None


def test_people_take_turns_and_hand_over_at_the_hour() -> None:
    assert who(utc(2026, 3, 2, 7, 59)) is None
    assert who(utc(2026, 3, 2, 8)) == "ann"
    assert who(utc(2026, 3, 9, 7, 59, 59)) == "ann"
    assert who(utc(2026, 3, 9, 8)) == "bob"
    assert who(utc(2026, 3, 16, 8)) == "eve"
    assert who(utc(2026, 3, 23, 8)) == "ann"


def test_the_hand_over_is_at_nine_by_the_wall_in_summer_too() -> None:
    assert who(utc(2026, 3, 30, 6, 59)) == "ann"
    assert who(utc(2026, 3, 30, 7)) == "bob"
    rota = parse_rota("rota", BERLIN)
    lengths = [each.end - each.start for each in shifts(rota, utc(2026, 3, 24), utc(2026, 4, 1))]
    assert lengths == [timedelta(days=7) - timedelta(hours=1), timedelta(days=7)]
    (autumn, *_) = shifts(rota, utc(2026, 10, 24), utc(2026, 10, 25))
    assert autumn.end - autumn.start == timedelta(days=7, hours=1)


def test_a_hand_over_in_the_hour_that_is_left_out_or_comes_twice_happens_once() -> None:
    daily = {"days": 1, "hand_over": "02:30", "start": "2026-03-28"}
    assert who(utc(2026, 3, 29, 0, 59), **daily) == "ann"
    assert who(utc(2026, 3, 29, 1), **daily) == "bob"
    again = {"days": 1, "hand_over": "02:30", "start": "2026-10-24"}
    assert who(utc(2026, 10, 25, 0, 29), **again) == "ann"
    assert [who(utc(2026, 10, 25, hour, 30), **again) for hour in (0, 1, 2)] == ["bob", "bob", "bob"]


def test_overrides_go_before_turns_and_later_ones_before_earlier_ones() -> None:
    over = [
        {"start": "2026-03-08T00:00:00+01:00", "end": "2026-03-10T00:00:00+01:00", "person": "zoe"},
        {"start": "2026-03-09T12:00:00+01:00", "end": "2026-03-09T18:00:00+01:00", "person": ""},
    ]
    rota = parse_rota("rota", {**BERLIN, "overrides": over})
    found = [(each.person, each.start) for each in shifts(rota, utc(2026, 3, 2, 8), utc(2026, 3, 12))]
    assert found == [
        ("ann", utc(2026, 3, 2, 8)),
        ("zoe", utc(2026, 3, 7, 23)),
        ("", utc(2026, 3, 9, 11)),
        ("zoe", utc(2026, 3, 9, 17)),
        ("bob", utc(2026, 3, 9, 23)),
    ]
    shift = on_call(rota, utc(2026, 3, 8))
    assert shift is not None
    assert (shift.person, shift.why) == ("zoe", "an override of the rota")


def test_an_override_ends_when_it_was_said_to_whatever_hand_overs_lie_in_it() -> None:
    over = [{"start": "2026-03-06T12:00:00Z", "end": "2026-03-26T12:00:00Z", "person": "zoe"}]
    rota = parse_rota("rota", {**BERLIN, "overrides": over})
    for at in (utc(2026, 3, 6, 12), utc(2026, 3, 9, 7, 59), utc(2026, 3, 12), utc(2026, 3, 26, 11, 59)):
        assert on_call(rota, at) == (utc(2026, 3, 6, 12), utc(2026, 3, 26, 12), "zoe", "an override of the rota")
    after = on_call(rota, utc(2026, 3, 26, 12))
    assert after is not None
    assert (after.person, after.end) == ("ann", utc(2026, 3, 30, 7))


def test_an_override_ends_where_one_declared_later_begins_and_goes_on_with_the_same_person() -> None:
    over = [
        {"start": "2026-03-06T12:00:00Z", "end": "2026-03-16T12:00:00Z", "person": "zoe"},
        {"start": "2026-03-10T00:00:00Z", "end": "2026-03-11T00:00:00Z", "person": "max"},
        {"start": "2026-03-16T12:00:00Z", "end": "2026-03-17T12:00:00Z", "person": "zoe"},
    ]
    rota = parse_rota("rota", {**BERLIN, "overrides": over})
    found = [on_call(rota, at) for at in (utc(2026, 3, 7), utc(2026, 3, 10), utc(2026, 3, 11))]
    assert [(each.person, each.end) for each in found if each] == [
        ("zoe", utc(2026, 3, 10)),
        ("max", utc(2026, 3, 11)),
        ("zoe", utc(2026, 3, 17, 12)),
    ]


def test_before_the_rota_begins_nobody_is_on_call_by_an_override_either() -> None:
    over = [{"start": "2026-02-01T00:00:00Z", "end": "2026-03-03T00:00:00Z", "person": "zoe"}]
    rota = parse_rota("rota", {**BERLIN, "overrides": over})
    assert on_call(rota, utc(2026, 3, 2, 7, 59)) is None
    assert on_call(rota, utc(2026, 3, 2, 8)) == (
        utc(2026, 3, 2, 8),
        utc(2026, 3, 3),
        "zoe",
        "an override of the rota",
    )


def test_an_override_of_years_is_one_shift_of_a_daily_rota() -> None:
    over = [{"start": "2026-03-06T12:00:00Z", "end": "2036-03-06T12:00:00Z", "person": "zoe"}]
    shift = on_call(parse_rota("rota", {**BERLIN, "days": 1, "overrides": over}), utc(2030, 1, 1))
    assert shift is not None
    assert shift.end == utc(2036, 3, 6, 12)


INSTANTS = st.integers(0, 60 * 24 * 6).map(lambda tens: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=10 * tens))


@given(
    over=st.lists(st.tuples(INSTANTS, INSTANTS, st.sampled_from(["zoe", "max", ""])), max_size=6),
    begin=INSTANTS,
)
def test_overrides_part_the_time_and_every_shift_is_the_same_from_within(
    over: list[tuple[datetime, datetime, str]], begin: datetime
) -> None:
    said = [{"start": a.isoformat(), "end": b.isoformat(), "person": who} for a, b, who in over if a < b]
    rota = parse_rota("rota", {**BERLIN, "overrides": said})
    found = shifts(rota, begin, begin + timedelta(days=20))
    assert all(before.end == after.start for before, after in pairwise(found))
    assert found[-1].end >= begin + timedelta(days=20)
    for each in found:
        for at in (each.start, each.end - timedelta(microseconds=1)):
            assert on_call(rota, at) == each
            last = next((who for a, b, who in reversed(over) if a <= at < b), None)
            turn = rota.people[rota.turn_at(at) % 3]
            assert each.person == (turn if last is None else last)


@given(
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    hand_over=st.sampled_from(["00:00", "02:00", "02:30", "09:00", "24:00"]),
    days=st.integers(1, 14),
    begin=st.datetimes(datetime(2026, 3, 10), datetime(2030, 1, 1)),  # noqa: DTZ001  # made aware below
)
def test_at_every_instant_exactly_one_is_on_call(zone: str, hand_over: str, days: int, begin: datetime) -> None:
    rota = parse_rota("rota", {**BERLIN, "zone": zone, "hand_over": hand_over, "days": days})
    start = begin.replace(tzinfo=UTC)
    found = shifts(rota, start, start + timedelta(days=40))
    assert found[0].start <= start
    assert found[-1].end >= start + timedelta(days=40)
    assert all(before.end == after.start for before, after in pairwise(found))
    for each in found:
        assert on_call(rota, each.start) == each
        assert on_call(rota, each.end - timedelta(microseconds=1)) == each


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"people": []}, "rota.people"),
        ({"people": ["ann", " "]}, "rota.people"),
        ({"days": 0}, "rota.days"),
        ({"days": True}, "rota.days"),
        ({"zone": "Mars/Base"}, "rota.zone"),
        ({"start": "2026-02-30"}, "rota.start"),
        ({"hand_over": "25:00"}, "rota.hand_over"),
        ({"colour": "red"}, "rota.colour"),
        ({"overrides": [{"start": "2026-03-08T00:00:00", "end": "2026-03-10T00:00:00Z"}]}, "rota.overrides[0].start"),
        (
            {"overrides": [{"start": "2026-03-08T00:00:00Z", "end": "2026-03-08T00:00:00Z", "person": "x"}]},
            "rota.overrides[0]",
        ),
    ],
)
def test_a_rota_that_cannot_be_read_says_where(wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_rota("rota", {**BERLIN, **wrong})
    assert caught.value.where == where
    assert caught.value.allowed


def test_periods_are_bounded() -> None:
    rota = parse_rota("rota", {**BERLIN, "days": 1})
    with pytest.raises(Invalid, match="1000 turns"):
        shifts(rota, utc(2026, 3, 2), utc(2030, 3, 2))
    with pytest.raises(Invalid, match="too far off"):
        on_call(rota, utc(9999, 12, 31, 23))


def test_a_rota_is_found_by_its_name_or_as_the_only_one_of_a_team() -> None:
    with open_store("memory:") as store:
        declare(store.graph, ROTA, "db", BERLIN, check=parse_rota, stamp=Stamp("ann", "desk"))
        assert find_rota(store.graph, "db").team == "Database"
        assert find_rota(store.graph, "database").name == "db"
        with pytest.raises(NotFound) as caught:
            find_rota(store.graph, "network")
        assert "db" in str(caught.value.facts())
