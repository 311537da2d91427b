"""Service level: what is promised to whom, how long each record has left, and what was kept."""
