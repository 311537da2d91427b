"""Which articles may help with an incident: published ones about its CIs, or alike in words."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from cmdb.model import Key
from cmdb.query import All, Compare, Order, Query
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.knowledge.practice import ARTICLE

__all__ = ["suggested_articles", "worth"]

PUBLISHED = "published"
LINKED, WORDS = 0.6, 0.6
ALIKE = 50.0
LEAST = 0.25
MOST = 1_000
MOST_TEXT = 600


def worth(article: Record, words: str, cis: frozenset[str], about: frozenset[str]) -> tuple[float, tuple[str, ...]]:
    """Return how much an article speaks to an incident, 0..1, and why; ``about`` are the CIs that it explains."""
    why: list[str] = []
    doubt = 1.0
    if shared := sorted(cis & about):
        doubt *= 1 - LINKED
        why.append(f"explains {', '.join(shared[:3])}")
    keywords = article.attributes.get("keywords", ())
    said = " ".join([article.title, *(map(str, keywords) if isinstance(keywords, tuple | list) else ())])
    alike = max(
        fuzz.token_set_ratio(words.lower(), said.lower()),
        fuzz.token_set_ratio(words.lower(), article.text("text")[:MOST_TEXT].lower()),
    )
    if alike > ALIKE:
        doubt *= 1 - WORDS * (alike - ALIKE) / (100 - ALIKE)
        why.append(f"words alike: {alike:.0f} of 100")
    return round(1 - doubt, 3), tuple(why)


def suggested_articles(graph: GraphStore, words: str, cis: Iterable[str], *, most: int = 5) -> list[Json]:
    """Return published articles that may help, the likeliest first."""
    where = All((IS_RECORD, Compare("class", "=", ARTICLE.name), Compare("lifecycle", "=", PUBLISHED)))
    page = graph.find(Query(where, (Order("attributes.opened_at", descending=True),), MOST))
    articles = [read_record(each) for each in page.items]
    about: dict[str, set[str]] = {}
    for link in links_of(graph, [each.key for each in articles]) if articles else ():
        if link.role == "explains":
            about.setdefault(link.record, set()).add(link.target)
    mine = frozenset(map(str, cis))
    scored = [(each, *worth(each, words, mine, frozenset(about.get(each.key, ())))) for each in articles]
    found = sorted((each for each in scored if each[1] >= LEAST), key=lambda each: (-each[1], Key(each[0].key)))
    return [
        {"key": each.key, "title": each.title, "score": score, "why": list[Json](why)}
        for each, score, why in found[:most]
    ]
