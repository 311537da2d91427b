"""Where the rows of a run went, remembered from chunk to chunk for as long as nobody else writes."""

from __future__ import annotations

from cmdb.model import Key

__all__ = ["Places"]


class Places:
    """The CI of each native id that this run has taken. What is remembered is so in the store, or pending in the chunk.

    Without it every chunk would read again what the chunks before it wrote.
    """

    def __init__(self) -> None:
        self.cis: dict[str, Key] = {}
        self.existing: set[Key] = set()
        self.pending: dict[str, Key] = {}
        self.head = 0

    def begin(self, head: int) -> None:
        """Begin a chunk at a revision: what was remembered at another one may no longer be so."""
        self.pending = {}
        if head != self.head:
            self.cis, self.existing, self.head = {}, set(), head

    def note(self, native_id: str, ci: Key) -> None:
        """Note where a row of this chunk went."""
        self.pending[native_id] = ci

    def find(self, native_id: str) -> Key | None:
        """Return where a row went, None where that is not known here."""
        return self.pending.get(native_id) or self.cis.get(native_id)

    def settle(self, revision: int | None) -> None:
        """Keep what a chunk noted, which was written as this revision (None: nothing had to be)."""
        if revision is not None and revision != self.head + 1:
            self.cis, self.existing = {}, set()
        self.head = revision or self.head
        self.cis |= self.pending
        self.existing.update(self.pending.values())
        self.pending = {}
