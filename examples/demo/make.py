"""Write the large files of the demo estate: ``python examples/demo/make.py``. Same seed, same files.

The company is made up: Hanse Cargo moves parcels and freight from two data centres, Hamburg (ham) and Leipzig (lej).
Small files (manifest, Kubernetes manifests, the warehouse's compose file) are written by hand and stay as they are.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
RACKS = {
    "ham": [f"HAM-R{number:02d}" for number in range(1, 11)],
    "lej": [f"LEJ-R{number:02d}" for number in range(1, 7)],
}
SITE_NAMES = {"ham": "Hamburg Billbrook", "lej": "Leipzig Airport"}
ROOMS = {"ham": ["HAM Hall 1", "HAM Hall 2"], "lej": ["LEJ Hall 1"]}
CLUSTERS = {"HAM-PROD-A": ("ham", 8), "HAM-PROD-B": ("ham", 6), "HAM-TEST": ("ham", 3), "LEJ-PROD": ("lej", 7)}
ARRAYS = {"sto-ham-01": "ham", "sto-ham-02": "ham", "sto-lej-01": "lej"}
ARRAY_OF = {"HAM-PROD-A": "sto-ham-01", "HAM-PROD-B": "sto-ham-01", "HAM-TEST": "sto-ham-02", "LEJ-PROD": "sto-lej-01"}
GUESTS = ["Debian GNU/Linux 12 (64-bit)", "Ubuntu Linux (64-bit)", "Microsoft Windows Server 2022 (64-bit)", "Red Hat Enterprise Linux 9 (64-bit)"]  # fmt: skip


def write_csv(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, comma: str = ",", title: str = ""
) -> None:
    """Write a table as another tool exports it."""
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        if title:
            file.write(f"{title}\n\n")
        writer = csv.writer(file, delimiter=comma, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


def serial(prefix: str, number: int) -> str:
    """Return a serial number as makers print it."""
    letters = random.Random(f"{prefix}{number}")
    return f"{prefix}{''.join(letters.choices('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ', k=7))}"


def pdus(rack: str) -> str:
    """Return the two power strips of a rack."""
    return f"{rack}-PDU-A; {rack}-PDU-B"


def uplinks(rack: str) -> str:
    """Return the two access switches of a rack's neighbourhood."""
    site = rack[:3].lower()
    number = int(rack[-2:])
    other = number + 1 if number < len(RACKS[site]) else number - 1
    return f"sw-{site}-{number:02d}; sw-{site}-{other:02d}"


# ------------------------------------------------------------------ facilities and network


