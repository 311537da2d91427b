"""Every error ends in one sentence and its exit code; with --json it is one JSON document too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import click
import pytest

from cli.main import COMMANDS, faultline


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "no such command 'nosuch'"),
        (["improt"], "nearest: import"),
        (["schema", "nosuch"], "nosuch"),
        (["impact", "--bogus"], "--bogus"),
        (["impact", "a", "--depth", "deep"], "deep"),
        (["impact", "a", "--depth", "-1"], "-1"),
        (["impact"], "at least one KEY"),
        (["show"], "KEY"),
        (["path", "a"], "B"),
        (["import"], "PATH"),
        (["find", "--limit", "0"], "0"),
        (["find", "class:"], "class:"),
        (["find", "--sort", "colour"], "colour"),
        (["find", "--after", "nowhere"], "nowhere"),
        (["export", "--format", "pdf"], "pdf"),
        (["copy"], "--to"),
        (["bench", "--only", "nothing"], "nothing"),
    ],
)
def test_bad_usage_is_said_in_one_sentence(cli, words, said):
    called = cli(*words)
    called.fails(2, said)
    assert len(called.err.splitlines()) == 1
    told = cli.json(*words, code=2)
    assert said in told["detail"]
    assert told["error"] in {"Usage", "Invalid", "QueryInvalid"}


def test_json_behind_two_dashes_is_a_key_and_no_option(cli):
    cli("show", "--", "--json").fails(3, "--json")


def test_without_a_command_the_help_is_shown(cli):
    cli(store=cli.store).fails(2, "Missing command")
    called = cli(store="")
    assert (called.code, called.out) == (2, "")
    for name in COMMANDS:
        assert f"\n  {name} " in called.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_tells_what_it_does(cli, name):
    command = faultline.get_command(None, name)
    assert command is not None
    assert command.help
    called = cli(name, "--help")
    assert called.code == 0
    assert called.out.startswith(f"Usage: faultline {name} ")
    assert called.err == ""


NOT_ASKED = {"demo", "serve", "test", "check", "template show", "change terraform"}
"""They run something, or print the document that they are asked for, which is JSON or nothing."""


def leaves(words: list[str], command: click.Command) -> Iterator[list[str]]:
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from leaves([*words, name], below)
    else:
        yield words


def test_every_question_takes_json(cli):
    every = [leaf for name in COMMANDS for leaf in leaves([name], faultline.get_command(None, name))]
    assert {" ".join(leaf) for leaf in every} > NOT_ASKED
    for leaf in every:
        assert ("--json" in cli(*leaf, "--help").out) == (" ".join(leaf) not in NOT_ASKED), leaf


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("oracle://x", 2, "neo4j://HOST"),
        ("estate.db", 2, "sqlite:///FILE"),
        ("sqlite:////no/such/folder/x.db", 5, "/no/such/folder"),
        ("neo4j://127.0.0.1:1", 5, "does not answer"),
        ("bolt://127.0.0.1:1", 5, "does not answer"),
    ],
)
def test_a_store_that_cannot_be_opened(cli, url, code, said):
    called = cli("find", "--json", store=url)
    assert called.code == code
    assert said in called.json["detail"]
    assert said in called.err


def test_the_store_of_the_environment_is_the_default(cli, monkeypatch, payments):
    monkeypatch.setenv("FAULTLINE_STORE", payments.store)
    assert cli.json("show", "app", store="")["name"] == "pay-app"


def test_a_file_that_is_no_store_and_one_of_a_newer_release(payments):
    junk = payments.file("junk.db", "this is no database at all, but a text of some length\n" * 100)
    payments("find", store=f"sqlite:///{junk}").fails(5, "no store")
    with sqlite3.connect(payments.folder / "estate.db") as opened:
        opened.execute("PRAGMA user_version = 9999")
    opened.close()
    told = payments.json("show", "app", code=5)
    assert (told["error"], told["found"]) == ("StoreTooNew", 9999)


@pytest.mark.parametrize("where", ["--as-of=99", "--as-of=2999"])
def test_a_revision_that_is_not_there_yet(payments, where):
    told = payments.json("show", "app", where, code=3)
    assert (told["what"], told["nearest"]) == ("revision", ["1"])


def test_a_moment_that_is_none(payments):
    told = payments.json("impact", "db-1", "--as-of", "yesterday", code=2)
    assert told["value"] == "yesterday"
    assert "2026-12-31" in told["allowed"]


def test_control_characters_of_data_never_steer_a_terminal(cli):
    poisoned = {"key": "web", "class": "server", "name": "web", "attributes": {"description": "\x1b[2Jgone\x07"}}
    cli("import", cli.file("g.json", {"faultline": 1, "cis": [poisoned]}))
    for words in (["show", "web"], ["history", "web"], ["find", "web"], ["show", "\x1b[2J"]):
        called = cli(*words)
        assert "\x1b" not in called.out + called.err
    assert cli.json("show", "web")["attributes"]["description"] == "\x1b[2Jgone\x07"
