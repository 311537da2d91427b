"""Satisfaction: what those who asked for something say about how it went."""
