"""Which articles help? Those that hold the words, best first: title before keywords before text, then what helped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cmdb.model import Key
from cmdb.query import All, Any, Compare, Condition, Query, Text
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from itsm.kernel.desk import links_of
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.knowledge.practice import ARTICLE

__all__ = [
    "EVERYTHING",
    "PUBLISHED",
    "REQUESTERS",
    "Found",
    "due_for_review",
    "find_articles",
    "helpfulness",
    "rank",
    "score",
    "suggest",
    "weigh",
    "words_of",
]

PUBLISHED = "published"
REQUESTERS = "requesters"
IN_TITLE, IN_KEYWORDS, IN_TEXT, ABOUT_CI = 8.0, 5.0, 1.0, 4.0
MOST_WORDS = 20
SHORTEST = 3
CANDIDATES = 1_000
EVERYTHING = All()


class Found(NamedTuple):
    """An article and how well it fits; ``matched`` are the words that it holds."""

    record: Record
    score: float
    matched: tuple[str, ...]


def words_of(text: str, *, shortest: int = 1) -> tuple[str, ...]:
    """Return the words of a text in normal form, each once; at most 20, and none that is shorter."""
    parts = "".join(each if each.isalnum() else " " for each in normal_text(text)).split()
    return tuple(dict.fromkeys(each for each in parts if len(each) >= shortest))[:MOST_WORDS]


def helpfulness(record: Record) -> float:
    """Return the share of readers whom an article helped, drawn to one half while few have said so."""
    helpful, unhelpful = record.number("helpful") or 0, record.number("unhelpful") or 0
    return (helpful + 1) / (helpful + unhelpful + 2)


def weigh(words: Collection[str], title: str, keywords: str, text: str) -> tuple[float, tuple[str, ...]]:
    """Return how well something fits some words, and which it holds; each word counts once, where it weighs most."""
    places = ((IN_TITLE, normal_text(title)), (IN_KEYWORDS, normal_text(keywords)), (IN_TEXT, normal_text(text)))
    found = {word: weight for word in words for weight, place in reversed(places) if word in place}
    return sum(found.values()), tuple(word for word in words if word in found)


def score(words: Collection[str], record: Record, *, about: bool = False) -> Found:
    """Return how well an article fits some words; ``about``: it is linked with a CI in question.

    What readers found of it decides between equals, never more.
    """
    said = record.attributes.get("keywords")
    keywords = " ".join(map(str, said)) if isinstance(said, tuple) else ""
    total, matched = weigh(words, record.title, keywords, record.text("text"))
    return Found(record, total + (ABOUT_CI if about else 0.0) + helpfulness(record) / 2, matched)


def rank(words: Collection[str], records: Iterable[Record], *, about: Collection[str] = ()) -> Sequence[Found]:
    """Return articles best first; equals by key."""
    found = [score(words, each, about=each.key in about) for each in records]
    return sorted(found, key=lambda each: (-each.score, each.record.key))


def find_articles(
    graph: GraphStore,
    text: str,
    *,
    audience: str = "",
    state: str = PUBLISHED,
    within: Condition = EVERYTHING,
) -> Sequence[Found]:
    """Return the articles that hold all words, best first; where none does, those that hold one.

    ``audience`` and ``state`` "": any. At most 1,000 are weighed. Raises ``Invalid`` for a state that does not exist.
    """
    words = words_of(text)
    narrowed = All((within, *of_audience(audience), *of_state(state)))
    found = candidates(graph, All((narrowed, Text(words))) if words else narrowed)
    if words and not found and len(words) > 1:
        found = candidates(graph, All((narrowed, Any(tuple(Text((each,)) for each in words)))))
    return rank(words, found)


def suggest(
    graph: GraphStore, title: str, cis: Iterable[str], *, within: Condition = EVERYTHING, most: int = 5
) -> Sequence[Found]:
    """Return published articles that may help whoever types a title about some CIs, best first."""
    words = words_of(title, shortest=SHORTEST)
    narrowed = All((within, *of_state(PUBLISHED)))
    wanted = [Key(each) for each in cis]
    linked = {each.record for each in links_of(graph, wanted) if each.role == "explains"} if wanted else set()
    known = {each.key: each for each in at(graph, linked, narrowed)}
    if words:
        some = candidates(graph, All((narrowed, Any(tuple(Text((each,)) for each in words)))))
        known |= {each.key: each for each in some}
    return rank(words, known.values(), about=linked)[:most]


def due_for_review(graph: GraphStore, until: date, *, within: Condition = EVERYTHING) -> Sequence[Record]:
    """Return the published articles whose review is due by a day, longest overdue first."""
    due = Compare("attributes.review_on", "<=", until.isoformat())
    found = candidates(graph, All((within, *of_state(PUBLISHED), due)))
    return sorted(found, key=lambda each: (str(each.attributes["review_on"]), each.key))


def at(graph: GraphStore, keys: Collection[Key], where: Condition) -> Sequence[Record]:
    """Return those of some articles that a condition holds for."""
    either = tuple(Compare("key", "=", normal_text(each)) for each in sorted(keys))
    return candidates(graph, All((where, Any(either)))) if either else ()


def candidates(graph: GraphStore, where: Condition) -> Sequence[Record]:
    """Return articles that a condition holds for, by key; at most 1,000."""
    of_articles = All((IS_RECORD, Compare("class", "=", ARTICLE.name), where))
    return [read_record(each) for each in graph.find(Query(of_articles, limit=CANDIDATES)).items]


def of_audience(audience: str) -> tuple[Condition, ...]:
    """Return the condition of an audience; an article that names none is for agents."""
    if not audience:
        return ()
    is_for_requesters = Compare("attributes.audience", "=", REQUESTERS)
    return (is_for_requesters,) if audience == REQUESTERS else (Compare("attributes.audience", "=", audience),)


def of_state(state: str) -> tuple[Condition, ...]:
    """Return the condition of a state."""
    return (Compare("lifecycle", "=", normal_text(state)),) if state else ()
