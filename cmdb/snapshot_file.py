"""A graph of the engine as one immutable file that opens by mmap: a JSON head, then the arrays as in memory."""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from impact import Graph

__all__ = ["only_builder", "open_graph", "save_graph"]

FORMAT = 2
"""Of what the arrays mean: 2 since an unavailability that nobody gave is NaN, and 0 one that somebody declared."""
MAGIC = b"FAULTLINE-SNAPSHOT\n"
ALIGNMENT = 64


@contextmanager
def only_builder(path: Path) -> Iterator[None]:
    """Wait until no other process of this machine builds what ``path`` stands for. Who dies lets go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def save_graph(graph: Graph, path: Path) -> None:
    """Write a graph to ``path``, whole or not at all: a temporary file beside it is renamed into place."""
    arrays = {name: np.ascontiguousarray(array) for name, array in graph.arrays().items()}
    head, offsets = head_of(arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".building-", delete=False) as file:
        try:
            file.write(head)
            for name, array in arrays.items():
                file.seek(offsets[name])
                file.write(array.tobytes())
            file.truncate(max(aligned(file.tell()), aligned(max(offsets.values()))))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def head_of(arrays: Mapping[str, np.ndarray]) -> tuple[bytes, dict[str, int]]:
    """Return the head of a file and where each array will stand. The head's length is fixed before it is filled."""
    entries = {name: [array.dtype.str, list(array.shape), 0] for name, array in arrays.items()}
    room = len(MAGIC) + 16 + len(json.dumps({"format": FORMAT, "arrays": entries})) + 20 * len(entries)
    position = aligned(room)
    offsets: dict[str, int] = {}
    for name, array in arrays.items():
        offsets[name] = position
        entries[name][2] = position
        position = aligned(position + array.nbytes)
    text = json.dumps({"format": FORMAT, "arrays": entries, "size": position}).encode()
    return MAGIC + f"{len(text):015d}\n".encode() + text, offsets


def aligned(position: int) -> int:
    """Return the next position at which an array may stand."""
    return -(-position // ALIGNMENT) * ALIGNMENT


def open_graph(path: Path) -> Graph | None:
    """Return the graph in a file without reading it; None where there is none that this release can read."""
    try:
        with path.open("rb") as file:
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    start = len(MAGIC) + 16
    if view[: len(MAGIC)] != MAGIC:
        return None
    head = json.loads(view[start : start + int(view[len(MAGIC) : start])])
    if head["format"] != FORMAT or set(head["arrays"]) != set(Graph.array_names()):
        return None
    if head["size"] > len(view):
        return None
    return Graph.from_arrays({name: array_in(view, *entry) for name, entry in head["arrays"].items()})


def array_in(view: mmap.mmap, kind: str, shape: list[int], offset: int) -> np.ndarray:
    """Return one array as it lies in the file; nothing is read."""
    count = int(np.prod(shape))
    if not count:
        return np.zeros(shape, dtype=np.dtype(kind))
    return np.frombuffer(view, dtype=np.dtype(kind), count=count, offset=offset).reshape(shape)
