from __future__ import annotations

from importers.tabular import TABULAR
from tests.importers.observed import file, read


def test_rows_that_name_the_same_ci_become_one() -> None:
    text = """name,os,owner,last backup,depends on
a,Linux,Ann,2026-01-03T00:00:00Z,x
b,Linux,Bob,2026-01-01T00:00:00Z,
A,Windows,,2026-01-02T00:00:00Z,y
a,Windows,,soon,x
"""
    found = read(TABULAR, file("servers.csv", text))
    (a,) = [each for each in found.cis if each.native_id == "a"]
    assert len(found.cis) == 2
    assert a.attributes == {"os": "Windows", "owner": "Ann", "last_backup": "2026-01-03T00:00:00Z"}
    assert a.where == "servers.csv row 2 and 2 more, last 5"
    assert a.row == "servers.csv:2"
    assert [each.other.name for each in a.relations] == ["x", "y"]
    assert "3 rows name 1 CIs several times: one each, later rows win, of dates the newest" in found.texts
    assert "differ 1 times in os; first: 'A' has 'Linux' in row 2 and 'Windows' in row 4" in found.texts


def test_what_is_equal_is_merged_without_a_word_on_differences() -> None:
    found = read(TABULAR, file("servers.csv", "name,os\na,x\na,x\n"))
    assert [each.attributes for each in found.cis] == [{"os": "x"}]
    assert "differ" not in found.texts


def test_states_and_classes_that_differ_are_noted() -> None:
    text = "id,name,type,status\n1,a,server,active\n1,b,vm,retired\n"
    found = read(TABULAR, file("x.csv", text))
    assert [(each.cls, each.lifecycle) for each in found.cis] == [("virtual_machine", "retired")]
    assert "in class" in found.texts
    assert "in lifecycle" in found.texts
    assert "differ 1 times in name; first: 'b' has 'a' in row 2 and 'b' in row 3" in found.texts
