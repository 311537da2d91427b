from __future__ import annotations

import pytest

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.limits import LONGEST_CELL
from importers.observation import Reference
from importers.tabular import TABULAR
from tests.importers.observed import Read, file, read


def table(text: str | bytes, name: str = "servers.csv", *, cls: str = "", **mapping: Json) -> Read:
    return read(TABULAR, file(name, text), mapping=mapping, cls=cls)


def test_a_plain_list() -> None:
    found = table("Name,OS,RAM (GB),Environment,Status\nsrv-1,Debian 12,64,prod,Active\nsrv-2,,n/a,-,retired\n")
    one, two = found.cis
    assert (one.cls, one.name, one.native_id, one.lifecycle) == ("server", "srv-1", "srv-1", "operational")
    assert one.attributes == {"os": "Debian 12", "memory_gb": "64", "environment": "prod"}
    assert (one.where, one.row) == ("servers.csv row 2", "servers.csv:2")
    assert one.raw == {"Name": "srv-1", "OS": "Debian 12", "RAM (GB)": "64", "Environment": "prod", "Status": "Active"}
    assert (two.lifecycle, two.attributes) == ("retired", {})
    assert not found.rejected
    assert not found.notes


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_line_ends_and_encodings(separator: str, line_end: str, encoding: str) -> None:
    rows = [["Name", "Location", "Owner"], ["srv-1", "Zürich", '"Meier, Anna; IT"'], ["srv-2", "Genève", "x"]]
    text = line_end.join(separator.join(row) for row in rows) + line_end
    found = table(text.encode(encoding))
    assert [(each.name, each.attributes) for each in found.cis] == [
        ("srv-1", {"location": "Zürich", "owner": "Meier, Anna; IT"}),
        ("srv-2", {"location": "Genève", "owner": "x"}),
    ]
    assert ("read as cp1252" in found.texts) == (encoding == "cp1252")


def test_decimal_commas_do_not_make_columns() -> None:
    found = table("name;memory;disk\na;1,5;2,5\nb;3,5;4,5\n")
    assert found.ci("a").attributes == {"memory_gb": "1,5", "disk_gb": "2,5"}


def test_a_stated_separator_and_encoding() -> None:
    assert table("sep=;\nname;os\na,b;x\n").ci("a,b").attributes == {"os": "x"}
    assert table("name;os\na;x\n", separator=";").ci("a").attributes == {"os": "x"}
    assert table("name,location\na,Łódź\n".encode("cp1250"), encoding="cp1250").ci("a").attributes == {
        "location": "Łódź"
    }
    with pytest.raises(Invalid, match="cannot separate columns"):
        table("name;os\n", separator=";;")


TITLED = (
    "Inventory of servers;;;\nas of 2026-01-31;;;\n;;;\nName;IP;OS;Notes\na;10.0.0.1;Linux;first\nb;10.0.0.2;Linux;\n"
)


def test_titles_and_blank_lines_above_the_header() -> None:
    found = table(TITLED, "list.csv")
    assert [(each.name, each.row) for each in found.cis] == [("a", "list.csv:5"), ("b", "list.csv:6")]
    assert found.ci("a").attributes["description"] == "first"
    assert "rows are taken for computer: a guess: machines have ip_address, os" in found.texts


def test_the_header_may_be_stated() -> None:
    found = table("name,os\nName,OS\na,x\n", header_row=2)
    assert [each.name for each in found.cis] == ["a"]
    with pytest.raises(Invalid, match="row 9: holds no headings"):
        table("name,os\na,x\n", header_row=9)


def test_blank_rows_and_empty_cells_behind_the_table_are_nothing() -> None:
    found = table("name,os,,\na,x,,\n,,,\n   , ,,\nb,y,,\n\n\n")
    assert [each.name for each in found.cis] == ["a", "b"]
    assert not found.rejected


def test_quoted_line_ends_stay_in_the_cell() -> None:
    found = table('name,description,os\na,"two\nlines, one cell",x\nb,c,y\n')
    assert found.ci("a").attributes["description"] == "two\nlines, one cell"
    assert found.ci("b").row == "servers.csv:3"


def test_repeated_headings_are_noted_and_the_first_counts() -> None:
    found = table("name,os,os\na,x,y\n")
    assert found.ci("a").attributes == {"os": "x"}
    assert "the heading 'os' stands more than once" in found.texts
    assert "column os (2): 1 values left out: another column is os already" in found.texts


def test_unknown_and_empty_columns_are_noted() -> None:
    found = table("name,os,shoe size,serial\na,x,42,\nb,y,43,n/a\n")
    assert "column shoe size: 2 values left out: nobody knows this heading" in found.texts
    assert "column serial: empty in all 2 rows" in found.texts


def test_rows_longer_and_shorter_than_the_header() -> None:
    found = table("name,os,owner\na,x,o,too,much\nb,x\nc,x,o,,\nd,x,o\n")
    assert {each.name for each in found.cis} == {"b", "c", "d"}
    assert found.reasons == ["has 5 cells, the header has 3"]
    assert found.rejected[0].value == "too"
    assert "1 rows have fewer than 3 cells (first: row 3)" in found.texts


