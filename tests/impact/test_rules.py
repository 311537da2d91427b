"""What a group's rule says, read from the words of a graph document."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from impact.gates import as_flags
from impact.rules import LARGEST, GroupRule, Share, parse_rule, rule_text, rule_words

SHARE = "a whole number, a percentage such as '50%', or 'quorum'"
COUNT_2 = Share("count", 2)


@pytest.mark.parametrize("peers", [False, True])
@pytest.mark.parametrize(
    ("said", "kind", "figures"),
    [
        ({"min_up": 2}, "min_up", {"min_up": COUNT_2}),
        ({"min_up": 2.0}, "min_up", {"min_up": COUNT_2}),
        ({"min_up": -(2**50)}, "min_up", {"min_up": Share("count", -LARGEST)}),
        ({"min_up": 2**50}, "min_up", {"min_up": Share("count", LARGEST)}),
        ({"min_up": "quorum"}, "min_up", {"min_up": Share("quorum")}),
        ({"min_up": " 33.40 % "}, "min_up", {"min_up": Share("percent", 3340, 10_000)}),
        ({"min_up": 2, "n_full": None}, "min_up", {"min_up": COUNT_2}),
        ({"min_up": 2, "n_full": "50%"}, "min_up", {"min_up": COUNT_2, "n_full": Share("percent", 50, 100)}),
        ({"demand": 9}, "demand", {"demand": 9}),
        ({"demand": 9.0, "min": None}, "demand", {"demand": 9}),
        ({"demand": 9, "min": 0}, "demand", {"demand": 9, "least": 0}),
        ({"demand": 2**50, "min": 4.0}, "demand", {"demand": LARGEST, "least": 4}),
        ({"active_passive": True, "primary": "a"}, "active_passive", {}),
        ({"active_passive": False, "min_up": 2}, "min_up", {"min_up": COUNT_2}),
        ({"active_passive": False}, "none", {}),
        ({"min_up": None}, "none", {}),
        ({}, "none", {}),
    ],
)
def test_a_rule_that_can_be_used(said: dict[str, object], kind: str, figures: dict[str, object], peers: bool) -> None:  # noqa: FBT001
    expected = GroupRule(kind, peers=peers, **figures)  # type: ignore[arg-type]
    assert parse_rule(said | {"peers": peers}) == expected


@pytest.mark.parametrize("peers", [False, True])
@pytest.mark.parametrize(
    ("said", "reason", "value", "allowed"),
    [
        ({"min_up": "half"}, "min_up cannot be read", "half", SHARE),
        ({"min_up": True}, "min_up cannot be read", True, SHARE),
        ({"min_up": 1.5}, "min_up cannot be read", 1.5, SHARE),
        ({"min_up": "1.23456%"}, "min_up cannot be read", "1.23456%", SHARE),
        ({"min_up": 1, "n_full": "all"}, "n_full cannot be read", "all", SHARE),
        ({"demand": 0}, "demand cannot be used", 0, "a whole number above 0"),
        ({"demand": -1}, "demand cannot be used", -1, "a whole number above 0"),
        ({"demand": "9"}, "demand cannot be used", "9", "a whole number above 0"),
        ({"demand": 9, "min": -1}, "min cannot be used", -1, "a whole number, at least 0"),
        ({"demand": 9, "min": 0.5}, "min cannot be used", 0.5, "a whole number, at least 0"),
        ({"min_up": 1, "demand": 9}, "the rule says two things", "min_up, demand", "one of them"),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(
    said: dict[str, object],
    reason: str,
    value: object,
    allowed: str,
    peers: bool,  # noqa: FBT001
) -> None:
    assert parse_rule(said | {"peers": peers}) == GroupRule(peers=peers, wrong=(reason, value, allowed))


@pytest.mark.parametrize("name", ["min_up", "demand"])
@pytest.mark.parametrize("peers", [False, True])
def test_false_is_no_figure(name: str, peers: bool) -> None:  # noqa: FBT001
    rule = {name: False, "peers": peers}
    assert parse_rule(rule) == GroupRule(peers=peers, wrong=("the rule cannot be read", rule_text(rule), SHARE))


def test_peers_are_said_by_true_alone() -> None:
    assert not parse_rule({"min_up": 1, "peers": 1}).peers
    assert not parse_rule({"min_up": 1, "peers": "yes"}).peers


def test_a_rule_has_one_canonical_spelling() -> None:
    assert rule_text({"min_up": 1, "active_passive": False}) == '{"active_passive": false, "min_up": 1}'
    assert rule_text({"primary": "größe"}) == '{"primary": "größe"}'
    assert rule_text({"min_up": 1j}) == '{"min_up": "1j"}'


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"min_up": 2, "n_full": 3}, "min_up 2, n_full 3"),
        ({"min": 0, "demand": 4}, "demand 4, min 0"),
        ({"active_passive": True, "min_up": 1}, "active_passive"),
        ({"active_passive": False, "min_up": None}, "no rule"),
    ],
)
def test_a_rule_in_words(rule: Mapping[str, object], words: str) -> None:
    assert rule_words(rule) == words


def test_what_a_gate_is_fits_one_byte() -> None:
    every = np.array([False, True])
    soft, weighted, peers = (part.ravel() for part in np.meshgrid(every, every, every))
    expected = (1 * soft.astype(int) + 2 * weighted.astype(int) + 4 * peers.astype(int)).tolist()
    assert as_flags(soft, weighted, peers).tolist() == expected
