"""Calendars: when the service desk is open."""
