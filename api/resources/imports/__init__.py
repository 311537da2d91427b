"""Imports: upload, map, try, apply, undo."""
