"""A command line to call within the test's process, on a store of the test's own."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import run

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

# The example of the interface description, word by word.
PAYMENTS = {
    "faultline": 1,
    "classes": [],
    "cis": [
        {
            "key": "pay",
            "class": "business_service",
            "name": "Payments",
            "attributes": {"criticality": 5, "users": 1200},
        },
        {
            "key": "app",
            "class": "application",
            "name": "pay-app",
            "lifecycle": "operational",
            "groups": {"db": {"min_up": 1}},
        },
        {"key": "db-1", "class": "database", "name": "db-1", "attributes": {"unavailability": 0.01}},
        {"key": "db-2", "class": "database", "name": "db-2"},
    ],
    "relations": [
        {"from": "pay", "type": "depends_on", "to": "app"},
        {"from": "app", "type": "depends_on", "to": "db-1", "group": "db"},
        {"from": "app", "type": "depends_on", "to": "db-2", "group": "db"},
    ],
    "records": [],
}


@dataclass(frozen=True)
class Called:
    """What a call came to: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one JSON document that standard output is; fails where anything else stands there."""
        return json.loads(self.out)

    def fails(self, code, *words: str) -> None:
        """Check that the call ended so, in one sentence that holds these words, on standard error only."""
        assert (self.code, self.out) == (code, "")
        last = self.err.splitlines()[-1]
        assert last.startswith("error: ")
        for word in words:
            assert word in last, last


class CommandLine:
    """``faultline`` as a function: ``cli("show", "app")``; ``cli.json(...)`` adds ``--json`` and reads the answer."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.store = f"sqlite:///{folder / 'estate.db'}"

    def __call__(self, *words: object, stdin=None, store=None) -> Called:
        url = self.store if store is None else store
        arguments = [*(["--store", url] if url else []), *map(str, words)]
        with CliRunner().isolation(input=stdin) as (out, err, _):
            code = run(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
            return Called(code, out.getvalue().decode(), err.getvalue().decode())

    def json(self, *words: object, code=0, stdin=None, store=None):
        """Answer the document that a call with ``--json`` prints, once it has ended with ``code``."""
        called = self(*words, "--json", stdin=stdin, store=store)
        assert called.code == code, (called.code, called.out, called.err)
        return called.json

    def file(self, name, content):
        """Write a file and answer its path: text, bytes, or a document as JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict | list):
            content = json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def cli(tmp_path, monkeypatch):
    for name, folder in (("FAULTLINE_CACHE", "cache"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.delenv("FAULTLINE_STORE", raising=False)
    return CommandLine(tmp_path)


@pytest.fixture
def payments(cli):
    """The example of the interface description, imported."""
    cli.json("import", cli.file("payments.json", PAYMENTS))
    return cli


@pytest.fixture(scope="session")
def shared():
    """Answer the path of a real sample beside the checkout; the test is skipped where there is none."""

    def sample(*parts: str):
        path = SHARED.joinpath(*parts)
        if not path.exists():
            pytest.skip(f"the sample {'/'.join(parts)} is not beside this checkout (../shared/data)")
        return path

    return sample


def states(answer):
    """The state of each affected CI, by name."""
    return {each["name"]: each["state"] for each in answer["cis"]}