def test_a_file_that_ends_in_a_row() -> None:
    found = table("name,os,owner\na,x,o\nb,x,o\nc,li")
    assert {each.name for each in found.cis} == {"a", "b"}
    assert found.reasons == ["the file ends in this row: 2 of 3 cells"]
    assert table("name,os,owner\na,x,o\nc,x,o").of("server") == {"a", "c"}


def test_quotes_that_do_not_match() -> None:
    found = table('name,os,owner\na,"x"y,o\nb,x,o\nc,"never closed,o\nd,x,o\n')
    assert {each.name for each in found.cis} == {"b"}
    assert "its quotes do not match" in found.reasons[0]
    assert "a quote is opened and never closed" in found.reasons[1]
    assert [each.row for each in found.rejected] == ["servers.csv:2", "servers.csv:4"]


def test_cells_that_cannot_be_stored_are_named() -> None:
    found = table(f"name,os,owner\na,x\x00y,o\nb,{'x' * 10_000_000},o\nc,x,o\n")
    assert [each.name for each in found.cis] == ["c"]
    assert found.reasons == ["the cell under 'os' holds NUL", "the cell under 'os' is too long: 10,000,000 characters"]
    assert f"{LONGEST_CELL:,}" in found.rejected[1].allowed
    assert len(repr(found.rejected[1])) < 3_000


def test_rows_without_a_name_are_rejected() -> None:
    found = table("name,os\n,x\na,y\n")
    assert [(each.reason, each.allowed, each.raw) for each in found.rejected] == [
        ("has no name", "a value under 'name'", {"os": "x"})
    ]


HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(1)", "../../etc/passwd", "שרת", "'; DROP TABLE", "a" * 400, "🖥"]


@pytest.mark.parametrize("name", HOSTILE)
def test_odd_names_are_names(name: str) -> None:
    assert [each.name for each in table(f'name,os\n"{name}",x\n').cis] == [name]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("\u202egpj.exe", "change the direction"),
        ("a\x07b", "control characters"),
        ("x" * 600, "too long"),
        ("a\x00", "NUL"),
    ],
)
def test_names_that_cannot_be_shown_are_rejected(name: str, reason: str) -> None:
    found = table(f"name,os\n{name},x\nb,y\n")
    assert [reason in each for each in found.reasons] == [True]
    assert [each.name for each in found.cis] == ["b"]


def test_sizes_come_to_the_declared_unit() -> None:
    found = table("name,Memory (MB),disk_tb,cpus\na,16384,2,4\nb,8 GB,500 GB,8\n")
    assert found.ci("a").attributes == {"memory_gb": "16", "disk_gb": "2048", "cpu_cores": "4"}
    assert found.ci("b").attributes == {"memory_gb": "8", "disk_gb": "500", "cpu_cores": "8"}


def test_values_decide_whether_a_heading_means_what_it_says() -> None:
    found = table("name,criticality,status,power,storage\na,Critical,green,on,500\nb,Low,red,off,200\n")
    assert all(each.attributes == {} and not each.lifecycle and not each.relations for each in found.cis)
    assert "could be criticality, but values such as 'Critical' are no integer" in found.texts
    assert "column power: 2 values left out: could be powered_by, but values such as 'on' name nothing" in found.texts


def test_relations_in_columns() -> None:
    text = """name,class,runs on,depends on,Rack,PDU,Cluster,Site,business service,owner team
erp,application,vm-1,erp-db; mail,,,,,Sales|Shop,
vm-1,vm,hv-1,,,,,,,
srv-1,server,,,R 12,"pdu-a,pdu-b",clu-1,"Hall 2, Zürich",,Linux team
"""
    found = table(text, "estate.csv")
    erp, srv = found.ci("erp"), found.ci("srv-1")
    assert {(each.type, each.direction, each.other) for each in erp.relations} == {
        ("runs_on", "out", Reference(name="vm-1")),
        ("depends_on", "out", Reference(name="erp-db")),
        ("depends_on", "out", Reference(name="mail")),
        ("depends_on", "in", Reference(native_id="business_service:sales|shop")),
    }
    assert {(each.type, each.other.native_id) for each in srv.relations} == {
        ("located_in", "rack:r 12"),
        ("powered_by", "pdu:pdu-a"),
        ("powered_by", "pdu:pdu-b"),
        ("member_of", "cluster:clu-1"),
    }
    assert found.edges("located_in") == {("srv-1", "R 12"), ("R 12", "Hall 2, Zürich")}
    assert [(each.row, each.native_id) for each in found.cis if each.name == "pdu-a"] == [
        ("estate.csv:4 pdu-a", "pdu:pdu-a")
    ]
    assert srv.relations[0].where == "estate.csv row 4 Rack"
    assert found.ci("vm-1").relations[0].other == Reference(name="hv-1")


