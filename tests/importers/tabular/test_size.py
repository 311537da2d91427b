from __future__ import annotations

import tracemalloc

from importers.observation import InputFile, Options
from importers.tabular import TABULAR
from tests.importers.observed import SCHEMA

ROWS = 20_000


def test_a_long_list_is_streamed() -> None:
    lines = ["name,os,ip address,owner\n"]
    lines += [f"srv-{n},Linux,10.0.{n % 250}.{n % 200},Team {n % 30}\n" for n in range(ROWS)]
    source = InputFile("servers.csv", "".join(lines).encode())
    del lines
    tracemalloc.start()
    count = sum(1 for _ in TABULAR.read([source], Options(SCHEMA)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == ROWS
    # One number for each id, a sample of the rows, and a row at a time.
    assert peak < 12_000_000
