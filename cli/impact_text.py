"""An answer about impact for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cli.tables import MARKS, listed, table
from cli.times import when_text, window_start, window_text
from cmdb.values import Json

__all__ = ["impact_text"]


def impact_text(document: dict[str, Json]) -> str:
    """Return an answer for people: one sentence first, then services, CIs, what is at risk, what is unknown."""
    names = document["names"] if isinstance(document["names"], dict) else {}
    lines = [str(document["headline"]), "", *window_text(document)]
    start, timed = window_start(document), bool(document.get("timed"))
    services = listed(document, "services")
    if services:
        ranked = [
            (MARKS[str(each["state"])], each["name"], each["key"], each["score"], when_text(each, start))
            for each in services
        ]
        lines += [timed_table(("services", "", "", "score", "when"), ranked, timed=timed), ""]
    rows = [
        (
            MARKS[str(each["state"])],
            each["name"],
            each["key"],
            each["class"],
            each["hops"],
            reasons(each, names),
            when_text(each, start),
        )
        for each in listed(document, "cis")
    ]
    if rows:
        lines.append(timed_table(("state", "name", "key", "class", "hops", "because", "when"), rows, timed=timed))
    elif not document["truncated"]:
        lines.append("Nothing is affected.")
    lines += [at_risk_text(each, names, start) for each in listed(document, "at_risk")]
    lines += [collision_text(each, names, start) for each in listed(document, "collisions") if each["first"]]
    lines += [
        f"◌ unknown  {names.get(str(each['key']), each['key'])}: no {', '.join(map(str, items(each, 'missing')))}"
        for each in listed(document, "unknown")
    ]
    lines += [
        f"! data error  {each['key']} {each['group'] or ''}: {each['reason']}" for each in listed(document, "errors")
    ]
    if document["truncated"]:
        lines.append("(list cut; the computation was not)")
    for each in listed(document, "explain"):
        lines += ["", *explained_text(each)]
    for each in listed(document, "why_not"):
        lines += ["", f"{each['name']} stays {str(each['state']).upper()}: {each['reason']}"]
    difference = document.get("difference")
    if isinstance(difference, dict):
        lines += ["", f"With the plan's edits, against today: {difference['headline']}."]
    return "\n".join(lines)


def timed_table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, timed: bool) -> str:
    """Return a table; without its last column where nothing has times."""
    return table(headings, rows) if timed else table(headings[:-1], [row[:-1] for row in rows])


def items(document: dict[str, Json], name: str) -> list[Json]:
    """Return a list of a document."""
    found = document.get(name, [])
    return found if isinstance(found, list) else []


def reasons(ci: dict[str, Json], names: dict[str, Json]) -> str:
    """Return why a CI is affected, in a few words."""
    said = []
    for each in listed(ci, "because"):
        failed = ", ".join(str(names.get(str(key), key)) for key in items(each, "failed") or items(each, "cycle"))
        group = f"{each['group']}: {each.get('up', '?')} of {each.get('of', '?')} up, " if each.get("group") else ""
        said.append(f"{group}{each['rule']} ← {failed}")
    return "; ".join(said)


def at_risk_text(each: dict[str, Json], names: dict[str, Json], start: datetime | None) -> str:
    """Return a gate whose redundancy is used up."""
    left = ", ".join(str(names.get(str(key), key)) for key in items(each, "left"))
    name = names.get(str(each["key"]), each["key"])
    when = f" ({when_text(each, start)})" if "intervals" in each else ""
    return f"▲ AT RISK  {name}: redundancy of {each['group']} is used up, left: {left}{when}"


def collision_text(each: dict[str, Json], names: dict[str, Json], start: datetime | None) -> str:
    """Return a gate that several plans defeat together."""
    members = ", ".join(str(names.get(str(key), key)) for key in items(each, "members"))
    name = names.get(str(each["key"]), each["key"])
    plans = " and ".join(map(str, items(each, "plans")))
    return f"✕ COLLISION  {name}: {plans} together defeat {each['group']}: {members} ({when_text(each, start)})"


def explained_text(each: dict[str, Json]) -> list[str]:
    """Return a proof, a line for each step; a CI that stays up has none."""
    steps = listed(each, "steps")
    if not steps:
        return [f"{each['ci']} is not affected: there is nothing to prove; --why-not says what holds it up."]
    lines = [f"Why {steps[0]['name'] or each['ci']} is {str(each['state']).upper()}:"]
    for step in steps:
        said = "; ".join(map(str, items(step, "sentences"))) or "fails by itself"
        lines.append(f"  {step['name'] or step['key']} is {str(step['state']).upper()}: {said}")
    return lines
