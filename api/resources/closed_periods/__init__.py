"""Closed periods from files of others."""
