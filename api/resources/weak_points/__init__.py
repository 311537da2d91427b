"""Single points of failure, and the CIs that take most down alone."""
