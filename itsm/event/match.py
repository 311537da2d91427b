"""Which CI is an alert about? Names are tried in order; several CIs of one name are no match, and every try is kept."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cmdb.model import Key, Node
from cmdb.query import All, Any, Compare, Condition, OneOf, Query
from cmdb.store.port import GraphStore
from cmdb.values import Json, normal_text
from itsm.event.alert import Alert
from itsm.event.report import Names

__all__ = ["Candidate", "Match", "Named", "candidates", "match", "named_like", "rematched"]

FIELDS = ("key", "name", "fqdn", "ip_address")
AT_ONCE = 300
MOST_TRIED = 1_000
MOST_FOUND = 5_000
PREFIXES = 40
"""So many short names at once are looked for as the beginning of a full one."""

GONE = frozenset({"retired", "disposed"})


class Candidate(NamedTuple):
    """One text that may name the CI: the label it comes from, the text, and how it was made of the label."""

    label: str
    text: str
    how: str


class Named(NamedTuple):
    """A CI that a text leads to, and by what: key, name, fqdn, ip_address, or the short form of its name."""

    key: str
    by: str
    gone: bool = False


class Match(NamedTuple):
    """The CI, "" for none, and what was tried, in order."""

    ci: str
    tries: tuple[Mapping[str, Json], ...]


def candidates(names: Names) -> list[Candidate]:
    """Return the texts to try for some labels, in order, each once: as it is, without port, the short name."""
    found: dict[str, Candidate] = {}
    for label, value in names:
        for text, how in forms(value.strip()):
            if text:
                found.setdefault(normal_text(text), Candidate(label, normal_text(text), how))
    return list(found.values())


def forms(value: str) -> Iterator[tuple[str, str]]:
    """Yield what a value may mean: itself, the host of an address, the short name of a full one."""
    yield value, "as it is"
    host = host_of(value)
    if host != value:
        yield host, "without scheme and port"
    if "." in host and not is_address(host):
        yield host.split(".")[0], "short name"


def host_of(value: str) -> str:
    """Return the host of ``host:port``, of ``[address]:port`` and of an URL."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", value, flags=re.IGNORECASE).split("/")[0].rsplit("@", 1)[-1]
    if bare.startswith("["):
        return bare[1:].split("]")[0]
    return bare.split(":")[0] if bare.count(":") == 1 else bare


def is_address(text: str) -> bool:
    """Say whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def match(names: Names, known: Mapping[str, Sequence[Named]]) -> Match:
    """Decide which CI some labels name; ``known`` maps texts to CIs.

    The first text that leads to one CI decides. CIs that are gone for good count only where no other is found.
    """
    tries: list[Mapping[str, Json]] = []
    for each in candidates(names):
        found = known.get(each.text, ())
        alive = [one for one in found if not one.gone] or found
        said: dict[str, Json] = {"label": each.label, "text": each.text, "how": each.how}
        if len({one.key for one in alive}) == 1:
            tries.append({**said, "outcome": "matched", "ci": alive[0].key, "by": alive[0].by})
            return Match(alive[0].key, tuple(tries))
        several = sorted({one.key for one in alive})[:5]
        tries.append(
            {**said, "outcome": "several", "cis": list[Json](several)} if several else {**said, "outcome": "none"}
        )
    return Match("", tuple(tries))


def named_like(graph: GraphStore, texts: Iterable[str]) -> dict[str, list[Named]]:
    """Return the CIs that texts in normal form lead to: by key, name, full name or address, else by the short name."""
    wanted = sorted(set(texts))
    found: dict[str, list[Named]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        block = frozenset(wanted[start : start + AT_ONCE])
        for node in nodes(graph, Any(tuple(OneOf(path(name), block) for name in FIELDS))):
            for text, by in said_by(node):
                if text in block:
                    found.setdefault(text, []).append(Named(node.key, by, node.lifecycle in GONE))
    short = [text for text in wanted if text not in found and "." not in text and ":" not in text and len(text) > 1]
    for start in range(0, min(len(short), AT_ONCE), PREFIXES):
        block = frozenset(short[start : start + PREFIXES])
        begins = tuple(Compare(path(name), "prefix", f"{text}.") for text in sorted(block) for name in ("name", "fqdn"))
        for node in nodes(graph, Any(begins)):
            for text in {text.split(".")[0] for text, by in said_by(node) if by in ("name", "fqdn")} & block:
                found.setdefault(text, []).append(Named(node.key, "short name", node.lifecycle in GONE))
    return found


def path(name: str) -> str:
    """Return the store's name of a field."""
    return name if name in ("key", "name") else f"attributes.{name}"


def nodes(graph: GraphStore, where: Condition) -> list[Node]:
    """Return CIs by a condition, so many at most."""
    page = graph.find(Query(All((Compare("kind", "=", "ci"), where)), limit=MOST_FOUND))
    return [each.node for each in page.items]


def said_by(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the texts that name a CI, each with what it is."""
    yield normal_text(Key(node.key)), "key"
    if node.name:
        yield normal_text(node.name), "name"
    for name in ("fqdn", "ip_address"):
        if isinstance(value := node.attributes.get(name), str):
            yield normal_text(value), name


def rematched(graph: GraphStore, alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts with their CIs; of the unmatched ones those that were tried longest ago are tried again."""
    known = list(alerts)
    head = graph.head()
    number = head.number if head else 0
    old = sorted(
        (each for each in known if not each.ci and each.firing and each.looked_at < number),
        key=lambda alert: (alert.looked_at, alert.key),
    )
    renamed = [each for each in known if each.ci and each.looked_at < 0]
    wanted = {each.key: each for each in (*renamed, *old[:MOST_TRIED])}
    if not wanted:
        return known
    named = named_like(graph, (one.text for each in wanted.values() for one in candidates(each.names)))
    found = {key: match(each.names, named) for key, each in wanted.items()}
    results = {key: replace(wanted[key], ci=each.ci, tries=each.tries, looked_at=number) for key, each in found.items()}
    return [results.get(each.key, each) for each in known]
