"""How services are and held: state for users, open incidents, changes ahead, availability beside its target."""
