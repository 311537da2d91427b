"""``cuts`` and ``availability`` answer in the shapes that others rely on."""

from __future__ import annotations

import pytest


def test_the_cut_sets_of_a_service(payments):
    answer = payments.json("cuts", "Payments")
    assert (answer["service"], answer["order"], answer["complete"]) == ("pay", 3, True)
    assert answer["cut_sets"] == [["app"], ["db-1", "db-2"]]
    assert answer["failures_away"] == 1
    text = payments("cuts", "pay").out
    assert text.startswith("Payments: one failure takes it DOWN.\n")
    assert "db-1 + db-2" in text
    assert "Every minimal cut set is known; none is larger than 2." in text


def test_up_to_an_order_and_a_number(payments):
    assert payments.json("cuts", "pay", "--order", "1")["cut_sets"] == [["app"]]
    assert payments.json("cuts", "pay", "--order", "1")["complete"] is False
    cut = payments.json("cuts", "pay", "--limit", "1")
    assert (cut["cut_sets"], cut["truncated"], cut["counts"]) == ([["app"]], True, {"1": 1, "2": 1})


def test_what_is_down_or_immune_anyway(payments):
    assert payments.json("cuts", "pay", "--down", "db-1")["cut_sets"] == [["app"], ["db-2"]]
    two = payments.json("cuts", "pay", "--immune", "app")
    assert (two["cut_sets"], two["failures_away"]) == ([], None)
    down = payments.json("cuts", "pay", "--down", "app")
    assert (down["cut_sets"], down["order"], down["failures_away"]) == ([], 0, 0)
    assert payments("cuts", "pay", "--down", "app").out.startswith("Payments: it is DOWN already.\n")


def test_the_availability_of_a_service(payments):
    answer = payments.json("availability", "Payments")
    assert (answer["service"], answer["method"]) == ("pay", "exact")
    # db-1 says 0.01; db-2 says nothing, its class's default is 0.001; nobody knows a figure of the application.
    assert answer["unavailability"] == pytest.approx(1e-5)
    assert answer["interval"] == [answer["unavailability"], answer["unavailability"]]
    assert answer["without_figure"] == 1
    assert {each["key"] for each in answer["importance"]} == {"db-1", "db-2"}
    text = payments("availability", "pay", "--target", "0.9999").out
    assert text.startswith("Payments: 99.999000% available, DOWN 5.3 minutes a year.\n")
    assert "The target of 99.9900% is kept." in text


def test_sampled_when_asked(payments):
    answer = payments.json("availability", "pay", "--nodes", "0", "--samples", "5000", "--seed", "7")
    assert (answer["method"], answer["samples"], answer["seed"]) == ("monte_carlo", 5000, 7)
    assert answer["interval"][0] <= 1e-5 <= answer["interval"][1]
    again = payments.json("availability", "pay", "--nodes", "0", "--samples", "5000", "--seed", "7")
    assert answer == again
    assert "With 95 % confidence between" in payments("availability", "pay", "--nodes", "0").out


def test_who_is_not_there_has_none(payments):
    payments("cuts", "nix").fails(3, "nix")
    payments("availability", "nix").fails(3, "nix")


@pytest.mark.parametrize("words", [("cuts", "pay", "--order", "0"), ("availability", "pay", "--target", "2")])
def test_bad_input_is_refused(payments, words):
    assert payments(*words).code == 2
