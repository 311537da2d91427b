"""The graph as a file."""
