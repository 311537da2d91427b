"""A KEY is a key, then class:name, then an exact name; anything else is answered with the nearest, never guessed."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("text", ["app", "application:pay-app", "pay-app", "PAY-APP", "  app  "])
def test_key_class_and_name_lead_to_the_ci(payments, text):
    assert payments.json("show", text)["key"] == "app"


def test_a_key_goes_before_a_name_and_a_class_before_its_parents(cli):
    cis = [
        {"key": "web", "class": "server", "name": "one"},
        {"key": "two", "class": "application", "name": "web"},
        {"key": "three", "class": "hypervisor", "name": "esx"},
    ]
    cli("import", cli.file("g.json", {"faultline": 1, "cis": cis}))
    assert cli.json("show", "web")["key"] == "web"
    assert cli.json("show", "application:web")["key"] == "two"
    assert cli.json("show", "server:esx")["key"] == "three"


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["history"],
        ["needs"],
        ["impact"],
        ["impact", "app", "--explain"],
        ["impact", "app", "--why-not"],
        ["impact", "app", "--immune"],
        ["impact", "--degraded"],
        ["path", "app"],
    ],
)
def test_every_question_resolves_names_and_answers_unknown_ones_with_the_nearest(payments, words):
    told = payments.json(*words, "db-3", code=3)
    assert (told["error"], told["value"]) == ("NotFound", "db-3")
    assert {"db-1", "db-2"} <= set(told["nearest"])
    payments(*words, "db-3").fails(3, "db-3", "nearest: db-1, db-2")
    if "--immune" not in words:
        assert payments(*words, "database:db-2").code == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("pay-ap", "app"), ("pey-app", "app"), ("Paymnets", "pay"), ("database:db-3", "db-1"), ("databse:db-1", "db-1")],
)
def test_what_is_mistyped_is_answered_with_what_is_spelled_alike(payments, typed, meant):
    assert meant in payments.json("show", typed, code=3)["nearest"]
    assert meant in payments.json("show", typed, "--as-of", "1", code=3)["nearest"]


def test_a_name_of_several_is_answered_with_all_of_them(cli):
    cis = [{"key": f"k{number}", "class": cls, "name": "twin"} for number, cls in enumerate(["server", "application"])]
    cli("import", cli.file("g.json", {"faultline": 1, "cis": cis}))
    told = cli.json("impact", "twin", code=3)
    assert told["error"] == "Ambiguous"
    assert told["nearest"] == ["k0 (server twin)", "k1 (application twin)"]
    assert cli.json("impact", "server:twin")["scenario"]["failures"] == [{"ci": "k0", "state": "down"}]


@pytest.mark.parametrize("text", ["", " ", "x" * 10_000, "class:server", "%", "'; DROP TABLE node"])
def test_odd_texts_are_only_not_found(payments, text):
    payments("show", text).fails(3)


@pytest.mark.parametrize("text", ["a\0b", "\udcff"])
def test_what_is_no_text_is_bad_input(payments, text):
    payments("show", text).fails(2)
