"""The schedule of changes, free slots, and a change in another window."""
