"""Who is behind a name: what the account may read, and the address that the graph knows of the person or team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from api.auth.accounts import Account, get_account, list_accounts, principal_of
from api.backend import Backend
from api.voters import electorate
from cmdb.access import decide, sees
from cmdb.errors import NotFound
from cmdb.model import Node
from cmdb.query import All, Compare, Query
from cmdb.store.port import Change
from cmdb.values import normal_text
from itsm.flows.board_approval import Voices, voices_on
from itsm.flows.change_notification import alters_voices, change_asking, changes_asking, why_unasked
from itsm.flows.request_notification import Asked, request_asks
from itsm.kernel.activity import Activity
from itsm.kernel.on_call import find_rota, on_call
from itsm.kernel.watch import TEAM
from itsm.request.approvals import is_asked

__all__ = ["Directory"]

SEVERAL = 2


def is_named(account: Account, asked: Asked, record: Node) -> bool:
    """Say whether a request asks an account: by its name, or by a role where it sees the request."""
    who = principal_of(account)
    if normal_text(who.name) in asked.own or not is_asked(asked.approval, who.name, who.roles):
        return False
    return normal_text(who.name) in map(normal_text, asked.approval.accounts) or sees(who, record)


class Directory:
    """The people of one app; ``People`` and ``Seats`` of ``announce`` say what they are asked for."""

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
        """Return the accounts that an entry asks for a decision, and whose own it is not.

        On a change those whose voice counts, on a request those that its item names, by role where they see it.
        """
        if (asked := request_asks(self.backend.graph, record, entry)) is not None:
            return [each.name for each in self.accounts() if is_named(each, asked, record)]
        found = self.voices(record, entry)
        return found.missing if found is not None else ()

    def alters_voices(self, change: Change) -> bool:
        """Say whether a change of the graph may give somebody a voice on changes that wait for approval."""
        return alters_voices(change)

    def asking(self) -> Iterator[tuple[Node, Activity]]:
        """Yield the changes that wait for approval, each with the entry that asks for it."""
        return changes_asking(self.backend.estate)

    def unasked(self, record: Node, entry: Activity) -> str:
        """Return why an entry that asks for a decision on a change asks nobody, "" where it does or asks for none."""
        found = self.voices(record, entry)
        return why_unasked(found, entry.by) if found is not None else ""

    def voices(self, record: Node, entry: Activity) -> Voices | None:
        """Return whose voices an entry of a change asks for, None where it asks for none."""
        here = self.backend
        asking = change_asking(here.estate, record, entry)
        if asking is None:
            return None
        able = [
            each.name for each in self.accounts() if decide(principal_of(each), "change.decide", node=record).allowed
        ]
        return voices_on(
            here.estate, asking.record, able, now=here.clock(), who=asking.who, meant=electorate(here).meant
        )

    def accounts(self) -> Iterator[Account]:
        """Yield the accounts that may sign in, by name."""
        here, after = self.backend, ""
        while page := list_accounts(here.store.side, here.clock(), after=after):
            after = page[-1].name
            yield from (each for each in page if not each.disabled)

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
