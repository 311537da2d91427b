"""Rows about HTTP: a warm question beside the engine's own time, and eight clients while an import runs."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping

from benchmarks.bench import Bench
from benchmarks.measure import AnswersDiffer, Row, Target, held, longer
from benchmarks.stored import Stored
from impact import Failure, Scenario, analyse
from impact.kernels import available

__all__ = ["http_rows"]

ONE, MANY = "GET /impact over HTTP, p50", "GET /impact, 8 clients during an import, p99"
CLIENTS = 8
WARM, RUNS = 10, 60
STARTS_WITHIN_S = 600.0
"""A large store takes its time; a small one has answered long before."""
LOAD_S, LEAST_LOAD_S = 10.0, 1.0
TINY = 1_000
NEAR = Target("<= 5x the engine + 3 ms", lambda a, b: a / b, lambda a, b: a <= 5 * b + 3)
PROGRAM = "from cli.main import main; main()"


def http_rows(bench: Bench) -> Iterator[Row]:
    """Yield both rows, asked of a server in a process of its own about a typical server of the estate."""
    stored = bench.stored
    scenario = Scenario((Failure(stored.server),))
    known = {each.key for each in analyse(stored.graph, scenario).cis}
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        analyse(stored.graph, scenario)
        took.append(time.perf_counter() - began)
    engine = statistics.median(took) * 1e3
    with served(stored) as port:
        with contextlib.closing(Client(port, stored.server)) as client:
            told = {each["key"] for each in json.loads(client.ask())["cis"]}
            if told != known:
                raise AnswersDiffer(f"{ONE}: the server says {len(told)} CIs, the engine {len(known)}")
            warm = client.asked(WARM + RUNS)[WARM:]
        yield held(ONE, bench.size, statistics.median(warm), "engine alone", engine, "ms", NEAR)
        seconds = LOAD_S if bench.size >= TINY else LEAST_LOAD_S
        idle = p99(crowd(port, stored.server, seconds))
        with importing(bench):
            busy = p99(crowd(port, stored.server, seconds))
        yield held(MANY, bench.size, busy, "8 clients, idle", idle, "ms", longer(2))


class Client:
    """One connection that asks the same question again and again."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN_S)
        self.path = f"/api/v1/impact?ci={urllib.parse.quote(key)}"

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def ask(self) -> bytes:
        """Return one answer."""
        self.connection.request("GET", self.path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise AnswersDiffer(f"{self.path}: {answer.status} {body[:200]!r}")
        return body

    def asked(self, times: int) -> list[float]:
        """Return how many milliseconds each of several answers took."""
        return [self.timed() for _ in range(times)]

    def timed(self) -> float:
        """Return how many milliseconds one answer takes."""
        began = time.perf_counter()
        self.ask()
        return (time.perf_counter() - began) * 1e3


def crowd(port: int, key: str, seconds: float) -> list[float]:
    """Return the milliseconds of all answers that eight clients get within a while."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    def go() -> None:
        with contextlib.closing(Client(port, key)) as client:
            client.ask()
            while time.perf_counter() < until:
                took.append(client.timed())

    threads = [threading.Thread(target=go) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def p99(took: list[float]) -> float:
    """Return what 99 of 100 stay under."""
    return sorted(took)[min(len(took) - 1, len(took) * 99 // 100)]


@contextlib.contextmanager
def served(stored: Stored) -> Iterator[int]:
    """Serve the store in a process of its own; give its port."""
    port = free_port()
    settings = {
        "FAULTLINE_DEMO": "1",
        "FAULTLINE_PORT": str(port),
        "FAULTLINE_FOLDER": str(stored.cache),
        "FAULTLINE_LOG_LEVEL": "warning",
        # A server that has been there for a while, without the wait.
        "FAULTLINE_KERNELS": "compiled" if available() else "plain",
    }
    command = [sys.executable, "-c", PROGRAM, "--store", stored.url, "serve"]
    with running(command, settings) as process:
        wait_for(port, process)
        yield port


@contextlib.contextmanager
def importing(bench: Bench) -> Iterator[None]:
    """Let another process import the whole estate from a second source meanwhile."""
    command = [sys.executable, "-m", "benchmarks.second_source", bench.stored.url, str(bench.size)]
    with running(command, {}) as process:
        assert process.stdout is not None  # noqa: S101  # it is piped
        process.stdout.readline()  # it says when it begins to write
        yield


@contextlib.contextmanager
def running(command: list[str], more: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a process for as long as the block lasts."""
    process = subprocess.Popen(  # noqa: S603  # our own programs
        command, env={**os.environ, **more}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    """Wait until a process answers. Raises ``ConnectionError`` where it ends instead."""
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
