"""The addresses outside /api that other programs rely on: /go, /healthz, /readyz, /metrics."""

from __future__ import annotations

import pytest

from cmdb.store.port import Store
from tests.api.conftest import Person

WEB_A = {"ip_address": "10.1.0.7", "serial": "CZ-77", "fqdn": "web-a.example.net"}


@pytest.fixture
def known(request: pytest.FixtureRequest, admin: Person) -> Person:
    request.getfixturevalue("estate")
    answer = admin.patch("/cis/srv-a", {"attributes": WEB_A}, match="*")
    assert answer.status_code == 200, answer.text
    return admin


@pytest.mark.parametrize(
    "text", ["srv-a", "web-a", "WEB-A", "web-a.example.net", "10.1.0.7", "10.1.0.7:9100", "CZ-77", "https://web-a/x"]
)
def test_go_leads_from_whatever_names_a_ci_to_its_page_or_to_what_breaks(known: Person, text: str) -> None:
    assert known.get("//go", query_string={"q": text}).headers["Location"] == "/cis/srv-a"
    assert known.get("//go", query_string={"q": text, "to": "impact"}).headers["Location"] == "/impact?ci=srv-a"


def test_go_leads_to_the_search_where_not_exactly_one_ci_is_meant(known: Person, nobody: Person) -> None:
    assert known.get("//go?q=web").headers["Location"] == "/search?q=web"
    assert known.get("//go?q=srv-a%20srv-b&to=impact").headers["Location"] == "/search?q=srv-a%20srv-b&to=impact"
    assert nobody.get("//go?q=web-a&to=impact").headers["Location"] == "/search?q=web-a&to=impact"
    assert known.get("//go?to=impact").headers["Location"] == "/impact"


def test_a_store_that_does_not_answer_makes_the_server_unready_but_not_dead(nobody: Person, store: Store) -> None:
    assert nobody.get("//readyz").get_json()["status"] == "ready"
    store.close()
    assert nobody.get("//healthz").status_code == 200
    unready = nobody.get("//readyz")
    assert unready.status_code == 503
    assert unready.content_type == "application/problem+json"


def test_the_figures_name_the_release_the_revision_and_each_route(known: Person) -> None:
    head = known.get("/revision").get_json()["revision"]
    figures = known.get("//metrics").text
    assert f"faultline_revision {float(head)}" in figures
    assert 'faultline_requests_total{method="GET",route="/api/v1/revision",status="200"} 1.0' in figures
    assert 'faultline_build{version="' in figures
    assert "srv-a" not in figures, "figures tell nothing of the estate"
