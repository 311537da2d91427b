"""Lifecycles: a table that cannot work is refused where it is made, a step where it is taken."""

from __future__ import annotations

import pytest

from cmdb.errors import Invalid
from itsm.kernel.lifecycle import Lifecycle, State, Step, lifecycle

STATES = [State("new", "New"), State("done", "Done", "closed", "stopped")]
CLOSE = Step("close", "Close", ("new",), "done")


def small() -> Lifecycle:
    return lifecycle("small", "new", STATES, [CLOSE])


def test_what_is_offered_can_be_taken_and_nothing_else() -> None:
    assert small().offered("new") == (CLOSE,)
    assert small().step("new", "close") is CLOSE
    assert small().offered("done") == ()
    with pytest.raises(Invalid, match=r"not possible in state done.*nothing: done is final"):
        small().step("done", "close")
    with pytest.raises(Invalid, match=r"unknown step.*allowed: close"):
        small().step("new", "explode")


@pytest.mark.parametrize(
    ("initial", "states", "steps", "message"),
    [
        ("new", STATES, [], "nothing leads to"),
        ("old", STATES, [CLOSE], "unknown state"),
        ("new", STATES, [CLOSE, CLOSE], "twice"),
        ("new", STATES, [Step("close", "Close", ("new",), "gone")], "unknown state"),
        ("new", STATES, [Step("close", "Close", ("gone",), "done")], "unknown state"),
    ],
)
def test_a_table_that_cannot_work_is_refused(
    initial: str, states: list[State], steps: list[Step], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        lifecycle("bad", initial, states, steps)
