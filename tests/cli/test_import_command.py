"""``import`` in its shape, its exit codes and every option; input that is broken or hostile is named, never taken."""

from __future__ import annotations

import json

import pytest

from importers.formats import READERS
from tests.cli.conftest import PAYMENTS

SHAPE = {"run", "source", "created", "updated", "unchanged", "missing", "retired", "rejected", "revision"}
SERVERS = "name,class,serial,cpus\nweb,server,S1,4\ndb,server,S2,8\n"
BAD = "name,class,cpus\na,server,4\nb,server,many\n,server,1\nc,sever,2\n"
# Each list holds the one before it nine times.
BOMB = "faultline: 1\na0: &a0 [x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 20)
)


def counts(report):
    return [report[name] for name in ("created", "updated", "unchanged", "missing", "retired")]


def count_of(cli):
    return len(cli.json("find")["items"])


# ------------------------------------------------------------------ what it answers


def test_a_report_has_its_shape_and_a_second_run_changes_nothing(cli):
    first = cli.json("import", cli.file("servers.csv", SERVERS))
    assert set(first) >= SHAPE
    assert counts(first) == [2, 0, 0, 0, 0]
    assert (first["source"], first["format"], first["rejected"], first["revision"]) == (
        "servers.csv",
        "tabular",
        [],
        1,
    )
    again = cli.json("import", cli.file("servers.csv", SERVERS))
    assert counts(again) == [0, 0, 2, 0, 0]
    assert again["revision"] == 1
    changed = cli.json("import", cli.file("servers.csv", SERVERS.replace("S1,4", "S1,16")))
    assert counts(changed) == [0, 1, 1, 0, 0]
    assert len({first["run"], again["run"], changed["run"]}) == 3


def test_people_read_counts_and_what_was_rejected(cli):
    called = cli("import", cli.file("bad.csv", BAD))
    assert called.code == 1
    assert "1 CI created" in called.out
    assert "3 rows rejected" in called.out
    assert "bad.csv row 3: Processor cores is no whole number; got 'many'; allowed: a whole number" in called.out
    run = called.out.split("run ")[1].split(",")[0]
    assert f"as run {run}" in called.err, "a run that is cut off can be resumed only if its name was said before"


def test_bad_rows_are_named_with_where_reason_value_and_allowed(cli):
    report = cli.json("import", cli.file("bad.csv", BAD), code=1)
    assert report["created"] == 1
    rejected = {each["where"].rpartition(" row ")[2]: each for each in report["rejected"]}
    assert set(rejected) == {"3", "4", "5"}
    for row, value in (("3", "many"), ("4", None), ("5", "sever")):
        assert rejected[row]["value"] == value
        assert rejected[row]["reason"]
        assert rejected[row]["allowed"]
    assert "server" in rejected["5"]["allowed"]


def test_unknown_words_of_a_graph_document_are_rejected_one_by_one(cli):
    document = {
        "faultline": 1,
        "cis": [
            {"key": "k1", "class": "sever", "name": "k1"},
            {"key": "k2", "class": "server", "name": "k2", "attributes": {"cpu_cores": "many"}},
            {"key": "k3", "class": "server", "name": "k3", "lifecycle": "sleeping"},
            {"key": "ok", "class": "server", "name": "ok"},
            {"key": "ok", "class": "server", "name": "twice"},
            "no CI",
        ],
        "relations": [
            {"from": "ok", "type": "dependson", "to": "ok"},
            {"from": "ok", "type": "depends_on", "to": "ghost"},
            {"from": "ok", "type": "depends_on"},
        ],
    }
    report = cli.json("import", cli.file("g.json", document), code=1)
    assert report["created"] == 1
    values = [each["value"] for each in report["rejected"]]
    assert {"sever", "many", "sleeping", "ok", "no CI", "dependson", "ghost"} <= set(values)
    for each in report["rejected"]:
        assert each["where"].startswith(str(cli.folder / "g.json"))
        assert each["reason"]
        assert each["allowed"]
        assert each["reason"].count(each["allowed"]) == 0, "what is allowed is said once"


def test_several_files_are_several_sources_in_one_answer(cli):
    report = cli.json("import", cli.file("servers.csv", SERVERS), cli.file("pay.json", PAYMENTS))
    assert counts(report) == [6, 0, 0, 0, 0]
    assert [each["source"] for each in report["runs"]] == ["servers.csv", "pay.json"]
    assert set(report) >= SHAPE


def test_files_of_one_name_in_two_folders_are_both_taken(cli):
    north = cli.file("north/servers.csv", SERVERS)
    south = cli.file("south/servers.csv", "name,class\nfar,server\n")
    assert counts(cli.json("import", north, south)) == [3, 0, 0, 0, 0]


