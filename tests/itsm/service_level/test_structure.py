"""How far an agreement is from being broken: as far as the nearest of the services that it covers."""

from __future__ import annotations

import pytest

from cmdb.values import Json
from itsm.service_level.agreement import Agreement
from itsm.service_level.structure import structure


def service(name: str, *points: str, down: bool = False) -> dict[str, Json]:
    away: Json = 0 if down else 1 if points else "more than 1"
    found = list[Json](points)
    return {"service": name, "name": name.title(), "spofs": found, "failures_away": away, "reason": "", "hidden": 0}


ESTATE = [service("mail"), service("pay", "db"), service("shop", "db", "web"), service("wiki", down=True)]


@pytest.mark.parametrize(
    ("covered", "away", "said"),
    [
        (("pay", "mail"), 1, "gold is 1 failure away: Pay of 2 goes DOWN with one CI"),
        (("pay", "shop"), 1, "gold is 1 failure away: Shop, Pay of 2 go DOWN with one CI"),
        (("mail",), "more than 1", "gold is more than 1 failure away: none of 1 goes DOWN with one CI"),
        ((), 0, "gold is broken now: Wiki is DOWN"),
        (("gone",), None, "gold covers no service that is known"),
    ],
)
def test_an_agreement_is_as_far_as_its_nearest_service(covered: tuple[str, ...], away: Json, said: str) -> None:
    found = structure(Agreement("gold", services=covered), ESTATE)
    assert (found["failures_away"], found["sentence"]) == (away, said)


def test_the_nearest_come_first() -> None:
    items = structure(Agreement("gold"), ESTATE)["items"]
    assert isinstance(items, list)
    assert [each["service"] for each in items if isinstance(each, dict)] == ["wiki", "shop", "pay", "mail"]
