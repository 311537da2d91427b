"""What may be allowed, and to whom."""
