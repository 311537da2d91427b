"""Outcomes of changes in the graph: read as examples, calibrated, kept, and said with the risk of the next change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.change_history import change_history
from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.model import Key
from cmdb.plan import parse_plan
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp
from cmdb.values import Value
from itsm.change.calibration import Example, calibrate
from itsm.change.outcomes import examples, kept_calibration, kept_verdict, recalibrate
from itsm.change.prediction import PREDICTION
from itsm.change.proposal import canonical
from itsm.change.risk import Facts, assess_risk
from itsm.judgement import assessment, change_risk
from itsm.kernel.record import Record, record_node

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STAMP = Stamp("ann", "manual")


def kept(number: int, example: Example, *, state: str = "closed") -> Record:
    """A change that is over, with what was said of it when it was decided."""
    attributes: dict[str, Value] = {"outcome": "failed" if example.failed else "successful", "kind": "normal"}
    body = {PREDICTION: {"at": instant_json(example.at), "points": dict(example.points)}}
    return Record(Key(f"chg-{number:06}"), "change", f"Number {number}", state, attributes, 0, body=body)  # type: ignore[arg-type]  # JSON


@pytest.fixture
def estate() -> Iterator[Estate]:
    with open_store("memory:") as store:
        found = Estate(store, None, lambda: NOW)
        edits = [{"op": "add", "as": "$a", "key": "srv", "class": "server", "name": "srv"}]
        merge(found.graph, found.rules, parse_plan({"edits": edits}, found.schema), STAMP)  # type: ignore[dict-item]
        yield found


def fill(estate: Estate, count: int) -> list[Example]:
    history = change_history(count, seed=7)
    nodes = [record_node(kept(number, each), frozenset()) for number, each in enumerate(history)]
    estate.graph.apply(Batch(nodes=nodes), STAMP)
    return history


def test_outcomes_are_calibrated_and_said_with_the_next_change(estate: Estate) -> None:
    history = fill(estate, 1500)
    plan = {"title": "Patch", "down": [{"ci": "srv"}], "edits": []}
    proposal, _ = canonical(estate, plan)  # type: ignore[arg-type]  # JSON
    assert change_risk(estate, proposal, now=NOW).probability is None
    verdict = recalibrate(estate.graph, now=NOW, stamp=STAMP)
    assert verdict == calibrate(history)
    assert kept_calibration(estate.graph) == verdict.calibration is not None
    risk = change_risk(estate, proposal, now=NOW)
    assert risk.probability is not None
    assert 0 < risk.probability < 1
    judged = assessment(estate, proposal, now=NOW)
    assert judged["risk"]["probability"] == risk.probability  # type: ignore[index,call-overload]  # JSON


def test_with_too_few_the_points_stay_points_and_it_says_why(estate: Estate) -> None:
    fill(estate, 20)
    verdict = recalibrate(estate.graph, now=NOW, stamp=STAMP)
    assert (verdict.calibration, verdict.reason) == (None, "20 changes are over; 200 are needed")
    assert kept_calibration(estate.graph) is None
    said = kept_verdict(estate.graph)
    assert said is not None
    assert (said["changes"], said["intercept"], said["at"]) == (20, None, "2026-11-23T12:00:00Z")


def test_a_calibration_that_no_longer_holds_is_replaced(estate: Estate) -> None:
    fill(estate, 1500)
    assert recalibrate(estate.graph, now=NOW, stamp=STAMP).calibration is not None
    gone = [Key(f"chg-{number:06}") for number in range(100, 1500)]
    estate.graph.apply(Batch(remove_nodes=gone), STAMP)
    assert recalibrate(estate.graph, now=NOW + timedelta(days=1), stamp=STAMP).calibration is None
    assert kept_calibration(estate.graph) is None


def test_only_what_is_over_and_was_judged_counts(estate: Estate) -> None:
    points = {each.name: each.contribution for each in assess_risk(Facts()).factors}
    example = Example(NOW, points, failed=True)
    unjudged = kept(3, example)
    nodes = [
        record_node(kept(1, example), frozenset()),
        record_node(kept(2, example, state="implementing"), frozenset()),
        record_node(Record(unjudged.key, "change", "x", "closed", unjudged.attributes, 0), frozenset()),
    ]
    estate.graph.apply(Batch(nodes=nodes), STAMP)
    assert list(examples(estate.graph)) == [example]
