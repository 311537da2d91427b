"""The installed command as its own process: what stands on which stream, exit codes, and being cut off half-way."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.conftest import PAYMENTS

FAULTLINE = Path(sys.executable).parent / "faultline"
# A run takes them in four chunks.
MANY = 16_000


class Process:
    """``faultline`` as a process on a store of the test's own."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.database = folder / "estate.db"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "FAULTLINE_STORE": f"sqlite:///{self.database}",
            "FAULTLINE_CACHE": str(folder / "cache"),
        }

    def __call__(self, *words: object, stdin="", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [FAULTLINE, *map(str, words)],
            input=stdin.encode(),
            capture_output=True,
            env=self.environment | environment,
            cwd=self.folder,
            timeout=60,
            check=False,
        )

    def begin(self, *words: object):
        """Start a call and answer the process and the run that it announces."""
        process = subprocess.Popen(
            [FAULTLINE, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.folder,
            # A shell starts what runs in the background deaf to Ctrl-C, and what that starts inherits it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no threads here
        )
        announced = process.stderr.readline().decode()
        return process, re.search(r"as run (\S+)", announced)[1]

    def count(self, what):
        """How many rows a table has, looked up beside the command."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as opened:
            return opened.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0]  # noqa: S608  # the test's own words


@pytest.fixture
def faultline(tmp_path):
    if not FAULTLINE.exists():
        pytest.skip("the command is not installed beside this interpreter")
    (tmp_path / "payments.json").write_text(json.dumps(PAYMENTS))
    (tmp_path / "bad.csv").write_text("name,class,cpus\na,server,4\nb,server,many\n")
    return Process(tmp_path)


def test_each_exit_code_leaves_the_process(faultline):
    calls = [
        (0, ["import", "payments.json"]),
        (1, ["import", "bad.csv"]),
        (2, ["impact"]),
        (3, ["show", "nobody"]),
        (4, ["copy", "--to", faultline.environment["FAULTLINE_STORE"]]),
        (5, ["--store", "bolt://127.0.0.1:1", "find"]),
    ]
    for code, words in calls:
        done = faultline(*words, "--json")
        assert done.returncode == code, (words, done)
        document = json.loads(done.stdout)
        assert ("error" in document) == (code > 1)
        assert b"Traceback" not in done.stderr


def test_standard_output_is_one_document_in_any_locale(faultline):
    cis = [{"key": "k", "class": "server", "name": "Größe 漢字 🙂"}]
    text = json.dumps({"faultline": 1, "cis": cis})
    assert faultline("import", "-", "--json", stdin=text).returncode == 0
    for locale in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}):
        done = faultline("show", "k", "--json", **locale)
        assert (done.returncode, json.loads(done.stdout)["name"]) == (0, cis[0]["name"])
        assert cis[0]["name"] in faultline("impact", "k", **locale).stdout.decode()


def test_a_reader_that_has_read_enough_ends_the_command_quietly(faultline):
    faultline("import", "payments.json")
    process = subprocess.Popen(
        [FAULTLINE, "schema", "show", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=faultline.environment,
    )
    process.stdout.read(10)
    process.stdout.close()
    process.wait(30)
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()


@pytest.fixture
def long_import(faultline):
    """A file whose import takes several chunks."""
    lines = [f"n{number},server,10.{number >> 16}.{number >> 8 & 255}.{number & 255}\n" for number in range(MANY)]
    (faultline.folder / "many.csv").write_text("name,class,ip\n" + "".join(lines))
    return faultline


def cut_off(faultline, process, written, sent):
    """Wait until so many revisions are written, then send a signal; answer the exit code, as the shell says it."""
    deadline = time.monotonic() + 40
    while faultline.count("revision") < written:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "nothing was written in 40 s"
        time.sleep(0.02)
    process.send_signal(sent)
    out, err = process.communicate(timeout=30)
    assert out == b""
    assert b"Traceback" not in err
    return process.returncode


def test_an_import_that_is_cut_off_twice_is_resumed_to_the_whole_estate(long_import):
    process, run = long_import.begin("import", "many.csv", "--json")
    assert cut_off(long_import, process, 1, signal.SIGINT) == 130
    process, again = long_import.begin("import", "many.csv", "--json", "--resume", run)
    assert again == run
    assert cut_off(long_import, process, 2, signal.SIGKILL) == -signal.SIGKILL

    verified = long_import("verify", "--json")
    assert (verified.returncode, json.loads(verified.stdout)["findings"]) == (0, [])
    resumed = json.loads(long_import("import", "many.csv", "--resume", run, "--json").stdout)
    assert (resumed["run"], resumed["rejected"]) == (run, [])
    assert resumed["created"] + resumed["unchanged"] == MANY
    assert resumed["created"] > 0
    assert resumed["unchanged"] > 0
    assert long_import.count("node WHERE kind = 'ci'") == MANY
    for row in (2, MANY + 1):
        (decision,) = json.loads(long_import("why", run, row, "--json").stdout)
        assert (decision["decision"], decision["name"]) == ("created", f"n{row - 2}")


def test_serve_answers_and_ends_tidily(faultline):
    faultline("import", "payments.json")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [FAULTLINE, "serve", "--host", "127.0.0.1", "--port", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=faultline.environment,
    )
    try:
        assert b"/setup?token=" in process.stderr.readline()
        answer = asked(f"http://127.0.0.1:{port}/readyz", process)
        assert answer == {"status": "ready", "revision": 1}
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"")
    assert b"Traceback" not in err


def asked(address, process):
    """The JSON at an address of a server that is starting."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urlopen(address, timeout=5) as response:
                return json.load(response)
        except OSError:
            assert process.poll() is None
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