def test_a_file_that_cannot_be_read_does_not_undo_the_others(cli):
    broken = cli.file("broken.json", {"faultline": 2})
    report = cli.json("import", broken, cli.file("servers.csv", SERVERS), code=1)
    assert report["created"] == 2
    (rejected,) = report["rejected"]
    assert (rejected["where"], rejected["value"], rejected["allowed"]) == (f"{broken} faultline", "2", "1")
    assert report["runs"][0]["stopped"] == "nothing was written"
    cli("import", broken).fails(2, "unknown version")


def test_standard_input_is_a_file(cli):
    report = cli.json("import", "-", stdin=SERVERS)
    assert (counts(report), report["source"], report["format"]) == ([2, 0, 0, 0, 0], "stdin", "tabular")
    report = cli.json("import", "-", "--source", "feed", stdin=json.dumps(PAYMENTS))
    assert (counts(report), report["source"], report["format"]) == ([4, 0, 0, 0, 0], "feed", "graph")
    cli("import", "-", stdin="").fails(2, "is empty")


def test_formats_lists_what_can_be_imported(cli):
    found = cli.json("formats")
    assert [each["name"] for each in found] == [each.name for each in READERS]
    text = cli("formats").out
    assert all(each.name in text and each.label in text for each in READERS)


# ------------------------------------------------------------------ options


def test_a_format_that_is_given_is_not_recognised(cli):
    file = cli.file("data.txt", SERVERS)
    assert cli.json("import", file, "--format", "tabular")["created"] == 2
    cli("import", file, "--format", "graph").fails(2, "data.txt")
    told = cli.json("import", file, "--format", "parquet", code=2)
    assert told["value"] == "parquet"
    assert all(each.name in told["allowed"] for each in READERS)


def test_a_class_for_rows_that_name_none(cli):
    cli.json("import", cli.file("hosts.csv", "name\nalpha\n"), "--class", "router")
    assert [each["class"] for each in cli.json("find")["items"]] == ["router"]


@pytest.mark.parametrize("source", ["a:b", "manual", "x" * 101, "tab\there"])
def test_a_source_that_cannot_be_one(cli, source):
    cli("import", cli.file("servers.csv", SERVERS), "--source", source).fails(2, "source")
    assert count_of(cli) == 0


def test_a_dry_run_decides_everything_and_writes_nothing(cli):
    file = cli.file("bad.csv", BAD)
    tried = cli.json("import", file, "--dry-run", code=1)
    assert tried["dry_run"]
    assert count_of(cli) == 0
    done = cli.json("import", file, code=1)
    for name in (*SHAPE - {"run", "revision"}, "rejected_count", "relations"):
        assert tried[name] == done[name]
    assert cli("import", file, "--dry-run").out.startswith("Would import")


def test_strict_writes_nothing_unless_every_row_is_good(cli):
    report = cli.json("import", cli.file("bad.csv", BAD), "--strict", code=2)
    assert report["rejected_count"] == 3
    assert report["stopped"]
    assert count_of(cli) == 0
    assert cli.json("import", cli.file("servers.csv", SERVERS), "--strict")["created"] == 2


def test_strict_says_1_where_another_file_was_written(cli):
    report = cli.json("import", cli.file("servers.csv", SERVERS), cli.file("bad.csv", BAD), "--strict", code=1)
    assert (report["created"], count_of(cli)) == (2, 2)


def test_complete_retires_what_the_source_no_longer_reports(cli):
    names = [f"n{number}" for number in range(30)]
    whole = "name,class\n" + "".join(f"{name},server\n" for name in names)
    assert cli.json("import", cli.file("inventory.csv", whole), "--complete")["created"] == 30
    fewer = whole.replace("n29,server\n", "")
    assert counts(cli.json("import", cli.file("inventory.csv", fewer))) == [0, 0, 29, 0, 0], "without the option"
    report = cli.json("import", cli.file("inventory.csv", fewer), "--complete")
    assert counts(report)[2:] == [29, 1, 1]
    assert cli.json("show", "n29")["lifecycle"] == "retired"


def test_complete_stops_where_a_large_share_is_missing(cli):
    whole = "name,class\n" + "".join(f"n{number},server\n" for number in range(30))
    cli.json("import", cli.file("inventory.csv", whole), "--complete")
    half = "".join(whole.splitlines(keepends=True)[:16])
    report = cli.json("import", cli.file("inventory.csv", half), "--complete", code=1)
    assert (report["missing"], report["retired"]) == (15, 0)
    assert "50%" in report["stopped"]
    assert cli.json("show", "n29")["lifecycle"] == "operational"
    accepted = cli.json("import", cli.file("inventory.csv", half), "--complete", "--accept-missing")
    assert accepted["retired"] == 15
    assert cli.json("show", "n29")["lifecycle"] == "retired"


