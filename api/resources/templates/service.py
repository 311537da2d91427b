"""From a request about templates to what is kept, and from what is chosen to a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.backend import backend
from api.guard import principal
from api.preconditions import expected
from api.resources.changes.service import whole_estate
from api.resources.records.service import act, check_scope, linked_key, with_references
from api.sight import seen_key, stamp
from cmdb.access import require
from cmdb.errors import FaultlineError, NotFound
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.kernel.declared import Declared, drop, find_declared
from itsm.kernel.fields import practices_with_fields
from itsm.kernel.practice import Practice
from itsm.kernel.template import MARK, TEMPLATE, parse_template, template_document
from itsm.practices import PRACTICES
from itsm.templates import TEMPLATED, fault_of, is_standard, keep_template, read_template, template_named, templates
from itsm.templates import use as use_template

__all__ = ["every", "one", "remove", "use", "write"]


def every(practice: str) -> list[dict[str, Json]]:
    """Return the templates by name, of one practice where it is named. Raises ``NotFound``."""
    if practice and practice not in tuple(TEMPLATED):
        raise NotFound("practice with templates", practice, tuple(TEMPLATED))
    found = [document(each, fault) for each, fault in templates(backend().estate)]
    return [each for each in found if not practice or each["practice"] == practice]


def one(name: str) -> dict[str, Json]:
    """Return a template as it is shown. Raises ``NotFound``."""
    found = find_declared(backend().graph, TEMPLATE, name)
    return document(found, fault_of(backend().estate, found))


def document(each: Declared, fault: str) -> dict[str, Json]:
    """Return a template, whole where it can be read, else as it was said."""
    try:
        read = parse_template(TEMPLATE, dict(each.document), practices_with_fields(backend().graph, TEMPLATED))
    except FaultlineError:
        return {**EMPTY, **each.document, "standard": False, "fault": fault, "revision": each.revision}
    return {**template_document(read), "standard": is_standard(read), "fault": fault, "revision": each.revision}


EMPTY: Mapping[str, Json] = {
    "label": "", "about": "", "fields": {}, "links": {}, "blanks": [], "tasks": [], "plan": None, "minutes": None
}  # fmt: skip


def write(name: str, given: Mapping[str, Any]) -> None:
    """Keep a template. Raises ``Invalid``, ``Forbidden`` for who may not approve standard changes beforehand."""
    said: dict[str, Json] = {**given, "name": name}
    if is_standard(read_template(backend().estate, f"{TEMPLATE} {name}", said)):
        require(principal(), "change.decide")
    keep_template(backend().estate, said, stamp=stamp(), expected=expected())


def remove(name: str) -> None:
    """Remove a template."""
    drop(backend().graph, TEMPLATE, name, stamp=stamp(), expected=expected())


def use(name: str, given: Mapping[str, Any]) -> tuple[Practice, str]:
    """Open a record from a template; return its practice and key. Raises what opening it otherwise raises."""
    here = backend()
    found = template_named(here.estate, name)
    if found.practice == CHANGE.name:
        whole_estate()
    kinds = {blank.id: blank.kind for blank in found.blanks}
    chosen = {
        blank: seen_key(said) if kinds.get(blank) == "ci" and said.strip() else said
        for blank, said in given["blanks"].items()
    }
    for role, texts in found.links.items():
        for each in texts:
            if not MARK.search(each):
                linked_key(role, each)
    said = with_references(PRACTICES[found.practice], given["attributes"])
    check_scope({**found.fields, **said})
    key = use_template(
        here.estate,
        found,
        chosen,
        act=act(f"from template {name}"),
        title=given["title"],
        fields=said,
        start=given["start"],
    )
    return PRACTICES[found.practice], key
