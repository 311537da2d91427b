"""The services board."""
