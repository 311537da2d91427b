"""What is new in the facts of a change since somebody last looked at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from cmdb.values import Json

__all__ = ["digest", "news"]

READINGS = (("planned", "As planned"), ("if_it_fails", "If it fails"))


def digest(judged: Mapping[str, Json], entries: int, plan: str) -> dict[str, Json]:
    """Return what of a judgement is remembered for the next look.

    ``entries`` is how many entries the change's timeline has, ``plan`` a word that differs where its plan does.
    """
    risk = cast("Mapping[str, Json]", judged["risk"])
    impact = cast("Mapping[str, Mapping[str, Json]]", judged["impact"])
    collisions = cast("Sequence[Mapping[str, Json]]", judged["conflicts"])
    return {
        "level": risk["level"],
        "score": risk["score"],
        "services": {reading: hit_services(impact[reading]) for reading, _ in READINGS},
        "collisions": {str(each["with"]): each["severity"] for each in collisions},
        "entries": entries,
        "plan": plan,
    }


def hit_services(answer: Mapping[str, Json]) -> dict[str, Json]:
    """Return the services that an answer takes down or degrades, with their state, by name."""
    services = cast("Sequence[Mapping[str, Json]]", answer["services"])
    return {str(each["name"]): each["state"] for each in services if each["state"] != "ok"}


def news(before: Mapping[str, Json], now: Mapping[str, Json]) -> list[str]:
    """Return what differs between two looks, a sentence each, the weightiest first; none: nothing."""
    found = []
    if (before["level"], before["score"]) != (now["level"], now["score"]):
        found.append(f"Risk: {risk_word(before)} before, {risk_word(now)} now.")
    for reading, word in READINGS:
        was, becomes = (cast("Mapping[str, Mapping[str, str]]", each["services"])[reading] for each in (before, now))
        found += [
            f"{word}: {name} is {becomes.get(name, 'ok').upper()}, was {was.get(name, 'ok').upper()}."
            for name in sorted({*was, *becomes})
            if was.get(name) != becomes.get(name)
        ]
    was, becomes = (cast("Mapping[str, str]", each["collisions"]) for each in (before, now))
    found += [f"New collision with {name} ({becomes[name]})." for name in sorted(becomes.keys() - was.keys())]
    found += [f"No longer collides with {name}." for name in sorted(was.keys() - becomes.keys())]
    if before["plan"] != now["plan"]:
        found.append("The plan or its window was changed.")
    more = cast("int", now["entries"]) - cast("int", before["entries"])
    if more > 0:
        found.append(f"{more} new {'entries' if more != 1 else 'entry'} in its timeline.")
    return found


def risk_word(each: Mapping[str, Json]) -> str:
    """Return a risk in words."""
    return f"{str(each['level']).replace('_', ' ')} ({each['score']})"
