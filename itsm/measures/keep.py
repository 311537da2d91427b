"""The columns of a store's records: read in one stream or from a file, then carried forward by the history."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cmdb.estate import Estate
from cmdb.model import RECORD_LINK, Key, Node, Relation
from cmdb.paging import every
from cmdb.query import All, Compare, OneOf
from cmdb.store.port import Change, GraphStore
from cmdb.values import normal_text
from itsm.kernel.activity import ACTIVITY, Activity, read_activity
from itsm.kernel.declared import DECLARATION
from itsm.kernel.practice import Practices
from itsm.kernel.record import RECORD, Record, read_record
from itsm.measures.columns import Clocks, Columns
from itsm.measures.facts import Fact, fact_of
from itsm.measures.saved import SavedFacts
from itsm.measures.settings import Settings, settings
from itsm.service_level.promises import promises

__all__ = ["Kept", "Standing"]

AT_ONCE = 5_000
MOST_CARRIED = 2_000
MOST_REVISIONS, SAVED_AGAIN = 5_000, 200
AFFECTS, CAUSED_BY = RECORD_LINK + "affects", RECORD_LINK + "caused_by"


class Standing:
    """The columns at a revision, with the clocks, the services by key and name, and what is declared of measures."""

    def __init__(self, columns: Columns, clocks: Clocks, services: dict[str, str], declared: Settings) -> None:
        self.columns = columns
        self.clocks = clocks
        self.services = services
        self.settings = declared


class Kept:
    """The columns of one store, for one process."""

    def __init__(self, estate: Estate, practices: Practices) -> None:
        self.estate = estate
        self.practices = practices
        self.change = f"{practices['change'].prefix}-" if "change" in practices else " "
        self.lock = threading.Lock()
        self.revision = -1
        self.facts: dict[Key, Fact] = {}
        self.standing: Standing | None = None
        self.saved = SavedFacts(estate.snapshots, practices)

    def now(self) -> Standing:
        """Return the columns as of the head."""
        graph = self.estate.graph
        head = graph.head()
        number = head.number if head else 0
        with self.lock:
            if self.standing is None or self.revision != number:
                self.standing = self.brought(graph, number)
                self.revision = number
            return self.standing

    def brought(self, graph: GraphStore, head: int) -> Standing:
        """Return the columns at the head, from those at hand where little has changed since."""
        old = self.standing if self.revision <= head else None
        if old is None:
            known = self.saved.newest(head)
            if known is None or head - known.revision > MOST_REVISIONS:
                return self.read_anew(graph, head)
            self.revision, self.facts = known
        news = News()
        for _, changes in graph.changes(self.revision, until=head):
            news.note(changes)
            if len(news.records) > MOST_CARRIED:
                return self.read_anew(graph, head)
        if news.records:
            for key in news.records:
                self.facts.pop(key, None)
            self.facts.update(self.some_facts(graph, sorted(news.records)))
            if old is None and len(news.records) > SAVED_AGAIN:
                self.saved.save(head, self.facts)
        if old is not None and not (news.records or news.declared or news.cis):
            return old
        return self.made(graph, old if not news.records else None)

    def read_anew(self, graph: GraphStore, head: int) -> Standing:
        """Return the columns of all records, read in one stream and saved for the next process."""
        self.facts = dict(self.all_facts(graph))
        self.saved.save(head, self.facts)
        return self.made(graph)

    def made(self, graph: GraphStore, old: Standing | None = None) -> Standing:
        """Return columns of the facts at hand; those of ``old`` still hold where it is given."""
        columns = old.columns if old else Columns(self.facts.values())
        return Standing(columns, Clocks(columns, promises(graph)), self.services(graph), settings(graph))

    # ------------------------------------------------------------ reading

    def all_facts(self, graph: GraphStore) -> Iterator[tuple[Key, Fact]]:
        """Yield the facts of all records."""
        entries: defaultdict[Key, list[Activity]] = defaultdict(list)
        for chunk in graph.stream_nodes(ACTIVITY):
            for stored in chunk:
                entry = read_activity(stored.node)
                entries[entry.record].append(entry)
        part: list[Record] = []
        for chunk in graph.stream_nodes(RECORD):
            for stored in chunk:
                part.append(read_record(stored))
                if len(part) == AT_ONCE:
                    yield from self.facts_of(graph, part, entries)
                    part = []
        yield from self.facts_of(graph, part, entries)

    def some_facts(self, graph: GraphStore, keys: Sequence[Key]) -> Iterator[tuple[Key, Fact]]:
        """Yield the facts of some records."""
        entries: defaultdict[Key, list[Activity]] = defaultdict(list)
        for stored in graph.owned(keys, kind=ACTIVITY):
            entry = read_activity(stored.node)
            entries[entry.record].append(entry)
        found = [read_record(stored) for stored in graph.get(keys).values() if stored.node.kind == RECORD]
        yield from self.facts_of(graph, found, entries)

    def facts_of(
        self, graph: GraphStore, records: Sequence[Record], entries: defaultdict[Key, list[Activity]]
    ) -> Iterator[tuple[Key, Fact]]:
        """Yield the facts of records whose entries are at hand."""
        if not records:
            return
        links: defaultdict[Key, list[Relation]] = defaultdict(list)
        wanted = [record.key for record in records]
        for relation, _ in graph.neighbours(wanted, direction="out", types=[AFFECTS, CAUSED_BY]):
            links[relation.id.source].append(relation)
        cis = {each.id.target for found in links.values() for each in found if each.id.type == AFFECTS}
        schema = self.estate.schema
        services = {key for key, stored in graph.get(sorted(cis)).items() if schema.is_service(stored.node.cls)}
        for record in records:
            practice = self.practices.get(record.practice)
            if practice is None:
                continue
            mine = links.get(record.key, ())
            hit = [each.id.target for each in mine if each.id.target in services]
            caused = any(each.id.type == CAUSED_BY and each.id.target.startswith(self.change) for each in mine)
            yield record.key, fact_of(practice, record, entries.get(record.key, []), hit, caused=caused)

    def services(self, graph: GraphStore) -> dict[str, str]:
        """Return the services by key with their names, without retired ones."""
        schema = self.estate.schema
        classes = [name for name in schema.classes if schema.is_service(name)]
        if not classes:
            return {}
        where = All((Compare("kind", "=", "ci"), OneOf("class", frozenset(normal_text(each) for each in classes))))
        nodes = (stored.node for stored in every(graph, where))
        return {node.key: node.name for node in nodes if node.lifecycle != schema.lifecycle(node.cls).retired}


class News:
    """What some revisions have changed: records, declarations, CIs."""

    def __init__(self) -> None:
        self.records: set[Key] = set()
        self.declared = False
        self.cis = False

    def note(self, changes: Iterable[Change]) -> None:
        """Note the changes of one revision."""
        for change in changes:
            entity = change.after or change.before
            if isinstance(entity, Relation):
                if entity.id.links_record:
                    self.records.add(entity.id.source)
            elif isinstance(entity, Node):
                self.note_node(entity)

    def note_node(self, node: Node) -> None:
        """Note one changed node."""
        if node.kind == RECORD:
            self.records.add(node.key)
        elif node.kind == ACTIVITY and node.owner is not None:
            self.records.add(node.owner)
        elif node.kind == DECLARATION:
            self.declared = True
        elif node.kind in ("ci", "class"):
            self.cis = True
