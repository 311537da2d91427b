"""Alerts of monitoring: taken in, listed, counted."""
