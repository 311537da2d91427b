"""Comments on lines of a plan: they hold to what is edited, whatever its place, and outlive the line itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cmdb.errors import Invalid, NotFound
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.plan import parse_plan
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change import comments
from itsm.change.verbs import change_record, draft, replan
from itsm.kernel import desk

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ESTATE: list[Json] = [
    {"op": "add", "as": "$web", "key": "web", "class": "server", "name": "web-1", "attributes": {"owner": "a"}},
    {"op": "add", "as": "$db", "key": "db", "class": "database", "name": "orders"},
    {"op": "relate", "from": "$web", "type": "depends_on", "to": "$db", "group": "g"},
]
OWNER: dict[str, Json] = {"op": "set", "ci": "web", "attributes": {"owner": {"was": "a", "to": "b"}}}
VERSION: dict[str, Json] = {"op": "set", "ci": "db", "attributes": {"version": {"to": "16"}}, "name": {"to": "sales"}}
UNRELATE: dict[str, Json] = {"op": "unrelate", "from": "web", "type": "depends_on", "to": "db", "group": "g"}
ADD: dict[str, Json] = {"op": "add", "as": "$new", "class": "server", "name": "web-2"}


class Office:
    """An estate with a change, and people who speak of it, a minute for each word."""

    def __init__(self, estate: Estate) -> None:
        self.estate, self.minute = estate, 0
        merge(estate.graph, estate.rules, parse_plan({"edits": ESTATE}, estate.schema), Stamp("ann", "manual"))
        self.key = draft(estate, self.document(OWNER, VERSION, UNRELATE), act=self.act())

    def document(self, *edits: dict[str, Json]) -> dict[str, Json]:
        return {"title": "it", "edits": list(edits), "down": [{"ci": "web"}], "tests": "curl"}

    def act(self, who: str = "ann") -> desk.Act:
        self.minute += 1
        return desk.Act(f"{self.minute:04}", NOON + timedelta(minutes=self.minute), Stamp(who, "manual"))

    def plan(self, *edits: dict[str, Json]) -> None:
        replan(self.estate, change_record(self.estate, self.key), self.document(*edits), act=self.act())

    def say(self, line: str, text: str, who: str = "ann", *, public: bool = False) -> str:
        record = change_record(self.estate, self.key)
        return comments.comment(self.estate, record, line, text, act=self.act(who), public=public)

    def answer(self, to: str, text: str = "", who: str = "bob", *, resolved: bool | None = None) -> str:
        record = change_record(self.estate, self.key)
        return comments.answer(self.estate, record, to, text, act=self.act(who), resolved=resolved)

    def threads(self) -> list[comments.Thread]:
        record = change_record(self.estate, self.key)
        lines = comments.lines_of_change(self.estate, record)
        return comments.threads(desk.timeline(self.estate.graph, record.key), lines)


@pytest.fixture
def office() -> Iterator[Office]:
    with open_store("memory:") as store:
        yield Office(Estate(store, None))


def test_each_field_each_relation_and_each_part_is_a_line(office: Office) -> None:
    found = comments.lines_of_change(office.estate, change_record(office.estate, office.key))
    assert [(each.id, each.edit, each.words) for each in found] == [
        ("web/attributes.owner", 0, "owner of web-1: a → b"),
        ("db/name", 1, "name of orders: sales"),
        ("db/attributes.version", 1, "version of orders: 16"),
        ("web/depends_on/db/g", 2, "web-1 depends_on orders (group g): is no longer related"),
        ("web/down", None, "web-1 is taken down"),
        ("tests", None, "Tests: curl"),
    ]


def test_a_comment_follows_its_line_to_another_place(office: Office) -> None:
    said = office.say("db/attributes.version", "Why 16?")
    office.plan(ADD, UNRELATE, VERSION)
    (found,) = office.threads()
    assert (found.id, found.same) == (said, True)
    assert found.now is not None
    assert found.now.edit == 2


def test_a_line_that_says_something_else_or_is_gone_is_told_with_what_it_said(office: Office) -> None:
    office.say("db/attributes.version", "Why 16?")
    office.plan({"op": "set", "ci": "db", "attributes": {"version": {"to": "17"}}})
    (found,) = office.threads()
    assert (found.words, found.same) == ("version of orders: 16", False)
    assert found.now is not None
    assert found.now.words == "version of orders: 17"
    office.plan(OWNER)
    (found,) = office.threads()
    assert (found.words, found.now, found.same) == ("version of orders: 16", None, False)
    office.plan(VERSION)
    assert office.threads()[0].same


def test_what_is_added_is_named_by_its_placeholder_and_never_like_a_key(office: Office) -> None:
    office.plan({**ADD, "as": "$a/b"}, {**ADD, "as": "", "name": "c+d"})
    found = comments.lines_of_change(office.estate, change_record(office.estate, office.key))
    assert [each.id for each in found][:2] == ["+/$a%2Fb", "+/server c%2Bd"]


def test_answers_resolve_and_open_again_in_the_order_of_time(office: Office) -> None:
    first = office.say("tests", "Which host?")
    assert office.answer(first, "web-1") == first
    second = office.answer(first, "Thanks", "ann", resolved=True)
    assert office.answer(second, "Not quite") == first
    (found,) = office.threads()
    assert [each.text for each in found.comments] == ["Which host?", "web-1", "Thanks", "Not quite"]
    assert (found.resolved.by if found.resolved else "") == "ann"
    office.answer(first, resolved=False)
    (found,) = office.threads()
    assert (found.resolved, len(found.comments)) == (None, 4)
    document = comments.comments_document(desk.timeline(office.estate.graph, found.comments[0].record), [])
    assert document["open"] == 1


def test_comments_are_internal_unless_said_otherwise_and_in_the_order_of_the_plan(office: Office) -> None:
    office.say("tests", "to all", public=True)
    office.say("web/attributes.owner", "among us")
    assert [(each.line, each.comments[0].public) for each in office.threads()] == [
        ("web/attributes.owner", False),
        ("tests", True),
    ]


def test_a_line_that_there_is_not_no_words_and_no_comment_are_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="is no line of the plan"):
        office.say("web/attributes.ownr", "?")
    with pytest.raises(Invalid, match="text"):
        office.say("tests", "  ")
    with pytest.raises(NotFound):
        office.answer("9999", "?")
    with pytest.raises(Invalid, match="text"):
        office.answer(office.say("tests", "?"))
