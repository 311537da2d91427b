"""What a template says of a change: its plan with blanks for CIs, its tasks, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.plan import Add, Plan, SetFields, parse_plan
from cmdb.schema import Attribute, Schema, coerce, json_value
from cmdb.taken_down import taken_down
from cmdb.values import Json
from itsm.change.proposal import of_plan
from itsm.change.tasks import parse_tasks
from itsm.kernel.template import MARK, Answer, Template, filled

__all__ = ["check_change", "is_standard", "plan_of"]

CHOSEN = ("title", "window", "faultline_change")
ATTRIBUTES = "attributes."


def is_standard(found: Template) -> bool:
    """Say whether changes made from a template are standard ones: approved beforehand, by whoever keeps it."""
    return isinstance(found.plan, dict) and found.plan.get("kind") == "standard"


def check_change(where: str, found: Template, schema: Schema) -> None:
    """Raise ``Invalid`` where no change could be made from a template."""
    said = found.plan if found.plan is not None else {}
    if not isinstance(said, dict):
        raise Invalid(f"{where}.plan", "is no plan", str(said)[:100], "an object with edits, down, backout, tests")
    for name in CHOSEN:
        if name in said:
            raise Invalid(f"{where}.plan.{name}", "is chosen when the template is used", name, "minutes for the window")
    if found.minutes is None:
        raise Invalid(f"{where}.minutes", "is needed for a change", None, "how long its window is")
    classes = {f"{{{blank.id}}}": blank.cls for blank in found.blanks}
    try:
        plan = parse_plan(said, schema)
        of_plan(plan, key=str)
        taken_down(plan, timed=False)
        check_values(plan, classes, schema)
        parse_tasks("tasks", found.tasks if found.tasks is not None else [])
    except Invalid as error:
        raise Invalid(f"{where}.{error.where}", error.reason, error.value, error.allowed) from error


def check_values(plan: Plan, classes: Mapping[str, str], schema: Schema) -> None:
    """Raise ``Invalid`` for an attribute that the class of a blank, or of what is added, does not have."""
    for edit in plan.edits:
        if isinstance(edit, Add):
            for name, value in edit.attributes.items():
                check_value(f"{edit.where}.{ATTRIBUTES}{name}", schema.attributes(edit.cls), name, value)
        elif isinstance(edit, SetFields) and (cls := classes.get(edit.ci)):
            for path, change in edit.fields.items():
                if path.startswith(ATTRIBUTES):
                    name = path.removeprefix(ATTRIBUTES)
                    check_value(f"{edit.where}.{path}", schema.attributes(cls), name, change.to)


def check_value(where: str, known: Mapping[str, Attribute], name: str, value: Json) -> None:
    """Raise ``Invalid`` for an attribute that a class does not have, or a value that it cannot have."""
    if name not in known:
        raise Invalid(where, "is no attribute of the class", name, ", ".join(Schema.nearest(name, known)) or "another")
    if not (isinstance(value, str) and MARK.search(value)):
        coerce(where, known[name], value)


def plan_of(
    estate: Estate, found: Template, answers: Mapping[str, Answer], *, title: str, start: datetime | None
) -> dict[str, Json]:
    """Return the plan of a change made from a template: blanks filled, edits with what the CIs have now."""
    said = filled(found.plan if found.plan is not None else {}, answers)
    document: dict[str, Json] = {"faultline_change": 1, "title": title, "edits": []}
    document |= said if isinstance(said, dict) else {}
    edited: set[tuple[str, str]] = set()
    document["edits"] = [with_seen(estate, each, edited) for each in as_list(document["edits"])]
    if start is not None:
        end = start + timedelta(minutes=found.minutes or 0)
        document["window"] = {"start": instant_json(start), "end": instant_json(end)}
    return document


def with_seen(estate: Estate, edit: Json, edited: set[tuple[str, str]]) -> Json:
    """Return an edit that says what it saw of each attribute, where it did not.

    ``edited`` holds the attributes that edits before this one set, and takes in this one's: what those will have left
    is not what the CI has now, so a later edit of the same attribute has seen nothing.
    """
    if not isinstance(edit, dict) or edit.get("op") != "set" or not isinstance(edit.get("attributes"), dict):
        return edit
    stored = estate.graph.get([Key(str(edit["ci"]))]).get(Key(str(edit["ci"])))
    if stored is None:
        return edit
    seen: dict[str, Json] = {}
    for name, change in as_dict(edit["attributes"]).items():
        had = stored.node.attributes.get(name)
        place = str(edit["ci"]), name
        was: dict[str, Json] = {} if place in edited else {"was": None if had is None else json_value(had)}
        edited.add(place)
        seen[name] = {**was, **as_dict(change)}
    return {**edit, "attributes": seen}


def as_list(said: Json) -> list[Json]:
    """Return what is a list, as is known."""
    return said if isinstance(said, list) else []


def as_dict(said: Json) -> dict[str, Json]:
    """Return what is an object, as is known."""
    return said if isinstance(said, dict) else {}
