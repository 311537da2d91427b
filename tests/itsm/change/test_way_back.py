"""Backing a merged change out: the present as it was before, and never over what somebody did since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb.edit import edit_ci, relate
from cmdb.errors import FaultlineError, Invalid, MergeConflict
from cmdb.estate import Estate
from cmdb.export import graph_text
from cmdb.merge import merge, preview
from cmdb.model import Key
from cmdb.plan import Relate, parse_plan
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.verbs import change_record
from itsm.change.way_back import Settled, merged_revisions, way_back
from itsm.kernel import desk
from itsm.steps import take_step_of_change
from tests.support.standard import draft_standard

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ESTATE: list[Json] = [
    {"op": "add", "as": "$web", "key": "web", "class": "server", "name": "web", "attributes": {"owner": "a"}},
    {"op": "add", "as": "$db", "key": "db", "class": "database", "name": "db", "attributes": {"owner": "a"}},
    {"op": "add", "as": "$sw", "key": "sw", "class": "switch", "name": "sw"},
    {"op": "relate", "from": "$web", "type": "depends_on", "to": "$db", "group": "g", "weight": 3},
    {"op": "relate", "from": "$db", "type": "depends_on", "to": "$sw"},
]


class Desk:
    """An estate, and somebody who carries changes out on it, a minute for each step."""

    def __init__(self, estate: Estate) -> None:
        self.estate, self.minute = estate, 0
        merge(estate.graph, estate.rules, parse_plan({"edits": ESTATE}, estate.schema), Stamp("ann", "manual"))

    def act(self) -> desk.Act:
        self.minute += 1
        return desk.Act(f"{self.minute:04}", NOON + timedelta(minutes=self.minute), Stamp("ann", "manual"))

    def step(self, key: str, name: str, *settled: Settled, **fields: Json) -> str:
        record = change_record(self.estate, key)
        return take_step_of_change(self.estate, record, name, act=self.act(), said=desk.Said(fields), settled=settled)

    def merged(self, *edits: dict[str, Any]) -> str:
        """Merge a change and return its key."""
        start = NOON + timedelta(hours=1)
        window = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
        document = {"title": "it", "window": window, "edits": list(edits)}
        key = draft_standard(self.estate, document, act=self.act())
        for name in ("submit", "request_approval", "approve", "start"):
            self.step(key, name)
        self.step(key, "complete", outcome="successful")
        return key

    def export(self) -> str:
        return "".join(graph_text(self.estate.graph))

    def value(self, ci: str, name: str) -> object:
        return self.estate.graph.get([Key(ci)])[Key(ci)].node.attributes.get(name)

    def edit(self, ci: str, **fields: Json) -> None:
        said = {f"attributes.{name}": value for name, value in fields.items()}
        edit_ci(self.estate.graph, self.estate.rules, Key(ci), said, Stamp("bob", "manual"))


@pytest.fixture
def here() -> Iterator[Desk]:
    with open_store("memory:") as store:
        yield Desk(Estate(store, None))


def owner(ci: str, to: str | None) -> dict[str, Any]:
    return {"op": "set", "ci": ci, "attributes": {"owner": {"to": to}}}


NAMES = st.sampled_from(["web", "db", "sw"])
EDITS = st.one_of(
    st.builds(owner, NAMES, st.sampled_from(["a", "b", None])),
    st.builds(lambda ci: {"op": "retire", "ci": ci}, NAMES),
    st.builds(
        lambda a, b, g, w: {"op": "relate", "from": a, "type": "depends_on", "to": b, "group": g, "weight": w},
        NAMES,
        NAMES,
        st.sampled_from(["", "g"]),
        st.integers(1, 2),
    ),
    st.builds(lambda a, b: {"op": "unrelate", "from": a, "type": "depends_on", "to": b, "group": "g"}, NAMES, NAMES),
    st.builds(lambda n: {"op": "add", "class": "server", "name": f"new{n}"}, st.integers(0, 2)),
)


@settings(max_examples=40)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_backed_out_the_export_equals_the_one_before(edits) -> None:
    with open_store("memory:") as store:
        here = Desk(Estate(store, None))
        before = here.export()
        plan = parse_plan({"edits": edits}, here.estate.schema)
        if not preview(here.estate.graph, here.estate.rules, plan).mergeable:
            return
        key = here.merged(*edits)
        head = store.graph.head()
        assert here.step(key, "back_out") == "backed_out"
        assert here.export() == before
        assert change_record(here.estate, key).text("outcome") == "backed_out"
        if merged_revisions(store.graph, key):
            assert head is not None
            runs = [each.run for each in store.graph.revisions(after=head.number)]
            assert runs.count(f"{key}/back-out") <= 1


def test_what_moved_since_is_a_conflict_by_attribute_and_nothing_is_written(here: Desk) -> None:
    key = here.merged(owner("web", "b"), owner("db", "b"))
    here.edit("web", owner="c")
    before = here.export()
    with pytest.raises(MergeConflict) as refused:
        here.step(key, "back_out")
    (conflict,) = refused.value.conflicts
    assert conflict == {
        "ci": "web",
        "field": "attributes.owner",
        "left": "b",
        "now": "c",
        "before": "a",
        "reason": "was changed since",
    }
    assert here.export() == before
    assert change_record(here.estate, key).state == "review"


@pytest.mark.parametrize(("take", "owner_then"), [("keep", "c"), ("restore", "a")])
def test_a_settled_conflict_is_kept_or_restored(here: Desk, take: Any, owner_then: str) -> None:
    key = here.merged(owner("web", "b"), owner("db", "b"))
    here.edit("web", owner="c")
    assert here.step(key, "back_out", Settled("web", "attributes.owner", take, "c")) == "backed_out"
    assert (here.value("web", "owner"), here.value("db", "owner")) == (owner_then, "a")


def test_what_moves_again_after_it_was_settled_is_a_conflict_again(here: Desk) -> None:
    key = here.merged(owner("web", "b"))
    here.edit("web", owner="d")
    with pytest.raises(MergeConflict):
        here.step(key, "back_out", Settled("web", "attributes.owner", "restore", "c"))


def test_a_ci_that_others_have_come_to_use_is_not_removed_by_itself(here: Desk) -> None:
    key = here.merged({"op": "add", "as": "$new", "key": "new", "class": "server", "name": "new"})
    assert way_back(here.estate, key).conflicts == ()
    relate(here.estate.graph, here.estate.rules, Relate("", "web", "depends_on", "new"), Stamp("bob", "manual"))
    (conflict,) = way_back(here.estate, key).conflicts
    assert (conflict.ci, conflict.field) == ("new", "")
    assert "has got relations since" in conflict.reason
    here.step(key, "back_out", Settled("new", "", "keep"))
    assert Key("new") in here.estate.graph.get([Key("new")])


def test_a_relation_that_was_made_anew_meanwhile_is_a_conflict(here: Desk) -> None:
    key = here.merged({"op": "unrelate", "from": "web", "type": "depends_on", "to": "db", "group": "g"})
    again = Relate("", "web", "depends_on", "db", "g", {"weight": 9})
    relate(here.estate.graph, here.estate.rules, again, Stamp("bob", "manual"))
    (conflict,) = way_back(here.estate, key).conflicts
    assert (conflict.ci, conflict.field, conflict.left) == ("web", "depends_on db (g)", None)
    with pytest.raises(MergeConflict):
        here.step(key, "back_out")
    here.step(key, "back_out", Settled("web", conflict.field, "restore", conflict.now))
    assert '"weight": 3' in here.export().replace('"weight":3', '"weight": 3')


def test_the_outcome_of_a_change_that_is_backed_out_is_no_success(here: Desk) -> None:
    key = here.merged(owner("web", "b"))
    with pytest.raises(Invalid, match="does not fit a change that is backed out"):
        here.step(key, "back_out", outcome="successful")
    assert here.value("web", "owner") == "b"


def test_what_was_restored_by_hand_already_is_left_alone(here: Desk) -> None:
    key = here.merged(owner("web", "b"))
    here.edit("web", owner="a")
    before = here.export()
    assert here.step(key, "back_out") == "backed_out"
    assert here.export() == before
    with pytest.raises(FaultlineError):
        here.step(key, "back_out")
