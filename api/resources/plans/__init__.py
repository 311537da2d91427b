"""Plans: what they would change, and their merge."""
