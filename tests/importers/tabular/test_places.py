"""Racks and rooms of one name are told apart by what they stand in; what nobody can tell is refused, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations

import pytest

from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.resolve import named
from cmdb.store import open_store
from importers.observation import CiObservation, Reference
from importers.report import Report
from importers.run import Request, import_files, new_run
from importers.tabular import TABULAR
from tests.importers.observed import Read, file, read

RACKS = "Name,Room,Site\nA01,R1,HAM\nA01,R2,HAM\nA02,R1,HAM\n"


def tables(**texts: str) -> Read:
    return read(TABULAR, *(file(f"{name}.csv", text) for name, text in texts.items()))


def inside(ci: CiObservation) -> str:
    return ci.parent.native_id if ci.parent else ""


def ids(found: Read) -> dict[str, str]:
    """The ids of all CIs, each with the id of its parent."""
    return {each.native_id: inside(each) for each in found.cis}


def located(ci: CiObservation) -> list[str]:
    return [each.other.native_id for each in ci.relations if each.type == "located_in"]


def test_racks_of_one_name_in_two_rooms_are_two() -> None:
    found = tables(racks=RACKS)
    assert ids(found) == {
        "site:ham": "",
        "room:r1": "site:ham",
        "room:r2": "site:ham",
        "a01 in room:r1 in site:ham": "room:r1",
        "a01 in room:r2 in site:ham": "room:r2",
        "a02": "room:r1",
    }
    assert {each.native_id: located(each) for each in found.cis if located(each)} == {
        "room:r1": ["site:ham"],
        "room:r2": ["site:ham"],
        "a01 in room:r1 in site:ham": ["room:r1"],
        "a01 in room:r2 in site:ham": ["room:r2"],
        "a02": ["room:r1"],
    }
    assert "several times" not in found.texts


def test_what_holds_others_comes_before_them() -> None:
    order = [each.native_id for each in tables(racks=RACKS).cis]
    assert all(not each or order.index(each) < order.index(ci) for ci, each in ids(tables(racks=RACKS)).items())


def test_rooms_of_one_name_at_two_sites_are_two() -> None:
    found = tables(rooms="Name,Site\nR1,HAM\nr1,BER\nR1,ham\n")
    assert found.of("site") == {"HAM", "BER"}
    assert {each.native_id: inside(each) for each in found.cis if each.cls == "room"} == {
        "r1 in site:ham": "site:ham",
        "r1 in site:ber": "site:ber",
    }
    assert "2 rows name 1 CIs several times" in found.texts


def test_a_rack_is_told_apart_by_the_site_of_its_room() -> None:
    found = tables(servers="Name,Rack,Room,Site\ns1,A01,R1,HAM\ns2,A01,R1,BER\ns3,A01,R1,HAM\n")
    assert ids(found) == {
        "s1": "",
        "s2": "",
        "s3": "",
        "site:ham": "",
        "site:ber": "",
        "room:r1 in site:ham": "site:ham",
        "room:r1 in site:ber": "site:ber",
        "rack:a01 in room:r1 in site:ham": "room:r1 in site:ham",
        "rack:a01 in room:r1 in site:ber": "room:r1 in site:ber",
    }
    assert [located(found.ci(name)) for name in ("s1", "s2", "s3")] == [
        ["rack:a01 in room:r1 in site:ham"],
        ["rack:a01 in room:r1 in site:ber"],
        ["rack:a01 in room:r1 in site:ham"],
    ]


def test_ids_stay_as_they_are_where_names_are_unique() -> None:
    found = tables(servers="Name,Rack,Room,Site\ns1,A01,R1,HAM\ns2,A02,R1,HAM\n")
    assert ids(found).keys() == {"s1", "s2", "rack:a01", "rack:a02", "room:r1", "site:ham"}
    assert ids(tables(racks="Name,Room\nA01,R1\nA02,R1\n")) == {"room:r1": "", "a01": "room:r1", "a02": "room:r1"}


ROWS = ("s1,A01,R1,HAM", "s2,A01,R2,HAM", "s3,A01,,BER", "s4,A01,,", "s5,A02,R1,", "s6,,R2,HAM")


def test_the_order_of_the_rows_does_not_matter() -> None:
    def said(rows: tuple[str, ...]) -> object:
        found = tables(servers="\n".join(["Name,Rack,Room,Site", *rows, ""]))
        located_in = {each.native_id: sorted(located(each)) for each in found.cis}
        return ids(found), located_in, [(each.value, each.reason) for each in found.rejected]

    first = said(ROWS)
    assert all(said(rows) == first for rows in list(permutations(ROWS))[::37])


def test_a_row_that_says_less_means_the_one_that_it_fits() -> None:
    text = "Name,Rack,Room,Site\ns1,A01,R1,HAM\ns2,A01,R2,BER\ns3,A01,,BER\ns4,A01,R1,\ns5,A02,,HAM\n"
    found = tables(servers=text)
    assert located(found.ci("s3")) == ["rack:a01 in room:r2 in site:ber"]
    assert located(found.ci("s4")) == ["rack:a01 in room:r1 in site:ham"]
    assert (located(found.ci("s5")), inside(found.ci("A02"))) == (["rack:a02"], "site:ham")
    assert not found.rejected


def test_a_name_that_several_have_is_refused_and_the_rest_of_the_row_is_taken() -> None:
    found = tables(servers="Name,Rack,Room,Site\ns1,A01,R1,HAM\ns2,A01,R2,HAM\ns3,A01,,HAM\n")
    assert located(found.ci("s3")) == ["site:ham"]
    (refused,) = found.rejected
    assert (refused.where, refused.row, refused.value) == ("servers.csv row 4 Rack", "servers.csv:4", "A01")
    assert refused.reason == "several CIs have this name: in R1, HAM; in R2, HAM"
    assert refused.allowed == "a value under 'Room' or 'Site'"


def test_a_row_of_its_own_that_may_be_one_of_several_is_refused() -> None:
    found = tables(racks="Name,Room\nA01,R1\nA01,R2\nA01,\n")
    assert [(each.row, each.value, each.allowed) for each in found.rejected] == [
        ("racks.csv:4", "A01", "a value under 'Room'")
    ]
    assert len([each for each in found.cis if each.cls == "rack"]) == 2


def test_a_room_that_may_be_one_of_several_tells_no_racks_apart() -> None:
    found = tables(rooms="Name,Site\nR1,HAM\nR1,BER\n", racks="Name,Room\nA01,R1\n")
    assert [each.reason for each in found.rejected] == ["several CIs have this name: in BER; in HAM"]
    assert not found.of("rack")


def test_many_candidates_are_not_all_told() -> None:
    text = "Name,Site\n" + "".join(f"Server room,Store {number}\n" for number in range(9)) + "Server room,\n"
    (refused,) = tables(rooms=text).rejected
    assert refused.reason.count("Store") == 5
    assert refused.reason.endswith("; …")


MIXED = """Name,Class,Rack,Room,Site
A01,rack,,R1,HAM
A01,rack,,R2,HAM
A02,rack,,,
s1,server,A01,R1,HAM
s2,server,A01,R3,HAM
s3,server,A02,R3,HAM
R1,room,,,HAM
"""


def test_what_has_a_row_of_its_own_is_that_row() -> None:
    found = tables(estate=MIXED)
    assert located(found.ci("s1")) == ["rack:a01 in room:r1 in site:ham"]
    assert located(found.ci("s2")) == ["rack:a01 in room:r3 in site:ham"]
    assert located(found.ci("s3")) == ["rack:a02"]
    assert (inside(found.ci("A02")), located(found.ci("A02"))) == ("room:r3", ["room:r3"])
    assert [each.row for each in found.cis if each.name == "R1"] == ["estate.csv:8"]
    assert [each.row for each in found.cis if each.name == "A01"] == [
        "estate.csv:2",
        "estate.csv:3",
        "estate.csv:6 A01",
    ]


def test_ids_of_the_source_are_kept_and_parents_are_told() -> None:
    found = tables(racks="id,Name,Room\n7,A01,R1\n8,A01,R2\n9,A01,\n")
    assert ids(found) == {"room:r1": "", "room:r2": "", "7": "room:r1", "8": "room:r2", "9": ""}
    assert not found.rejected


def test_a_column_of_parents_tells_apart_as_well() -> None:
    found = tables(racks="Name,Parent\nA01,Room 1\nA01,Room 2\n")
    assert {each.native_id: each.parent for each in found.cis} == {
        "a01 in room 1": Reference(name="Room 1"),
        "a01 in room 2": Reference(name="Room 2"),
    }


def test_other_classes_that_are_identified_in_a_parent() -> None:
    found = tables(namespaces="Name,Cluster\ndefault,a\ndefault,b\nprod,a\n")
    assert {each.native_id: inside(each) for each in found.cis if each.cls == "kubernetes_namespace"} == {
        "default in cluster:a": "cluster:a",
        "default in cluster:b": "cluster:b",
        "prod": "cluster:a",
    }


def test_several_places_in_one_cell_hold_nothing() -> None:
    found = tables(servers="Name,Rack,Room,Site\ns1,A01;A02,R1;R2,HAM\n")
    assert located(found.ci("s1")) == ["rack:a01", "rack:a02", "room:r1", "room:r2"]
    assert {inside(found.ci(name)) for name in ("A01", "A02", "R1", "R2")} == {"site:ham"}


def test_what_one_table_says_of_a_place_holds_for_all() -> None:
    found = tables(racks=RACKS, servers="Name,Rack,Room\ns1,A01,R1\ns2,A01,R2\ns3,A01,\n")
    assert located(found.ci("s1")) == ["rack:a01 in room:r1 in site:ham"]
    assert [each.where for each in found.rejected] == ["servers.csv row 4 Rack"]
    assert len([each for each in found.cis if each.native_id == "room:r1"]) == 1


def test_long_names_make_no_endless_ids() -> None:
    room = "R" * 400
    found = tables(racks=f"Name,Room\nA01,{room}1\nA01,{room}2\n")
    racks = [each.native_id for each in found.cis if each.cls == "rack"]
    assert len(set(racks)) == 2
    assert max(map(len, racks)) < 300


# ------------------------------------------------------------------ in the store


@pytest.fixture
def estate() -> Iterator[Estate]:
    with open_store("memory:") as store:
        yield Estate(store, None)


def load(estate: Estate, source: str, name: str, text: str) -> Report:
    run = new_run(datetime.now(tz=UTC))
    return import_files(estate.store, Request(TABULAR, [file(name, text)], source, "me", run), now=estate.now)


def keys(estate: Estate, name: str) -> list[str]:
    return sorted(node.key for node in named(estate.graph, name, None, None))


def test_an_import_makes_as_many_racks_as_there_are_and_changes_nothing_the_second_time(estate: Estate) -> None:
    report = load(estate, "fac", "racks.csv", RACKS)
    assert (report.created, report.rejected_count) == (6, 0)
    assert keys(estate, "A01") == ["rack-000001", "rack-000002"]
    assert load(estate, "fac", "racks.csv", RACKS).unchanged == 6
    head = estate.graph.head()
    assert head is not None
    assert head.number == 1


def test_another_source_means_the_same_racks(estate: Estate) -> None:
    load(estate, "fac", "racks.csv", RACKS)
    report = load(estate, "srv", "servers.csv", "Name,Rack,Room,Site\ns1,A01,R2,HAM\ns2,A02,R1,HAM\n")
    assert report.created == 2
    related = estate.graph.neighbours([Key("srv-000001")])
    assert [relation.id.target for relation, _ in related] == ["rack-000002"]


def test_a_rack_that_gets_a_room_later_stays_the_same(estate: Estate) -> None:
    load(estate, "srv", "servers.csv", "Name,Rack\ns1,A01\n")
    load(estate, "fac", "racks.csv", "Name,Room\nA01,R1\n")
    assert keys(estate, "A01") == ["rack-000001"]
    load(estate, "fac", "racks.csv", "Name,Room\nA01,R1\nA01,R2\n")
    assert keys(estate, "A01") == ["rack-000001", "rack-000002"]


def test_a_rack_of_which_only_the_site_is_told_is_the_one_in_a_room_of_that_site(estate: Estate) -> None:
    load(estate, "a-servers", "servers.csv", "Name,Rack,Site\ns1,A01,HAM\n")
    load(estate, "fac", "racks.csv", "Name,Room,Site\nA01,R1,HAM\n")
    assert keys(estate, "A01") == ["rack-000001"]
    load(estate, "fac2", "racks.csv", "Name,Room,Site\nA01,R2,HAM\n")
    assert keys(estate, "A01") == ["rack-000001", "rack-000002"]
    report = load(estate, "other", "servers.csv", "Name,Rack,Site\ns9,A01,HAM\n")
    assert report.rejected[0]["reason"] == "several CIs fit: rack-000001, rack-000002"
