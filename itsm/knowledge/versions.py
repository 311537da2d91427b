"""What did an article say before? Its node's history, without what only counted readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cmdb.model import Key, Node
from cmdb.store.port import GraphStore

__all__ = ["ArticleVersion", "versions"]


MOST = 10_000


class ArticleVersion(NamedTuple):
    """An article as it stood from a revision on: what it said, its state, and who made it so."""

    revision: int
    at: datetime
    by: str
    title: str
    text: str
    state: str


def versions(graph: GraphStore, key: Key) -> Sequence[ArticleVersion]:
    """Return the versions of an article, newest first; one begins where title, text or state became another."""
    found: list[ArticleVersion] = []
    for each in reversed(graph.history(key, limit=MOST)):
        node = each.entity
        if not isinstance(node, Node):
            continue
        said = str(node.attributes.get("text", ""))
        if found and found[-1][3:] == (node.name, said, node.lifecycle):
            continue
        revision = each.since
        found.append(ArticleVersion(revision.number, revision.at, revision.actor, node.name, said, node.lifecycle))
    return found[::-1]
