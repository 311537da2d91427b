"""Blobs: content kept whole over ``SideStore``, named by what is in it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from cmdb.errors import NotFound, StoreUnavailable
from cmdb.store.blobs import HEADS, PIECE, PIECES, all_blobs, keep_blob, read_blob, release_blob

from .build import NOW

if TYPE_CHECKING:
    from cmdb.store.port import Store

BIG = bytes(range(256)) * (PIECE // 256) * 2 + b"end"


class BlobContract:
    def test_content_is_read_as_it_was_kept(self, store: Store) -> None:
        for content in (b"", b"\x00\xff", BIG):
            digest = keep_blob(store.side, content, "a", now=NOW)
            assert digest == hashlib.sha256(content).hexdigest()
            assert read_blob(store.side, digest, now=NOW) == content
        with pytest.raises(NotFound):
            read_blob(store.side, "0" * 64, now=NOW)

    def test_the_same_content_is_kept_once_and_goes_with_its_last_use(self, store: Store) -> None:
        digest = keep_blob(store.side, BIG, "a", now=NOW)
        assert keep_blob(store.side, BIG, "b", now=NOW) == digest
        assert len(store.side.scan(PIECES, now=NOW)) == 3
        assert [(each.digest, each.uses) for each in all_blobs(store.side, now=NOW)] == [(digest, ("a", "b"))]
        assert not release_blob(store.side, digest, "a", now=NOW)
        assert read_blob(store.side, digest, now=NOW) == BIG
        assert release_blob(store.side, digest, "b", now=NOW)
        assert not release_blob(store.side, digest, "b", now=NOW)
        assert not store.side.scan(PIECES, now=NOW)
        with pytest.raises(NotFound):
            read_blob(store.side, digest, now=NOW)

    def test_who_begins_to_use_a_blob_keeps_it_from_who_removes_it(self, store: Store) -> None:
        digest = keep_blob(store.side, BIG, "a", now=NOW)
        scan = store.side.scan

        def come_between(table: str, **options: Any) -> Any:
            found = scan(table, **options)
            store.side.scan = scan
            keep_blob(store.side, BIG, "b", now=NOW)
            return found

        store.side.scan = come_between
        assert not release_blob(store.side, digest, "a", now=NOW)
        assert read_blob(store.side, digest, now=NOW) == BIG

    def test_content_that_was_altered_is_found_out(self, store: Store) -> None:
        digest = keep_blob(store.side, b"as it was", "a", now=NOW)
        (row,) = store.side.scan(PIECES, now=NOW)
        store.side.put(PIECES, row.key, "YXMgaXQgaXM=", now=NOW)
        with pytest.raises(StoreUnavailable, match="not as it was written"):
            read_blob(store.side, digest, now=NOW)
        store.side.drop(HEADS, digest)
        with pytest.raises(NotFound):
            read_blob(store.side, digest, now=NOW)
