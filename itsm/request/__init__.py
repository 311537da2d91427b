"""Requests: somebody asks for something that the catalogue offers, and gets it."""
