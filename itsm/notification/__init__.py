"""Notification: who is told of what happened to a record, and how the message gets there."""
