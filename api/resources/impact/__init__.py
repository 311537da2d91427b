"""What breaks, and why."""
