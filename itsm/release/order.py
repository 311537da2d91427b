"""In which order releases and their environments come: none before what it requires, and never in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from itsm.kernel.circle import circle
from itsm.kernel.desk import links_of
from itsm.kernel.link import Link
from itsm.kernel.record import Record
from itsm.release.practice import RELEASE

__all__ = ["ENVIRONMENTS", "check_order", "environments_of", "requirements", "round_about"]

ENVIRONMENTS = ("test", "staging", "production")
REQUIRES = "requires"


def environments_of(release: Record) -> tuple[str, ...]:
    """Return the environments that a release passes, in order, each once."""
    said = release.attributes.get("environments")
    named: Iterable[object] = said if isinstance(said, list | tuple) else ()
    found: dict[str, str] = {}
    for each in named:
        if text := " ".join(str(each).split()):
            found.setdefault(normal_text(text), text)
    return tuple(found.values()) or ENVIRONMENTS


def requirements(graph: GraphStore, release: Key) -> Mapping[Key, Sequence[Key]]:
    """Return what a release requires, and what these require, and so on: each release with those it requires."""
    found: dict[Key, Sequence[Key]] = {}
    ahead = [release]
    while ahead:
        links = [each for each in links_of(graph, ahead) if each.role == REQUIRES]
        for key in ahead:
            found[key] = sorted(each.target for each in links if each.record == key)
        ahead = sorted({each for key in ahead for each in found[key]} - found.keys())
    return found


def round_about(graph: GraphStore, release: Key) -> Sequence[str]:
    """Return releases that require each other in a circle, the first once more at the end; none where none do."""
    return circle({str(key): [str(each) for each in after] for key, after in requirements(graph, release).items()})


def check_order(graph: GraphStore, link: Link) -> None:
    """Raise ``Invalid`` where a release would require what is none, or what requires it."""
    if link.role != REQUIRES:
        return
    found = graph.get([link.target]).get(link.target)
    if found is None or found.node.cls != RELEASE.name:
        raise Invalid("links", "a release requires releases", link.target, "the key of a release")
    known = {str(key): [str(each) for each in after] for key, after in requirements(graph, link.target).items()}
    known[str(link.record)] = [*known.get(str(link.record), ()), str(link.target)]
    if found_circle := circle(known):
        path = " -> ".join(found_circle)
        raise Invalid("links", "releases require each other in a circle", path, "an order in which one is first")
