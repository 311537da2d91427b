"""Relations between CIs."""
