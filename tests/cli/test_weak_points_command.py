"""``spof`` and ``rank`` answer in their shapes, and the planted weaknesses of the demo stand first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from cli.demo_estate import build_demo
from cmdb.estate import Estate
from cmdb.questions import Question, impact_document
from cmdb.store import open_store
from cmdb.weak_points import all_single_points_document, ranking_document, single_points_document
from impact import Failure

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_single_points_of_one_service_with_their_reasons(payments):
    answer = payments.json("spof", "Payments")
    assert (answer["service"], answer["spofs"], answer["failures_away"]) == ("pay", ["app"], 1)
    (point,) = answer["points"]
    assert (point["key"], point["name"], point["class"], point["hops"]) == ("app", "pay-app", "application", 1)
    assert [step["sentence"] for step in point["steps"]] == ["Payments is DOWN: needs pay-app"]
    assert answer["revision"] == 1
    text = payments("spof", "pay").out
    assert text.startswith("Payments: 1 other CI takes it DOWN alone.\n")
    assert "pay-app: Payments is DOWN: needs pay-app." in text


def test_what_is_down_or_immune_anyway_is_taken_into_account(payments):
    assert payments.json("spof", "pay", "--down", "db-1")["spofs"] == ["app", "db-2"]
    assert payments.json("spof", "pay", "--immune", "app")["spofs"] == []
    down = payments.json("spof", "pay", "--down", "app")
    assert (down["spofs"], down["failures_away"], down["reason"]) == ([], 0, "it is DOWN anyway")
    assert payments("spof", "pay", "--down", "app").out == "Payments: it is DOWN anyway.\n"


def test_without_a_service_every_service_is_listed(payments):
    (answer,) = payments.json("spof")
    assert (answer["service"], answer["spofs"], answer["failures_away"]) == ("pay", ["app"], 1)
    assert "1 service" in payments("spof").out


def test_the_ranking_has_the_shape_that_others_rely_on(payments):
    (first,) = payments.json("rank")
    assert (first["key"], first["score"], first["services"]) == ("app", 65.3, ["pay"])
    assert first["gain"] == {"single_points": 1, "pairs": 1, "score": 65.3}
    assert first["sentence"].startswith("alone takes 1 service DOWN: Payments; made redundant: 1 single point of")
    assert [each["key"] for each in payments.json("rank", "--down", "db-2")] == ["app", "db-1"]
    assert [each["gain"] for each in payments.json("rank", "--down", "db-2", "--gain", "1")][1] is None
    assert len(payments.json("rank", "--down", "db-2", "--top", "1")) == 1
    assert payments("rank").out.startswith("1 CI takes services DOWN alone; 1 service was looked at.\n")
    assert payments("rank", "--immune", "app").out == "No CI takes a service DOWN alone.\n"


def test_who_is_not_there_has_no_single_points(payments):
    payments("spof", "nix").fails(3, "nix")
    payments("rank", "--down", "nix").fails(3, "nix")


# ------------------------------------------------------------------ the demo


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    with open_store("memory:") as store:
        build_demo(store, say=lambda _: None, now=NOW)
        yield Estate(store, None)


def ranked(estate, top: int):
    return ranking_document(estate, Question(), top=top, gains=0)["items"]


def single_points_of(estate, service: str, proofs: int):
    return single_points_document(estate, Question(), service, proofs=proofs)


def every_service(estate):
    return {each["service"]: each for each in all_single_points_document(estate, Question())}


def services_down(estate, key: str):
    services = ask(estate, key)["services"]
    return [each for each in services if each["state"] == "down"]


def ask(estate, key: str):
    return impact_document(estate, Question((Failure(key),)))


PLANTED = {
    "ns-core-01": "resolvers that forward to each other hang on one name server",
    "sto-ham-01": "three replicas of each great database stand on one array",
    "HAM-R07-PDU-A": "both balancers hang on one strip",
    "UPS LEJ A": "both strips of every rack in Leipzig hang on one UPS",
}


def test_the_planted_weaknesses_are_first_among_their_like(estate):
    """Sites, halls and clusters come before them by nature; of their own classes none stands higher."""
    items = ranked(estate, 40)
    names = [item["name"] for item in items]
    assert set(PLANTED) <= set(names)
    assert {"Active Directory", "sto-ham-01", "ns-core-01"} <= set(names[:15])
    for cls, first in (("pdu", "HAM-R07-PDU-A"), ("storage_array", "sto-ham-01"), ("dns_server", "ns-core-01")):
        assert next(item["name"] for item in items if item["class"] == cls) == first
    assert [item["name"] for item in items if item["class"] == "ups"] == ["UPS HAM A", "UPS LEJ A"]


def test_what_is_redundant_is_no_weak_point(estate):
    names = {item["name"] for item in ranked(estate, 1_000)}
    assert not names & {"HAM-R01-PDU-B", "esx-hamproda-01", "lb-ham-01", "lb-ham-02", "resolver-ham", "resolver-lej"}


def test_the_ranking_is_what_impact_says_of_each(estate):
    for item in ranked(estate, 8):
        down = services_down(estate, item["key"])
        assert [each["key"] for each in down] == item["services"]
        assert item["score"] == pytest.approx(sum(each["score"] for each in down), abs=0.05 * len(down))


def test_one_service_and_all_of_them_say_the_same(estate):
    every = every_service(estate)
    assert len(every) == 25
    shop = single_points_of(estate, "Payments", 2)
    alone = every[shop["service"]]
    assert {name: shop[name] for name in alone} == alone
    assert [bool(point["steps"]) for point in shop["points"]][:3] == [True, True, False]
