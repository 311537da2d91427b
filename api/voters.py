"""Who may decide on changes today, by their accounts, and whom a rule of approval means by a role or a team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from api.auth.accounts import Account, get_account, list_accounts, principal_of
from api.auth.identity import DEMO
from api.backend import Backend
from cmdb.errors import NotFound
from cmdb.values import Json
from itsm.change.approval import ROLE, TEAM, Electorate
from itsm.kernel.people import as_known, same_person
from itsm.kernel.teams import members_of

__all__ = ["DECIDES", "electorate", "lost_among", "may_decide", "meant_by", "voters"]

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


def deciding(here: Backend) -> Iterator[Account]:
    """Yield the accounts that may decide on changes, by name."""
    after = ""
    while page := list_accounts(here.store.side, here.clock(), after=after):
        after = page[-1].name
        yield from filter(decides, page)


def voters(here: Backend) -> list[dict[str, Json]]:
    """Return who may decide on changes, by name."""
    found = [(each.name, each.display_name) for each in deciding(here)]
    if here.settings.demo:
        found.append((DEMO.name, DEMO.display_name))
    return [{"name": name, "display_name": shown or name} for name, shown in sorted(found)]


def electorate(here: Backend) -> Electorate:
    """Return what decisions on changes ask of the accounts."""
    return Electorate(partial(lost_among, here), partial(meant_by, here))


def meant_by(here: Backend, who: Iterable[str]) -> frozenset[str]:
    """Return the accounts that a rule means: those it names, and who may decide of a role's or a team's."""
    listed = list(who)
    found = {each for each in listed if not each.startswith((ROLE, TEAM))}
    roles = {each.removeprefix(ROLE) for each in listed if each.startswith(ROLE)}
    teams = [each.removeprefix(TEAM) for each in listed if each.startswith(TEAM)]
    if not roles and not teams:
        return frozenset(found)
    able = list(deciding(here))
    found |= {each.name for each in able if roles & set(each.roles)}
    if here.settings.demo and roles & set(DEMO.roles):
        found.add(DEMO.name)
    for team in teams:
        found |= of_team(members_of(here.graph, team) or frozenset(), able)
    return frozenset(found)


def of_team(members: frozenset[str], able: Iterable[Account]) -> set[str]:
    """Return the accounts of a team's members: by their name, else by a displayed name that one account alone bears."""
    accounts = list(able)
    found = {each.name for each in accounts if as_known(each.name) in members}
    shown: dict[str, list[str]] = {}
    for each in accounts:
        shown.setdefault(as_known(each.display_name), []).append(each.name)
    return found | {names[0] for name, names in shown.items() if name in members and len(names) == 1}
