"""What can be asked for, and by whom? Catalogue items as an organisation declares them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cmdb.access import ROLES
from cmdb.errors import Invalid
from cmdb.values import Json, normal_text
from itsm.request.form import Form, parse_form
from itsm.request.tasks import Planned, parse_tasks

__all__ = [
    "CATALOGUE_ITEM",
    "FULFILLED_BY",
    "TASKS",
    "Approval",
    "Entitlement",
    "Item",
    "approval_of",
    "entitled",
    "parse_item",
]

CATALOGUE_ITEM = "catalogue_item"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
KNOWN = (
    "name",
    "title",
    "description",
    "category",
    "form",
    "entitlement",
    "approval",
    "tasks",
    "fulfilled_by",
    "delivery_days",
)
TASKS, HAND = "tasks", "hand"
FULFILLED_BY = (TASKS, HAND)
MOST_TITLE = 200
MOST_TEXT = 4_000
MOST_NAMES = 100
MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Who may ask for an item: whoever has one of the roles (none named: any), within the scope ("": any)."""

    roles: frozenset[str] = frozenset()
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agrees before an item is delivered: so many of these accounts and of those with one of the roles."""

    accounts: tuple[str, ...]
    roles: tuple[str, ...]
    votes: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the catalogue. ``delivery_days`` None: nothing is promised.

    ``fulfilled_by`` says what fulfils a request for it: its last task, or whoever says so by hand.
    """

    name: str
    title: str
    description: str
    category: str
    form: Form
    entitlement: Entitlement
    approval: Approval | None
    tasks: tuple[Planned, ...]
    delivery_days: int | None
    fulfilled_by: str = TASKS


def parse_item(where: str, said: Json) -> Item:
    """Read an item. Raises ``Invalid`` with the place at fault, the value and what would be allowed."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no catalogue item", said, "an object with name, title and form")
    refuse_unknown(where, said, KNOWN)
    name = text(where, said, "name", MOST_TITLE)
    if not NAME.fullmatch(name):
        raise Invalid(f"{where}.name", "is no name of an item", name, "small letters, digits, _ and -; up to 64")
    title = text(where, said, "title", MOST_TITLE)
    if not title:
        raise Invalid(f"{where}.title", "is empty", title, f"1 to {MOST_TITLE} characters")
    return Item(
        name,
        title,
        text(where, said, "description", MOST_TEXT),
        text(where, said, "category", MOST_TITLE),
        parse_form(f"{where}.form", said.get("form", {"type": "object", "properties": {}})),
        parse_entitlement(f"{where}.entitlement", said.get("entitlement")),
        approval_of(f"{where}.approval", said.get("approval")),
        parse_tasks(f"{where}.tasks", said.get("tasks", [])),
        days(where, said),
        fulfilling(where, said),
    )


def parse_entitlement(where: str, said: Json) -> Entitlement:
    """Read who may ask for an item."""
    if said is None:
        return Entitlement()
    if not isinstance(said, dict):
        raise Invalid(where, "is no entitlement", said, "an object with roles and scope")
    refuse_unknown(where, said, ("roles", "scope"))
    return Entitlement(frozenset(roles(where, said)), text(where, said, "scope", MOST_TITLE))


def approval_of(where: str, said: Json) -> Approval | None:
    """Read who agrees, None for nobody. Raises ``Invalid``, also where more voices are needed than could be given."""
    if said is None:
        return None
    if not isinstance(said, dict):
        raise Invalid(where, "is no approval", said, "null, or an object with accounts, roles and votes")
    refuse_unknown(where, said, ("accounts", "roles", "votes"))
    found = Approval(names(where, said, "accounts"), roles(where, said), count(where, said))
    if not found.accounts and not found.roles:
        raise Invalid(where, "names nobody who could approve", said, "accounts or roles; null for no approval")
    if not found.roles and found.votes > len(found.accounts):
        raise Invalid(f"{where}.votes", "are more than there are approvers", found.votes, f"1 to {len(found.accounts)}")
    return found


def entitled(item: Item, held: Collection[str], scope: str | None) -> bool:
    """Say whether somebody with these roles and this scope (None: the whole estate) may ask for an item."""
    wanted = item.entitlement
    by_role = not wanted.roles or bool(wanted.roles & set(held))
    by_scope = not wanted.scope or scope is None or normal_text(wanted.scope) == normal_text(scope)
    return by_role and by_scope


def count(where: str, said: Mapping[str, Json]) -> int:
    """Return how many voices are needed."""
    found = said.get("votes", 1)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found <= MOST_NAMES:
        raise Invalid(f"{where}.votes", "is no number of voices", found, f"1 to {MOST_NAMES}")
    return found


def fulfilling(where: str, said: Mapping[str, Json]) -> str:
    """Return what fulfils a request for an item."""
    found = said.get("fulfilled_by", TASKS)
    if found not in FULFILLED_BY:
        raise Invalid(f"{where}.fulfilled_by", "fulfils nothing", found, ", ".join(FULFILLED_BY))
    return str(found)


def days(where: str, said: Mapping[str, Json]) -> int | None:
    """Return within how many days an item is delivered."""
    found = said.get("delivery_days")
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found <= MOST_DAYS:
        raise Invalid(f"{where}.delivery_days", "is no number of days", found, f"1 to {MOST_DAYS}, or null")
    return found


def roles(where: str, said: Mapping[str, Json]) -> tuple[str, ...]:
    """Return roles that there are."""
    found = names(where, said, "roles")
    for each in found:
        if each not in ROLES:
            raise Invalid(f"{where}.roles", "there is no such role", each, ", ".join(ROLES))
    return found


def names(where: str, said: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """Return a list of names."""
    found = said.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_NAMES or not all(isinstance(e, str) and e for e in found):
        raise Invalid(f"{where}.{name}", "is no list of names", found, f"up to {MOST_NAMES} texts")
    return tuple(dict.fromkeys(str(each) for each in found))


def text(where: str, said: Mapping[str, Json], name: str, most: int) -> str:
    """Return words of a declaration, without spaces around them."""
    found = said.get(name, "")
    if not isinstance(found, str) or len(found) > most:
        raise Invalid(f"{where}.{name}", "is no text or too long", found, f"up to {most} characters")
    return found.strip()


def refuse_unknown(where: str, said: Mapping[str, Json], known: tuple[str, ...]) -> None:
    """Raise ``Invalid`` for the first field that is not understood."""
    for name in said:
        if name not in known:
            raise Invalid(f"{where}.{name}", "is not understood", name, ", ".join(known))
