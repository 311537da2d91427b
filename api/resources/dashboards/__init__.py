"""Dashboards: kept, shared, shown, their tables as files."""
