"""Watchers: who is told of what happens to a record."""
