"""Incidents as what they are about, read from the graph: those near some CIs, those that are open, the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.query import All, Compare, Condition, Order, Query
from impact import needs
from itsm.incident.practice import INCIDENT
from itsm.incident.similar import Subject
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD, of_phase

__all__ = ["ABOUT", "footing_of", "newest", "subject_of", "subjects_near"]

ABOUT = ("affects", "caused_by_ci")
MOST = 1_000
MOST_FOOTING = 2_000
MOST_WORDS = 400


def footing_of(estate: Estate, cis: Iterable[str]) -> frozenset[str]:
    """Return what CIs stand on, themselves left out; CIs that the engine does not know stand on nothing."""
    graph = estate.snapshots.now().graph
    known = [each for each in sorted(set(cis)) if graph.has(each)]
    found = sorted(needs(graph, known), key=lambda each: (each.hops, each.key)) if known else []
    return frozenset(each.key for each in found[:MOST_FOOTING]) - frozenset(known)


def words_of(title: str, description: str) -> str:
    """Return the words by which incidents are compared."""
    return f"{title} {description}"[:MOST_WORDS]


def subject_of(estate: Estate, key: str, title: str, description: str, cis: Iterable[str]) -> Subject:
    """Return an incident, or one that is to be, as what it is about."""
    about = frozenset(cis)
    return Subject(key, words_of(title, description), about, footing_of(estate, about), title=title)


def newest(estate: Estate, *, phase: str | None = None, most: int = MOST) -> list[Record]:
    """Return the newest incidents, those of one phase where it is given."""
    where: tuple[Condition, ...] = (IS_RECORD, Compare("class", "=", INCIDENT.name))
    narrowed = (*where, of_phase(INCIDENT, phase)) if phase else where
    page = estate.graph.find(Query(All(narrowed), (Order("attributes.opened_at", descending=True),), most))
    return [read_record(each) for each in page.items]


def subjects_near(estate: Estate, mine: Subject, *, phase: str | None = None) -> list[Subject]:
    """Return the incidents that may be like one: the newest, and all that are about its CIs or what these stand on."""
    found = {str(each.key): each for each in newest(estate, phase=phase)}
    around = [Key(each) for each in sorted(mine.cis | mine.footing)]
    linked = {each.record for each in links_of(estate.graph, around) if each.role in ABOUT} if around else set()
    for stored in estate.graph.get(sorted(linked - {Key(each) for each in found})).values():
        record = read_record(stored)
        if record.practice == INCIDENT.name and fits(record, phase):
            found[record.key] = record
    return subjects(found.values(), cis_of(estate, found))


def fits(record: Record, phase: str | None) -> bool:
    """Say whether an incident is in a phase."""
    return phase is None or INCIDENT.lifecycle.states[record.state].phase == phase


def cis_of(estate: Estate, keys: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the CIs that incidents are about."""
    found: dict[str, set[str]] = {}
    wanted = [Key(each) for each in sorted(keys)]
    for link in links_of(estate.graph, wanted) if wanted else ():
        if link.role in ABOUT:
            found.setdefault(link.record, set()).add(link.target)
    return {key: frozenset(cis) for key, cis in found.items()}


def subjects(records: Iterable[Record], cis: Mapping[str, frozenset[str]]) -> list[Subject]:
    """Return incidents as what they are about; what others stand on is not walked."""
    return [
        Subject(
            each.key,
            words_of(each.title, each.text("description")),
            cis.get(each.key, frozenset()),
            state=each.state,
            title=each.title,
        )
        for each in records
    ]
