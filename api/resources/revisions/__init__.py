"""The one history."""
