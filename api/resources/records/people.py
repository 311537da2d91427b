"""Do those who are named for a role of an incident exist? Whoever leads it or tells others must be able to sign in."""

from __future__ import annotations

from collections.abc import Mapping

from api.auth.accounts import any_account, get_account, list_accounts
from api.auth.identity import DEMO
from api.backend import Backend, backend
from cmdb.errors import Invalid, NotFound
from cmdb.schema import Schema
from cmdb.values import Json

__all__ = ["check_people"]

ROLES = ("commander", "communications")


def check_people(fields: Mapping[str, Json]) -> None:
    """Raise ``Invalid`` where somebody without an account gets a role; what else is wrong is said elsewhere.

    Where nobody has an account (a demo), nobody is known, and every name is taken.
    """
    here = backend()
    named = [(role, said) for role in ROLES if isinstance(said := fields.get(role), str) and said.strip()]
    if not named or not any_account(here.store.side, here.clock()):
        return
    for role, name in named:
        check_account(here, role, name.strip())


def check_account(here: Backend, role: str, name: str) -> None:
    """Raise ``Invalid`` where nobody of this name may sign in, with the nearest who may."""
    if name == DEMO.name and here.settings.demo:
        return
    try:
        account = get_account(here.store.side, name, here.clock())
    except NotFound as error:
        raise Invalid(role, "is no account", name, nearest(here, name)) from error
    if account.disabled:
        raise Invalid(role, "is an account that is disabled", name, nearest(here, name))


def nearest(here: Backend, name: str) -> str:
    """Return the accounts that may sign in and whose names are most like one."""
    able = [each.name for each in list_accounts(here.store.side, here.clock()) if not each.disabled]
    return ", ".join(Schema.nearest(name, able)) or "an account that may sign in"
