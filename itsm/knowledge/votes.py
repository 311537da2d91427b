"""Did an article help? One voice of each account, and the counts that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cmdb.errors import Invalid, PreconditionFailed
from cmdb.model import Key
from cmdb.store.port import GraphStore, SideStore
from cmdb.values import Json
from itsm.kernel import desk
from itsm.knowledge.practice import ARTICLE

__all__ = ["Counts", "counted", "has_voted", "vote"]

TABLE = "article_votes"
AT_ONCE = 1_000
TRIES = 8


class Counts(NamedTuple):
    """How many an article helped, and how many not."""

    helpful: int
    unhelpful: int


def counted(votes: Iterable[Json]) -> Counts:
    """Count voices."""
    known = list(votes)
    helpful = sum(each is True for each in known)
    return Counts(helpful, len(known) - helpful)


def row(article: Key, account: str) -> str:
    """Return the key of an account's voice on an article."""
    return f"{article}/{account}"


def has_voted(side: SideStore, article: Key, account: str, *, act: desk.Act) -> bool:
    """Say whether an account has given its voice."""
    return side.read(TABLE, row(article, account), now=act.now) is not None


def vote(graph: GraphStore, side: SideStore, article: Key, *, helpful: bool, act: desk.Act) -> Counts:
    """Give an account's one voice on an article, and keep the counts with it. Raises ``Invalid`` for a second one.

    The counts are counted anew after each voice, so two at once, and one who was interrupted, come out right.
    """
    account = act.stamp.actor
    try:
        side.put(TABLE, row(article, account), helpful, now=act.now, expect=0)
    except PreconditionFailed as error:
        raise Invalid("helpful", "this account has voted on it", article, "one voice of each account") from error
    found = count(side, article, act)
    for _ in range(TRIES):
        desk.edit(graph, ARTICLE, article, {"helpful": found.helpful, "unhelpful": found.unhelpful}, act=act)
        again = count(side, article, act)
        if again == found:
            break
        found = again
    return found


def count(side: SideStore, article: Key, act: desk.Act) -> Counts:
    """Count the voices on an article."""
    votes: list[Json] = []
    after = ""
    while rows := side.scan(TABLE, now=act.now, prefix=f"{article}/", after=after, limit=AT_ONCE):
        votes += [each.value for each in rows]
        after = rows[-1].key
    return counted(votes)
