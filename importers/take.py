"""One row gets its CI: which one is meant, or a new one; then the CI is brought up to date, relations apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cmdb.errors import ClaimTaken, Invalid
from cmdb.identify import Attempt, Identification, Wanted, claims_wanted, identify
from cmdb.keys import KeyBlocks
from cmdb.model import Key, Node
from cmdb.observed import observation_node
from cmdb.refresh import Rules, introduce, refresh_ci
from cmdb.workspace import Workspace
from importers.prepare import Prepared
from importers.taken import Taken

__all__ = ["Place", "place_of", "take"]


class Place(NamedTuple):
    """Where a row's CI is identified: inside a parent or none, and by which claims."""

    parent: Key | None
    wanted: Sequence[Wanted]


def place_of(rules: Rules, prepared: Prepared, parent: Key | None) -> Place:
    """Return where a row's CI is identified, once its parent is known."""
    said = prepared.said
    return Place(parent, list(claims_wanted(rules.schema, said.cls, said.name, prepared.attributes, parent)))


def take(work: Workspace, rules: Rules, source: str, prepared: Prepared, place: Place, keys: KeyBlocks) -> Taken:
    """Identify an observation's CI and bring it up to date, relations apart. Raises ``Invalid``, ``ClaimTaken``."""
    known = work.node(prepared.key)
    identification = identification_of(work, rules, prepared, place, known)
    owner = identification.key
    if owner is None:
        owner = keys.take(prepared.said.cls)
        if known is None and work.node(owner) is None:
            return take_new(work, rules, source, prepared, place, identification, owner)
    created = identification.key is None or work.node(owner) is None
    if created:
        work.known_empty([owner])
    before = work.node(owner)
    write(work, rules, observation_of(source, prepared, owner, place.parent), known)
    return Taken(prepared, owner, created, identification, before)


def take_new(
    work: Workspace,
    rules: Rules,
    source: str,
    prepared: Prepared,
    place: Place,
    identification: Identification,
    owner: Key,
) -> Taken:
    """Write an observation that was not there with a CI that nobody has spoken of. Raises ``ClaimTaken``."""
    work.known_empty([owner])
    observation = observation_of(source, prepared, owner, place.parent)
    # Identified by the name as it was said, a CI makes claims by its name without the spaces around it.
    wanted = place.wanted if observation.name == prepared.said.name else None
    introduce(work, rules, observation, wanted)
    return Taken(prepared, owner, True, identification, None, new=True)


def identification_of(
    work: Workspace, rules: Rules, prepared: Prepared, place: Place, known: Node | None
) -> Identification:
    """Return which CI is meant: the one that this source's id already belongs to, a given key, or by the rules."""
    said = prepared.said
    if known is not None and known.owner is not None and work.node(known.owner) is not None:
        return Identification(known.owner, (known_attempt(known),))
    if said.key:
        return by_key(work, prepared)
    identification = identify(place.wanted, work.holder, work.node, rules.schema, said.cls)
    if identification.several:
        found = ", ".join(identification.several)
        raise Invalid(said.where, f"several CIs fit: {found}", said.name, "an identifier that only one of them has")
    if identification.key is None and not identification.usable:
        needed = " or ".join(dict.fromkeys(each.rule.name for each in place.wanted))
        raise Invalid(said.where, "nothing in this row identifies a CI", said.name, f"a value for {needed}")
    return identification


def known_attempt(known: Node) -> Attempt:
    """Return the record of an observation that is known from an earlier run."""
    return Attempt("id in its source", (str(known.body.get("native_id", "")),), "matched", (known.owner or Key(""),))


def by_key(work: Workspace, prepared: Prepared) -> Identification:
    """Return the CI of a given key, which keeps it when it is new. Raises ``Invalid`` for the key of something else."""
    key = Key(prepared.said.key)
    node = work.node(key)
    if node is not None and node.kind != "ci":
        raise Invalid(prepared.said.where, f"the key belongs to a {node.kind}", key, "another key")
    outcome: Attempt = Attempt("key", (key,), "matched" if node else "none", (key,) if node else ())
    return Identification(key, (outcome,))


def observation_of(source: str, prepared: Prepared, owner: Key, parent: Key | None) -> Node:
    """Return the observation as a node, relations and digest apart."""
    said = prepared.said
    return observation_node(
        source=source,
        native_id=said.native_id,
        owner=owner,
        cls=said.cls,
        name=said.name.strip(),
        attributes=prepared.attributes,
        lifecycle=prepared.lifecycle,
        groups={name: dict(rule) for name, rule in said.groups.items()},
        parent=parent,
    )


def write(work: Workspace, rules: Rules, observation: Node, known: Node | None) -> None:
    """Write an observation and its CI; where that cannot be, leave no trace and raise ``ClaimTaken``."""
    pending = observation.key in work.nodes_now
    if known is not None and "relations" in known.body:
        body = {**observation.body, "relations": known.body["relations"]}
        observation = observation._replace(body=body)
    work.put(observation)
    try:
        refresh_ci(work, rules, observation.owner or Key(""))
    except ClaimTaken:
        work.take_back(observation.key, known, was_pending=pending)
        raise
