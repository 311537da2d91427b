"""Write the tiny store of the present format that later releases must still open.

    python -m tests.cmdb.store.old

Run it once for each format, before its first release, and commit the file; never again for that format.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from cmdb.store import open_store
from cmdb.store.sqlite.schema import FORMAT
from tests.cmdb.store.old.content import fill

HERE = Path(__file__).parent


def main() -> None:
    """Write the file, compressed; refuse to replace one."""
    target = HERE / f"format-{FORMAT}.sqlite.gz"
    if target.exists():
        raise SystemExit(f"{target.name} is there already")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "old.sqlite"
        with open_store(f"sqlite:///{path}") as store:
            fill(store)
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