def test_what_has_a_row_of_its_own_is_not_made_again() -> None:
    text = "name,type,host,rack\nesx-1,hypervisor,,r1\nvm-1,vm,ESX-1,\nvm-2,vm,esx-2,\nvm-3,vm,\u202ebad,\n"
    found = table(text, "estate.csv")
    assert [(each.cls, each.name) for each in found.cis] == [
        ("hypervisor", "esx-1"),
        ("virtual_machine", "vm-1"),
        ("virtual_machine", "vm-2"),
        ("virtual_machine", "vm-3"),
        ("rack", "r1"),
        ("computer", "esx-2"),
    ]
    assert found.ci("vm-1").relations[0].other == Reference(cls="computer", name="ESX-1")
    assert found.ci("vm-2").relations[0].other == Reference(native_id="computer:esx-2")
    assert found.ci("vm-3").relations[0].other == Reference(cls="computer", name="\u202ebad")


def test_the_class_comes_from_a_column() -> None:
    text = "Name,CI Type\na,Virtual Machines\nb,cmdb_ci_linux_server\nc,DB\nd,Toaster\ne,\nf,Network device\n"
    found = table(text, "list.csv")
    assert [(each.name, each.cls, each.native_id) for each in found.cis] == [
        ("a", "virtual_machine", "virtual_machine:a"),
        ("b", "server", "server:b"),
        ("c", "database", "database:c"),
    ]
    assert found.reasons == ["names a class that does not exist", "names no class", "names a class that does not exist"]
    assert table(text, "list.csv", cls="rack").ci("e").cls == "rack"


@pytest.mark.parametrize(
    ("name", "heading", "options", "cls"),
    [
        ("servers.csv", "name", {}, "server"),
        ("backup-tool-vms.csv", "name", {}, "virtual_machine"),
        ("AppServers 2026.csv", "name", {}, "server"),
        ("x.csv", "VM name", {}, "virtual_machine"),
        ("x.csv", "Server", {}, "server"),
        ("x.csv", "application_name", {}, "application"),
        ("servers.csv", "VM name", {}, "virtual_machine"),
        ("servers.csv", "Hostname", {}, "server"),
        ("list.csv", "Hostname", {}, "computer"),
        ("servers.csv", "name", {"cls": "database"}, "database"),
        ("servers.csv", "name", {"class": "rack", "cls": "database"}, "rack"),
    ],
)
def test_the_class_comes_from_names(name: str, heading: str, options: dict[str, str], cls: str) -> None:
    found = table(f"{heading},description\na,x\n", name, **options)  # type: ignore[arg-type]
    assert [each.cls for each in found.cis] == [cls]


def test_nothing_is_guessed_where_nothing_tells() -> None:
    with pytest.raises(Invalid, match=r"list\.csv row 1: nothing tells of which class.*got name, description; allowed"):
        table("name,description\na,x\n", "list.csv")
    with pytest.raises(Invalid, match="no column names the rows"):
        table("os,location\nx,y\n")
    with pytest.raises(Invalid, match="no row of headings"):
        table("1,2\n3,4\n")
    with pytest.raises(Invalid, match="there is no such class"):
        table("name\na\n", cls="toaster")
    with pytest.raises(Invalid, match=r"no CI can be of this class itself.*switch"):
        table("name\na\n", **{"class": "network_device"})


def test_ids_of_the_source_are_kept() -> None:
    found = table("sys_id,name,os\n1,a,x\n2,a,y\n,c,z\n")
    assert [(each.native_id, each.name) for each in found.cis] == [("1", "a"), ("2", "a"), ("c", "c")]


def test_host_names() -> None:
    found = table("hostname,os\nweb.example.com,x\ndb,y\n")
    assert found.ci("web.example.com").attributes == {"os": "x", "fqdn": "web.example.com"}
    assert found.ci("db").attributes == {"os": "y"}
    assert table("name,hostname\na,a.example.com\n").ci("a").attributes == {"fqdn": "a.example.com"}


def test_attributes_that_a_class_has_not_are_left_out() -> None:
    found = table("name,type,os,version\na,server,Linux,\nb,application,Linux,3\nc,database,,15\n", "x.csv")
    assert found.ci("b").attributes == {"version": "3"}
    assert "column os: left out in 1 rows: CIs of the class application have no such attribute" in found.texts


def test_slips_of_the_pen_are_read_and_noted() -> None:
    found = table("name,enviroment,locaton\na,prod,Zürich\n")
    assert found.ci("a").attributes == {"environment": "prod", "location": "Zürich"}
    assert "read by likeness: almost the word 'environment'" in found.texts


def test_a_class_as_the_first_heading_names_the_rows_before_an_address_does() -> None:
    """As the exports of virtual machine managers have it; behind a name the same heading is what the row needs."""
    source = file(
        "vinfo.csv", "VM,DNS Name,Primary IP Address,Host\nvm-a,vm-a.example.org,10.0.0.1,esx-1\nvm-b,,,esx-1\n"
    )
    found = read(TABULAR, source)
    assert found.of("virtual_machine") == {"vm-a", "vm-b"}
    assert found.ci("vm-a").attributes["ip_address"] == "10.0.0.1"
    behind = read(TABULAR, file("apps.csv", "Hostname,VM\nweb,vm-a\n"))
    assert behind.of("virtual_machine") == {"vm-a"}
