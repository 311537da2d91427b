"""From the history of the graph to the outbox: every new entry of a record, once, also after a crash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, cast

from cmdb.errors import FaultlineError, PreconditionFailed
from cmdb.model import Key, Node
from cmdb.overlay import load_rules
from cmdb.query import All, Compare, Query
from cmdb.store.port import Change, GraphStore, SideStore, Stamp
from cmdb.values import normal_text
from itsm.kernel import desk
from itsm.kernel.activity import ACTIVITY, Activity, activity_node, read_activity
from itsm.kernel.declared import declared
from itsm.kernel.fields import practices_with_fields
from itsm.kernel.practice import Practices
from itsm.kernel.record import RECORD, read_record
from itsm.kernel.search import record_query, search_schema
from itsm.notification.decide import Reach, applies, notices
from itsm.notification.outbox import asked_before, enqueue, note_asked
from itsm.notification.rule import KIND, SHIPPED_RULES, Rule, parse_rule

__all__ = ["People", "Seats", "announce", "reach_of", "rules_of"]

CURSOR, PLACE = "notification_cursor", "head"
NEWS = timedelta(days=1)
STAMP = Stamp("faultline", "notification", "nobody is asked")


class People(Protocol):
    """What is known of people: who may read a record, who is on call, and who may decide."""

    def reads(self, name: str, record: Node) -> bool:
        """Say whether an account may read a record."""
        ...

    def on_call(self, rota: str, now: datetime) -> Sequence[str]:
        """Return who is on call by a rota, nobody for one that there is not."""
        ...

    def approvers(self, record: Node, entry: Activity) -> Sequence[str]:
        """Return whom an entry of a record asks for a decision that it still waits for."""
        ...

    def unasked(self, record: Node, entry: Activity) -> str:
        """Return why an entry that asks for a decision asks nobody, "" where it does or asks for none."""
        ...


class Seats(Protocol):
    """What is known of voices that come to count later than they were asked for: whoever is given a seat."""

    def alters_voices(self, change: Change) -> bool:
        """Say whether a change of the graph may give somebody a voice on what waits for decisions."""
        ...

    def asking(self) -> Iterable[tuple[Node, Activity]]:
        """Yield the records that wait for voices that a seat gives, each with the entry that asks for them."""
        ...


def rules_of(graph: GraphStore) -> Mapping[str, Rule]:
    """Return the rules in force by name: what is declared laid over what is shipped."""
    found = {name: parse_rule(f"rule {name}", dict(each.document)) for name, each in declared(graph, KIND).items()}
    return dict(sorted({**SHIPPED_RULES, **found}.items()))


def announce(
    graph: GraphStore,
    side: SideStore,
    practices: Practices,
    people: People,
    *,
    now: datetime,
    seats: Seats | None = None,
) -> int:
    """Put a message into the outbox for everybody who is to be told of what happened since; return how many.

    Where ``seats`` tell of them, those whose voice has come to count are asked too. What an import wrote, and what
    happened more than a day ago, is news to nobody. The first call of all only notes where the history stands. Who
    dies half way does it again, and nothing twice.
    """
    head = graph.head()
    row = side.read(CURSOR, PLACE, now=now)
    if row is None:
        move(side, head.number if head else 0, 0, now)
        return 0
    after = cast("int", row.value)
    if head is None or head.number <= after:
        return 0
    rules, count, last = list(rules_of(graph).values()), 0, after
    told: list[Activity] = []
    anew = False
    for revision, changes in graph.changes(after):
        last = revision.number
        anew = anew or (seats is not None and any(map(seats.alters_voices, changes)))
        for entry in () if revision.run else entries(changes, now):
            count += tell(graph, side, practices, people, rules, entry, revision.number, now)
            told.append(entry)
    # Not while the history is read, which these write.
    for entry in told:
        note_unasked(graph, practices, people, rules, entry, now)
    if seats is not None and anew:
        for node, entry in seats.asking():
            count += ask_newcomers(graph, side, practices, people, rules, node, entry, now)
    move(side, last, row.version, now)
    return count


def move(side: SideStore, to: int, version: int, now: datetime) -> None:
    """Note up to where the history has been told; another process that was quicker has told the same."""
    try:
        side.put(CURSOR, PLACE, to, now=now, expect=version)
    except PreconditionFailed:
        return


def entries(changes: Sequence[Change], now: datetime) -> Sequence[Activity]:
    """Return the entries that a revision added and that are news."""
    added = [each.after for each in changes if each.before is None and isinstance(each.after, Node)]
    found = [read_activity(node) for node in added if node.kind == ACTIVITY]
    return [each for each in found if each.occurred_at > now - NEWS]


def tell(  # noqa: PLR0913, PLR0917  # one step of the loop above
    graph: GraphStore,
    side: SideStore,
    practices: Practices,
    people: People,
    rules: Sequence[Rule],
    entry: Activity,
    revision: int,
    now: datetime,
) -> int:
    """Put the messages about one entry into the outbox."""
    stored = graph.get([entry.record]).get(entry.record)
    if stored is None or stored.node.kind != RECORD:
        return 0
    found = notices(rules, read_record(stored), entry, reach_of(graph, practices, people, stored.node, entry, now))
    count = sum(enqueue(side, each, entry, revision, now=now) for each in found)
    names = {rule.name for rule in asking_of(rules)}
    note_asked(side, entry, [each.to for each in found if names.intersection(each.rules)], now=now)
    return count


def asking_of(rules: Sequence[Rule]) -> Sequence[Rule]:
    """Return the rules that have people asked for a decision, for these alone."""
    return [replace(rule, to=("approvers",)) for rule in rules if "approvers" in rule.to]


def ask_newcomers(  # noqa: PLR0913, PLR0917  # one step of the loop above
    graph: GraphStore,
    side: SideStore,
    practices: Practices,
    people: People,
    rules: Sequence[Rule],
    node: Node,
    entry: Activity,
    now: datetime,
) -> int:
    """Ask those whose voice has come to count since an entry asked for decisions; nobody whom it asked before."""
    record = read_record(graph.get([node.key])[node.key])
    reach = reach_of(graph, practices, people, node, entry, now)
    before = asked_before(side, entry, now=now)
    new = [each for each in notices(asking_of(rules), record, entry, reach) if normal_text(each.to) not in before]
    since = graph.history(activity_node(entry).key)[-1].since.number
    count = sum(enqueue(side, each, entry, since, now=now, anew=True) for each in new)
    note_asked(side, entry, [each.to for each in new], now=now)
    return count


def reach_of(  # all that a rule may ask for
    graph: GraphStore, practices: Practices, people: People, record: Node, entry: Activity, now: datetime
) -> Reach:
    """Return what the decision about an entry asks of the people and of the record."""
    return Reach(
        reads=lambda name: people.reads(name, record),
        on_call=lambda rota: people.on_call(rota, now),
        holds=lambda query: holds(graph, practices, query, record.key, now),
        approvers=lambda: people.approvers(record, entry),
    )


def note_unasked(  # one step of the loop above
    graph: GraphStore, practices: Practices, people: People, rules: Sequence[Rule], entry: Activity, now: datetime
) -> None:
    """Note at a record why an entry that asks for a decision asks nobody, where a rule would have them asked; once."""
    stored = graph.get([entry.record]).get(entry.record)
    if stored is None or stored.node.kind != RECORD:
        return
    reach = reach_of(graph, practices, people, stored.node, entry, now)
    why = people.unasked(stored.node, entry)
    if not why or not any("approvers" in rule.to and applies(rule, entry, reach) for rule in rules):
        return
    text = f"Nobody is asked by mail for their voice: {why}."
    note = Activity(entry.record, f"{entry.id}-unasked", "note", entry.occurred_at, STAMP.actor, text)
    key = activity_node(note).key
    if key not in graph.get([key]):
        desk.add(graph, practices[stored.node.cls], note, stamp=STAMP)


def holds(graph: GraphStore, practices: Practices, query: str, record: Key, now: datetime) -> bool:
    """Say whether a record meets a query, which may name declared fields; one that cannot be read holds for nothing."""
    schema = search_schema(practices_with_fields(graph, practices), load_rules(graph).schema)
    try:
        where = All((record_query(schema, query, now), Compare("key", "=", normal_text(record))))
        return bool(graph.find(Query(where, limit=1)).items)
    except FaultlineError:
        return False
