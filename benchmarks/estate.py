"""A made-up enterprise estate of any size, the same for the same seed: what the benchmarks measure against.

Sites hold racks, feeds and network; clusters of hypervisors carry virtual machines; databases, caches and balancers
stand in redundant groups; applications use them, DNS, directories and the core network; services stand on top. The
hot spots (core switches, DNS, directory) have dependents in the tens of thousands, as in real estates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from impact import CiColumns, EdgeColumns, GroupColumns

__all__ = ["Estate", "make_estate"]

Ints = npt.NDArray[np.int64]
SHARES = {
    "site": 0.0002, "data_hall": 0.0006, "rack": 0.008, "power_feed": 0.004, "ups": 0.0012, "cooling_unit": 0.002,
    "core_switch": 0.0002, "distribution_switch": 0.001, "access_switch": 0.012, "router": 0.0006, "firewall": 0.0006,
    "wan_link": 0.0004, "dns_server": 0.00004, "directory_server": 0.00004, "time_server": 0.00004,
    "hypervisor": 0.03, "hypervisor_cluster": 0.0015, "server": 0.09, "storage_array": 0.0012, "volume": 0.06,
    "virtual_machine": 0.26, "container_host": 0.02, "kubernetes_cluster": 0.0005, "pod_set": 0.12,
    "database_server": 0.012, "database": 0.05, "cache": 0.012, "queue": 0.01, "load_balancer": 0.006,
    "virtual_address": 0.012, "web_server": 0.05, "application": 0.14, "interface": 0.05, "certificate": 0.02,
    "batch_job": 0.012, "printer": 0.005, "business_process": 0.004, "business_service": 0.003,
}  # fmt: skip
"""Share of each of the 38 classes."""

HOT = {"core_switch": 32, "dns_server": 16, "directory_server": 16, "time_server": 8}
"""Hot spots: few at any size, so that each has many dependents."""


@dataclass
class Estate:
    """An estate as columns; ``first`` and ``count`` say which numbers each class has."""

    first: dict[str, int]
    count: dict[str, int]
    keys: list[str]
    cis: CiColumns
    edges: EdgeColumns
    groups: GroupColumns

    def numbers(self, cls: str) -> Ints:
        """Numbers of the CIs of one class."""
        return np.arange(self.first[cls], self.first[cls] + self.count[cls])

    def keys_of(self, cls: str) -> list[str]:
        """Keys of the CIs of one class."""
        return self.keys[self.first[cls] : self.first[cls] + self.count[cls]]


@dataclass
class _Draft:
    rng: np.random.Generator
    first: dict[str, int]
    count: dict[str, int]
    parts: list[tuple[Ints, Ints, int, int, bool]] = field(default_factory=list)
    types: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    declared: list[tuple[Ints, int, int]] = field(default_factory=list)
    rules: list[Mapping[str, object]] = field(default_factory=list)

    def all(self, cls: str) -> Ints:
        return np.arange(self.first[cls], self.first[cls] + self.count[cls])

    def near(self, cls: str, ups: Ints, spread: float = 0.002) -> Ints:
        """One provider of a class for each consumer, close by: neighbours in number share what they stand on."""
        n = self.count[cls]
        place = np.arange(ups.size) / max(1, ups.size) * n
        place = place + self.rng.normal(0, max(0.7, spread * n), ups.size)
        return self.first[cls] + np.mod(place.astype(np.int64), n)

    def any(self, cls: str, ups: Ints, skew: float = 1.0) -> Ints:
        """One provider for each consumer from all over; ``skew`` above 1 makes hot spots."""
        n = self.count[cls]
        return self.first[cls] + (self.rng.random(ups.size) ** skew * n).astype(np.int64)

    def link(self, ups: Ints, downs: Ints, kind: str, group: str | None = None, *, soft: bool = False) -> None:
        code = -1 if group is None else self.groups.setdefault(group, len(self.groups))
        self.parts.append((ups, downs, self.types.setdefault(kind, len(self.types)), code, soft))

    def rule(self, ups: Ints, group: str, rule: Mapping[str, object]) -> None:
        self.rules.append(rule)
        self.declared.append((ups, self.groups.setdefault(group, len(self.groups)), len(self.rules) - 1))

    def pair(self, ups: Ints, cls: str, kind: str, group: str, *, size: int = 2, need: object = 1) -> None:
        """Give each consumer a group of neighbouring providers of which ``need`` must be up."""
        n = self.count[cls]
        base = (self.near(cls, ups) - self.first[cls]) // size * size
        for step in range(size):
            self.link(ups, self.first[cls] + np.mod(base + step, n), kind, group)
        self.rule(ups, group, {"min_up": need})


def make_estate(size: int, seed: int = 1, *, redundancy: bool = True) -> Estate:
    """Make an estate.

    Parameters
    ----------
    size : about so many CIs (at least 1,000)
    seed : the same seed makes the same estate
    redundancy : False turns every group into plain needs, for comparisons with engines that know no groups
    """
    rng = np.random.default_rng(seed)
    total = sum(SHARES.values())
    count = {cls: max(4, round(size * share / total)) for cls, share in SHARES.items()} | HOT
    starts = np.cumsum([0, *count.values()])
    draft = _Draft(rng, dict(zip(count, starts.tolist(), strict=False)), count)
    for step in (_facilities, _network, _compute, _data, _software, _business):
        step(draft)
    return _finished(draft, int(starts[-1]), redundancy=redundancy)


def _facilities(d: _Draft) -> None:
    d.link(d.all("data_hall"), d.near("site", d.all("data_hall")), "located_in")
    d.link(d.all("rack"), d.near("data_hall", d.all("rack")), "located_in")
    d.pair(d.all("power_feed"), "ups", "powered_by", "power")
    d.pair(d.all("rack"), "power_feed", "powered_by", "power")
    d.pair(d.all("data_hall"), "cooling_unit", "depends_on", "cooling", size=3, need=2)


def _network(d: _Draft) -> None:
    core, spread, access = d.all("core_switch"), d.all("distribution_switch"), d.all("access_switch")
    d.pair(spread, "core_switch", "connects_to", "uplink")
    d.pair(access, "distribution_switch", "connects_to", "uplink")
    ring = access[: access.size // 10 // 4 * 4].reshape(-1, 4)
    for place in range(4):
        d.link(ring[:, place], ring[:, (place + 1) % 4], "connects_to", "uplink")
    d.link(core, d.near("rack", core), "located_in")
    for cls in ("router", "firewall"):
        d.pair(d.all(cls), "core_switch", "connects_to", "uplink")
    d.pair(d.all("wan_link"), "router", "depends_on", "routers")
    for cls in ("dns_server", "directory_server", "time_server"):
        d.pair(d.all(cls), "core_switch", "connects_to", "uplink")
    for ups in (spread, access):
        d.link(ups, d.near("rack", ups), "located_in")


def _compute(d: _Draft) -> None:
    for cls in ("server", "hypervisor", "container_host", "storage_array"):
        ups = d.all(cls)
        d.link(ups, d.near("rack", ups), "located_in")
        d.pair(ups, "access_switch", "connects_to", "uplink")
    clusters, hosts = d.all("hypervisor_cluster"), d.all("hypervisor")
    d.link(clusters[np.arange(hosts.size) * clusters.size // hosts.size], hosts, "member_of", "members")
    d.rule(clusters, "members", {"min_up": "75%", "n_full": "90%"})
    d.link(clusters, d.near("storage_array", clusters), "stored_on")
    machines = d.all("virtual_machine")
    d.pair(machines[::2], "directory_server", "uses", "directory")
    d.link(machines[::3], d.near("volume", machines[::3]), "stored_on")
    d.link(machines, d.near("hypervisor_cluster", machines), "runs_on")
    volumes = d.all("volume")
    d.link(volumes, d.near("storage_array", volumes), "stored_on")
    nodes, grids = d.all("container_host"), d.all("kubernetes_cluster")
    d.link(grids[np.arange(nodes.size) * grids.size // nodes.size], nodes, "member_of", "members")
    d.rule(grids, "members", {"min_up": "quorum"})
    pods = d.all("pod_set")
    d.link(pods, d.near("volume", pods), "stored_on")
    d.link(pods, d.near("kubernetes_cluster", pods), "runs_on")


def _data(d: _Draft) -> None:
    engines = d.all("database_server")
    d.link(engines, d.near("server", engines), "runs_on")
    d.link(engines, d.near("volume", engines), "stored_on")
    d.pair(d.all("database"), "database_server", "runs_on", "replicas", size=3, need=2)
    d.pair(d.all("cache"), "virtual_machine", "runs_on", "nodes", size=3, need="quorum")
    d.pair(d.all("queue"), "virtual_machine", "runs_on", "nodes", size=3, need="quorum")
    balancers = d.all("load_balancer")
    d.link(balancers, d.near("server", balancers), "runs_on")
    d.link(balancers, d.any("firewall", balancers), "depends_on")
    d.pair(d.all("virtual_address"), "load_balancer", "depends_on", "pair")


def _software(d: _Draft) -> None:
    webs, apps = d.all("web_server"), d.all("application")
    d.link(webs, d.near("virtual_machine", webs), "runs_on")
    d.link(webs, d.near("virtual_address", webs), "depends_on")
    d.pair(apps, "virtual_machine", "runs_on", "nodes", size=2, need=1)
    half = apps[::2]
    d.pair(half, "database", "depends_on", "db", size=1, need=1)
    d.link(apps[::4], d.near("cache", apps[::4]), "uses", soft=True)
    d.link(apps[::5], d.near("queue", apps[::5]), "uses")
    d.link(apps[::6], d.near("virtual_address", apps[::6]), "depends_on")
    d.pair(apps, "dns_server", "uses", "dns", size=2)
    d.pair(apps[::2], "directory_server", "uses", "directory", size=2)
    d.link(apps[::3], d.any("pod_set", apps[::3]), "depends_on")
    faces, jobs, seals = d.all("interface"), d.all("batch_job"), d.all("certificate")
    d.link(faces, d.near("application", faces), "runs_on")
    d.link(jobs, d.any("application", jobs), "depends_on")
    d.link(d.any("web_server", seals), seals, "uses")
    d.link(d.all("printer"), d.near("access_switch", d.all("printer")), "connects_to")
    for ups in (apps[1::2], apps[1::3]):
        d.link(ups, d.any("interface", ups, 2.0), "uses", soft=True)


def _business(d: _Draft) -> None:
    services, processes = d.all("business_service"), d.all("business_process")
    d.pair(d.all("server"), "time_server", "uses", "time")
    d.pair(d.all("hypervisor"), "dns_server", "uses", "dns")
    for _ in range(8):
        d.link(services, d.any("application", services), "depends_on")
    d.pair(services, "web_server", "depends_on", "front", size=4, need="50%")
    for _ in range(2):
        d.link(processes, d.any("business_service", processes), "depends_on")


def _finished(d: _Draft, n: int, *, redundancy: bool) -> Estate:
    classes = list(d.count)
    code = np.repeat(np.arange(len(classes)), list(d.count.values()))
    keys = [f"{cls}-{i}" for cls in classes for i in range(d.count[cls])]
    service = code == classes.index("business_service")
    risk = np.where(np.isin(code, [classes.index("business_service"), classes.index("virtual_address")]), 0, 0.001)
    cis = CiColumns(
        keys=keys,
        names=keys,
        class_code=code,
        class_names=classes,
        service=service,
        criticality=np.where(service, d.rng.integers(1, 6, n), 0).astype(np.uint8),
        users=np.where(service, (10 ** d.rng.uniform(0, 5, n)).astype(np.int64), 0),
        unavailability=risk,
    )
    group = np.concatenate([np.full(p[0].size, p[3]) for p in d.parts])
    edges = EdgeColumns(
        consumer=np.concatenate([p[0] for p in d.parts]),
        provider=np.concatenate([p[1] for p in d.parts]),
        type_code=np.concatenate([np.full(p[0].size, p[2]) for p in d.parts]),
        type_names=list(d.types),
        group_code=group,
        group_names=list(d.groups),
        soft=np.concatenate([np.full(p[0].size, p[4]) for p in d.parts]),
    )
    groups = GroupColumns(
        ci=np.concatenate([ups for ups, _, _ in d.declared]),
        group_code=np.concatenate([np.full(ups.size, g) for ups, g, _ in d.declared]),
        rule_code=np.concatenate([np.full(ups.size, r) for ups, _, r in d.declared]),
        rules=d.rules,
    )
    if not redundancy:
        edges, groups = replace(edges, group_code=np.full(group.size, -1)), GroupColumns()
    return Estate(d.first, d.count, keys, cis, edges, groups)
