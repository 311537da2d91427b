# ruff: noqa: E501  # tables stand as they are written
from __future__ import annotations

from importers.tabular import TABULAR
from tests.importers.observed import Read, file, read, shared

VIEW = """serv_name,serv_u_environment,serv_os,serv_operational_status,app_name,app_u_owner,bus_name,bus_support_group.name
srv-1,Production,Linux,Operational,ERP,Ann,Sales,Team 1
srv-2,Production,Linux,Operational,ERP,Ann,Sales,Team 1
srv-2,Production,Linux,Operational,CRM,Bob,Sales,Team 1
srv-3,Test,Linux,Operational,,,Payroll,
,,,,Lone,Cy,,
"""


def test_a_view_over_several_classes_gives_each_part_once() -> None:
    found = read(TABULAR, file("view.csv", VIEW))
    assert {(each.cls, each.name, each.native_id) for each in found.cis} == {
        ("server", "srv-1", "server:srv-1"),
        ("server", "srv-2", "server:srv-2"),
        ("server", "srv-3", "server:srv-3"),
        ("application", "ERP", "application:erp"),
        ("application", "CRM", "application:crm"),
        ("application", "Lone", "application:lone"),
        ("business_service", "Sales", "business_service:sales"),
        ("business_service", "Payroll", "business_service:payroll"),
        ("team", "Team 1", "team:team 1"),
    }
    assert found.edges("runs_on") == {("ERP", "srv-1"), ("ERP", "srv-2"), ("CRM", "srv-2")}
    assert found.edges("depends_on") == {("Sales", "ERP"), ("Sales", "CRM"), ("Payroll", "srv-3")}
    assert found.ci("srv-1").attributes == {"environment": "Production", "os": "Linux"}
    assert found.ci("ERP").attributes == {"owner": "Ann"}
    assert found.edges("supported_by") == {("Sales", "Team 1")}
    assert not found.rejected


UNNAMED = """serv_name,serv_os,app_u_csm,app_u_criticality,bus_name,bus_u_tower.u_function
srv-1,Linux,Ann,Critical,,Sales
srv-2,Linux,Bob,Low,,Sales
"""


def expect_unnamed_parts(found: Read) -> None:
    assert {each.cls for each in found.cis} == {"server"}
    assert not [relation for each in found.cis for relation in each.relations]
    assert not found.rejected


def test_parts_that_no_row_names_are_noted_and_not_invented() -> None:
    found = read(TABULAR, file("view.csv", UNNAMED))
    expect_unnamed_parts(found)
    assert [each.native_id for each in found.cis] == ["server:srv-1", "server:srv-2"]
    assert (
        "column app_u_csm: 2 values left out: they belong to the class application, and no row names one" in found.texts
    )
    assert "column bus_name: empty in all 2 rows" in found.texts
    assert "column bus_u_tower.u_function: 2 values left out: they belong to the class business_service" in found.texts


def test_the_database_view_of_servicenow() -> None:
    found = read(TABULAR, shared("tabular", "servicenow-cmdb-view.csv"))
    expect_unnamed_parts(found)
    assert len(found.cis) == 109
    assert all(set(each.attributes) == {"os", "environment", "location"} for each in found.cis)
    assert {each.lifecycle for each in found.cis} == {"operational"}
    for heading in ("serv_ip_address", "serv_fqdn", "bus_name", "bus_support_group", "serv_u_last_backup_time"):
        assert f"column {heading}: empty in all 109 rows" in found.texts
    assert "app_u_e2e_csm: 109 values left out" in found.texts


def test_the_list_of_the_backup_tool() -> None:
    found = read(TABULAR, shared("tabular", "backup-tool-vms.csv"))
    servers = read(TABULAR, shared("tabular", "servicenow-cmdb-view.csv"))
    assert len(found.cis) == 108
    assert {each.cls for each in found.cis} == {"virtual_machine"}
    assert len({each.name for each in found.cis} & {each.name for each in servers.cis}) == 107
    assert found.ci("aaa0008").attributes["last_backup"] == "2023-04-04T06:36:49Z"
    assert "35 rows name 17 CIs several times" in found.texts
