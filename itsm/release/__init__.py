"""Releases: packages of changes that are built, tested and deployed together."""
