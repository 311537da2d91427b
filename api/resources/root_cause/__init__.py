"""What may have caused what is seen."""
