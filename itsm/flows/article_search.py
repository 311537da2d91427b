"""What somebody looks for in the portal: articles that may help, and items that may be asked for, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from cmdb.query import Condition
from cmdb.store.port import GraphStore
from itsm.knowledge.find import EVERYTHING, REQUESTERS, find_articles, weigh, words_of
from itsm.request.catalogue import Item

__all__ = ["Hit", "portal_search"]

SUMMARY = 200


class Hit(NamedTuple):
    """Something found: an article by its key, or an item of the catalogue by its name."""

    kind: Literal["article", "item"]
    key: str
    title: str
    summary: str
    score: float


def portal_search(
    graph: GraphStore, items: Iterable[Item], text: str, *, within: Condition = EVERYTHING
) -> Sequence[Hit]:
    """Return published articles for requesters and some catalogue items that fit a text, best first.

    Nothing asked for finds everything.
    """
    words = words_of(text)
    found = [
        Hit("article", each.record.key, each.record.title, summary(each.record.text("text")), each.score)
        for each in find_articles(graph, text, audience=REQUESTERS, within=within)
    ]
    for item in items:
        weight, matched = weigh(words, item.title, item.category, item.description)
        if matched or not words:
            found.append(Hit("item", item.name, item.title, summary(item.description), weight))
    return sorted(found, key=lambda each: (-each.score, each.kind, each.key))


def summary(text: str) -> str:
    """Return the beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY else line[: SUMMARY - 1].rstrip() + "…"
