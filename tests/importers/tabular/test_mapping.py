# ruff: noqa: E501  # tables stand as they are written
from __future__ import annotations

import pytest

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.observation import InputFile, Options, Reference
from importers.tabular import TABULAR, propose_mapping
from tests.importers.observed import SCHEMA, Read, file, read

LIST = file("list.csv", "Gerät;Art;Betriebssystem;Läuft auf;Wichtig;Zustand\nsrv-1;Server;Linux;hv-1|hv-2;ja;aktiv\n")
MAPPING: dict[str, Json] = {
    "columns": {
        "Gerät": {"role": "name"},
        "Art": {"role": "class"},
        "Betriebssystem": {"attribute": "os"},
        "Läuft auf": {"relation": "runs_on", "class": "hypervisor", "separator": "|", "group": "hosts"},
        "Wichtig": {"ignore": True},
        "Zustand": {"role": "lifecycle"},
        "Fehlt": {"attribute": "os"},
    }
}


def mapped(mapping: dict[str, Json], source: InputFile = LIST) -> Read:
    return read(TABULAR, source, mapping=mapping)


def test_a_saved_mapping_overrides_every_guess() -> None:
    found = mapped(MAPPING)
    srv = found.ci("srv-1")
    assert (srv.cls, srv.name, srv.attributes, srv.lifecycle) == ("server", "srv-1", {"os": "Linux"}, "aktiv")
    assert [(each.type, each.group, each.other) for each in srv.relations] == [
        ("runs_on", "hosts", Reference(native_id="hypervisor:hv-1")),
        ("runs_on", "hosts", Reference(native_id="hypervisor:hv-2")),
    ]
    assert found.of("hypervisor") == {"hv-1", "hv-2"}
    assert "the saved mapping names the column 'fehlt', which is not here" in found.texts
    assert "Wichtig" not in found.texts


def test_keys_and_parents_by_mapping() -> None:
    source = file("x.csv", "k,name,in\nsrv-000007,a,rack 1\n")
    columns: dict[str, Json] = {"k": {"role": "key"}, "in": {"role": "parent"}}
    (a,) = mapped({"columns": columns, "class": "server"}, source).cis
    assert (a.key, a.native_id, a.parent) == ("srv-000007", "srv-000007", Reference(name="rack 1"))


def test_a_column_may_be_given_what_its_values_deny() -> None:
    source = file("servers.csv", "name,level\na,Critical\n")
    found = mapped({"columns": {"level": {"attribute": "criticality"}}}, source)
    assert found.ci("a").attributes == {"criticality": "Critical"}


def test_relations_towards_the_row() -> None:
    source = file("servers.csv", "name,services\na,Sales;Payroll\n")
    form: Json = {"relation": "depends_on", "direction": "in", "class": "business_service", "create": False}
    (a,) = mapped({"columns": {"services": form}}, source).cis
    assert [(each.direction, each.other.name) for each in a.relations] == [("in", "Sales"), ("in", "Payroll")]


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"columns": []}, "mapping columns: is no mapping"),
        ({"columns": {"Art": 3}}, "column 'Art': is no mapping"),
        ({"columns": {"Art": {}}}, "says nothing that can be done"),
        ({"columns": {"Art": {"role": "king"}}}, "no such role; got king; allowed: name, class"),
        ({"columns": {"Art": {"relation": "likes"}}}, "no such relation type; got likes"),
        ({"columns": {"Art": {"relation": "runs_on", "direction": "up"}}}, "no such direction"),
        ({"columns": {"Art": {"relation": "runs_on", "class": "toaster"}}}, "no such class"),
        ({"columns": {"Art": {"relation": "runs_on", "separator": 3}}}, "separator and group are text"),
        ({"class": "device driver"}, "there is no such class; got device driver"),
        ({"class": "software"}, "no CI can be of this class itself"),
        ({"header_row": 0}, "is no row number"),
        ({"header_row": True}, "is no row number"),
    ],
)
def test_an_unsound_mapping_is_refused(mapping: dict[str, Json], reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        mapped(mapping)


SERVERS = file(
    "servers.csv",
    "Inventory;;;;;\nName;OS;Enviroment;PDU;Shoe size;Environm\nsrv-1;Linux;prod;pdu-1, pdu-2;42;x\nsrv-2;Linux;test;;;\n",
)


def test_a_proposal_shows_what_each_column_would_mean() -> None:
    found = propose_mapping(SERVERS, Options(SCHEMA))
    assert (found.file, found.sheet, found.header_row, found.rows) == ("servers.csv", "", 2, 2)
    assert (found.cls, found.class_reason) == ("server", "the name 'servers.csv' says so")
    assert [(each.heading, each.target, each.confidence, each.filled) for each in found.columns] == [
        ("Name", {"role": "name"}, 1.0, 2),
        ("OS", {"attribute": "os"}, 1.0, 2),
        ("Enviroment", {"attribute": "environment"}, 0.75, 2),
        ("PDU", {"relation": "powered_by", "direction": "out", "create": True, "class": "pdu"}, 0.9, 1),
        ("Shoe size", None, 0.0, 1),
        ("Environm", {"attribute": "environment"}, 0.5, 1),
    ]
    assert found.columns[3].samples == ("pdu-1, pdu-2",)
    assert not found.question


def test_a_proposal_saved_gives_the_same_again() -> None:
    proposal = propose_mapping(SERVERS, Options(SCHEMA))
    saved = proposal.as_mapping()
    columns = saved["columns"]
    assert isinstance(columns, dict)
    columns["Environm"] = {"ignore": True}
    assert mapped(saved, SERVERS).cis == read(TABULAR, SERVERS).cis


def test_a_proposal_says_what_is_still_to_be_said() -> None:
    found = propose_mapping(file("list.csv", "name,location\na,x\n"), Options(SCHEMA))
    assert "nothing tells of which class" in found.question
    assert found.cls == ""
    assert [each.target for each in found.columns] == [{"role": "name"}, {"attribute": "location"}]
    nameless = propose_mapping(file("servers.csv", "os,location\nx,y\n"), Options(SCHEMA))
    assert "no column names the rows" in nameless.question
