"""What an organisation says of its measures: targets, and what a ticket of each team costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.declared import declared

__all__ = ["MEASURE", "Setting", "Settings", "parse_setting", "settings"]

MEASURE = "measure"
FIELDS = ("target", "currency", "rates", "otherwise")
CURRENCY = 3


class Setting(NamedTuple):
    """What is said of one measure: its target; of the cost per ticket also the rates of teams, in one currency.

    ``otherwise`` is the rate of teams that have none of their own, None: they have none.
    """

    target: float | None = None
    currency: str = ""
    rates: Mapping[str, float] = {}
    otherwise: float | None = None


Settings = Mapping[str, Setting]


def parse_setting(where: str, said: Json) -> Setting:
    """Read what is said of a measure: ``{"target": 0.95}``, ``{"currency": "EUR", "rates": {"db": 40}}``.

    Raises ``Invalid``.
    """
    if not isinstance(said, dict):
        raise Invalid(where, "is nothing that is said of a measure", str(said)[:100], f"an object of {FIELDS}")
    if unknown := sorted(said.keys() - set(FIELDS)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(FIELDS))
    currency, rates = said.get("currency", ""), said.get("rates", {})
    if not isinstance(currency, str) or (currency and not (len(currency) == CURRENCY and currency.isupper())):
        raise Invalid(f"{where}.currency", "is no currency", str(currency)[:20], "three letters such as EUR")
    if not isinstance(rates, dict):
        raise Invalid(f"{where}.rates", "are no rates by team", str(rates)[:100], '{"db": 40}')
    taken = {team: number(f"{where}.rates.{team}", value) or 0.0 for team, value in rates.items()}
    otherwise = number(f"{where}.otherwise", said.get("otherwise"))
    if (taken or otherwise is not None) and not currency:
        raise Invalid(f"{where}.currency", "is missing", None, "three letters such as EUR")
    return Setting(number(f"{where}.target", said.get("target")), currency, taken, otherwise)


def number(where: str, said: Json) -> float | None:
    """Read a number from 0 on, None for none."""
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < 1e15:  # noqa: PLR2004  # finite
        raise Invalid(where, "is no number", str(said)[:100], "a number from 0 on")
    return float(said)


def settings(graph: GraphStore) -> Settings:
    """Return what is said of each measure by name."""
    found = declared(graph, MEASURE)
    return {name: parse_setting(f"measure {name}", dict(each.document)) for name, each in found.items()}
