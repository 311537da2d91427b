from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.addresses import addresses, argument_addresses


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("PRODUCT_CATALOG_SERVICE_ADDR", "productcatalogservice:3550", ["productcatalogservice:3550"]),
        ("DATABASE", "postgres://shop:se:cret@db:5432/shop", ["db:5432"]),
        ("X", "mongodb://u:p@m-0.m:27017,m-1.m:27017/db?replicaSet=r", ["m-0.m:27017", "m-1.m:27017"]),
        ("X", "jdbc:mysql://mysql:3306/app?useSSL=false", ["mysql:3306"]),
        ("X", "http://api.shop.svc.cluster.local.:8080/v1", ["api.shop.svc.cluster.local:8080"]),
        ("KAFKA", "kafka-0:9092,kafka-1:9092", ["kafka-0:9092", "kafka-1:9092"]),
        ("DSN", "root:pw@tcp(mysql:3306)/shop", ["mysql:3306"]),
        ("DB", "host=db port=5432 user=x", ["db"]),
        ("ConnectionString", "Server=tcp:sqldata,1433;Database=x;User Id=sa", ["sqldata:1433"]),
        ("REDIS_HOST", "redis", ["redis"]),
        ("redisHost", "redis", ["redis"]),
        ("PGHOST", "db", ["db"]),
        ("discovery.seed_hosts", "es01,es02", ["es01", "es02"]),
        ("ZIPKIN_ENDPOINT", "zipkin", ["zipkin"]),
        ("CART_SERVICE", "cart", ["cart"]),
        # Words that merely look like the name of something are no addresses.
        ("DB_TYPE", "postgres", []),
        ("CACHE", "redis", []),
        ("GREETING", "see db:5432 for more", []),
        ("SERVICE_NAME", "cart", []),
        ("DB_HOST", "the database of the shop", []),
        ("TIME", "12:30", []),
        ("RATIO_HOST", "80", []),
        ("PORT", "8080", []),
        ("BIG_ADDR", "db:99999", []),
        ("SOCKET_URL", "unix:///var/run/x.sock", []),
        ("FILE_URL", "file:///etc/x", []),
        ("TEMPLATE_URL", "http://${FRONTEND_ADDR}/x", []),
        ("EMPTY_ADDR", "", []),
        ("LONG_ADDR", "x" * 30_000, []),
    ],
)
def test_addresses_that_settings_show(name: str, value: str, shown: list[str]) -> None:
    assert [each.shown for each in addresses(name, value)] == shown


def test_evidence_by_name_is_weaker() -> None:
    assert addresses("DB_HOST", "db")[0].confidence < addresses("X", "db:1")[0].confidence < 1


def test_command_lines() -> None:
    words = ["serve", "--db-host", "mysql", "--redis=redis:6379", "-v", "--name=cart", "http://a:1/x http://b", "c:80"]
    assert [(flag, each.shown) for flag, each in argument_addresses(words)] == [
        ("db-host", "mysql"),
        ("redis", "redis:6379"),
        ("argument", "a:1"),
        ("argument", "b"),
        ("argument", "c:80"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_setting_breaks_the_rule(name: str, value: str) -> None:
    for each in addresses(name, value):
        assert each.host.lower() in value.lower()
        assert "@" not in each.host
