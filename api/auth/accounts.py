"""Accounts: who may sign in, with which roles, over which scope. Kept beside the graph, never in its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from api.auth.passwords import check_new, hash_password
from cmdb.access import Principal, permissions_of
from cmdb.errors import Conflict, Invalid, NotFound, PreconditionFailed
from cmdb.schema import Schema
from cmdb.store.port import SideRow, SideStore
from cmdb.values import Json

__all__ = [
    "Account",
    "LastAdmin",
    "any_account",
    "create_account",
    "get_account",
    "list_accounts",
    "principal_of",
    "remove_account",
    "save_account",
    "set_password",
]

TABLE = "accounts"
ADMIN = "admin"


@dataclass(slots=True, eq=False)
class LastAdmin(Conflict):
    """The last administrator who can sign in would be gone."""

    def __str__(self) -> str:
        return f"{self.key} is the last administrator who can sign in; make another one first"


@dataclass(frozen=True, slots=True)
class Account:
    """One account. ``epoch`` counts what ends its sessions; ``version`` is that of its row (its ETag)."""

    name: str
    display_name: str
    roles: tuple[str, ...]
    scope: str | None
    password: str | None
    created_at: str
    disabled: bool = False
    zone: str | None = None
    epoch: int = 1
    version: int = 0

    @property
    def is_admin(self) -> bool:
        """Say whether the account administers the whole estate and can sign in."""
        return ADMIN in self.roles and self.scope is None and not self.disabled


def principal_of(account: Account) -> Principal:
    """Return what an account may do."""
    return Principal(account.name, account.display_name, account.roles, permissions_of(account.roles), account.scope)


def to_row(account: Account) -> Json:
    """Return an account as its row holds it."""
    return {
        "display_name": account.display_name,
        "roles": list(account.roles),
        "scope": account.scope,
        "password": account.password,
        "created_at": account.created_at,
        "disabled": account.disabled,
        "zone": account.zone,
        "epoch": account.epoch,
    }


def of_row(row: SideRow) -> Account:
    """Return the account that a row holds."""
    value = cast("dict[str, object]", row.value)
    return Account(
        name=row.key,
        display_name=cast("str", value["display_name"]),
        roles=tuple(cast("list[str]", value["roles"])),
        scope=cast("str | None", value["scope"]),
        password=cast("str | None", value["password"]),
        created_at=cast("str", value["created_at"]),
        disabled=cast("bool", value["disabled"]),
        zone=cast("str | None", value["zone"]),
        epoch=cast("int", value["epoch"]),
        version=row.version,
    )


def any_account(side: SideStore, now: datetime) -> bool:
    """Say whether there is an account at all."""
    return bool(side.scan(TABLE, now=now, limit=1))


def list_accounts(side: SideStore, now: datetime, *, after: str = "", limit: int = 1000) -> Sequence[Account]:
    """Return accounts by name."""
    return [of_row(row) for row in side.scan(TABLE, now=now, after=after, limit=limit)]


def get_account(side: SideStore, name: str, now: datetime) -> Account:
    """Return one account. Raises ``NotFound`` with the nearest names."""
    if row := side.read(TABLE, name.lower(), now=now):
        return of_row(row)
    names = [each.name for each in list_accounts(side, now)]
    raise NotFound("account", name, Schema.nearest(name, names))


def create_account(side: SideStore, account: Account, password: str | None, now: datetime) -> Account:
    """Create an account. Raises ``Invalid`` for a name that is taken, a weak password or an unknown role."""
    permissions_of(account.roles)
    if password is not None:
        check_new(account.name, password)
        account = replace(account, password=hash_password(password))
    try:
        version = side.put(TABLE, account.name, to_row(account), now=now, expect=0)
    except PreconditionFailed as error:
        raise Invalid("name", "an account of this name exists", account.name, "a name that is free") from error
    return replace(account, version=version)


def save_account(side: SideStore, account: Account, now: datetime, *, expect: int | None) -> Account:
    """Write a changed account; what takes rights away ends its sessions.

    Raises ``PreconditionFailed``, ``LastAdmin``, ``Invalid``.
    """
    before = get_account(side, account.name, now)
    permissions_of(account.roles)
    keep_an_admin(side, before, account, now)
    if account.disabled or set(before.roles) - set(account.roles) or account.scope != before.scope:
        account = replace(account, epoch=before.epoch + 1)
    version = side.put(TABLE, account.name, to_row(account), now=now, expect=expect)
    return replace(account, version=version)


def set_password(side: SideStore, account: Account, password: str, now: datetime) -> Account:
    """Give an account a new password; all its sessions end."""
    check_new(account.name, password)
    changed = replace(account, password=hash_password(password), epoch=account.epoch + 1)
    version = side.put(TABLE, account.name, to_row(changed), now=now, expect=account.version)
    return replace(changed, version=version)


def remove_account(side: SideStore, account: Account, now: datetime, *, expect: int | None) -> None:
    """Remove an account. Raises ``PreconditionFailed``, ``LastAdmin``."""
    keep_an_admin(side, account, None, now)
    side.drop(TABLE, account.name, expect=expect)


def keep_an_admin(side: SideStore, before: Account, after: Account | None, now: datetime) -> None:
    """Raise ``LastAdmin`` where a change would leave nobody who administers."""
    if not before.is_admin or (after is not None and after.is_admin):
        return
    if not any(each.is_admin for each in list_accounts(side, now) if each.name != before.name):
        raise LastAdmin(before.name)
