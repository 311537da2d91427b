from __future__ import annotations

from importers.kubernetes import KUBERNETES
from tests.importers.observed import read, shared, shared_folder

# The published diagram of the shop, as its repository draws it.
BOUTIQUE = {
    ("frontend", "adservice"),
    ("frontend", "recommendationservice"),
    ("frontend", "productcatalogservice"),
    ("frontend", "cartservice"),
    ("frontend", "shippingservice"),
    ("frontend", "currencyservice"),
    ("frontend", "checkoutservice"),
    ("checkoutservice", "productcatalogservice"),
    ("checkoutservice", "shippingservice"),
    ("checkoutservice", "currencyservice"),
    ("checkoutservice", "cartservice"),
    ("checkoutservice", "paymentservice"),
    ("checkoutservice", "emailservice"),
    ("recommendationservice", "productcatalogservice"),
    ("cartservice", "redis-cart"),
    ("loadgenerator", "frontend"),
}


def test_online_boutique() -> None:
    found = read(KUBERNETES, shared("kubernetes", "online-boutique.yaml"))
    assert len(found.of("workload")) == 12
    assert len([each for each in found.cis if each.cls == "workload"]) == 12
    assert found.edges() == BOUTIQUE
    assert len([one for each in found.cis for one in each.relations if one.type == "depends_on"]) == 16
    assert not found.rejected
    assert "env.SHOPPING_ASSISTANT_SERVICE_ADDR shows shoppingassistantservice:80" in found.texts


def test_what_falls_with_the_cart_of_online_boutique() -> None:
    edges = read(KUBERNETES, shared("kubernetes", "online-boutique.yaml")).edges()
    down = {"redis-cart"}
    while more := {start for start, end in edges if end in down} - down:
        down |= more
    assert down == {"redis-cart", "cartservice", "checkoutservice", "frontend", "loadgenerator"}


def test_online_boutique_with_its_mesh() -> None:
    found = read(
        KUBERNETES, shared("kubernetes", "online-boutique-istio.yaml"), shared("kubernetes", "online-boutique.yaml")
    )
    assert len(found.of("workload")) == 12
    assert found.edges() == BOUTIQUE | {("frontend-route", "istio-gateway"), ("frontend-route", "frontend")}
    assert found.of("external_service") == {"accounts.google.com", "*.googleapis.com", "metadata.google.internal"}
    assert not found.rejected


def test_bookinfo_shows_no_calls_and_none_are_invented() -> None:
    found = read(KUBERNETES, shared("kubernetes", "bookinfo", "bookinfo.yaml"))
    assert found.of("workload") == {
        "details-v1",
        "ratings-v1",
        "reviews-v1",
        "reviews-v2",
        "reviews-v3",
        "productpage-v1",
    }
    assert not found.edges()
    assert "the settings of 6 of 6 workloads show no address of anything: details-v1" in found.texts


def test_all_of_bookinfo() -> None:
    found = read(KUBERNETES, *shared_folder("kubernetes", "bookinfo"))
    assert len(found.of("workload")) == 10
    assert found.edges() == {
        ("mysqldb-v1", "mysql-credentials"),
        ("ratings-v2-mysql", "mysqldb-v1"),
        ("ratings-v2", "mongodb-v1"),
        ("gateway", "productpage-v1"),
        ("bookinfo", "bookinfo-gateway"),
        ("bookinfo", "productpage-v1"),
    }
    assert not found.rejected
    assert "cGFzc3dvcmQ=" not in repr(found)
