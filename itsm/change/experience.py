"""How did changes like this one go? By CIs and words that they share, by the classes of their CIs; and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from cmdb.model import Key
from cmdb.store.port import GraphStore
from itsm.change.proposal import Proposal
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record

__all__ = ["NO_EXPERIENCE", "Experience", "Past", "experience"]

ALIKE = 60.0
"""Of 100: so alike are two titles in their words before their changes count as alike."""
SUCCESSFUL = "successful"
MOST_OF_CLASS = 300
"""So many changes, the newest, tell how changes on a class go; older ones are of another time."""
CONFIGURES = "configures"


@dataclass(frozen=True, slots=True)
class Past:
    """A change that is over: its key, and whether it succeeded."""

    key: str
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Experience:
    """What has been done before.

    ``similar`` are on the same CIs or alike in their words. ``of_class`` are those on CIs of ``ci_class``: of the
    classes touched, the one whose changes failed most. ``untried`` are CIs touched that none of the past configured.
    """

    similar: Sequence[Past] = ()
    ci_class: str = ""
    of_class: Sequence[Past] = ()
    untried: Sequence[str] = ()


NO_EXPERIENCE = Experience()


def experience(graph: GraphStore, mine: Proposal, over: Sequence[Record]) -> Experience:
    """Return what the changes that are ``over`` tell of this one, which is not among them."""
    others = [each for each in over if each.key != mine.reference]
    if not others:
        return Experience(untried=tuple(mine.touched))
    touched = [Key(key) for key in mine.touched]
    known = {each.key for each in others}
    linked = [each for each in links_of(graph, touched) if each.record in known]
    near = {each.record for each in linked}
    tried = {each.target for each in linked if each.role == CONFIGURES}
    similar = [past(each) for each in others if each.key in near or alike(each.title, mine.title)]
    ci_class, of_class = worst_class(classes_of(graph, touched), others, by_class(graph, others))
    return Experience(similar, ci_class, of_class, tuple(key for key in mine.touched if key not in tried))


def alike(one: str, other: str) -> bool:
    """Say whether two titles are alike in their words."""
    return fuzz.token_set_ratio(one.lower(), other.lower()) >= ALIKE


def past(record: Record) -> Past:
    """Return a change that is over as one of the past."""
    return Past(record.key, record.text("outcome") == SUCCESSFUL)


def classes_of(graph: GraphStore, keys: Iterable[Key]) -> Mapping[Key, str]:
    """Return the class of each CI that there is."""
    return {key: each.node.cls for key, each in graph.get(keys).items()}


def by_class(graph: GraphStore, others: Sequence[Record]) -> Mapping[str, frozenset[str]]:
    """Return the newest changes with the classes of the CIs that they configured."""
    newest = {each.key for each in sorted(others, key=lambda each: each.key)[-MOST_OF_CLASS:]}
    links = [each for each in links_of(graph, newest) if each.role == CONFIGURES and each.record in newest]
    classes = classes_of(graph, {each.target for each in links})
    found: dict[str, set[str]] = {}
    for each in links:
        if each.target in classes:
            found.setdefault(each.record, set()).add(classes[each.target])
    return {key: frozenset(each) for key, each in found.items()}


def worst_class(
    touched: Mapping[Key, str], others: Sequence[Record], known: Mapping[str, frozenset[str]]
) -> tuple[str, list[Past]]:
    """Return the class touched whose changes failed most, and these changes; "" and none where nothing is known."""
    candidates = []
    for name in sorted(set(touched.values())):
        found = [past(each) for each in others if name in known.get(each.key, ())]
        if found:
            failed = sum(not each.succeeded for each in found)
            candidates.append(((failed + 2) / (len(found) + 10), name, found))
    if not candidates:
        return "", []
    _, name, found = max(candidates, key=lambda each: each[0])
    return name, found
