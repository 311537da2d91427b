"""Crossings between practices: each file carries one practice's outcome into another, named `<from>_<to>`."""
