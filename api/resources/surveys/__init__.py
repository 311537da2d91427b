"""Surveys: what those who asked for something say of it."""
