"""A small estate with redundancy that holds, redundancy that does not, and something left unsaid."""

from __future__ import annotations

from typing import Any

__all__ = ["CHANGED", "CIS", "ESTATE"]


def ci(key: str, cls: str, name: str, **attributes: object) -> dict[str, Any]:
    """Return a CI of the document."""
    return {"key": key, "class": cls, "name": name, "attributes": attributes}


def relation(source: str, kind: str, target: str, **more: object) -> dict[str, Any]:
    """Return a relation of the document."""
    return {"from": source, "type": kind, "to": target, **more}


CIS = [
    ci("pay", "business_service", "Payments", criticality=5, users=1200, owner="Anna Ruiz"),
    ci("shop", "business_service", "Web shop", criticality=4, users=5400, owner="Ben Osei"),
    ci("pay-app", "application", "pay-app", version="2.1", environment="production"),
    ci("shop-app", "application", "shop-app", version="7.0", environment="production"),
    ci("db-1", "database", "orders-db-1", port=5432, environment="production"),
    ci("db-2", "database", "orders-db-2", port=5432, environment="production"),
    ci("vm-1", "virtual_machine", "vm-pay", ip_address="10.1.0.1", environment="production"),
    ci("vm-2", "virtual_machine", "vm-shop", ip_address="10.1.0.2", environment="production"),
    ci("vm-3", "virtual_machine", "vm-lost", ip_address="10.1.0.3", environment="test"),
    ci("hv-1", "hypervisor", "esx-01", serial="CZ100", location="Zurich"),
    ci("hv-2", "hypervisor", "esx-02", serial="CZ200", location="Zurich"),
    ci("sw-1", "switch", "core-sw-1", serial="FCH1", location="Zurich"),
    ci("sw-2", "switch", "core-sw-2", serial="FCH2", location="Zurich"),
    ci("feed-1", "power_feed", "Feed A"),
    ci("feed-2", "power_feed", "Feed B"),
]
CIS[2]["groups"] = {"db": {"min_up": 1}}

RELATIONS = [
    relation("pay", "depends_on", "pay-app"),
    relation("shop", "depends_on", "shop-app"),
    relation("pay-app", "depends_on", "db-1", group="db", confidence=0.6, last_verified="2026-01-10T00:00:00Z"),
    relation("pay-app", "depends_on", "db-2", group="db"),
    relation("pay-app", "runs_on", "vm-1"),
    relation("shop-app", "runs_on", "vm-2"),
    relation("db-1", "runs_on", "hv-1"),
    relation("db-2", "runs_on", "hv-2"),
    relation("vm-1", "runs_on", "hv-1"),
    relation("vm-2", "runs_on", "hv-2"),
    *[relation(hv, "connects_to", switch) for hv in ("hv-1", "hv-2") for switch in ("sw-1", "sw-2")],
    *[relation(hv, "powered_by", feed) for hv in ("hv-1", "hv-2") for feed in ("feed-1", "feed-2")],
]

ESTATE = {"faultline": 1, "cis": CIS, "relations": RELATIONS}
CHANGED = {
    "faultline": 1,
    "cis": [{**CIS[11], "attributes": {**CIS[11]["attributes"], "description": "firmware 9.2", "owner": "Network"}}],
}
