"""What reports."""
