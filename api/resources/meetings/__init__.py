"""Meetings of the change board: agenda, voices, minutes, pack, calendar."""
