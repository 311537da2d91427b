"""Templates of any practice: kept when their practice could open records from them, and used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cmdb.errors import FaultlineError, Invalid, NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.change.template import check_change, is_standard, plan_of
from itsm.change.verbs import change_record, draft
from itsm.change.work import put_tasks
from itsm.kernel import desk
from itsm.kernel.declared import Declared, declare, declared, find_declared
from itsm.kernel.draft import Draft
from itsm.kernel.fields import check_entered, practices_with_fields
from itsm.kernel.hit import Effect, computed_impact
from itsm.kernel.practice import registry
from itsm.kernel.template import TEMPLATE, Answer, Template, filled, parse_template
from itsm.practices import PRACTICES
from itsm.request.practice import REQUEST
from itsm.request.tasks import parse_tasks, plan_document

__all__ = [
    "TEMPLATED",
    "fault_of",
    "is_standard",
    "keep_template",
    "read_template",
    "template_named",
    "templates",
    "use",
]

TEMPLATED = registry(*(PRACTICES[name] for name in ("incident", "problem", "request", "change", "release")))
"""The practices whose records are made from templates."""

FROM = "template"
"""Where a record keeps from which template it was made."""


def read_template(estate: Estate, where: str, said: Json) -> Template:
    """Read a template as its practice could use it now. Raises ``Invalid``, ``NotFound``."""
    found = parse_template(where, said, practices_with_fields(estate.graph, TEMPLATED))
    for number, blank in enumerate(found.blanks):
        if blank.cls and blank.cls not in estate.schema.classes:
            nearest = ", ".join(estate.schema.nearest(blank.cls, estate.schema.classes))
            raise Invalid(f"{where}.blanks[{number}].class", "is no known class", blank.cls, nearest)
    if found.practice == CHANGE.name:
        check_change(where, found, estate.schema)
        return found
    for part, value in (("plan", found.plan), ("minutes", found.minutes)):
        if value is not None:
            raise Invalid(f"{where}.{part}", "belongs to changes only", part, "no such part")
    if found.practice == REQUEST.name:
        parse_tasks(f"{where}.tasks", found.tasks if found.tasks is not None else [])
    elif found.tasks:
        raise Invalid(f"{where}.tasks", "are planned for changes and requests only", found.practice, "no tasks")
    return found


def templates(estate: Estate) -> list[tuple[Declared, str]]:
    """Return the templates by name, each with why it fits no more ("": it does)."""
    return [(each, fault_of(estate, each)) for _, each in sorted(declared(estate.graph, TEMPLATE).items())]


def fault_of(estate: Estate, each: Declared) -> str:
    """Return why a template that was kept fits no more, "" where it does."""
    try:
        read_template(estate, f"{TEMPLATE} {each.name}", dict(each.document))
    except FaultlineError as error:
        return str(error)
    return ""


def template_named(estate: Estate, name: str) -> Template:
    """Return a template that fits the present. Raises ``NotFound``, ``Invalid`` where it fits no more."""
    return read_template(estate, f"{TEMPLATE} {name}", dict(find_declared(estate.graph, TEMPLATE, name).document))


def keep_template(estate: Estate, document: Json, *, stamp: Stamp, expected: int | None = None) -> Template:
    """Keep a template, or another in the place of the one of its name. Raises ``Invalid``, ``PreconditionFailed``."""
    name = str(document.get("name", "")) if isinstance(document, dict) else ""
    found = read_template(estate, f"{TEMPLATE} {name}".strip(), document)
    kept = document if isinstance(document, dict) else {}
    declare(estate.graph, TEMPLATE, found.name, kept, check=lambda *_: None, stamp=stamp, expected=expected)
    return found


def use(
    estate: Estate,
    found: Template,
    chosen: Mapping[str, str],
    *,
    act: desk.Act,
    title: str = "",
    fields: Mapping[str, Json] | None = None,
    start: datetime | None = None,
) -> Key:
    """Open a record from a template and return its key; ``chosen`` fills the blanks, ``start`` is a change's window's.

    ``title`` and ``fields`` stand in the place of the template's. Raises ``Invalid``, ``NotFound``, ``Ambiguous``.
    """
    answers = answers_of(estate, found, chosen)
    named = title.strip() or str(filled(f"{found.title} ", answers)).strip()
    said = {name: filled(each, answers) for name, each in found.fields.items()} | dict(fields or {})
    practice = PRACTICES[found.practice]
    check_entered(estate.graph, practice, practice.lifecycle.initial, {}, said)
    if practice is CHANGE:
        return use_for_change(estate, found, answers, title=named, fields=said, start=start, act=act)
    if start is not None:
        raise Invalid("start", "belongs to changes only", start.isoformat(), "none")
    links = {role: tuple(str(filled(each, answers)) for each in keys) for role, keys in found.links.items()}
    links = {role: tuple(estate.key(each) for each in keys) for role, keys in links.items()}
    body: dict[str, Json] = {FROM: found.name}
    if practice is REQUEST and found.tasks:
        body["tasks"] = plan_document(parse_tasks("tasks", filled(found.tasks, answers)))
    computed = None
    if practice.prioritised:
        effect: Effect = "degraded" if said.get("effect") == "degraded" else "down"
        computed = computed_impact(estate, links.get("affects", ()), effect)
    return desk.open_record(estate.graph, practice, Draft(named, said, links, body=body), act=act, computed=computed)


def use_for_change(
    estate: Estate,
    found: Template,
    answers: Mapping[str, Answer],
    *,
    title: str,
    fields: Mapping[str, Json],
    start: datetime | None,
    act: desk.Act,
) -> Key:
    """Draft a change from a template: its plan filled, its tasks with it."""
    tasks = filled(found.tasks if found.tasks is not None else [], answers)
    document = plan_of(estate, found, answers, title=title, start=start)
    key = draft(estate, document, act=act, fields=fields, template=found.name)
    if tasks:
        put_tasks(estate.graph, change_record(estate, key), tasks, act=act._replace(id=f"{act.id}-tasks"))
    return key


def answers_of(estate: Estate, found: Template, chosen: Mapping[str, str]) -> dict[str, Answer]:
    """Return what stands for each blank. Raises ``Invalid`` for one that is not chosen, or not of its class."""
    ids = [blank.id for blank in found.blanks]
    for name in chosen:
        if name not in ids:
            raise Invalid(f"blanks.{name}", "is no blank of the template", name, ", ".join(ids) or "none")
    answers = {}
    for blank in found.blanks:
        said = chosen.get(blank.id, "").strip()
        if not said:
            raise Invalid(f"blanks.{blank.id}", "is not chosen", None, blank.label)
        answers[blank.id] = ci_answer(estate, blank.id, blank.cls, said) if blank.kind == "ci" else Answer(said, said)
    return answers


def ci_answer(estate: Estate, blank: str, cls: str, said: str) -> Answer:
    """Return the CI that is chosen for a blank."""
    key = Key(estate.key(said))
    stored = estate.graph.get([key]).get(key)
    if stored is None:
        raise NotFound("CI", said)
    if cls and not estate.schema.is_a(stored.node.cls, cls):
        raise Invalid(f"blanks.{blank}", f"is a {stored.node.cls}", said, f"a {cls}")
    return Answer(key, stored.node.name)
