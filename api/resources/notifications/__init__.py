"""Notifications: the rules that say who is told of what, and what has become of the messages."""
