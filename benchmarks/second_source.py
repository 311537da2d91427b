"""Import an estate of a size into a store from a second source: ``python -m benchmarks.second_source URL SIZE``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.sources import run_import
from cmdb.store import open_store


def main() -> None:
    """Import until told to stop."""
    url, size = sys.argv[1:]
    observations = Bench(int(size), Path()).source.observations
    with open_store(url) as store:
        print("ready", flush=True)
        run_import(store, observations, "second")


if __name__ == "__main__":
    main()