def test_resume_goes_on_with_a_run_that_began_and_with_no_other(cli):
    file = cli.file("servers.csv", SERVERS)
    run = cli.json("import", file)["run"]
    resumed = cli.json("import", file, "--resume", run)
    assert (resumed["run"], counts(resumed)) == (run, [0, 0, 2, 0, 0])
    told = cli.json("import", file, "--resume", "20200101T000000-abcdef", code=3)
    assert told["nearest"] == [run]
    told = cli.json("import", file, "--resume", run, "--source", "other", code=2)
    assert told["allowed"] == "--source servers.csv"
    cli("import", file, cli.file("pay.json", PAYMENTS), "--resume", run).fails(2, "several runs")


# ------------------------------------------------------------------ hostile and broken input


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.json", '{"faultline": 1, "cis": [{"key": "a", "class"', "cut off"),
        ("cut.yaml", "faultline: 1\ncis:\n  - {key: a, class: serv", "cut off"),
        ("empty.csv", "", "empty"),
        ("blank.json", " \n ", "empty"),
        ("null.json", "null", "no known format"),
        ("list.json", "[1, 2, 3]", "no known format"),
        ("next.json", '{"faultline": 2, "cis": []}', "unknown version"),
        ("cis.json", '{"faultline": 1, "cis": {}}', "no list"),
        ("deep.json", '{"faultline": 1, "cis": ' + "[" * 100_000, "nested too deeply"),
        ("bomb.yaml", BOMB, "bomb.yaml"),
        ("packed.tar.gz", b"\x1f\x8b\x08\x00 and so on", "packed"),
        ("noise.csv", bytes(range(256)) * 10, "noise.csv"),
    ],
)
def test_a_file_that_is_broken_as_a_whole_is_refused_before_anything_is_written(cli, name, content, said):
    file = cli.file(name, content)
    cli("import", file).fails(2, name, said)
    told = cli.json("import", file, code=2)
    assert told["where"].startswith(str(file))
    assert told["allowed"]
    assert cli.json("find")["items"] == []


def test_a_cell_of_ten_megabytes_and_one_with_nul_are_rejected_alone(cli):
    rows = ["name,class,description", "big,server," + "x" * 10_000_000, "nul,server,a\0b", "good,server,fine"]
    called = cli("import", cli.file("cells.csv", "\n".join(rows) + "\n"), "--json")
    assert called.code == 1
    assert len(called.out) < 10_000, "what is too long is cut in the answer, too"
    assert called.json["created"] == 1
    assert ["too long" in each["reason"] for each in called.json["rejected"]] == [True, False]
    assert "NUL" in called.json["rejected"][1]["reason"]


@pytest.mark.parametrize("odd", ["a\0b", "a\ud800b", "a\x1b[2Jb", "a\u202eb", "x" * 501])
def test_a_name_that_nobody_can_read_is_rejected_alone(cli, odd):
    cis = [{"key": "odd", "class": "server", "name": odd}, {"key": "good", "class": "server", "name": "good"}]
    file = cli.file("g.json", {"faultline": 1, "cis": cis})
    report = cli.json("import", file, code=1)
    assert (report["created"], report["rejected_count"]) == (1, 1)
    assert "name" in report["rejected"][0]["reason"]
    assert cli("import", file).code == 1
    (decision,) = cli.json("why", report["run"], report["rejected"][0]["row"])
    assert decision["raw"]["name"] == odd


def test_odd_names_are_names(cli):
    odd = [
        "<script>alert(1)</script>",
        "=1+1",
        "../../etc/passwd",
        "Größe 漢字 🙂",
        "'; DROP TABLE node; --",
        "%s{0}$x",
    ]
    cis = [{"key": f"k{number}", "class": "server", "name": name} for number, name in enumerate(odd)]
    assert cli.json("import", cli.file("g.json", {"faultline": 1, "cis": cis}))["created"] == len(odd)
    assert [each["name"] for each in cli.json("find", "--sort", "key")["items"]] == odd
    for name in odd:
        assert cli.json("show", name)["name"] == name


def test_paths_that_hold_nothing(cli, tmp_path):
    cli("import", tmp_path / "nowhere.csv").fails(3, "nowhere.csv")
    (tmp_path / "empty").mkdir()
    cli("import", tmp_path / "empty").fails(2, "nothing to import")
    cli.file("readme/notes.md", "# Nothing to import here")
    cli("import", tmp_path / "readme").fails(2, "notes.md")
    cli("import", "/dev/null").fails(2, "no plain file")


def test_a_folder_brings_what_is_known_and_names_what_is_not(cli, tmp_path):
    cli.file("feed/servers.csv", SERVERS)
    cli.file("feed/notes.md", "# Notes")
    cli.file("feed/.hidden.csv", SERVERS.replace("S", "T"))
    report = cli.json("import", tmp_path / "feed")
    assert (report["created"], report["source"]) == (2, "feed")
    assert any("notes.md" in each["where"] and "left out" in each["text"] for each in report["notes"])
