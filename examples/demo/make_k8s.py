"""Write the Kubernetes manifests of the demo's two namespaces: ``python examples/demo/make_k8s.py``."""

from __future__ import annotations

from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent / "kubernetes"
Env = dict[str, str]

SHOP: dict[str, tuple[int, Env]] = {
    "storefront": (
        4,
        {
            "CATALOGUE_URL": "http://catalogue:8080",
            "CART_URL": "http://cart:8080",
            "CHECKOUT_URL": "http://checkout:8080",
            "SEARCH_URL": "http://search:8080",
            "SESSION_REDIS_ADDR": "session-redis:6379",
        },
    ),
    "mobile-bff": (
        3,
        {
            "CATALOGUE_URL": "http://catalogue:8080",
            "CART_URL": "http://cart:8080",
            "TRACKING_URL": "http://tracking-api.tracking.svc.cluster.local:8080",
        },
    ),
    "catalogue": (3, {"DATABASE_URL": "postgres://catalogue-db:5432/catalogue", "MEDIA_URL": "http://media:8080"}),
    "search": (2, {"INDEX_URL": "http://search-index:9200"}),
    "search-index": (3, {}),
    "media": (2, {"CACHE_ADDR": "media-cache:6379"}),
    "media-cache": (1, {}),
    "cart": (3, {"REDIS_ADDR": "cart-redis:6379"}),
    "cart-redis": (1, {}),
    "session-redis": (1, {}),
    "checkout": (
        3,
        {
            "CART_URL": "http://cart:8080",
            "PRICING_URL": "http://pricing:8080",
            "PAYMENT_URL": "http://payment:8080",
            "ORDERS_URL": "http://orders:8080",
            "SHIPPING_URL": "http://shipping-quote:8080",
        },
    ),
    "pricing": (2, {"RATES_URL": "http://currency:8080"}),
    "currency": (2, {}),
    "payment": (2, {"LEDGER_DATABASE_URL": "postgres://payment-db:5432/ledger"}),
    "payment-db": (1, {}),
    "orders": (2, {"DATABASE_URL": "postgres://orders-db:5432/orders", "BROKER_ADDR": "events:9092"}),
    "orders-db": (1, {}),
    "catalogue-db": (1, {}),
    "shipping-quote": (2, {"ROUTES_URL": "http://route-cache:8080"}),
    "route-cache": (2, {}),
    "mailer": (1, {"BROKER_ADDR": "events:9092"}),
    "events": (3, {}),
}
TRACKING: dict[str, tuple[int, Env]] = {
    "tracking-web": (3, {"API_URL": "http://tracking-api:8080"}),
    "tracking-api": (
        4,
        {
            "STORE_URL": "postgres://scan-db:5432/scans",
            "CACHE_ADDR": "tracking-cache:6379",
            "ETA_URL": "http://eta:8080",
        },
    ),
    "tracking-cache": (1, {}),
    "scan-ingest": (4, {"BROKER_ADDR": "scan-events:9092"}),
    "scan-writer": (2, {"BROKER_ADDR": "scan-events:9092", "STORE_URL": "postgres://scan-db:5432/scans"}),
    "scan-events": (3, {}),
    "scan-db": (1, {}),
    "eta": (2, {"MODEL_URL": "http://eta-model:8500", "TELEMATICS_URL": "http://telematics-feed:8080"}),
    "eta-model": (2, {}),
    "telematics-feed": (2, {"BROKER_ADDR": "scan-events:9092"}),
    "notifications": (2, {"BROKER_ADDR": "scan-events:9092"}),
}
IMAGES = {
    "redis": "redis:7.2",
    "cache": "redis:7.2",
    "db": "postgres:16.4",
    "index": "opensearch:2.15",
    "events": "kafka:3.7",
}
PORTS = {"redis": 6379, "cache": 6379, "db": 5432, "index": 9200, "events": 9092, "model": 8500}
STATEFUL = ("db", "index", "events")


def kind_of(name: str) -> str:
    """Return the last word of a workload's name."""
    return name.rsplit("-", 1)[-1]


def image(name: str) -> str:
    """Return the image of a workload."""
    return IMAGES.get(kind_of(name), f"registry.hansecargo.example/{name}:2026.9")


def workload(name: str, namespace: str, replicas: int, env: Env) -> dict[str, object]:
    """Return a Deployment, or a StatefulSet with its claim."""
    port = PORTS.get(kind_of(name), 8080)
    container: dict[str, object] = {
        "name": name,
        "image": image(name),
        "ports": [{"containerPort": port}],
        "env": [{"name": key, "value": value} for key, value in env.items()],
        "envFrom": [{"configMapRef": {"name": f"{namespace}-settings"}}],
    }
    stateful = kind_of(name) in STATEFUL
    spec: dict[str, object] = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}},
    }
    if stateful:
        container["volumeMounts"] = [{"name": "data", "mountPath": "/var/lib/data"}]
        spec["serviceName"] = name
        spec["volumeClaimTemplates"] = [
            {
                "metadata": {"name": "data"},
                "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "200Gi"}}},
            }
        ]
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet" if stateful else "Deployment",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": spec,
    }


def service(name: str, namespace: str) -> dict[str, object]:
    """Return the Service in front of a workload."""
    port = PORTS.get(kind_of(name), 8080)
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"app": name}, "ports": [{"port": port}]},
    }


def ingress(name: str, namespace: str, host: str) -> dict[str, object]:
    """Return the Ingress of a front end."""
    backend = {"service": {"name": name, "port": {"number": 8080}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"rules": [{"host": host, "http": {"paths": [path]}}]},
    }


def write(namespace: str, workloads: dict[str, tuple[int, Env]], hosts: dict[str, str]) -> None:
    """Write one namespace as one file of several documents."""
    documents: list[dict[str, object]] = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": f"{namespace}-settings", "namespace": namespace},
            "data": {"REGION": "eu-north"},
        },
    ]
    for name, (replicas, env) in workloads.items():
        documents += [workload(name, namespace, replicas, env), service(name, namespace)]
    documents += [ingress(name, namespace, host) for name, host in hosts.items()]
    text = yaml.safe_dump_all(documents, sort_keys=False, width=110)
    (HERE / f"{namespace}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write("shop", SHOP, {"storefront": "shop.hansecargo.example", "mobile-bff": "api.hansecargo.example"})
    write("tracking", TRACKING, {"tracking-web": "track.hansecargo.example"})
