"""Questions that the first page proposes."""
