"""A million strings as one UTF-8 blob with offsets: opened in O(1), decoded only where asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from impact.ragged import Bytes, Column, Ints, positions

__all__ = ["Text"]

FEW = 4
"""Below so many strings, slicing one by one is faster than gathering."""

SOUGHT_APART = 16
"""Up to so many strings are searched one by one: a step in numpy costs as much as ten in Python."""

LONG = 512
"""Longer strings are searched one by one."""

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

    def places(self, order: Ints, wanted: Sequence[str]) -> Ints:
        """Where strings stand, or would stand, among these in ``order``; all searched at once, O(k log n)."""
        raw = [each.encode() for each in wanted]
        width = max(map(len, raw), default=0) + 1
        if width > LONG or len(raw) <= SOUGHT_APART:
            return np.array([self._place(order, each) for each in raw], dtype=np.int64)
        sought = np.array(raw, dtype=f"S{width}")
        low = np.zeros(len(raw), dtype=np.int64)
        high = np.full(len(raw), len(self), dtype=np.int64)
        while (low < high).any():
            middle = (low + high) // 2
            found = self._cut(order[np.minimum(middle, len(self) - 1)], width)
            less = (low < high) & (found < sought)
            low, high = np.where(less, middle + 1, low), np.where(less, high, np.maximum(low, middle))
        return low

    def _cut(self, indices: Ints, width: int) -> Column:
        """The first bytes of some strings, side by side."""
        start = self.offsets[indices].astype(np.int64)
        sizes = np.minimum(self.offsets[indices + 1] - start, width)
        at = start[:, None] + np.arange(width)
        shown = np.arange(width) < sizes[:, None]
        if not self.blob.size:
            return np.zeros(indices.size, dtype=f"S{width}")
        table = np.where(shown, self.blob[np.minimum(at, self.blob.size - 1)], 0).astype(np.uint8)
        return table.view(f"S{width}").ravel()

    def _place(self, order: Ints, wanted: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.raw(int(order[middle])) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

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