def facilities() -> None:
    """Sites, rooms, racks and power, as the facility team's tool exports them: semicolons, a title above."""
    rows: list[tuple[str, ...]] = []
    for site, name in SITE_NAMES.items():
        rows.append((name, "Site", "", "", "", "", ""))
        for feed in "AB":
            rows.append((f"{site.upper()} Feed {feed}", "Power feed", "", name, "", "", "630"))
        for room in ROOMS[site]:
            rows.append((room, "Room", "", name, "", "", ""))
    for name, feed in (
        ("UPS HAM A", "HAM Feed A"),
        ("UPS HAM B", "HAM Feed B"),
        ("UPS LEJ A", "LEJ Feed A; LEJ Feed B"),
    ):
        rows.append((name, "UPS", serial("ED", len(rows)), ROOMS[name[4:7].lower()][0], feed, "Eaton 93PM", ""))
    for site, racks in RACKS.items():
        for number, rack in enumerate(racks):
            room = ROOMS[site][number * len(ROOMS[site]) // len(racks)]
            rows.append((rack, "Rack", "", room, "", "Rittal TS IT 42U", ""))
            for side in "AB":
                # Leipzig was built with one UPS: strip B hangs on it as well.
                ups = f"UPS {site.upper()} {side if site == 'ham' else 'A'}"
                power = "" if rack == "HAM-R10" and side == "B" else ups
                rows.append((f"{rack}-PDU-{side}", "PDU", serial("ZC", len(rows)), rack, power, "APC AP8853", ""))
    headings = ("Name", "Class", "Serial Number", "Located in", "Powered by", "Model", "Capacity_kW")
    write_csv("facilities.csv", headings, rows, comma=";", title="Facility register Hanse Cargo;;;;;;")


def network() -> None:
    """Switches in rings, routers, firewalls and balancers, from the network team's inventory."""
    rows: list[tuple[str, ...]] = []
    for site, racks in RACKS.items():
        for number in (1, 2):
            rack = racks[number - 1]
            rows.append((f"core-{site}-{number:02d}", "Switch", serial("FDO", len(rows)), "Cisco", "Nexus 9336C-FX2", rack, "", pdus(rack), f"10.{1 if site == 'ham' else 2}.0.{number}"))  # fmt: skip
        for number, rack in enumerate(racks, 1):
            rows.append((f"sw-{site}-{number:02d}", "Switch", serial("FOC", len(rows)), "Cisco", "Catalyst 9300-48", rack, ring(site, number, len(racks)), pdus(rack), f"10.{1 if site == 'ham' else 2}.0.{10 + number}"))  # fmt: skip
        for number in (1, 2):
            rack = racks[number + 1]
            core = f"core-{site}-01; core-{site}-02"
            address = f"10.{1 if site == 'ham' else 2}.0"
            rows.append((f"rt-{site}-{number:02d}", "Router", serial("JMX", len(rows)), "Juniper", "MX204", rack, core, pdus(rack), f"{address}.{40 + number}"))  # fmt: skip
            rows.append((f"fw-{site}-{number:02d}", "Firewall", serial("FGT", len(rows)), "Fortinet", "FortiGate 600F", rack, core, pdus(rack), f"{address}.{50 + number}"))  # fmt: skip
            # Both balancers of Hamburg were racked together, on strip A of one rack.
            power = "HAM-R07-PDU-A" if site == "ham" else pdus(rack)
            place = "HAM-R07" if site == "ham" else rack
            rows.append((f"lb-{site}-{number:02d}", "Load balancer", serial("F5X", len(rows)), "F5", "BIG-IP i4800", place, core, power, f"{address}.{60 + number}"))  # fmt: skip
    headings = (
        "Hostname",
        "Device type",
        "Serial Number",
        "Vendor",
        "Model",
        "Rack",
        "Uplinks",
        "PDUs",
        "Management IP",
    )
    write_csv("network.csv", headings, [(r[0], r[1], *r[2:]) for r in rows])


def ring(site: str, number: int, size: int) -> str:
    """Return the neighbours of an access switch: two rings a site, each closed over both core switches."""
    half = size // 2
    first, last = (1, half) if number <= half else (half + 1, size)
    before = f"core-{site}-01" if number == first else f"sw-{site}-{number - 1:02d}"
    after = f"core-{site}-02" if number == last else f"sw-{site}-{number + 1:02d}"
    return f"{before}; {after}"


# ------------------------------------------------------------------ hardware and virtual machines


def hosts() -> list[tuple[str, str, str]]:
    """Return hypervisors with their cluster and rack."""
    found = []
    for cluster, (site, count) in CLUSTERS.items():
        for number in range(1, count + 1):
            name = f"esx-{cluster.lower().replace('-', '')}-{number:02d}"
            found.append((name, cluster, RACKS[site][(number * 2 + len(found)) % len(RACKS[site])]))
    return found


SERVERS = [
    *(
        (f"bkp-{site}-{number:02d}", site, "Backup server", "Debian GNU/Linux 12")
        for site in ("ham", "lej")
        for number in (1, 2)
    ),
    *((f"sap-ham-{number:02d}", "ham", "SAP application server", "SUSE Linux Enterprise 15") for number in range(1, 5)),
    *((f"hana-ham-{number:02d}", "ham", "SAP HANA", "SUSE Linux Enterprise 15") for number in (1, 2)),
    *(
        (f"sort-{site}-{number:02d}", site, "Sorting line control", "Windows Server 2019")
        for site in ("ham", "lej")
        for number in range(1, 5)
    ),
    *(
        (f"scale-{site}-{number:02d}", site, "Weighing and scanning", "Windows Server 2016")
        for site in ("ham", "lej")
        for number in range(1, 4)
    ),
    *((f"voice-{site}-01", site, "Telephony", "AlmaLinux 9") for site in ("ham", "lej")),
]


def hardware() -> None:
    """Servers, hypervisors and storage, as the asset register exports them."""
    book = xlsxwriter.Workbook(HERE / "assets.xlsx", {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": "Asset register", "created": datetime(2026, 9, 1, tzinfo=UTC).replace(tzinfo=None)})
    common = ("Hostname", "Serial Number", "Asset Tag", "Manufacturer", "Model", "Rack", "PDUs", "Uplinks", "OS", "Purchased", "Warranty until", "Owner")  # fmt: skip
    sheet(book, "Hypervisors", (*common, "Cluster"), [(*asset(name, number, rack, "Dell", "PowerEdge R760", "VMware ESXi 8.0"), cluster) for number, (name, cluster, rack) in enumerate(hosts())])  # fmt: skip
    rows = [(*asset(name, 100 + number, RACKS[site][number % len(RACKS[site])], "HPE", "ProLiant DL380 Gen11", system), purpose) for number, (name, site, purpose, system) in enumerate(SERVERS)]  # fmt: skip
    sheet(book, "Servers", (*common, "Description"), rows)
    sheet(book, "Storage arrays", ("Device type", *(each for each in common if each != "OS")), [("Storage array", *without_system(asset(name, 200 + number, RACKS[site][4 + number % 2], "NetApp", "AFF A400", ""))) for number, (name, site) in enumerate(ARRAYS.items())])  # fmt: skip
    book.close()


def asset(name: str, number: int, rack: str, maker: str, model: str, system: str) -> tuple[object, ...]:
    """Return one row of the asset register."""
    bought = date(2022, 1, 10) + timedelta(days=number * 13 % 1400)
    return (name, serial("CZJ", number), f"HC-{10_000 + number}", maker, model, rack, pdus(rack), uplinks(rack), system, bought, bought + timedelta(days=5 * 365), "Infrastructure")  # fmt: skip


def without_system(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return a row without its operating system."""
    return (*row[:8], *row[9:])


def sheet(book: xlsxwriter.Workbook, name: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write one sheet with bold headings in its third row, under a title."""
    page = book.add_worksheet(name)
    page.write(0, 0, f"Hanse Cargo asset register: {name}")
    page.write_row(2, 0, headings, book.add_format({"bold": True}))
    for line, row in enumerate(rows, 3):
        page.write_row(line, 0, row)
    page.autofit()


class Machines:
    """Virtual machines handed out by role, remembered for the virtualisation manager's export."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []
        self.count: dict[str, int] = {}

    def take(self, role: str, cluster: str, size: int = 2, guest: int = 0) -> str:
        """Return the name of a new virtual machine of a role."""
        site = CLUSTERS[cluster][0]
        number = self.count[f"{site}-{role}"] = self.count.get(f"{site}-{role}", 0) + 1
        name = f"{site}-{role}-{number:02d}"
        store = f"{ARRAY_OF[cluster]}-ds{len(self.rows) % 6 + 1}"
        address = f"10.{1 if site == 'ham' else 2}.{20 + len(self.rows) // 250}.{len(self.rows) % 250 + 4}"
        identity = str(random.Random(name).getrandbits(128).to_bytes(16, "big").hex())
        uuid = "-".join((identity[:8], identity[8:12], identity[12:16], identity[16:20], identity[20:]))
        self.rows.append([name, "poweredOn", cluster, GUESTS[guest % 4], f"{name}.hansecargo.example", address, size, size * 4, store, uuid])  # fmt: skip
        return name


def machines_csv(name: str, rows: Iterable[Sequence[object]]) -> None:
    """Write the virtualisation manager's export."""
    headings = ("Name", "Powerstate", "Cluster", "Guest OS", "DNS Name", "IP Address", "CPUs", "Memory (GB)", "Datastore", "VM UUID")  # fmt: skip
    columns = {"Cluster": "Runs on", "Powerstate": "Power state", "Datastore": "Stored on"}
    write_csv(name, [columns.get(each, each) for each in headings], rows)


# ------------------------------------------------------------------ services

SERVICES: dict[str, tuple[int, int, str, str]] = {
    "Parcel Booking": (5, 410, "ham", "Customer Platforms"),
    "Track and Trace": (5, 390, "ham", "Customer Platforms"),
    "Payments": (5, 320, "ham", "Finance Systems"),
    "Web Shop": (5, 300, "ham", "Customer Platforms"),
    "Freight Exchange": (4, 180, "ham", "Customer Platforms"),
    "Customs Declaration": (5, 90, "ham", "Freight Systems"),
    "Route Planning": (5, 210, "ham", "Freight Systems"),
    "Hub Sorting Hamburg": (5, 160, "ham", "Hub Operations"),
    "Hub Sorting Leipzig": (5, 140, "lej", "Hub Operations"),
    "Warehouse Management": (5, 230, "lej", "Hub Operations"),
    "Driver App": (4, 520, "ham", "Customer Platforms"),
    "Fleet Telematics": (4, 75, "lej", "Freight Systems"),
    "Invoicing": (4, 65, "ham", "Finance Systems"),
    "Accounting": (4, 48, "ham", "Finance Systems"),
    "Payroll": (3, 22, "ham", "Finance Systems"),
    "Human Resources Portal": (2, 900, "ham", "Workplace"),
    "E-Mail and Calendar": (4, 1180, "ham", "Workplace"),
    "Telephony": (4, 640, "ham", "Workplace"),
    "File Shares": (3, 870, "ham", "Workplace"),
    "Intranet": (2, 1150, "ham", "Workplace"),
    "Data Warehouse": (3, 110, "lej", "Data and Analytics"),
    "Customer Service Desk": (4, 130, "ham", "Customer Platforms"),
    "Partner EDI Gateway": (5, 60, "ham", "Freight Systems"),
    "Identity and Sign-in": (5, 1200, "ham", "Infrastructure"),
    "Backup and Archive": (3, 14, "lej", "Infrastructure"),
}
PARTS = ("Portal", "API", "Worker", "Scheduler", "Reporting", "Gateway", "Cache", "Search", "Batch")
WITHOUT_DNS = {"Hub Sorting Leipzig", "Telephony", "Payroll", "Data Warehouse", "Backup and Archive", "Fleet Telematics", "Accounting"}  # fmt: skip


class Estate:
    """The services team's document: services, applications, databases and what they stand on."""

    def __init__(self) -> None:
        self.cis: list[dict[str, object]] = []
        self.relations: list[dict[str, object]] = []
        self.machines = Machines()

    def ci(self, key: str, cls: str, name: str, groups: dict[str, object] | None = None, **attributes: object) -> str:
        """Add a CI."""
        entry: dict[str, object] = {"key": key, "class": cls, "name": name}
        if attributes:
            entry["attributes"] = attributes
        if groups:
            entry["groups"] = groups
        self.cis.append(entry)
        return key

    def relate(self, source: str, kind: str, target: str, group: str = "", **fields: object) -> None:
        """Add a relation."""
        entry: dict[str, object] = {"from": source, "type": kind, "to": target}
        self.relations.append(entry | ({"group": group} if group else {}) | fields)

    def on_machines(self, key: str, role: str, cluster: str, count: int, needed: int = 1) -> None:
        """Let a CI run on new virtual machines, some of which are enough."""
        self.cis[-1].setdefault("groups", {})["instances"] = {"min_up": needed}  # type: ignore[index]
        for number in range(count):
            machine = self.machines.take(role, cluster, 2 + 2 * (number % 2), len(key) + number // 2)
            self.relate(key, "runs_on", f"virtual_machine:{machine}", "instances")


def slug(name: str) -> str:
    """Return a name as it stands in a key."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def shared(estate: Estate) -> None:
    """What many stand on: name resolution, directory, balancing, messaging."""
    dns = estate.ci("dns-core", "dns_server", "ns-core-01", version="BIND 9.18", owner="Infrastructure")
    estate.on_machines(dns, "ns", "HAM-PROD-A", 1)
    for site, cluster, other in (("ham", "HAM-PROD-A", "lej"), ("lej", "LEJ-PROD", "ham")):
        # The resolvers forward to the core server and, "to be safe", to each other.
        key = estate.ci(f"res-{site}", "dns_server", f"resolver-{site}", {"upstream": {"min_up": 1}}, version="Unbound 1.17", owner="Infrastructure")  # fmt: skip
        estate.on_machines(key, "resolver", cluster, 1)
        estate.relate(key, "depends_on", "dns-core", "upstream", confidence=0.95, last_verified="2026-06-11")
        estate.relate(key, "depends_on", f"res-{other}", "upstream", confidence=0.8, last_verified="2025-03-02")
    estate.ci(
        "name-resolution", "technical_service", "Name resolution", {"resolvers": {"min_up": 1}}, owner="Infrastructure"
    )
    for site in ("ham", "lej"):
        estate.relate("name-resolution", "depends_on", f"res-{site}", "resolvers")
    estate.ci(
        "directory", "directory_service", "Active Directory", {"instances": {"min_up": 1}}, owner="Infrastructure"
    )
    for cluster in ("HAM-PROD-A", "HAM-PROD-B", "LEJ-PROD"):
        estate.relate(
            "directory", "runs_on", f"virtual_machine:{estate.machines.take('dc', cluster, 4, 2)}", "instances"
        )
    estate.ci("balancing", "technical_service", "Load balancing Hamburg", {"balancers": {"min_up": 1}}, owner="Network")
    for number in (1, 2):
        estate.relate("balancing", "depends_on", f"load_balancer:lb-ham-{number:02d}", "balancers")
    estate.ci(
        "messaging", "cluster", "RabbitMQ", {"members": {"min_up": "quorum", "peers": True}}, owner="Customer Platforms"
    )
    for number in range(3):
        queue = estate.ci(f"rabbit-{number + 1}", "queue", f"rabbit-{number + 1}", version="3.13")
        machine = estate.machines.take("mq", ("HAM-PROD-A", "HAM-PROD-B", "LEJ-PROD")[number], 4)
        estate.relate(queue, "runs_on", f"virtual_machine:{machine}")
        estate.relate(queue, "member_of", "messaging")


def database(estate: Estate, key: str, name: str, site: str) -> str:
    """A database: three replicas with a quorum for the great ones, primary and standby for the others."""
    great = SERVICES[name][0] == 5
    cluster_of = ("HAM-PROD-B",) * 3 if site == "ham" else ("LEJ-PROD",) * 3
    if not great:
        db = estate.ci(f"db-{key}", "database", f"{key}-db", {"nodes": {"active_passive": True, "failover_s": 30}}, version="MariaDB 10.11", owner=SERVICES[name][3])  # fmt: skip
        for number in range(2):
            machine = estate.machines.take("maria", cluster_of[number] if number else cluster_of[0], 4)
            estate.relate(db, "runs_on", f"virtual_machine:{machine}", "nodes")
        return db
    pool = estate.ci(f"pg-{key}", "cluster", f"{key}-postgres", {"members": {"min_up": "quorum", "peers": True}}, owner=SERVICES[name][3])  # fmt: skip
    for number in range(3):
        node = estate.ci(f"pg-{key}-{number + 1}", "database", f"{key}-pg-{number + 1}", version="PostgreSQL 16.4", unavailability=0.002)  # fmt: skip
        estate.relate(node, "runs_on", f"virtual_machine:{estate.machines.take('pg', cluster_of[number], 8)}")
        estate.relate(node, "member_of", pool)
    return pool


def services() -> None:
    """Services with their applications, databases and machines; the virtualisation export that goes with them."""
    estate = Estate()
    shared(estate)
    for name, (criticality, users, site, team) in SERVICES.items():
        service(estate, name, criticality, users, site, team)
    identity(estate)
    for number in range(60):
        estate.machines.take(("test", "build", "dev")[number % 3], "HAM-TEST", 2, number)
    for number in range(110):
        estate.machines.take(("jump", "print", "monitor", "license", "terminal")[number % 5], ("HAM-PROD-A", "LEJ-PROD")[number % 2], 2, number)  # fmt: skip
    save("services.json", graph(estate.cis, estate.relations))
    save("clusters.json", graph(clusters(), []))
    save("datastores.json", graph(datastores(), pools()))
    machines_csv("vmware-2026-09.csv", estate.machines.rows)
    machines_csv("vmware-2026-11.csv", later(estate.machines.rows))


def service(estate: Estate, name: str, criticality: int, users: int, site: str, team: str) -> None:
    """One business service with its applications."""
    key = slug(name)
    contact = f"on-call {team}, +49 40 5550 {100 + len(estate.cis) % 900}"
    estate.ci(key, "business_service", name, criticality=criticality, users=users, owner=team, contact=contact, runbook=f"https://runbooks.hansecargo.example/{key}", availability_target=99.95 if criticality == 5 else 99.5)  # fmt: skip
    estate.relate(key, "supported_by", f"team:{team}")
    db = database(estate, key, name, site)
    count = 5 + criticality + len(name) % 4
    cluster = {"ham": "HAM-PROD-A", "lej": "LEJ-PROD"}[site]
    for number in range(count):
        part = PARTS[number % len(PARTS)] + (f" {number // len(PARTS) + 1}" if number >= len(PARTS) else "")
        app = estate.ci(
            f"{key}-{slug(part)}", "application", f"{name} {part}", owner=team, version=f"{2 + number % 5}.{number}.1"
        )
        estate.on_machines(app, f"app{len(key) % 7}", cluster, 3 if criticality == 5 and number < 3 else 2)
        front = number == 0
        estate.relate(key if number < 3 else f"{key}-{slug(PARTS[number % 3])}", "depends_on", app, **({} if number < 3 else {"need": "soft"}))  # fmt: skip
        if number % 3 != 2:
            estate.relate(app, "depends_on", db, confidence=0.9, last_verified="2026-08-20")
        if name not in WITHOUT_DNS and number < 2:
            estate.relate(app, "depends_on", "name-resolution")
        if front and site == "ham" and name in ("Parcel Booking", "Track and Trace", "Payments", "Web Shop", "Freight Exchange", "Partner EDI Gateway"):  # fmt: skip
            estate.relate(app, "depends_on", "balancing")
        if number == 1 and criticality >= 4:
            estate.relate(app, "depends_on", "directory")
        if number == 2 and site == "ham":
            estate.relate(app, "depends_on", "messaging", need="soft")


def identity(estate: Estate) -> None:
    """Relations between services and to the physical servers."""
    for source, target in (("payments", "invoicing"), ("web-shop", "payments"), ("parcel-booking", "payments"), ("customer-service-desk", "track-and-trace")):  # fmt: skip
        estate.relate(source, "uses", target, need="soft")
    for name, hosts_of in (("hub-sorting-hamburg", "sort-ham"), ("hub-sorting-leipzig", "sort-lej")):
        key = estate.ci(f"{name}-line", "application", f"{name.replace('-', ' ').title()} Line control", {"lines": {"min_up": "75%", "n_full": 4}}, owner="Hub Operations")  # fmt: skip
        for number in range(1, 5):
            estate.relate(key, "runs_on", f"server:{hosts_of}-{number:02d}", "lines")
        estate.relate(name, "depends_on", key)
    key = estate.ci("erp", "application", "SAP S/4HANA", {"app servers": {"demand": 4, "min": 2}}, owner="Finance Systems", version="2023")  # fmt: skip
    for number in range(1, 5):
        estate.relate(key, "runs_on", f"server:sap-ham-{number:02d}", "app servers", weight=1)
    hana = estate.ci(
        "erp-hana", "database", "HANA", {"nodes": {"min_up": 1}}, owner="Finance Systems", version="2.0 SPS07"
    )
    for number in (1, 2):
        estate.relate(hana, "runs_on", f"server:hana-ham-{number:02d}", "nodes")
    estate.relate(key, "depends_on", hana)
    for name in ("accounting", "invoicing", "payroll"):
        estate.relate(name, "depends_on", "erp")
    for name in ("voice-ham-01", "voice-lej-01"):
        estate.relate("telephony", "runs_on", f"server:{name}", "exchanges")
    next(each for each in estate.cis if each["key"] == "telephony")["groups"] = {"exchanges": {"min_up": 1}}
    for number in (1, 2):
        estate.relate("backup-and-archive", "runs_on", f"server:bkp-lej-{number:02d}", "servers")
    next(each for each in estate.cis if each["key"] == "backup-and-archive")["groups"] = {"servers": {"min_up": 1}}
    estate.relate("web-shop", "depends_on", "workload:storefront")
    estate.relate("track-and-trace", "depends_on", "workload:tracking-web")
    estate.relate("warehouse-management", "depends_on", "workload:wms-web")
    estate.ci("forklift-terminals", "application", "Forklift terminals", owner="Hub Operations")
    estate.relate("warehouse-management", "depends_on", "forklift-terminals", need="soft")
    nodes = estate.ci("k8s-ham", "kubernetes_cluster", "k8s-ham", {"members": {"min_up": 3, "n_full": 6}}, owner="Customer Platforms")  # fmt: skip
    for _ in range(6):
        estate.relate(f"virtual_machine:{estate.machines.take('k8s', 'HAM-PROD-A', 16)}", "member_of", nodes)
    for namespace in ("shop", "tracking"):
        estate.relate("k8s-ham", "contains", f"kubernetes_namespace:{namespace}")
    for _ in range(3):
        estate.machines.take("wms", "LEJ-PROD", 8)


def clusters() -> list[dict[str, object]]:
    """Return the hypervisor clusters with their rules."""
    found: list[dict[str, object]] = [
        {
            "key": slug(name),
            "class": "cluster",
            "name": name,
            "groups": {"members": {"min_up": max(1, count - 2), "n_full": count - 1}},
            "attributes": {"owner": "Infrastructure", "location": SITE_NAMES[site]},
        }  # fmt: skip
        for name, (site, count) in CLUSTERS.items()
    ]
    return found


def datastores() -> list[dict[str, object]]:
    """Return the datastores."""
    return [{"key": f"{array}-ds{n}", "class": "volume", "name": f"{array}-ds{n}", "attributes": {"size_gb": 16384}} for array in ARRAYS for n in range(1, 7)]  # fmt: skip


def graph(cis: list[dict[str, object]], relations: list[dict[str, object]]) -> dict[str, object]:
    """Return a graph document."""
    return {"faultline": 1, "classes": [], "cis": cis, "relations": relations, "records": []}


def pools() -> list[dict[str, object]]:
    """Return what the datastores stand on."""
    return [{"from": f"{array}-ds{n}", "type": "stored_on", "to": f"storage_array:{array}"} for array in ARRAYS for n in range(1, 7)]  # fmt: skip


def later(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return the export of two months later: machines moved, some grew, some are new."""
    found = [list(row) for row in rows]
    for row in found:
        if str(row[0]).startswith(("ham-pg-1", "ham-maria-0")):
            row[7] = int(str(row[7])) * 2
        if str(row[0]) in {"ham-dc-02", "ham-jump-03", "ham-print-02"}:
            row[2], row[8] = "HAM-PROD-A", "sto-ham-01-ds2"
    for number in range(1, 13):
        found.append([f"ham-analytics-{number:02d}", "poweredOn", "HAM-PROD-A", GUESTS[0], f"ham-analytics-{number:02d}.hansecargo.example", f"10.1.30.{number}", 4, 32, f"sto-ham-01-ds{number % 6 + 1}", f"42{number:06x}-0000-4000-8000-{number:012x}"])  # fmt: skip
    return found


def hand_kept() -> None:
    """The old CMDB that somebody keeps by hand: stale, with typing errors, one row twice, placeholders for serials."""
    rows: list[tuple[object, ...]] = []
    for number, (name, cluster, rack) in enumerate(hosts()):
        site = SITE_NAMES[rack[:3].lower()]
        stale = "VMware ESXi 7.0" if number % 3 == 0 else "VMware ESXi 8.0"
        code = serial("CZJ", number) if number % 4 else "Default string"
        rows.append((name.upper() if number % 5 == 0 else name, "Hypervisor", code, stale, site, "Operational", "Production", f"in {cluster}"))  # fmt: skip
    for number, (name, site, purpose, system) in enumerate(SERVERS):
        code = serial("CZJ", 100 + number) if number % 3 else "N/A"
        state = "In maintenance" if name == "scale-lej-03" else "Operational"
        rows.append(
            (name, "Server", code, system.replace("2019", "2012 R2"), SITE_NAMES[site], state, "Production", purpose)
        )
    rows += [
        ("fax-ham-01", "Server", "0000000", "Windows Server 2008 R2", SITE_NAMES["ham"], "Retired", "Production", "Fax gateway, switched off in spring"),
        ("old-sap-01", "Server", "CZJ00OLD01", "AIX 7.1", SITE_NAMES["ham"], "Retired", "Production", "before S/4HANA"),
        ("bkp-ham-01", "Server", serial("CZJ", 100), "Debian 11", SITE_NAMES["ham"], "Operational", "Production", "entered twice"),
        ("sort-ham-09", "Server", "CZJ00NEW09", "Windows Server 2019", SITE_NAMES["ham"], "on the shelf", "Production", "spare line control"),
    ]  # fmt: skip
    write_csv("cmdb-export.csv", ("ci_name", "ci_class", "serial_number", "os", "location", "operational_status", "environment", "comments"), rows)  # fmt: skip


def people() -> None:
    """Teams and the people in them who are on call."""
    rows: list[tuple[str, ...]] = [(team, "Team", f"{slug(team)}@hansecargo.example", "", "") for team in sorted({each[3] for each in SERVICES.values()} | {"Network"})]  # fmt: skip
    names = ("Femke Petersen", "Jonas Albrecht", "Ingrid Solberg", "Murat Yildiz", "Katarzyna Nowak", "Henrik Lund", "Aylin Demir", "Tobias Krüger", "Sanne de Vries", "Lars Bengtsson", "Nele Hinrichs", "Oskar Lindqvist")  # fmt: skip
    for number, name in enumerate(names):
        mail = name.lower().replace("ü", "ue").replace(" ", ".")
        rows.append((name, "Person", f"{mail}@hansecargo.example", f"+49 40 5550 {200 + number}", f"E{4100 + number}"))
    write_csv("people.csv", ("Name", "Class", "E-mail", "Telephone", "Employee number"), rows)


def save(name: str, document: object) -> None:
    """Write a JSON document, an entry a line."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (HERE / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    facilities()
    network()
    hardware()
    services()
    hand_kept()
    people()
