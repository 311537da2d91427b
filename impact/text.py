"""A million strings as one UTF-8 blob with offsets: opened in O(1), decoded only where asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from impact.ragged import Bytes, Ints, positions

__all__ = ["Text"]

FEW = 4
"""Below so many strings, slicing one by one is faster than gathering."""

WIDE = 64
"""Strings of up to so many bytes are sorted as numbers."""


class Text:
    """A read-only list of strings.

    Parameters
    ----------
    blob : (bytes,) UTF-8 of all strings, one after the other
    offsets : (n + 1,) where each begins
    """

    __slots__ = ("blob", "offsets")

    def __init__(self, blob: Bytes, offsets: Ints) -> None:
        self.blob = blob
        self.offsets = offsets

    @classmethod
    def of(cls, strings: Sequence[str]) -> Text:
        """Pack strings; O(total length)."""
        joined = "".join(strings)
        raw = joined.encode()
        if len(raw) == len(joined):
            sizes = np.fromiter(map(len, strings), dtype=np.int64, count=len(strings))
        else:
            sizes = np.fromiter((len(s.encode()) for s in strings), dtype=np.int64, count=len(strings))
        offsets = np.zeros(len(strings) + 1, dtype=np.int64)
        np.cumsum(sizes, out=offsets[1:])
        narrow = offsets if len(raw) > np.iinfo(np.int32).max else offsets.astype(np.int32)
        return cls(np.frombuffer(raw, dtype=np.uint8), narrow)

    def __len__(self) -> int:
        return int(self.offsets.size) - 1

    def raw(self, index: int) -> bytes:
        """Return the UTF-8 of one string."""
        return self.blob[int(self.offsets[index]) : int(self.offsets[index + 1])].tobytes()

    def __getitem__(self, index: int) -> str:
        return self.raw(index).decode()

    def many(self, indices: Ints) -> list[str]:
        """Decode several strings, in the order asked; O(their length)."""
        if indices.size < FEW:
            return [self[int(i)] for i in indices]
        at, counts = positions(self.offsets, indices)
        raw = self.blob[at].tobytes()
        ends = np.cumsum(counts).tolist()
        begins = [0, *ends[:-1]]
        if raw.isascii():
            text = raw.decode("ascii")
            return [text[a:b] for a, b in zip(begins, ends, strict=True)]
        return [raw[a:b].decode() for a, b in zip(begins, ends, strict=True)]

    def packed(self, indices: Ints) -> bytes:
        """Return several strings as length-prefixed bytes, for hashing."""
        at, counts = positions(self.offsets, indices)
        return counts.tobytes() + self.blob[at].tobytes()

    def extended(self, more: Sequence[str]) -> Text:
        """Return these strings followed by more."""
        if not more:
            return self
        tail = Text.of(more)
        offsets = np.concatenate([self.offsets, tail.offsets[1:].astype(np.int64) + int(self.offsets[-1])])
        return Text(np.concatenate([self.blob, tail.blob]), offsets)

    def replaced(self, changes: Iterable[tuple[int, str]]) -> Text:
        """Return these strings with some of them replaced; O(total length) of plain copying."""
        pieces: list[Bytes] = []
        sizes = np.diff(self.offsets.astype(np.int64))
        at = 0
        for index, value in sorted(changes):
            raw = np.frombuffer(value.encode(), dtype=np.uint8)
            pieces += [self.blob[at : int(self.offsets[index])], raw]
            at = int(self.offsets[index + 1])
            sizes[index] = raw.size
        if not pieces:
            return self
        pieces.append(self.blob[at:])
        offsets = np.zeros(sizes.size + 1, dtype=np.int64)
        np.cumsum(sizes, out=offsets[1:])
        return Text(np.concatenate(pieces), offsets)

    def sorted_order(self) -> Ints:
        """Return the permutation that sorts the strings by code point (= by UTF-8 bytes); O(n log n)."""
        sizes = np.diff(self.offsets)
        widest = int(sizes.max(initial=0))
        if widest > WIDE:
            strings = [self.raw(i) for i in range(len(self))]
            return np.array(sorted(range(len(self)), key=strings.__getitem__), dtype=np.int64)
        words = max(1, -(-widest // 8))
        table = np.zeros((len(self), words * 8), dtype=np.uint8)
        table[np.arange(words * 8)[None, :] < sizes[:, None]] = self.blob[int(self.offsets[0]) : int(self.offsets[-1])]
        columns = table.view(">u8").astype(np.uint64)
        return np.lexsort(columns.T[::-1])
