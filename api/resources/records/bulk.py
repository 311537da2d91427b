"""One action on many records: each by itself, with an answer of its own; one that is refused holds no other back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.backend import backend
from api.resources.records.service import act, note, seen_record, take_step
from cmdb.errors import FaultlineError, Invalid
from cmdb.model import Key
from cmdb.values import Json
from itsm.kernel import desk
from itsm.kernel.practice import Practice

__all__ = ["ACTIONS", "act_on_many"]


def assign(practice: Practice, key: str, given: Mapping[str, Any]) -> None:
    """Give a record to a team, an assignee or both; null takes it off."""
    record = seen_record(practice, key)
    desk.edit(backend().graph, practice, record.key, given, act=act())


ACTIONS: Mapping[str, Callable[[Practice, str, Mapping[str, Any]], None]] = {
    "assign": assign,
    "step": take_step,
    "note": note,
}


def act_on_many(practice: Practice, given: Mapping[str, Any]) -> dict[str, Json]:
    """Do to each record what is said and tell what became of it. Raises ``Invalid`` unless one action is said."""
    said = [name for name in ACTIONS if given.get(name) is not None]
    if len(said) != 1:
        raise Invalid("body", "says not exactly one action", ", ".join(said) or None, ", ".join(ACTIONS))
    (action,) = said
    if action == "assign" and not given["assign"]:
        raise Invalid("assign", "assigns nothing", None, "team, assignee or both; null takes off")
    keys = dict.fromkeys(given["keys"])
    items = [outcome(practice, key, lambda each: ACTIONS[action](practice, each, given[action])) for key in keys]
    done = sum(1 for each in items if each["done"])
    return {"items": list[Json](items), "done": done, "refused": len(items) - done}


def outcome(practice: Practice, key: str, do: Callable[[str], None]) -> dict[str, Json]:
    """Do it to one record and return its answer."""
    try:
        do(key)
    except FaultlineError as error:
        return {"key": key, "done": False, "reason": str(error), "state": state_of(practice, key)}
    return {"key": key, "done": True, "reason": "", "state": state_of(practice, key)}


def state_of(practice: Practice, key: str) -> str:
    """Return the label of a record's state now, "" where the person sees no such record."""
    try:
        return practice.lifecycle.states[seen_record(practice, Key(key)).state].label
    except FaultlineError:
        return ""
