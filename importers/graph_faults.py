"""What makes an entry of a graph document unusable, and what would be allowed in its place."""

from __future__ import annotations

from collections.abc import Mapping

from cmdb.errors import shorten
from cmdb.values import Json
from importers.values import name_fault, text_fault

__all__ = ["Fault", "brief", "ci_fault", "raw_of", "relation_fault", "text"]

# Reason, offending value, what would be allowed.
Fault = tuple[str, Json, str]
NEEDS = ("hard", "soft", "none")


def ci_fault(entry: Json, cls: str) -> Fault | None:
    """Return why an entry is no CI. ``cls`` is the class of entries that name none."""
    if not isinstance(entry, dict):
        return "is no CI", entry, "a mapping with key, class and name"
    for each in ("key", "class", "name", "lifecycle"):
        if entry.get(each) is not None and not isinstance(entry[each], str):
            return f"{each} is no text", entry[each], "text"
        if fault := name_fault(text(entry.get(each))):
            return f"{each} {fault}", entry[each], "text that people can read"
    if not text(entry.get("key")) and not text(entry.get("name")):
        return "has neither key nor name", None, "a key, a name or both"
    if not text(entry.get("class")) and not cls:
        return "has no class", None, "a class such as server"
    return attributes_fault(entry.get("attributes")) or groups_fault(entry.get("groups"))


def attributes_fault(attributes: Json) -> Fault | None:
    """Return why a CI's attributes cannot be taken."""
    if attributes is None:
        return None
    if not isinstance(attributes, dict):
        return "attributes is no mapping", attributes, "attributes by name"
    for name, value in attributes.items():
        if fault := text_fault(value):
            return f"attribute {name} {fault}", value, "text that can be stored"
    return None


def groups_fault(groups: Json) -> Fault | None:
    """Return why a CI's group rules cannot be taken."""
    if groups is None:
        return None
    allowed = 'rules by group name such as {"db": {"min_up": 1}}'
    if not isinstance(groups, dict):
        return "groups is no mapping", groups, allowed
    for name, rule in groups.items():
        if not isinstance(rule, dict):
            return f"the rule of group {name} is no mapping", rule, allowed
    return None


def relation_fault(entry: Json) -> Fault | None:
    """Return why an entry is no relation: reason, value, what is allowed."""
    if not isinstance(entry, dict):
        return "is no relation", entry, "a mapping with from, type and to"
    for each in ("from", "type", "to"):
        if not text(entry.get(each)):
            return f"has no {each}", entry.get(each), "a key" if each != "type" else "a relation type"
    for each in ("from", "type", "to", "group"):
        if fault := name_fault(text(entry.get(each))):
            return f"{each} {fault}", entry[each], "text that people can read"
    if entry.get("group") is not None and not isinstance(entry["group"], str):
        return "group is no text", entry["group"], "text"
    return field_fault(entry)


def field_fault(entry: Mapping[str, Json]) -> Fault | None:
    """Return which of a relation's fields holds what it may not."""
    need, weight = entry.get("need"), entry.get("weight")
    ride, confidence = entry.get("ride_through_s"), entry.get("confidence")
    if need is not None and need not in NEEDS:
        return "need has no such value", need, ", ".join(NEEDS)
    if weight is not None and (isinstance(weight, bool) or not isinstance(weight, int) or weight < 0):
        return "weight is no share", weight, "a whole number from 0"
    if ride is not None and not (is_number(ride) and ride >= 0):  # type: ignore[operator]  # a number by now
        return "ride_through_s is no length of time", ride, "seconds from 0"
    if confidence is not None and not (is_number(confidence) and 0 <= confidence <= 1):  # type: ignore[operator]
        return "confidence is no probability", confidence, "0 to 1"
    if entry.get("last_verified") is not None and not isinstance(entry["last_verified"], str):
        return "last_verified is no instant", entry["last_verified"], "a date-time such as 2026-12-31T23:59:00Z"
    return None


def is_number(value: Json) -> bool:
    """Say whether a value is a number; truth values are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(value: Json) -> str:
    """Return a text without the space round it, "" for what is none."""
    return value.strip() if isinstance(value, str) else ""


def brief(value: Json) -> Json:
    """Return a value fit for a message."""
    return value if isinstance(value, int | float | None) else str(shorten(str(value)))


def raw_of(entry: Json) -> Mapping[str, Json]:
    """Return an entry as the quarantine shows it."""
    return entry if isinstance(entry, dict) else {"entry": brief(entry)}
