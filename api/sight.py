"""What the person behind a request may see and touch: their scope, laid over what the services answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import current_app, request

from api.backend import backend
from api.guard import declared, principal
from cmdb.access import ROLES, SCOPE_ATTRIBUTE, condition, require, sees
from cmdb.errors import Forbidden, NotFound, WithinScope
from cmdb.merge import preview
from cmdb.model import Key, Node
from cmdb.observed import MANUAL
from cmdb.plan import Plan
from cmdb.query import All, Compare, Condition
from cmdb.resolve import resolve, resolve_all
from cmdb.store.port import Stamp
from cmdb.values import Json, normal_text

__all__ = [
    "IS_CI",
    "check_scope_given",
    "only_visible",
    "require_plan",
    "require_whole_estate",
    "seen_key",
    "seen_keys",
    "stamp",
    "visible",
    "within_sight",
]

IS_CI = Compare("kind", "=", "ci")
DECIDES = "change.decide"


def stamp(reason: str | None = None, *, run: str = "") -> Stamp:
    """Return who writes now, by hand."""
    return Stamp(principal().name, MANUAL, reason or "", run)


def within_sight(where: Condition) -> Condition:
    """Return a condition narrowed to CIs that the person may see."""
    return All((IS_CI, condition(principal()), where))


def visible(keys: Iterable[str], *, as_of: int | None = None) -> set[str]:
    """Return those of the CIs that the person may see. Today's rights apply to the past."""
    wanted = [Key(key) for key in keys]
    who = principal()
    if who.scope is None:
        return set(wanted)
    found = backend().graph.get(wanted, as_of=as_of)
    return {key for key, stored in found.items() if sees(who, stored.node)}


def only_visible(items: Sequence[Mapping[str, Json]], *names: str) -> tuple[list[Mapping[str, Json]], int]:
    """Return those items of which every CI named by these fields may be seen, and how many were left out."""
    if principal().scope is None:
        return list(items), 0
    seen = visible({str(item[name]) for item in items for name in names})
    kept = [item for item in items if all(str(item[name]) in seen for name in names)]
    return kept, len(items) - len(kept)


def seen_key(text: str, *, as_of: int | None = None, permission: str = "ci.read") -> Key:
    """Return the CI that an address names. What is out of sight is not found, what is in sight may be forbidden."""
    here, who = backend(), principal()
    if who.scope is None:
        return resolve(here.graph, here.rules().schema, text, as_of=as_of)
    try:
        key = resolve(here.graph, here.rules().schema, text, as_of=as_of)
    except NotFound as error:
        # The nearest names are not for everybody.
        raise NotFound("CI", text) from error
    node = here.graph.get([key], as_of=as_of)[key].node
    if not sees(who, node):
        raise NotFound("CI", text)
    require(who, permission, node=node)
    return key


def seen_keys(texts: Sequence[str], *, as_of: int | None = None) -> list[Key]:
    """Return the CIs that these texts name, each once."""
    here = backend()
    if principal().scope is None:
        return resolve_all(here.graph, here.rules().schema, texts, as_of=as_of)
    return list(dict.fromkeys(seen_key(text, as_of=as_of) for text in texts))


def require_whole_estate(why: str) -> None:
    """Raise ``WithinScope`` for rights within a scope, saying why the whole estate is looked at and who may help.

    Those are the roles that decide on changes and may ask for the same.
    """
    who = principal()
    if who.scope is None:
        return
    need = declared(current_app, request.endpoint or "")
    wanted = {DECIDES, need.permission} if need and need.permission else {DECIDES}
    helpers = tuple(role.label for role in ROLES.values() if wanted <= role.permissions)
    raise WithinScope("the whole estate", who.scope, why, helpers)


def check_scope_given(attributes: Mapping[str, Json]) -> None:
    """Raise ``Forbidden`` where somebody with rights within a scope would move a CI out of it."""
    who = principal()
    if who.scope is None or SCOPE_ATTRIBUTE not in attributes:
        return
    given = attributes[SCOPE_ATTRIBUTE]
    words = given if isinstance(given, list) else [given]
    if normal_text(who.scope) not in {normal_text(str(word)) for word in words}:
        raise Forbidden("the whole estate")


def require_plan(plan: Plan, permission: str) -> None:
    """Raise ``Forbidden`` unless every CI that a plan touches is, and stays, in the person's scope."""
    who, here = principal(), backend()
    if who.scope is None:
        return
    touched: list[Node] = []
    ends: set[Key] = set()
    for change in preview(here.graph, here.rules(), plan).work.changes():
        for entity in (change.before, change.after):
            if isinstance(entity, Node):
                touched += [entity] if entity.kind == "ci" else []
                ends |= {entity.owner} if entity.owner else set()
            elif entity is not None:
                ends |= {entity.id.source, entity.id.target}
    new = {node.key for node in touched}
    touched += [stored.node for stored in here.graph.get(ends - new).values()]
    for node in touched:
        require(who, permission, node=node)
