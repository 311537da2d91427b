"""Agreements: what is promised, what was kept, what threatens it."""
