"""Agreements: read and written alike, refused with a reason, and the one that counts for a record."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from cmdb.errors import Invalid
from cmdb.model import Key
from itsm.incident.practice import INCIDENT
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.service_level.agreement import STANDARD, Agreement, agreement_document, parse_agreement
from itsm.service_level.clocks import clocks
from itsm.service_level.promises import SHIPPED_CALENDARS, Promises

GOLD = {"name": "gold", "services": ["pay", "mail"], "resolution": {"1": 3600}, "calendar": "always"}


def known(*agreements: Agreement) -> Promises:
    return Promises(SHIPPED_CALENDARS, {each.name: each for each in agreements})


def at(hour: float) -> datetime:
    return datetime(2026, 11, 23, tzinfo=UTC).replace(hour=int(hour), minute=round(hour % 1 * 60))


def entry(number: int, hour: float, to: str) -> Activity:
    kind: Any = "transition" if number else "opened"
    return Activity(Key("inc-1"), str(number), kind, at(hour), "me", facts={"to": to})


STORY = (entry(0, 9, "new"), entry(1, 9.5, "in_progress"), entry(2, 10, "on_hold"), entry(3, 12, "in_progress"))
RECORD = Record(Key("inc-1"), "incident", "x", "in_progress", {"priority": 1}, 1)


def test_what_is_written_is_what_was_read() -> None:
    for each in (STANDARD, parse_agreement("a", GOLD)):  # type: ignore[arg-type]  # JSON
        assert parse_agreement("a", agreement_document(each)) == each


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"kind": "promise"}, "kind"),
        ({"services": []}, "services"),
        ({"resolution": {"7": 1}}, "resolution.7"),
        ({"resolution": {"1": 0}}, "resolution.1"),
        ({"resolution": {"1": True}}, "resolution.1"),
        ({"availability": 99.9}, "availability"),
        ({"satisfaction": 0}, "satisfaction"),
        ({"colour": "red"}, "colour"),
        ({"resolution": {}}, ""),
    ],
)
def test_a_wrong_one_is_refused_with_its_place(more: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_agreement("gold", {**GOLD, **more})
    assert refused.value.where == ("gold." + where if where else "gold")
    assert refused.value.allowed


def test_one_that_names_the_service_goes_first_then_the_strictest_then_by_name() -> None:
    named = parse_agreement("gold", GOLD)  # type: ignore[arg-type]  # JSON
    lax = Agreement("a-lax", services=("pay",), resolution={1: 7200})
    twin = Agreement("twin", services=("pay",), resolution={1: 3600})
    inner = Agreement("inner", "ola", resolution={1: 60})
    for order in permutations((STANDARD, named, lax, twin, inner)):
        found = known(*order).of("incident", 1, ["pay", "web"])
        assert [each.agreement.name for each in found] == ["gold", "inner"]
        assert found[0].why == "gold covers pay"
    assert [each.agreement.name for each in known(STANDARD, named).of("incident", 1, ["web"])] == ["standard"]
    slow = Agreement("slow", services=("pay",), resolution={1: 1e6})
    assert [each.agreement.name for each in known(STANDARD, slow).of("incident", 1, ["pay"])] == ["slow"]
    assert known(STANDARD, named).of("problem", 1, ["pay"]) == ()


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_clocks_tell_the_same_whatever_the_order_of_entries(order: tuple[int, ...]) -> None:
    entries = [STORY[number] for number in order]
    agreement = Agreement("a", response={1: 3600}, resolution={1: 2 * 3600})
    response, resolution = clocks(INCIDENT, RECORD, entries, known(agreement), (), now=at(12.5))
    assert (response["state"], response["elapsed_s"], response["breached_at"]) == ("stopped", 1800, None)
    assert (resolution["state"], resolution["elapsed_s"], resolution["percent"]) == ("running", 5400, 75.0)
    assert resolution["due"] == "2026-11-23T13:00:00Z"
    why: Any = resolution["why"]
    assert why["pauses"] == [{"state": "On hold", "from": "2026-11-23T10:00:00Z", "to": "2026-11-23T12:00:00Z"}]
    (late,) = clocks(INCIDENT, RECORD, entries, known(Agreement("b", resolution={1: 1800})), (), now=at(12.5))
    assert (late["breached_at"], late["percent"]) == ("2026-11-23T09:30:00Z", 300.0)


def test_no_promise_for_a_priority_is_no_clock() -> None:
    assert clocks(INCIDENT, RECORD, STORY, known(Agreement("a", resolution={2: 60})), (), now=at(13)) == []


def test_availability_is_judged_by_what_names_the_service_then_by_what_promises_most() -> None:
    low, high = Agreement("low", availability=0.9), Agreement("high", availability=0.99)
    own, silent = Agreement("own", services=("pay",), availability=0.5), Agreement("silent", services=("pay",))
    inner = Agreement("inner", kind="ola", services=("pay",), availability=0.999)
    for order in permutations((low, high, own, silent, inner)):
        assert known(*order).availability_of("pay") == own
        assert known(*order).availability_of("mail") == high
    assert known(silent, inner).availability_of("pay") == inner
    assert known(silent, inner).availability_of("mail") is None
