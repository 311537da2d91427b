"""What can be imported."""
