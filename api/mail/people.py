"""Who is behind a name: what the account may read, and the address that the graph knows of the person or team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api.auth.accounts import get_account, list_accounts, principal_of
from api.backend import Backend
from cmdb.access import decide
from cmdb.errors import NotFound
from cmdb.model import Node
from cmdb.query import All, Compare, Query
from cmdb.values import normal_text
from itsm.flows.change_notification import asked_by
from itsm.kernel.activity import Activity
from itsm.kernel.on_call import find_rota, on_call
from itsm.kernel.watch import TEAM

__all__ = ["Directory"]

SEVERAL = 2


class Directory:
    """The people of one app; ``itsm.notification.announce.People`` says what they are asked for."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def reads(self, name: str, record: Node) -> bool:
        """Say whether an account may read a record; who has none, or may not sign in, may not."""
        here = self.backend
        try:
            account = get_account(here.store.side, name, here.clock())
        except NotFound:
            return False
        return not account.disabled and decide(principal_of(account), "record.read", node=record).allowed

    def on_call(self, rota: str, now: datetime) -> Sequence[str]:
        """Return who is on call by a rota, or for a team that has one."""
        try:
            shift = on_call(find_rota(self.backend.graph, rota), now)
        except NotFound:
            return ()
        return (shift.person,) if shift is not None and shift.person else ()

    def approvers(self, record: Node, entry: Activity) -> Sequence[str]:
        """Return the accounts that an entry asks for a decision: those that may decide, and whose own it is not."""
        here = self.backend
        own = asked_by(here.estate, record, entry)
        if own is None:
            return ()
        found, after = [], ""
        while page := list_accounts(here.store.side, here.clock(), after=after):
            after = page[-1].name
            found += [
                each.name
                for each in page
                if not each.disabled
                and normal_text(each.name) != normal_text(own)
                and decide(principal_of(each), "change.decide", node=record).allowed
            ]
        return found

    def address(self, name: str) -> str | None:
        """Return the mail address of an account or ``team:NAME``, None where nobody knows one for sure.

        That of the only person (team) of this name in the graph; an account that is named by an address has that one.
        """
        is_team = normal_text(name).startswith(TEAM)
        called = name[len(TEAM) :] if is_team else name
        found = self.addresses("team" if is_team else "person", [called])
        if not found and not is_team:
            if "@" in called:
                return called
            try:
                account = get_account(self.backend.store.side, called, self.backend.clock())
            except NotFound:
                return None
            found = self.addresses("person", [account.display_name]) if account.display_name else []
        return found[0] if len(found) == 1 else None

    def addresses(self, cls: str, names: Sequence[str]) -> list[str]:
        """Return the addresses of those of a class that have a name, at most two."""
        where = [
            All((Compare("kind", "=", "ci"), Compare("class", "=", cls), Compare("name", "=", normal_text(each))))
            for each in names
        ]
        nodes = [stored.node for each in where for stored in self.backend.graph.find(Query(each, limit=SEVERAL)).items]
        return [str(each.attributes["email"]) for each in nodes if each.attributes.get("email")]
