"""``export``, ``copy``, ``backup``, ``restore`` and ``verify``: what is kept comes back whole, damage is found."""

from __future__ import annotations

import csv
import gzip
import sqlite3
from io import StringIO

import pytest

from cli.stores import commands
from tests.cli.conftest import PAYMENTS


@pytest.fixture
def twice(payments):
    """The example with a second revision."""
    change = {"key": "app", "class": "application", "name": "pay-app", "attributes": {"version": "2.1"}}
    payments.json("import", payments.file("v2.json", {"faultline": 1, "cis": [change]}))
    return payments


def other(cli, name="other.db"):
    return f"sqlite:///{cli.folder / name}"


# ------------------------------------------------------------------ export


def test_a_graph_document_comes_out_as_it_went_in(payments):
    document = payments.json("export")
    assert payments("export").out == payments("export", "--format", "graph", "--json").out
    assert document["classes"] == []
    by_key = {each["key"]: each for each in document["cis"]}
    for each in PAYMENTS["cis"]:
        assert by_key[each["key"]] == {"lifecycle": "operational"} | each
    assert sorted(map(str, document["relations"])) == sorted(map(str, PAYMENTS["relations"]))
    copied = payments.json("import", payments.file("copy.json", document), store=other(payments))
    assert (copied["created"], copied["rejected"]) == (4, [])
    assert payments("export", store=other(payments)).out == payments("export").out


def test_an_export_of_the_past(twice):
    assert "2.1" in twice("export").out
    assert "2.1" not in twice("export", "--as-of", "1").out
    assert twice.json("export", "--as-of", "0")["cis"] == []


def test_an_empty_estate_is_a_document_too(cli):
    assert cli.json("export") == {"faultline": 1, "classes": [], "cis": [], "relations": [], "records": []}


def test_csv_has_a_line_for_each_ci_and_no_formula(cli):
    cis = [{"key": "k", "class": "server", "name": "=cmd|' /C calc'!A0", "attributes": {"description": 'a,"b"\nc'}}]
    cli.json("import", cli.file("g.json", {"faultline": 1, "cis": cis}))
    text = cli("export", "--format", "csv").out
    (row,) = csv.DictReader(StringIO(text))
    assert (row["key"], row["class"], row["name"]) == ("k", "server", "'=cmd|' /C calc'!A0")
    assert row["description"] == 'a,"b"\nc'
    assert cli.json("export", "--format", "csv") == {"format": "csv", "text": text}


def test_every_format_offered_answers_in_text_and_in_json(payments):
    (export,) = [each for each in commands if each.name == "export"]
    (choice,) = [each.type.choices for each in export.params if each.name == "form"]
    assert {"graph", "csv"} <= set(choice)
    for form in choice:
        called = payments("export", "--format", form)
        assert (called.code, called.err) == (0, "")
        assert "pay-app" in called.out
        assert payments.json("export", "--format", form)


# ------------------------------------------------------------------ copy, backup, restore


def test_a_copy_holds_the_whole_history(twice):
    done = twice.json("copy", "--to", other(twice))
    assert (done["to"], done["revisions"]) == (other(twice), 2)
    for words in (["history", "app"], ["show", "app"], ["show", "app", "--as-of", "1"], ["find"], ["export"]):
        assert twice(*words, "--json", store=other(twice)).out == twice(*words, "--json").out
    assert twice.json("verify", store=other(twice))["findings"] == []
    assert twice("copy", "--to", "memory:").out == "Copied 2 revisions to memory:\n"


def test_a_copy_goes_only_into_an_empty_store_that_can_be_opened(twice):
    twice("copy", "--to", other(twice))
    told = twice.json("copy", "--to", other(twice), code=4)
    assert (told["error"], told["found"]) == ("PreconditionFailed", 2)
    twice("copy", "--to", twice.store).fails(4)
    twice("copy", "--to", "oracle://x").fails(2, "oracle://x")
    twice("copy", "--to", "bolt://127.0.0.1:1").fails(5)
    called = twice("copy", "--to", "bolt://me:secret@127.0.0.1:1", "--json")
    assert called.code == 5
    assert "secret" not in called.out + called.err


def test_a_backup_is_one_file_and_restores_into_an_empty_store(twice):
    file = twice.folder / "estate.bak"
    done = twice.json("backup", file)
    assert (done["file"], done["revisions"]) == (str(file), 2)
    assert twice.json("restore", file, store=other(twice)) == done
    for words in (["history", "app"], ["show", "app"], ["find"]):
        assert twice(*words, "--json", store=other(twice)).out == twice(*words, "--json").out
    again = twice.folder / "again.bak"
    assert twice("backup", again, store=other(twice)).out == f"Wrote 2 revisions to {again}\n"
    assert again.read_bytes() == file.read_bytes()
    assert twice("restore", file, store=other(twice, "third.db")).out == f"Restored 2 revisions from {file}\n"


def test_a_store_that_is_not_empty_is_not_restored_into(twice):
    file = twice.folder / "estate.bak"
    twice.json("backup", file)
    before = twice("export").out
    assert twice.json("restore", file, code=4)["found"] == 2
    assert twice("export").out == before


@pytest.mark.parametrize("damage", ["cut", "altered", "text", "empty", "trailing"])
def test_a_damaged_backup_is_refused_before_anything_is_written(twice, damage):
    file = twice.folder / "estate.bak"
    twice.json("backup", file)
    content = file.read_bytes()
    file.write_bytes(
        {
            "cut": content[: len(content) // 2],
            "altered": gzip.compress(gzip.decompress(content).replace(b"pay-app", b"pay-ape")),
            "text": b"no backup",
            "empty": b"",
            "trailing": gzip.compress(gzip.decompress(content) + b"{}\n"),
        }[damage]
    )
    told = twice.json("restore", file, store=other(twice), code=2)
    assert told["where"] == str(file)
    assert "backup" in told["reason"]
    assert twice.json("find", store=other(twice))["items"] == []
    twice.json("find", "--as-of", "1", store=other(twice), code=3)


def test_places_that_are_not_there(twice):
    twice("restore", twice.folder / "none.bak", store=other(twice)).fails(3, "none.bak")
    twice("restore", twice.folder, store=other(twice)).fails(2)
    twice("backup", twice.folder / "none" / "estate.bak").fails(3, "none")
    twice("backup", twice.folder).fails(2)


# ------------------------------------------------------------------ verify


def test_a_sound_store_verifies(twice):
    found = twice.json("verify")
    assert (found["store"], found["findings"]) == (twice.store, [])
    assert found["format"] >= 1
    assert twice("verify").out == "Everything agrees.\n"


def test_damage_is_found_and_the_check_ends_with_1(twice):
    with sqlite3.connect(twice.folder / "estate.db") as opened:
        opened.execute("DELETE FROM node WHERE key = 'db-1'")
    opened.close()
    found = twice.json("verify", code=1)
    assert found["findings"]
    assert all(set(each) == {"where", "problem"} for each in found["findings"])
    called = twice("verify")
    assert called.code == 1
    assert len(called.out.splitlines()) == len(found["findings"])
