"""Templates: kept, listed, used."""
