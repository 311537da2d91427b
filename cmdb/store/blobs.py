"""Content kept whole beside the graph: blobs, named by what is in them, for as long as somebody uses them.

Over the side store, so that every backend has them. A blob stands in pieces below one row, its head, which is written
last and removed first: a blob is whole or not there. Each writing has pieces of its own, so that one who removes a
blob never takes the pieces of one who is just bringing it back.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple, cast

from cmdb.errors import NotFound, PreconditionFailed, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cmdb.store.port import SideRow, SideStore

__all__ = ["Blob", "all_blobs", "keep_blob", "read_blob", "release_blob"]

HEADS, PIECES, USES = "blobs", "blob_pieces", "blob_uses"
PIECE = 128 * 1024
TRIES = 8
AT_ONCE = 1_000


class Blob(NamedTuple):
    """One blob: its SHA-256 in hexadecimal digits, who uses it, and what is in it."""

    digest: str
    uses: tuple[str, ...]
    content: bytes


def keep_blob(side: SideStore, content: bytes, use: str, *, now: datetime) -> str:
    """Keep content for a use and return its SHA-256; the same content twice is kept once. Again changes nothing."""
    digest = hashlib.sha256(content).hexdigest()
    # Said first: whoever releases the last other use sees this one, or has to give way below.
    side.put(USES, f"{digest}/{use}", True, now=now)
    for _ in range(TRIES):
        head = side.read(HEADS, digest, now=now)
        written = write_pieces(side, digest, content, now) if head is None else ""
        try:
            if head is None:
                side.put(HEADS, digest, {"pieces": written, "size": len(content)}, now=now, expect=0)
            else:
                side.put(HEADS, digest, head.value, now=now, expect=head.version)
        except PreconditionFailed:
            if written:
                side.drop_prefix(PIECES, f"{digest}/{written}/")
            continue
        return digest
    raise StoreUnavailable(f"others write the blob {digest} without end")


def write_pieces(side: SideStore, digest: str, content: bytes, now: datetime) -> str:
    """Write content in pieces of its own and return their name."""
    name = secrets.token_hex(8)
    for number, start in enumerate(range(0, len(content), PIECE)):
        piece = b64encode(content[start : start + PIECE]).decode()
        side.put(PIECES, f"{digest}/{name}/{number:06}", piece, now=now)
    return name


def read_blob(side: SideStore, digest: str, *, now: datetime) -> bytes:
    """Return a blob's content. Raises ``NotFound``, ``StoreUnavailable`` for content that is not as it was written."""
    head = side.read(HEADS, digest, now=now)
    if head is None:
        raise NotFound("blob", digest)
    content = b"".join(pieces(side, f"{digest}/{pieces_name(head)}/", now))
    if hashlib.sha256(content).hexdigest() != digest:
        if side.read(HEADS, digest, now=now) is None:
            raise NotFound("blob", digest)
        raise StoreUnavailable(f"the blob {digest} is not as it was written")
    return content


def pieces(side: SideStore, prefix: str, now: datetime) -> Iterator[bytes]:
    """Yield the pieces of a blob in their order."""
    after = ""
    while rows := side.scan(PIECES, now=now, prefix=prefix, after=after, limit=16):
        for row in rows:
            yield b64decode(str(row.value))
        after = rows[-1].key


def pieces_name(head: SideRow) -> str:
    """Return the name of the pieces that a head stands for."""
    return str(cast("dict[str, object]", head.value)["pieces"])


def release_blob(side: SideStore, digest: str, use: str, *, now: datetime) -> bool:
    """End a use; the blob goes with the last one. Return whether it has gone."""
    side.drop(USES, f"{digest}/{use}")
    head = side.read(HEADS, digest, now=now)
    if head is None or side.scan(USES, now=now, prefix=f"{digest}/", limit=1):
        return False
    try:
        side.drop(HEADS, digest, expect=head.version)
    except PreconditionFailed:
        # Somebody has begun to use it meanwhile.
        return False
    side.drop_prefix(PIECES, f"{digest}/{pieces_name(head)}/")
    return True


def all_blobs(side: SideStore, *, now: datetime) -> Iterator[Blob]:
    """Yield every blob with its uses, by digest; one that goes meanwhile is passed over."""
    after = ""
    while heads := side.scan(HEADS, now=now, after=after, limit=AT_ONCE):
        for head in heads:
            prefix = f"{head.key}/"
            uses = tuple(row.key.removeprefix(prefix) for row in side.scan(USES, now=now, prefix=prefix, limit=100_000))
            try:
                yield Blob(head.key, uses, read_blob(side, head.key, now=now))
            except NotFound:
                continue
        after = heads[-1].key
