"""Articles beyond what every record has: search, suggestions, review, versions."""
