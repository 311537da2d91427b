"""The row about the command line: one question as a whole process, its snapshot saved before."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from benchmarks.bench import Bench
from benchmarks.measure import AnswersDiffer, Row, at_most, held
from benchmarks.stored import Stored
from impact import Failure, Scenario, analyse

__all__ = ["process_rows"]

WHAT = "one-shot `faultline impact`"
LIMIT = 0.4
RUNS = 7
PROGRAM = "from cli.main import main; main()"


def process_rows(bench: Bench) -> Iterator[Row]:
    """Yield the row: a typical server, in a store and a cache of the benchmark's own."""
    stored = bench.stored
    command = [sys.executable, "-c", PROGRAM, "--store", stored.url, "impact", stored.server, "--json"]
    told = {each["key"] for each in json.loads(asked(stored, command))["cis"]}
    known = {each.key for each in analyse(stored.graph, Scenario((Failure(stored.server),))).cis}
    if told != known:
        raise AnswersDiffer(f"{WHAT}: the process says {len(told)} CIs, the engine {len(known)}")
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        asked(stored, command)
        took.append(time.perf_counter() - began)
    yield held(WHAT, bench.size, statistics.median(took), "limit", LIMIT, "s", at_most(LIMIT, "s"))


def asked(stored: Stored, command: list[str]) -> str:
    """Return what a command writes. Modules are compiled once, as an installation has them."""
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(stored.cache / "compiled")}
    environment: Mapping[str, str] = {**os.environ, **compiled, "FAULTLINE_CACHE": str(stored.cache)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603  # our own program
    return done.stdout
