"""What a group's rule says: read from the graph document's words into figures, or into what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["GroupRule", "Share", "parse_rule", "rule_text", "rule_words"]

LARGEST = 2**40
_PERCENT = re.compile(r"\s*(-?\d{1,6}(?:\.\d{1,4})?)\s*%\s*")
_ALLOWED = "a whole number, a percentage such as '50%', or 'quorum'"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of n: a count, ``ceil(n * num / den)``, or n // 2 + 1."""

    kind: Literal["count", "percent", "quorum"]
    num: int = 0
    den: int = 1


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One rule. ``wrong`` is (reason, value, allowed) when it cannot be used; then all members are needed."""

    kind: Literal["min_up", "demand", "active_passive", "none"] = "none"
    min_up: Share = Share("count", 1)
    n_full: Share | None = None
    demand: int = 0
    least: int | None = None
    peers: bool = False
    wrong: tuple[str, object, str] | None = None


def rule_text(rule: Mapping[str, object]) -> str:
    """One canonical spelling of a rule, to store it and to compare it."""
    return json.dumps(dict(rule), sort_keys=True, ensure_ascii=False, default=str)


def _share(value: object) -> Share | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Share("count", max(-LARGEST, min(LARGEST, value)))
    if value == "quorum":
        return Share("quorum")
    if isinstance(value, str) and (found := _PERCENT.fullmatch(value)):
        whole, _, part = found[1].partition(".")
        return Share("percent", int(whole + part), 100 * 10 ** len(part))
    return None


def _amount(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return min(LARGEST, value)
    return None


def _min_up(rule: Mapping[str, object], *, peers: bool) -> GroupRule:
    share = _share(rule["min_up"])
    if share is None:
        return GroupRule(peers=peers, wrong=("min_up cannot be read", rule["min_up"], _ALLOWED))
    if rule.get("n_full") is None:
        return GroupRule("min_up", share, peers=peers)
    full = _share(rule["n_full"])
    if full is None:
        return GroupRule(peers=peers, wrong=("n_full cannot be read", rule["n_full"], _ALLOWED))
    return GroupRule("min_up", share, full, peers=peers)


def _demand(rule: Mapping[str, object], *, peers: bool) -> GroupRule:
    demand = _amount(rule["demand"])
    if not demand:
        return GroupRule(peers=peers, wrong=("demand cannot be used", rule["demand"], "a whole number above 0"))
    if rule.get("min") is None:
        return GroupRule("demand", demand=demand, peers=peers)
    least = _amount(rule["min"])
    if least is None:
        return GroupRule(peers=peers, wrong=("min cannot be used", rule["min"], "a whole number, at least 0"))
    return GroupRule("demand", demand=demand, least=least, peers=peers)


_READERS = {"min_up": _min_up, "demand": _demand}


def parse_rule(rule: Mapping[str, object]) -> GroupRule:
    """Read one rule as the graph document spells it.

    Parameters
    ----------
    rule : ``{"min_up": 2 | "50%" | "quorum"}``, ``{"demand": 100, "min": 40}``, ``{"active_passive": true}``,
        each with optional fields; see ``docs/reference/graph-document``

    Returns
    -------
    GroupRule, with ``wrong`` filled where the rule cannot be used. Nothing is raised: a bad rule is a data error.
    """
    peers = rule.get("peers") is True
    named = ("min_up", "demand", "active_passive")
    said = [name for name in named if rule.get(name) is not None and rule[name] is not False]
    if len(said) > 1:
        return GroupRule(peers=peers, wrong=("the rule says two things", ", ".join(said), "one of them"))
    if not said:
        if rule.get("min_up") is False or rule.get("demand") is False:
            return GroupRule(peers=peers, wrong=("the rule cannot be read", rule_text(rule), _ALLOWED))
        return GroupRule(peers=peers)
    if said[0] == "active_passive":
        return GroupRule("active_passive", Share("count", 1), peers=peers)
    return _READERS[said[0]](rule, peers=peers)


def rule_words(rule: Mapping[str, object]) -> str:
    """Say a rule in the words of the document: ``min_up 2``, ``demand 100, min 40``, ``active_passive``."""
    if rule.get("active_passive") is True:
        return "active_passive"
    shown = [f"{name} {rule[name]}" for name in ("min_up", "n_full", "demand", "min") if rule.get(name) is not None]
    return ", ".join(shown) or "no rule"
