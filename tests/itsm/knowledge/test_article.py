"""The story of an article: found best first, suggested, voted on once, reviewed, and kept in its versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmdb.errors import Invalid
from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp, Store
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.knowledge.find import due_for_review, find_articles, suggest, words_of
from itsm.knowledge.practice import ARTICLE
from itsm.knowledge.versions import versions
from itsm.knowledge.votes import counted, vote

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("memory:") as opened:
        yield opened


class Shelf:
    """Writes articles and publishes them."""

    def __init__(self, store: Store) -> None:
        self.store, self.minute = store, 0

    def act(self, who: str = "ann") -> desk.Act:
        self.minute += 1
        return desk.Act(f"{self.minute:04}", NOON + timedelta(minutes=self.minute), Stamp(who))

    def write(self, title: str, text: str, *, publish: bool = True, explains: tuple[str, ...] = (), **more: Any) -> Key:
        draft = Draft(title, {"text": text, **more}, {"explains": explains} if explains else {})
        key = desk.open_record(self.store.graph, ARTICLE, draft, act=self.act())
        if publish:
            for step in ("submit", "publish"):
                desk.move(self.store.graph, ARTICLE, key, step, act=self.act())
        return key

    def found(self, text: str, **more: Any) -> list[str]:
        return [each.record.key for each in find_articles(self.store.graph, text, **more)]


def test_the_best_comes_first_and_readers_decide_between_equals(store: Store) -> None:
    shelf = Shelf(store)
    in_text = shelf.write("Working from home", "First connect the VPN.")
    in_keywords = shelf.write("Remote access", "How to.", keywords=["vpn", "home office"])
    helped = shelf.write("VPN with a phone", "Steps.", helpful=9, unhelpful=1)
    in_title = shelf.write("VPN with a laptop", "Steps.", helpful=1, unhelpful=9)
    shelf.write("Printing", "Nothing of it.")
    assert shelf.found("Vpn") == [helped, in_title, in_keywords, in_text]
    assert shelf.found("vpn laptop") == [in_title]
    assert shelf.found("vpn toaster") == [helped, in_title, in_keywords, in_text]
    assert shelf.found("toaster") == []


def test_only_what_is_published_and_for_the_audience_is_found(store: Store) -> None:
    shelf = Shelf(store)
    shown = shelf.write("VPN", "x", audience="requesters")
    inner = shelf.write("VPN inside", "x", audience="agents")
    unsaid = shelf.write("VPN unsaid", "x")
    draft = shelf.write("VPN draft", "x", publish=False, audience="requesters")
    assert shelf.found("vpn", audience="requesters") == [shown]
    assert shelf.found("vpn") == [shown, inner, unsaid]
    assert shelf.found("vpn", state="draft") == [draft]
    assert shelf.found("vpn", state="") == [shown, inner, unsaid, draft]


def test_an_article_about_the_ci_is_suggested_before_one_with_a_word_in_its_text(store: Store) -> None:
    shelf = Shelf(store)
    store.graph.apply(
        Batch(nodes=[Node(Key("db"), "ci", "database", "db"), Node(Key("x"), "ci", "server", "x")]), Stamp("t")
    )
    in_text = shelf.write("Slow things", "When payments wait, look here.")
    about = shelf.write("Restart of the database", "Do this.", explains=("db",))
    shelf.write("Other", "Nothing.", explains=("x",))
    shelf.write("Not yet", "payments", publish=False, explains=("db",))
    assert [each.record.key for each in suggest(store.graph, "Payments is slow", ["db"])] == [in_text, about]
    assert [each.record.key for each in suggest(store.graph, "payments", ["db"])] == [about, in_text]
    assert [each.record.key for each in suggest(store.graph, "is", ["db"])] == [about]
    assert suggest(store.graph, "", []) == []


def test_each_account_has_one_voice_and_the_counts_follow(store: Store) -> None:
    shelf = Shelf(store)
    key, other = shelf.write("VPN", "x"), shelf.write("VPN 2", "x")
    for who, helpful in (("ann", True), ("bob", False), ("cem", True)):
        vote(store.graph, store.side, key, helpful=helpful, act=shelf.act(who))
    with pytest.raises(Invalid, match="has voted"):
        vote(store.graph, store.side, key, helpful=False, act=shelf.act("ann"))
    vote(store.graph, store.side, other, helpful=False, act=shelf.act("ann"))
    found = desk.find_record(store.graph, key)
    assert (found.number("helpful"), found.number("unhelpful")) == (2, 1)
    assert counted([True, False, False]) == (1, 2)


def test_versions_are_what_was_said_not_who_counted(store: Store) -> None:
    shelf = Shelf(store)
    key = shelf.write("VPN", "old")
    vote(store.graph, store.side, key, helpful=True, act=shelf.act("bob"))
    desk.move(store.graph, ARTICLE, key, "revise", act=shelf.act())
    desk.edit(store.graph, ARTICLE, key, {"text": "new"}, act=shelf.act("cem"))
    found = versions(store.graph, key)
    assert [(each.text, each.state) for each in found] == [
        ("new", "draft"),
        ("old", "draft"),
        ("old", "published"),
        ("old", "review"),
        ("old", "draft"),
    ]
    assert (found[0].by, found[-1].by) == ("cem", "ann")


def test_what_is_due_for_review_is_listed_longest_overdue_first(store: Store) -> None:
    shelf = Shelf(store)
    later = shelf.write("a", "x", review_on="2026-11-23")
    sooner = shelf.write("b", "x", review_on="2026-02-01")
    shelf.write("c", "x", review_on="2026-11-24")
    shelf.write("d", "x")
    shelf.write("e", "x", publish=False, review_on="2026-01-01")
    assert [each.key for each in due_for_review(store.graph, date(2026, 11, 23))] == [sooner, later]


def test_words_are_taken_out_of_what_people_type() -> None:
    assert words_of("VPN: can't connect (Straße), VPN!") == ("vpn", "can", "t", "connect", "strasse")
    assert words_of("it is slow", shortest=3) == ("slow",)
    assert len(words_of(" ".join(map(str, range(100))))) == 20
