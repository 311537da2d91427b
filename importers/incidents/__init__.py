"""Incidents of other systems: an event log with a row for each change, and an export with a row for each incident."""
