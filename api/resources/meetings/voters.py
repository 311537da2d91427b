"""Who may decide on changes today, by their accounts."""

from __future__ import annotations

from collections.abc import Iterable

from api.auth.accounts import Account, get_account, list_accounts, principal_of
from api.auth.identity import DEMO
from api.backend import Backend
from cmdb.errors import NotFound
from cmdb.values import Json
from itsm.kernel.people import as_known, same_person

__all__ = ["lost_among", "may_decide", "voters"]

DECIDES = "change.decide"


def decides(account: Account) -> bool:
    """Return whether an account may decide on changes of the whole estate."""
    return not account.disabled and account.scope is None and DECIDES in principal_of(account).permissions


def may_decide(here: Backend, name: str) -> bool:
    """Return whether somebody may decide on changes; who has no account may not."""
    if here.settings.demo and same_person(name, DEMO.name):
        return True
    try:
        return decides(get_account(here.store.side, as_known(name), here.clock()))
    except NotFound:
        return False


def lost_among(here: Backend, names: Iterable[str]) -> frozenset[str]:
    """Return those who may not decide on changes (any more)."""
    return frozenset(each for each in set(names) if not may_decide(here, each))


def voters(here: Backend) -> list[dict[str, Json]]:
    """Return who may decide on changes, by name."""
    found = [(each.name, each.display_name) for each in list_accounts(here.store.side, here.clock()) if decides(each)]
    if here.settings.demo:
        found.append((DEMO.name, DEMO.display_name))
    return [{"name": name, "display_name": shown or name} for name, shown in sorted(found)]
