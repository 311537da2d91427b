"""What the past tells of a change: what is like it, the class whose changes fail most, and what nobody has done yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.model import Key
from cmdb.plan import parse_plan
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.experience import Experience, experience
from itsm.change.proposal import canonical
from itsm.change.surroundings import over
from itsm.change.verbs import change_record
from itsm.judgement import change_risk
from itsm.kernel import desk
from itsm.steps import take_step_of_change
from tests.support.standard import draft_standard

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CIS = {"db-1": "database", "db-2": "database", "sw-1": "switch", "sw-2": "switch", "sw-3": "switch"}


class Office:
    """An estate on which changes are carried out, a minute for each step."""

    def __init__(self, estate: Estate) -> None:
        self.estate, self.minute = estate, 0
        edits: list[Json] = [{"op": "add", "key": key, "class": cls, "name": key} for key, cls in CIS.items()]
        merge(estate.graph, estate.rules, parse_plan({"edits": edits}, estate.schema), Stamp("ann", "manual"))

    def act(self) -> desk.Act:
        self.minute += 1
        return desk.Act(f"{self.minute:04}", NOW + timedelta(minutes=self.minute), Stamp("ann", "manual"))

    def plan(self, title: str, *cis: str) -> dict[str, Json]:
        window: Json = {"start": NOW.isoformat(), "end": (NOW + timedelta(hours=1)).isoformat()}
        down: list[Json] = [{"ci": each} for each in cis]
        return {"title": title, "kind": "standard", "window": window, "down": down, "edits": []}

    def done(self, title: str, *cis: str, outcome: str = "successful") -> str:
        key = draft_standard(self.estate, self.plan(title, *cis), act=self.act())
        for step in ("submit", "request_approval", "approve", "start", "complete"):
            said = desk.Said({"outcome": outcome} if step == "complete" else {})
            take_step_of_change(self.estate, change_record(self.estate, key), step, act=self.act(), said=said)
        return str(key)

    def ask(self, title: str, *cis: str) -> Experience:
        proposal, _ = canonical(self.estate, self.plan(title, *cis))
        return experience(self.estate.graph, proposal, over(self.estate.graph))

    def factor(self, name: str, title: str, *cis: str) -> tuple[str, float, tuple[str, ...]]:
        proposal, _ = canonical(self.estate, self.plan(title, *cis))
        found = {each.name: each for each in change_risk(self.estate, proposal, now=NOW).factors}[name]
        return found.value, found.contribution, found.evidence


@pytest.fixture
def office() -> Iterator[Office]:
    with open_store("memory:") as store:
        yield Office(Estate(store, None, lambda: NOW))


def test_without_a_past_all_is_new(office: Office) -> None:
    assert office.ask("Patch", "db-1") == Experience(untried=("db-1",))
    assert office.factor("novelty", "Patch", "db-1") == ("nothing like it has been done before", 5.0, ("db-1",))
    assert office.factor("ci_class", "Patch", "db-1")[1] == 0


def test_likeness_is_by_ci_or_by_words_and_what_nobody_did_is_told_by_ci(office: Office) -> None:
    first = office.done("Replace the line cards", "sw-1")
    other = office.done("Vacuum", "db-2")
    found = office.ask("Replace the line cards", "sw-2", "sw-1")
    assert [each.key for each in found.similar] == [first]
    assert found.untried == ("sw-2",)
    assert [each.key for each in office.ask("Something else", "db-2").similar] == [other]
    value, points, evidence = office.factor("novelty", "Replace the line cards", "sw-2", "sw-1")
    assert (value, points, evidence) == ("1 of 2 touched CIs never configured by a change", 1.5, ("sw-2",))
    assert office.factor("novelty", "Replace the line cards", "sw-1")[1] == 0


def test_of_the_classes_touched_the_one_whose_changes_failed_most_speaks(office: Office) -> None:
    bad = [office.done(f"Line card {number}", "sw-1", outcome="failed") for number in range(4)]
    good = [office.done(f"Vacuum {number}", "db-1") for number in range(4)]
    found = office.ask("Anything", "db-2", "sw-3")
    assert (found.ci_class, [each.key for each in found.of_class]) == ("switch", bad)
    value, points, evidence = office.factor("ci_class", "Anything", "db-2", "sw-3")
    assert value == "4 of 4 changes on CIs of class switch did not succeed"
    assert points > 0
    assert evidence == tuple(bad)
    assert office.factor("ci_class", "Anything", "db-2")[1:] == (-1.1, tuple(good))
    assert office.ask("Anything", "sw-3") != office.ask("Anything", "db-2")


def test_the_change_itself_is_no_past_of_its_own(office: Office) -> None:
    key = office.done("Vacuum", "db-1")
    record = change_record(office.estate, Key(key))
    proposal, _ = canonical(office.estate, office.plan("Vacuum", "db-1"))
    mine = proposal.__class__(key, proposal.title, proposal.kind, proposal.plan, proposal.window, proposal.touched)
    assert experience(office.estate.graph, mine, [record]).similar == ()
