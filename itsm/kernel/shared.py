"""What people keep for themselves or share: dashboards, views of lists. Who may see one, and who may alter it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cmdb.access import ROLES, Principal, decide
from cmdb.errors import Forbidden, Invalid, NotFound
from cmdb.store.port import GraphStore, Stamp
from cmdb.values import Json
from itsm.kernel.declared import Declared, declared, drop

__all__ = ["AUDIENCES", "SHARED_PARTS", "Shared", "drop_shared", "owned", "parse_shared", "shared", "shared_with"]

Audience = Literal["private", "roles", "everybody"]
AUDIENCES: tuple[Audience, ...] = ("private", "roles", "everybody")
SHARED_PARTS = ("title", "owner", "audience", "roles")
MOST_TITLE = 120
ADMIN = "account.manage"
SHARE = "view.share"


class Shared(NamedTuple):
    """Whose it is and who else sees it; an ``owner`` "" is the product itself."""

    title: str
    owner: str
    audience: Audience
    roles: tuple[str, ...] = ()

    def seen_by(self, who: Principal) -> bool:
        """Say whether somebody sees it."""
        if self.audience == "everybody" or (self.owner and self.owner == who.name):
            return True
        return self.audience == "roles" and bool(set(self.roles) & set(who.roles))

    def altered_by(self, who: Principal) -> bool:
        """Say whether somebody may alter it: its owner, or who administers accounts. Nobody alters the product's."""
        return bool(self.owner) and (self.owner == who.name or decide(who, ADMIN).allowed)


def parse_shared(where: str, said: Mapping[str, Json]) -> Shared:
    """Read title, owner and audience. Raises ``Invalid``."""
    title, owner, audience = said.get("title", ""), said.get("owner", ""), said.get("audience", "private")
    if not isinstance(title, str) or not 0 < len(title.strip()) <= MOST_TITLE or "\x00" in title:
        raise Invalid(f"{where}.title", "is no title", str(title)[:80], f"1 to {MOST_TITLE} characters")
    if not isinstance(owner, str):
        raise Invalid(f"{where}.owner", "is no account", str(owner)[:80], "an account")
    if audience not in AUDIENCES:
        raise Invalid(f"{where}.audience", "is no audience", str(audience)[:80], ", ".join(AUDIENCES))
    roles = said.get("roles") or []
    if not isinstance(roles, list) or any(each not in ROLES for each in roles):
        raise Invalid(f"{where}.roles", "names a role that does not exist", str(roles)[:80], ", ".join(ROLES))
    if (audience == "roles") != bool(roles):
        allowed = "at least one role" if audience == "roles" else "no roles, or audience roles"
        raise Invalid(f"{where}.roles", "do not go with the audience", str(audience), allowed)
    return Shared(title.strip(), owner, audience, tuple(str(each) for each in roles))


def shared_with(graph: GraphStore, kind: str, who: Principal) -> list[Declared]:
    """Return what somebody sees of a kind, by title."""
    found = [(parse_shared(kind, each.document), each) for each in declared(graph, kind).values()]
    return [each for said, each in sorted(found, key=lambda pair: (pair[0].title, pair[1].name)) if said.seen_by(who)]


def shared(graph: GraphStore, kind: str, name: str, who: Principal) -> Declared:
    """Return one; what somebody neither sees nor administers does not exist for them. Raises ``NotFound``."""
    found = declared(graph, kind).get(name)
    if found is not None:
        said = parse_shared(kind, found.document)
        if said.seen_by(who) or said.altered_by(who):
            return found
    raise NotFound(kind.replace("_", " "), name)


def owned(
    graph: GraphStore, kind: str, name: str, document: Mapping[str, Json], *, who: Principal, expected: int | None
) -> dict[str, Json]:
    """Return a document that somebody may keep, with its owner, who stays who made it; new where ``expected`` is 0.

    Raises ``Invalid``, ``NotFound`` (somebody else's that is not shared), ``Forbidden`` (somebody else's that is, or
    sharing without the right to).
    """
    owner = who.name
    if expected != 0:
        before = parse_shared(kind, shared(graph, kind, name, who).document)
        if not before.altered_by(who):
            raise Forbidden(f"to be {before.owner} or an administrator")
        owner = before.owner
    said = parse_shared(f"{kind} {name}", {**document, "owner": owner})
    if said.audience != "private" and not decide(who, SHARE).allowed:
        raise Forbidden(SHARE)
    return {**document, "owner": owner}


def drop_shared(
    graph: GraphStore, kind: str, name: str, *, who: Principal, stamp: Stamp, expected: int | None = None
) -> None:
    """Remove one. Raises ``NotFound``, ``Forbidden``, ``PreconditionFailed``."""
    said = parse_shared(kind, shared(graph, kind, name, who).document)
    if not said.altered_by(who):
        raise Forbidden(f"to be {said.owner} or an administrator")
    drop(graph, kind, name, stamp=stamp, expected=expected)
