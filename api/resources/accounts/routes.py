"""/accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response

from api.auth import lockout
from api.auth.accounts import (
    Account,
    create_account,
    get_account,
    list_accounts,
    remove_account,
    save_account,
    set_password,
)
from api.auth.last_use import last_use
from api.auth.passwords import matches
from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.preconditions import expected, showing, with_etag
from api.problems import Unauthenticated
from api.resources.accounts.schemas import (
    AccountListSchema,
    AccountPatchSchema,
    AccountSchema,
    NewAccountSchema,
    PasswordSchema,
)
from api.schemas import list_args
from cmdb.access import require
from cmdb.entities import instant_json

__all__ = ["blueprint"]

blueprint = Blueprint("accounts", __name__, description="Who may sign in, with which roles.")


def document(account: Account) -> dict[str, object]:
    """Return an account as it is shown."""
    return {
        "name": account.name,
        "display_name": account.display_name,
        "roles": list(account.roles),
        "scope": account.scope,
        "zone": account.zone,
        "disabled": account.disabled,
        "has_password": account.password is not None,
        "created_at": account.created_at,
        "last_seen": last_use(backend().store.side, "account", account.name, backend().clock()),
        "revision": account.version,
    }


def answer(account: Account, *, status: int = 200) -> Response:
    """Return an account with its ETag."""
    location = f"/api/v1/accounts/{account.name}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(document(account), account.version, status=status, location=location)


def find(name: str) -> Account:
    """Return an account."""
    return get_account(backend().store.side, name, backend().clock())


@blueprint.get("/accounts")
@blueprint.arguments(list_args(), location="query")
@blueprint.response(200, AccountListSchema)
@needs("account.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List accounts by name."""
    here, limit = backend(), args["limit"]
    found = list_accounts(here.store.side, here.clock(), after=args["after"] or "", limit=limit + 1)
    more = found[limit - 1].name if len(found) > limit else None
    return {"items": [document(each) for each in found[:limit]], "next": more}


@blueprint.post("/accounts")
@blueprint.arguments(NewAccountSchema)
@blueprint.response(201, AccountSchema)
@needs("account.manage", once=True)
def create(given: dict[str, Any]) -> Response:
    """Create an account."""
    here = backend()
    name, password = given.pop("name").lower(), given.pop("password", None)
    blank = Account(name, name, (), None, None, str(instant_json(here.clock())))
    return answer(create_account(here.store.side, changed(blank, given), password, here.clock()), status=201)


@blueprint.get("/accounts/<name>")
@blueprint.response(200, AccountSchema)
@needs("account.read")
def read(name: str) -> Response:
    """Return one account."""
    return answer(find(name))


@blueprint.patch("/accounts/<name>")
@blueprint.arguments(AccountPatchSchema)
@blueprint.response(200, AccountSchema)
@needs("account.manage", match=True)
def update(given: dict[str, Any], name: str) -> Response:
    """Change an account; what takes rights away ends its sessions."""
    here, expect = backend(), expected()
    with showing(lambda: document(find(name))):
        return answer(save_account(here.store.side, changed(find(name), given), here.clock(), expect=expect))


@blueprint.delete("/accounts/<name>")
@blueprint.response(204)
@needs("account.manage", match=True)
def delete(name: str) -> str:
    """Remove an account."""
    here, expect = backend(), expected()
    with showing(lambda: document(find(name))):
        remove_account(here.store.side, find(name), here.clock(), expect=expect)
    return ""


@blueprint.post("/accounts/<name>/password")
@blueprint.arguments(PasswordSchema)
@blueprint.response(200, AccountSchema)
@needs("self")
def password(given: dict[str, str], name: str) -> Response:
    """Set a password: one's own with the old one, anybody's as administrator. All sessions of the account end."""
    here, account, who = backend(), find_own(name), principal()
    if account.name == who.name and account.password is not None:
        counted = lockout.counters(account.name, "password")
        lockout.charge(here.store.side, counted, here.clock())
        if not matches(given.get("old", ""), account.password):
            raise Unauthenticated("the old password is wrong")
        lockout.forgive(here.store.side, counted)
    return answer(set_password(here.store.side, account, given["new"], here.clock()))


def find_own(name: str) -> Account:
    """Return one's own account, or another's for who manages accounts. Raises ``Forbidden``, ``NotFound``."""
    if name.lower() != principal().name:
        require(principal(), "account.manage")
    return find(name)


def changed(account: Account, given: dict[str, Any]) -> Account:
    """Return the account with what was given."""
    if "roles" in given:
        given = {**given, "roles": tuple(dict.fromkeys(given["roles"]))}
    return replace(account, **given)
